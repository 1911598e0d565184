"""Cameras and loudspeakers on the streets: domes where much is seen, fixed ones along roads, speakers beside them."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from app.demo.areas import Division
from app.demo.directory import unit_id
from app.demo.ground import Ground
from app.demo.plan import Plan
from app.demo.streets import Junction, Road
from app.domain.camera import Camera
from app.domain.ids import stable_id
from app.domain.place import Place
from app.domain.speaker import Speaker, Zone
from app.words.pinyin import initials

_SIDES = (("南", 180.0), ("北", 0.0), ("东", 90.0), ("西", 270.0))
_TIER = {"primary": 3, "secondary": 2, "tertiary": 1, "residential": 0}
_WATCHED = (
    "square",
    "night_market",
    "market",
    "underpass",
    "ponding_point",
    "school",
    "station",
    "bridge",
    "hospital",
    "park",
)
_METRES_PER_DEGREE = 111_319.49


@dataclass(frozen=True, slots=True)
class _View:
    """One possible camera: where it stands, what it is called, where it looks."""

    x: float
    y: float
    name: str
    bearing: float
    tags: tuple[str, ...]


def make_cameras(
    plan: Plan, roads: list[Road], crossings: list[Junction], places: tuple[Place, ...], division: Division,
    ground: Ground, rng: random.Random,
) -> tuple[Camera, ...]:  # fmt: skip
    """Return exactly the planned number of PTZ domes and fixed cameras."""
    junctions, sites = _junction_views(roads, crossings, rng), _site_views(places, ground)
    domes = _mix(sites, junctions, plan.domes)
    taken = {view.name for view in domes}
    wider = [*_mix(junctions, sites, len(junctions) + len(sites)), *_street_views(roads, rng)]
    fixed = [view for view in {v.name: v for v in reversed(wider)}.values() if view.name not in taken][::-1]
    chosen = [("dome", view) for view in domes] + [("fixed", view) for view in fixed[: plan.fixed]]
    return tuple(_camera(plan, n, kind, view, division, ground) for n, (kind, view) in enumerate(chosen, start=1))


def _junction_views(roads: list[Road], crossings: list[Junction], rng: random.Random) -> list[_View]:
    tier: dict[str, int] = {}
    for road in roads:
        tier[road.name] = max(tier.get(road.name, 0), _TIER.get(road.tier, 0))
    named = [j for j in crossings if _stem(j.first) != _stem(j.second)]
    ranked = sorted(named, key=lambda j: (-tier[j.first] - tier[j.second] + rng.uniform(0, 1.6), j.first, j.x))
    seen: set[str] = set()
    views = []
    for crossing in ranked:
        by_tier = sorted((crossing.first, crossing.second), key=lambda n: -tier[n])
        major, minor = (_stem(name) for name in by_tier)
        side, bearing = rng.choice(_SIDES)
        name = f"{major}与{minor}路口（{side}）".replace("路路口", "路口")
        if name not in seen:
            seen.add(name)
            dx, dy = 14 * math.sin(math.radians(bearing)), 14 * math.cos(math.radians(bearing))
            views.append(_View(crossing.x + dx, crossing.y + dy, name, (bearing + 180) % 360, ("路口", major)))
    return views


def _stem(road: str) -> str:
    """The road without its section: 延河路中段 -> 延河路."""
    return road[:-2] if road.endswith("段") else road


def _site_views(places: tuple[Place, ...], ground: Ground) -> list[_View]:
    scale = _METRES_PER_DEGREE * math.cos(math.radians(ground.lat0))
    by_kind = {kind: [p for p in places if p.kind == kind] for kind in _WATCHED}
    views = []
    for turn in range(max((len(found) for found in by_kind.values()), default=0)):
        for kind in _WATCHED:
            if turn < len(by_kind[kind]):
                place = by_kind[kind][turn]
                x, y = (place.lon - ground.lon0) * scale, (place.lat - ground.lat0) * _METRES_PER_DEGREE
                views.append(_View(x, y, place.name, (turn * 67.0) % 360, (kind,)))
    return views


def _street_views(roads: list[Road], rng: random.Random) -> Iterator[_View]:
    """Endless enough: further cameras along the streets, named by their house number."""
    for turn in range(1, 60):
        for road in roads:
            if road.tier in ("primary", "secondary", "tertiary") and road.line.length > 150 * turn:
                spot = road.line.interpolate(90.0 * turn)
                yield _View(
                    spot.x, spot.y, f"{road.name}{turn * 38 + rng.randint(0, 18)}号", rng.uniform(0, 359), ("路段",)
                )


def _mix(first: list[_View], second: list[_View], wanted: int) -> list[_View]:
    mixed: dict[str, _View] = {}
    for k in range(max(len(first), len(second))):
        for view in (*first[k : k + 1], *second[k : k + 1]):
            mixed.setdefault(view.name, view)
        if len(mixed) >= wanted:
            break
    return list(mixed.values())[:wanted]


def _camera(plan: Plan, n: int, kind: str, view: _View, division: Division, ground: Ground) -> Camera:
    lon, lat = ground.lonlat(view.x, view.y)
    cell = division.cell_at(view.x, view.y)
    return Camera(
        id=stable_id("demo", plan.size, "camera", str(n)),
        no=f"{n:04d}",
        name=view.name,
        lon=lon,
        lat=lat,
        pinyin=initials(view.name),
        kind=kind,
        ptz=kind == "dome",
        area_code=cell.code,
        group=cell.street,
        tags=view.tags,
        unit_id=unit_id("shuju"),
        bearing=round(view.bearing, 1),
        restricted=n % 43 == 7,
    )


def make_speakers(plan: Plan, cameras: tuple[Camera, ...]) -> tuple[tuple[Speaker, ...], tuple[Zone, ...]]:
    """Return the planned number of speakers, each beside a camera, and the zones they are called by."""
    liked = sorted(cameras, key=lambda c: (c.restricted, c.kind != "dome", c.no))[: plan.speakers]
    speakers = []
    for n, camera in enumerate(liked, start=1):
        name = f"{camera.name.partition('（')[0]}音柱"
        speakers.append(
            Speaker(
                id=stable_id("demo", plan.size, "speaker", str(n)),
                no=f"{n:03d}",
                name=name,
                lon=round(camera.lon + 0.00016, 7),
                lat=round(camera.lat + 0.00009, 7),
                pinyin=initials(name),
                zone_id=stable_id("demo", plan.size, "zone", camera.group),
                area_code=camera.area_code,
                camera_id=camera.id,
            )
        )
    return tuple(speakers), _zones(plan, speakers, {c.id: c for c in cameras})


def _zones(plan: Plan, speakers: list[Speaker], cameras: dict[str, Camera]) -> tuple[Zone, ...]:
    members: dict[str, list[str]] = {}
    for speaker in speakers:
        members.setdefault(cameras[speaker.camera_id].group, []).append(speaker.id)
    zones = [
        Zone(
            id=stable_id("demo", plan.size, "zone", street), name=f"{street}片区", speaker_ids=tuple(ids), volume_max=90
        )
        for street, ids in sorted(members.items())
    ]
    topics = (
        ("沿河片区", ("bridge", "ponding_point", "underpass")),
        ("市场夜市", ("market", "night_market")),
        ("校园周边", ("school",)),
    )
    for name, kinds in topics:
        ids = tuple(s.id for s in speakers if set(kinds) & set(cameras[s.camera_id].tags))
        if ids:
            zones.append(Zone(id=stable_id("demo", plan.size, "zone", name), name=name, speaker_ids=ids))
    return tuple(zones)
