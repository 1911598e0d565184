"""The invented lie of the land: a river between loess hills, its side streams, the valley floor and the plateaus."""

import random
from dataclasses import dataclass

import numpy as np
from shapely import LineString, Point, Polygon, affinity, unary_union
from shapely.geometry.base import BaseGeometry

from app.demo.ground import Points, smooth
from app.demo.plan import Plan
from app.demo.shapes import largest

Control = list[tuple[float, float]]
_RUN_OUT_M = 5_000.0
_MAIN: Control = [
    (-7900, 4700), (-6900, 4000), (-5900, 3750), (-5000, 3300), (-4250, 2500), (-3300, 2150), (-2500, 1650),
    (-1750, 900), (-900, 700), (-150, 250), (650, -200), (1500, 50), (2300, 700), (3200, 800), (4100, 250),
    (4900, -450), (5900, -650), (6800, -1250), (7900, -1500),
]  # fmt: skip
_SOUTH: Control = [
    (-1900, -6300), (-1500, -5300), (-1750, -4400), (-1150, -3500), (-1250, -2650), (-650, -1850), (-500, -1050),
    (100, -500), (420, -60),
]  # fmt: skip
_WEST: Control = [(-5600, -1700), (-4600, -1350), (-3700, -1750), (-2700, -1500), (-1900, -1950), (-1180, -2380)]
_NORTH: Control = [(4300, 4700), (3700, 3800), (3850, 2900), (3300, 2000), (3420, 1350), (3250, 790)]


@dataclass(frozen=True, slots=True)
class Stream:
    """One water course: its middle line within the town, its whole `course` through the district, its widths."""

    name: str
    line: LineString
    course: LineString
    bed_m: float
    floor_m: float


@dataclass(frozen=True, slots=True)
class Upland:
    """A levelled plateau above the valley that carries a new town with a grid of streets."""

    name: str
    outline: Polygon
    angle: float


@dataclass(frozen=True, slots=True)
class Terrain:
    """The whole land. All shapes are metres on the working ground."""

    streams: tuple[Stream, ...]
    uplands: tuple[Upland, ...]
    floor: BaseGeometry
    water: BaseGeometry
    outline: Polygon


def lay_terrain(plan: Plan, rng: random.Random) -> Terrain:
    """Lay rivers, valley floors, plateaus and the district's outline for one size of city."""
    streams = _streams(plan, rng)
    uplands = tuple(_uplands(plan))
    floor = unary_union([_floor(stream, rng) for stream in streams]).buffer(90).buffer(-90)
    water = unary_union([stream.course.buffer(stream.bed_m / 2) for stream in streams])
    outline = _outline([floor, *(u.outline for u in uplands)], plan.reach, rng)
    return Terrain(streams, uplands, floor.intersection(outline), water.intersection(outline), outline)


def _streams(plan: Plan, rng: random.Random) -> tuple[Stream, ...]:
    courses = [("延河", _MAIN, 84.0, 560.0), ("南川河", _SOUTH, 40.0, 320.0), ("西川河", _WEST, 20.0, 190.0)]
    if plan.size != "county":
        courses.append(("丰富川", _NORTH, 22.0, 210.0))
    streams = []
    for name, control, bed, floor in courses:
        line = _bend(control, plan.reach, rng)
        streams.append(Stream(name, line, _run_out(line, name == courses[0][0], rng), bed, floor))
    return tuple(streams)


def _bend(control: Control, reach: float, rng: random.Random) -> LineString:
    wiggle = 60.0 * reach
    inner = [(x * reach + rng.uniform(-wiggle, wiggle), y * reach + rng.uniform(-wiggle, wiggle)) for x, y in control]
    inner[-1] = (control[-1][0] * reach, control[-1][1] * reach)
    return LineString(smooth(inner))


def _run_out(line: LineString, both_ends: bool, rng: random.Random) -> LineString:
    """Lead a stream on beyond the town, winding: the main river on both sides, the others towards their spring."""
    head = _tail(line.coords[3], line.coords[0], rng)[::-1]
    tail = _tail(line.coords[-4], line.coords[-1], rng) if both_ends else []
    return LineString([*head, *line.coords, *tail])


def _tail(inner: tuple[float, ...], end: tuple[float, ...], rng: random.Random) -> Control:
    angle = float(np.arctan2(end[1] - inner[1], end[0] - inner[0]))
    x, y = end[0], end[1]
    control: Control = [(x, y)]
    for _ in range(int(_RUN_OUT_M / 600)):
        angle += rng.uniform(-0.3, 0.3)
        x, y = x + 600 * float(np.cos(angle)), y + 600 * float(np.sin(angle))
        control.append((x, y))
    return [(float(a), float(b)) for a, b in smooth(control)][1:]


def _floor(stream: Stream, rng: random.Random) -> BaseGeometry:
    """The flat floor widens and narrows along the stream, as a river leaves it."""
    phases = [rng.uniform(0, 6.28) for _ in range(3)]
    circles = []
    for metre in np.arange(0.0, stream.line.length, 80.0):
        swell = sum(np.sin(metre / span + phase) for span, phase in zip((260, 610, 1150), phases, strict=True))
        circles.append(stream.line.interpolate(metre).buffer(stream.floor_m * (0.92 + 0.11 * swell), quad_segs=6))
    return unary_union(circles).buffer(40).buffer(-40).simplify(8)


def _uplands(plan: Plan) -> list[Upland]:
    spots = [
        ("新城", 900, 3150, 3300, 2100, 9.0),
        ("南塬", 3300, -3300, 2400, 1700, -14.0),
        ("西塬", -4100, 450, 1900, 1250, 21.0),
    ]
    return [_upland(*spot, plan.reach) for spot in spots[: plan.uplands]]


def _upland(name: str, x: float, y: float, wide: float, high: float, angle: float, reach: float) -> Upland:
    """A plateau with rounded, uneven rims, turned by `angle` degrees."""
    half_w, half_h = wide * min(reach, 1.6) / 2, high * min(reach, 1.6) / 2
    turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    rim = 1 + 0.05 * np.sin(3 * turns + x) + 0.04 * np.sin(5 * turns + y)
    squircle = (np.abs(np.cos(turns)) ** 4 + np.abs(np.sin(turns)) ** 4) ** -0.25
    ring: Points = np.column_stack([half_w * rim * squircle * np.cos(turns), half_h * rim * squircle * np.sin(turns)])
    shape = affinity.rotate(Polygon(ring), angle, origin=(0, 0))
    return Upland(name, affinity.translate(shape, x * reach, y * reach), angle)


def _outline(parts: list[BaseGeometry], reach: float, rng: random.Random) -> Polygon:
    """The district's edge: it runs on the hills, some way behind the floor, and follows no real boundary."""
    wide = 1500 * max(1.0, reach * 0.9)
    body = largest(unary_union(parts).buffer(wide).buffer(-wide / 3))
    ring = np.asarray(LineString(body.exterior.coords).segmentize(220).simplify(30).coords)
    phases = [rng.uniform(0, 6.28) for _ in range(2)]
    turn = np.linspace(0, 2 * np.pi, len(ring), endpoint=False)
    push = 150 * np.sin(9 * turn + phases[0]) + 90 * np.sin(23 * turn + phases[1])
    centre = ring.mean(axis=0)
    away = ring - centre
    ring = ring + away / np.hypot(away[:, 0], away[:, 1])[:, None] * push[:, None]
    return largest(Polygon(ring).buffer(0))


def inside(terrain: Terrain, x: float, y: float) -> bool:
    """Whether a point lies in the district."""
    return bool(terrain.outline.contains(Point(x, y)))
