"""What a demo city puts on the stage: records for the hub in loading order, and what its simulated devices need."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.demo.announcements import past_broadcasts
from app.demo.caseload import Picture
from app.demo.city import City
from app.demo.photos import photo
from app.demo.sensors import first_readings
from app.domain.camera import Camera
from app.domain.media import Media
from app.domain.speaker import Speaker

_BATCH = 20_000
_VARIANTS = 3
_SCENE_OF = {
    "night_market": "night_market",
    "market": "night_market",
    "underpass": "underpass",
    "ponding_point": "underpass",
    "park": "park",
    "bridge": "river",
    "square": "square",
    "school": "school_gate",
    "station": "station",
    "hospital": "station",
}
_CORNERS = ("crossroads", "construction", "crossroads", "station", "square", "crossroads", "school_gate")
Batch = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class SimulatedCamera:
    """One camera for the RTSP simulator, in the order of its `SimCamera`. The login is made up for each demo."""

    no: str
    name: str
    scene: str
    ptz: bool
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class SimulatedSpeaker:
    """One loudspeaker for the RTP simulator."""

    id: str
    host: str
    port: int
    volume: int


def furnish(city: City, rtsp: str, ptz: str, host: str, ports: dict[str, int]) -> City:
    """Return the city with device addresses: `rtsp` and `ptz` are base URLs, `ports` speaker id to RTP port."""
    cameras = tuple(_wired(camera, rtsp, ptz) for camera in city.cameras)
    speakers = tuple(replace(s, host=host, port=ports.get(s.id, 0)) for s in city.speakers)
    return replace(city, cameras=cameras, speakers=speakers)


def _wired(camera: Camera, rtsp: str, ptz: str) -> Camera:
    return replace(
        camera,
        url_main=f"{rtsp}/{camera.no}/main",
        url_sub=f"{rtsp}/{camera.no}/sub",
        ptz_url=f"{ptz}/onvif/{camera.no}/ptz" if camera.ptz and ptz else "",
    )


def camera_config(city: City, user: str, password: str) -> dict[str, Any]:
    """Return the camera simulator's configuration, ready for JSON: `{"cameras": [SimCamera fields]}`."""
    return {"cameras": [asdict(_simulated(camera, user, password)) for camera in city.cameras]}


def _simulated(camera: Camera, user: str, password: str) -> SimulatedCamera:
    return SimulatedCamera(camera.no, camera.name, _scene(camera), camera.ptz, user, password)


def _scene(camera: Camera) -> str:
    """What the camera sees: its place, a river road, or one of several street corners, so that tiles differ."""
    seen = next((_SCENE_OF[tag] for tag in camera.tags if tag in _SCENE_OF), "")
    if seen:
        return seen
    if "滨" in camera.name:
        return "river"
    return _CORNERS[int(camera.no) * 3 % len(_CORNERS)]


def speaker_config(city: City, recordings: Path, host: str = "127.0.0.1", first_port: int = 0) -> dict[str, Any]:
    """Return the speaker simulator's configuration, ready for JSON; each takes four ports from `first_port`, 0 any."""
    speakers = [asdict(_receiver(speaker, n, host, first_port)) for n, speaker in enumerate(city.speakers)]
    return {"recordings": str(recordings), "speakers": speakers}


def _receiver(speaker: Speaker, n: int, host: str, first_port: int) -> SimulatedSpeaker:
    return SimulatedSpeaker(speaker.id, host, first_port + 4 * n if first_port else 0, speaker.volume)


def batches(city: City, media_folder: Path | None = None) -> Iterator[Batch]:
    """Yield everything the hub loads as (kind, nouns), in an order in which nothing is named before it is there.

    Cases come in batches of 20,000 with their steps and media, so a metropolis needs no more memory than a district.
    With `media_folder` the pictures are put there under their media id, each drawing stored once. Raises OSError.
    """
    yield "ruleset", [city.ruleset]
    yield "area", list(city.areas)
    yield "unit", list(city.units)
    yield "matter", list(city.matters)
    yield "operator_public", [member.public for member in city.staff]
    yield "camera", list(city.cameras)
    yield "zone", list(city.zones)
    yield "speaker", list(city.speakers)
    yield "place", list(city.places)
    yield "phrase", list(city.phrases)
    yield "responsibility", list(city.responsibilities)
    yield "ruling", list(city.rulings)
    yield "algorithm", list(city.algorithms)
    yield "reading", first_readings(city)
    yield "broadcast", past_broadcasts(city)
    yield from _case_batches(city, Album(media_folder) if media_folder else None)


def _case_batches(city: City, album: "Album | None") -> Iterator[Batch]:
    batch = _fresh()
    for told in city.cases():
        batch["case"].append(told.case)
        batch["case_step"] += told.steps
        batch["media"] += [media_of(picture) for picture in told.pictures]
        batch["letter"] += told.letters
        batch["ruling"] += told.rulings
        if album is not None:
            album.keep(told.pictures)
        if len(batch["case"]) >= _BATCH:
            yield from batch.items()
            batch = _fresh()
    yield from batch.items()


def _fresh() -> dict[str, list[Any]]:
    return {kind: [] for kind in ("case", "case_step", "media", "letter", "ruling")}


def picture_bytes(picture: Picture) -> bytes:
    """Return the JPEG of a picture: one of a few drawings of its matter, the same spot before and after."""
    return photo(picture.matter_id, picture.stage, sum(picture.place.encode()) % _VARIANTS)


def media_of(picture: Picture) -> Media:
    """Return the record that names a picture's bytes."""
    data = picture_bytes(picture)
    return Media(
        id=picture.id,
        owner_kind="case",
        owner_id=picture.case_id,
        name="处置前.jpg" if picture.stage == "before" else "处置后.jpg",
        mime="image/jpeg",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        taken_at=picture.taken_at,
        stage=picture.stage,
    )


class Album:
    """A folder of pictures named by media id; the same drawing is one file with many names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first: dict[bytes, Path] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, pictures: Iterable[Picture]) -> None:
        """Put the pictures into the folder."""
        for picture in pictures:
            data, path = picture_bytes(picture), self._folder / picture.id
            path.unlink(missing_ok=True)
            try:
                path.hardlink_to(self._first[data])
            except (KeyError, OSError):  # the first of its kind, or a file system without links
                path.write_bytes(data)
                self._first[data] = path
