"""What the wall reads: the cameras of the hall by street, found by name, number or pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.camera import Camera
from app.store import Reader
from app.text import _

STREET_DIGITS = 9


@dataclass(frozen=True, slots=True)
class CameraGroup:
    """The cameras of one street, in the order of their numbers."""

    name: str
    cameras: tuple[Camera, ...]


@dataclass(frozen=True)
class CameraBook:
    """All cameras that may be watched, grouped for the list."""

    groups: tuple[CameraGroup, ...] = ()
    by_id: dict[str, Camera] = field(default_factory=dict)

    @property
    def ordered(self) -> tuple[Camera, ...]:
        """All cameras in the order of the list."""
        return tuple(camera for group in self.groups for camera in group.cameras)


def book(reader: Reader) -> CameraBook:
    """Read all cameras; run it off the main thread."""
    cameras = sorted((camera for camera in reader.all("camera") if camera.enabled), key=lambda camera: camera.no)
    names = {area.id: area.name for area in reader.all("area")}
    streets: dict[str, list[Camera]] = {}
    for camera in cameras:
        streets.setdefault(_street(camera, names), []).append(camera)
    groups = tuple(CameraGroup(name, tuple(found)) for name, found in sorted(streets.items(), key=lambda pair: pair[0]))
    return CameraBook(groups, {camera.id: camera for camera in cameras})


def _street(camera: Camera, names: dict[str, str]) -> str:
    code = camera.area_code
    return names.get(code[:STREET_DIGITS]) or names.get(code) or camera.group or _("未分区")


def find(whole: CameraBook, text: str) -> tuple[CameraGroup, ...]:
    """The groups with only the cameras whose name, number or initials contain all words typed."""
    words = text.lower().split()
    if not words:
        return whole.groups
    kept = (CameraGroup(group.name, tuple(c for c in group.cameras if _fits(c, words))) for group in whole.groups)
    return tuple(group for group in kept if group.cameras)


def _fits(camera: Camera, words: list[str]) -> bool:
    said = f"{camera.name}\n{camera.no}\n{camera.pinyin}".lower()
    return all(word in said for word in words)


def next_page(whole: CameraBook, shown: list[str], count: int, step: int) -> list[str]:
    """The ids of the next (or with -1 the previous) cameras after those shown, round the whole list."""
    ids = [camera.id for camera in whole.ordered]
    if not ids:
        return []
    at = next((ids.index(one) for one in shown if one in whole.by_id), 0 if step < 0 else -count)
    begin = (at + step * count) % len(ids) if len(ids) > count else 0
    return [ids[(begin + offset) % len(ids)] for offset in range(min(count, len(ids)))]


def nearest(reader: Reader, lon: float, lat: float, count: int) -> list[str]:
    """The ids of the cameras nearest to a point, nearest first; run it off the main thread."""
    return [near.record.id for near in reader.around(lon, lat, cameras=count).cameras][:count]
