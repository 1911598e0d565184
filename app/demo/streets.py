"""The street plan: roads along the rivers, streets across them, bridges, a motorway, a railway, new-town grids."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from shapely import LineString, MultiLineString, Point, STRtree, affinity, unary_union
from shapely.geometry.base import BaseGeometry

from app.demo.ground import smooth
from app.demo.plan import Plan
from app.demo.shapes import NOWHERE, lines, points
from app.demo.terrain import Stream, Terrain, Upland

WIDTH_M = {"motorway": 26.0, "primary": 30.0, "secondary": 22.0, "tertiary": 16.0, "residential": 10.0, "rail": 8.0}
_CROSS_SPACING_M = 330.0


@dataclass(frozen=True, slots=True)
class Road:
    """One named road. `tier` is motorway, primary, secondary, tertiary, residential or rail."""

    name: str
    tier: str
    line: LineString
    bridge: bool = False


@dataclass(frozen=True, slots=True)
class Junction:
    """Where two named roads meet."""

    x: float
    y: float
    first: str
    second: str


def lay_streets(plan: Plan, terrain: Terrain, rng: random.Random) -> list[Road]:
    """Lay every road of the city, still without names for the lesser ones (see `name_streets`)."""
    roads: list[Road] = []
    for stream in terrain.streams:
        roads += _along(stream, terrain)
    for stream in terrain.streams:
        roads += _across(stream, terrain, roads, rng)
    for upland in terrain.uplands:
        roads += _grid(upland)
        roads += _climb(upland, roads)
    roads += _gullies(terrain, roads, rng)
    roads += _through_roads(terrain)
    roads += _country_roads(terrain)
    return [replace(road, line=clip) for road in roads for clip in lines(road.line.intersection(terrain.outline))]


def junctions(roads: list[Road]) -> list[Junction]:
    """Return where differently named roads cross, each pair of names at most once per place."""
    open_roads = [road for road in roads if road.tier not in ("rail", "motorway")]
    tree = STRtree([road.line for road in open_roads])
    found: dict[tuple[int, int], Junction] = {}
    for i, j in tree.query([road.line for road in open_roads], predicate="intersects").T:
        a, b = open_roads[i], open_roads[j]
        if i < j and a.name != b.name:
            for point in points(a.line.intersection(b.line)):
                found.setdefault((round(point.x / 40), round(point.y / 40)), Junction(point.x, point.y, a.name, b.name))
    return [found[key] for key in sorted(found)]


def _along(stream: Stream, terrain: Terrain) -> Iterator[Road]:
    """Roads that follow the water: the embankment on both sides, the high street, the foot-of-hill road."""
    bank = stream.bed_m / 2 + 32
    tiers = [("secondary", bank), ("primary", bank + 175), ("tertiary", bank + 345)]
    if stream.floor_m < 400:
        tiers = [("secondary", bank), ("tertiary", bank + 130)]
    others = unary_union(
        [s.line.buffer(s.floor_m * 0.62) for s in terrain.streams if s.floor_m > stream.floor_m] or [NOWHERE]
    )
    for tier, offset in tiers:
        for side in (1, -1):
            line = stream.line.offset_curve(side * offset, join_style="round").simplify(9)
            keep = terrain.floor.buffer(-18) if tier == "tertiary" else terrain.floor.buffer(60)
            for part in lines(line.intersection(keep).difference(others)):
                if part.length > 260:
                    yield Road(f"{stream.name}|{tier}|{side}", tier, _soft(part))


def _across(stream: Stream, terrain: Terrain, along: list[Road], rng: random.Random) -> Iterator[Road]:
    """Streets square to the stream; every third one crosses it on a bridge."""
    own = [road.line for road in along if road.name.startswith(stream.name)]
    if not own:
        return
    reach = unary_union(own).buffer(14)
    bigger = unary_union(
        [s.line.buffer(s.floor_m * 0.6) for s in terrain.streams if s.floor_m > stream.floor_m] or [NOWHERE]
    )
    metre, count = 180.0, 0
    while metre < stream.line.length - 120:
        here, ahead = stream.line.interpolate(metre), stream.line.interpolate(metre + 30)
        lean = rng.uniform(-0.12, 0.12)
        angle = np.arctan2(ahead.y - here.y, ahead.x - here.x) + np.pi / 2 + lean
        bridge = count % 3 == 0
        for side in (1, -1):
            yield from _cross_arm(stream, here, angle, side, bridge, terrain, reach, bigger)
        count += 1
        metre += _CROSS_SPACING_M * rng.uniform(0.75, 1.3)


def _cross_arm(
    stream: Stream,
    here: Point,
    angle: float,
    side: int,
    bridge: bool,
    terrain: Terrain,
    reach: BaseGeometry,
    bigger: BaseGeometry,
) -> Iterator[Road]:
    start = 0.0 if bridge else stream.bed_m / 2 + 32
    dx, dy = np.cos(angle) * side, np.sin(angle) * side
    far = stream.floor_m * 1.3
    arm = LineString([(here.x + dx * start, here.y + dy * start), (here.x + dx * far, here.y + dy * far)])
    inside = [
        part for part in lines(arm.intersection(terrain.floor.buffer(-14)).difference(bigger)) if part.length > 60
    ]
    for part in inside[:1]:
        ends = points(part.intersection(reach.boundary))
        if not ends:
            continue
        last = max(part.project(p) for p in ends)
        trimmed = LineString([part.coords[0], part.interpolate(min(part.length, last)).coords[0]])
        if trimmed.length > 60:
            tier = "secondary" if bridge and stream.floor_m > 400 else "residential"
            yield Road(f"{stream.name}|across|{round(here.x)},{round(here.y)}", tier, trimmed, bridge)


def _grid(upland: Upland) -> Iterator[Road]:
    """A new town: a grid with wide streets every third line, and a ring road along the rim."""
    flat = affinity.rotate(upland.outline, -upland.angle, origin="centroid")
    west, south, east, north = flat.bounds
    keep = upland.outline.buffer(-70)
    yield Road(f"{upland.name}|ring|0", "secondary", LineString(keep.exterior.simplify(6).coords))
    centre = flat.centroid
    for axis, low, high, mid in (("x", west, east, centre.x), ("y", south, north, centre.y)):
        for k in range(-20, 21):
            at = mid + k * (235 if axis == "x" else 205)
            if not low + 120 < at < high - 120:
                continue
            ends = [(at, south), (at, north)] if axis == "x" else [(west, at), (east, at)]
            line = affinity.rotate(LineString(ends), upland.angle, origin=centre)
            tier = "primary" if k == 0 else "tertiary" if k % 3 == 0 else "residential"
            for part in lines(line.intersection(keep)):
                yield Road(f"{upland.name}|{axis}|{k}", tier, part)


def _climb(upland: Upland, roads: list[Road]) -> Iterator[Road]:
    """Two winding roads from the valley up to the plateau."""
    valley = MultiLineString([road.line for road in roads if "primary" in road.name and "|" in road.name])
    rim = LineString(upland.outline.buffer(-70).exterior.coords)
    centre = upland.outline.centroid
    for k, (dx, dy) in enumerate(((-1400, -900), (1500, -800))):
        top = rim.interpolate(rim.project(Point(centre.x + dx, centre.y + dy)))
        foot = valley.interpolate(valley.project(top)) if valley.is_empty is False else top
        foot = min((Point(c) for line in valley.geoms for c in line.coords), key=top.distance, default=foot)
        if not 80 < top.distance(foot) < 4200:
            continue
        across = np.array([-(foot.y - top.y), foot.x - top.x]) / top.distance(foot)
        bends = [(0.25, 130), (0.5, -150), (0.75, 110)]
        middle = [
            (top.x + (foot.x - top.x) * t + across[0] * push, top.y + (foot.y - top.y) * t + across[1] * push)
            for t, push in bends
        ]
        yield Road(
            f"{upland.name}|climb|{k}", "secondary", LineString(smooth([(top.x, top.y), *middle, (foot.x, foot.y)]))
        )


def _gullies(terrain: Terrain, roads: list[Road], rng: random.Random) -> Iterator[Road]:
    """Short lanes that wind from the foot of the hills up the side gullies."""
    feet = [road for road in roads if road.tier == "tertiary" and "|tertiary|" in road.name]
    high = unary_union([u.outline.buffer(150) for u in terrain.uplands] or [NOWHERE])
    spine = unary_union([s.line for s in terrain.streams])
    for road in feet:
        for metre in np.arange(rng.uniform(250, 700), road.line.length - 150, 780):
            base = road.line.interpolate(metre + rng.uniform(-120, 120))
            near = spine.interpolate(spine.project(base))
            away = np.array([base.x - near.x, base.y - near.y]) / max(1.0, base.distance(near))
            line = _gully(base, away, rng)
            if not line.intersects(high) and line.difference(terrain.floor).length > 0.35 * line.length:
                yield Road(f"gully|{round(base.x)}|{round(base.y)}", "residential", line)


def _gully(base: Point, away: "np.ndarray[tuple[int], np.dtype[np.float64]]", rng: random.Random) -> LineString:
    turn, at = rng.uniform(-0.35, 0.35), np.array([base.x, base.y])
    points = [(float(at[0]), float(at[1]))]
    for _ in range(rng.randint(3, 6)):
        turn += rng.uniform(-0.45, 0.45)
        cos, sin = np.cos(turn), np.sin(turn)
        at = at + 150 * np.array([away[0] * cos - away[1] * sin, away[0] * sin + away[1] * cos])
        points.append((float(at[0]), float(at[1])))
    return LineString(smooth(points, 40))


def _through_roads(terrain: Terrain) -> Iterator[Road]:
    """A motorway that cuts through the hills and a railway on the other side of the valley."""
    main = terrain.streams[0]
    calm = main.course.simplify(250)
    bowed = LineString(smooth([(x, y) for x, y in calm.coords], 80))
    for part in lines(bowed.offset_curve(-main.floor_m * 1.75).simplify(20)):
        yield Road("延川高速", "motorway", _soft(part))
    for part in lines(bowed.offset_curve(main.floor_m * 1.12).simplify(20)):
        yield Road("延河铁路", "rail", _soft(part))


def _country_roads(terrain: Terrain) -> Iterator[Road]:
    """Beyond the town one road goes on beside each stream, out of the district."""
    for stream in terrain.streams:
        beyond = stream.course.difference(stream.line.buffer(1))
        for k, part in enumerate(lines(beyond)):
            for road in lines(part.offset_curve(stream.bed_m / 2 + 32).simplify(6)):
                yield Road(f"{stream.name}|out|{k}", "secondary", road)


def _soft(line: LineString) -> LineString:
    """Round the corners an offset leaves behind."""
    if len(line.coords) < 3:
        return line
    return LineString(smooth([(float(x), float(y)) for x, y in line.simplify(12).coords], 45))
