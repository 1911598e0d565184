"""What fills the land between the roads: blocks of houses, parks, squares and wooded hills."""

import random
from dataclasses import dataclass

from shapely import Polygon, STRtree, clip_by_rect, unary_union
from shapely.geometry.base import BaseGeometry

from app.demo.areas import Division
from app.demo.shapes import polygons
from app.demo.streets import WIDTH_M, Road
from app.demo.terrain import Terrain


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of ground of one use: `kind` is block or park, `use` says what for."""

    shape: Polygon
    kind: str
    use: str
    name: str = ""


def fill_blocks(terrain: Terrain, roads: list[Road], division: Division, rng: random.Random) -> list[Patch]:
    """Fill the town with blocks, leave some as parks and squares, and plant the hills nearby."""
    town = unary_union([terrain.floor, *(u.outline for u in terrain.uplands)])
    bands = [road.line.buffer(WIDTH_M[road.tier] / 2 + 3, cap_style="flat") for road in roads]
    bands.append(terrain.water.buffer(26))
    near = STRtree(bands)
    patches: list[Patch] = []
    for cell in division.cells:
        built = cell.shape.intersection(town)
        if built.area < 4_000:
            continue
        hollow = unary_union([clip_by_rect(bands[k], *built.bounds) for k in near.query(built)])
        for part in polygons(built.difference(hollow).buffer(-3).buffer(1.5)):
            if part.area > 1_500:
                patches.append(_use(part, cell.community, rng))
    filled = [*patches, *_gully_rows(roads, terrain, town)]
    return [*_woods(terrain, town, rng), *_hill_parks(terrain, town, rng), *filled]


def _use(part: Polygon, community: str, rng: random.Random) -> Patch:
    compact = part.area / max(1.0, part.minimum_rotated_rectangle.area)
    draw = rng.random()
    stem = community.removesuffix("社区")
    if draw < 0.05 and compact > 0.6:
        return Patch(part, "park", "park", f"{stem}公园")
    if draw < 0.075 and compact > 0.6:
        return Patch(part, "block", "square", f"{stem}广场")
    use = rng.choices(("housing", "mixed", "commerce", "office", "industry"), (52, 22, 12, 9, 5))[0]
    return Patch(part, "block", use)


def _gully_rows(roads: list[Road], terrain: Terrain, town: BaseGeometry) -> list[Patch]:
    """Rows of cave dwellings and small houses on both sides of the gully lanes."""
    lanes = [road.line for road in roads if road.tier == "residential" and not town.buffer(5).contains(road.line)]
    if not lanes:
        return []
    rows = unary_union([lane.buffer(46, cap_style="flat") for lane in lanes])
    rows = rows.difference(unary_union([lane.buffer(9) for lane in lanes])).difference(town.buffer(8))
    taken = unary_union([road.line.buffer(20) for road in roads if road.tier in ("motorway", "rail", "secondary")])
    rows = rows.difference(taken).intersection(terrain.outline)
    return [Patch(part, "block", "housing") for part in polygons(rows.simplify(3)) if part.area > 2_500]


def _woods(terrain: Terrain, town: BaseGeometry, rng: random.Random) -> list[Patch]:
    """Planted slopes, thick near the town, broken by bare loess."""
    west, south, east, north = terrain.outline.bounds
    clumps, ground = [], (east - west) * (north - south)
    count = min(1_000, int(ground / 330_000))
    scale = (ground / count / 330_000) ** 0.5
    for _ in range(count):
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        size = rng.uniform(160, 460) * scale
        rim = [(x + size * dx * rng.uniform(0.6, 1.3), y + size * dy * rng.uniform(0.5, 1.1)) for dx, dy in _CIRCLE]
        clumps.append(Polygon(rim).buffer(0).buffer(60))
    woods = unary_union(clumps).buffer(-40).buffer(40).difference(town.buffer(70)).intersection(terrain.outline)
    return [Patch(part, "park", "wood") for part in polygons(woods.simplify(9)) if part.area > 30_000]


def _hill_parks(terrain: Terrain, town: BaseGeometry, rng: random.Random) -> list[Patch]:
    """Green slopes that people of the town climb on Sundays."""
    centre = terrain.streams[0].line
    slopes: list[Patch] = []
    names = ("宝塔山公园", "凤凰山森林公园", "清凉山公园", "杜公祠公园", "北山绿道公园", "万花山景区")
    for k, name in enumerate(names):
        at = centre.interpolate((k + 0.7) / (len(names) + 0.4), normalized=True)
        side = 1 if k % 2 else -1
        blob = at.buffer(1).centroid
        shape = Polygon(
            [
                (
                    blob.x + (640 + rng.uniform(-130, 130)) * dx,
                    blob.y + side * 1020 + (400 + rng.uniform(-90, 90)) * dy,
                )
                for dx, dy in _CIRCLE
            ]
        )
        green = shape.buffer(-60).buffer(90).difference(town.buffer(25)).intersection(terrain.outline)
        slopes += [Patch(part, "park", "hill", name) for part in polygons(green)[:1] if part.area > 60_000]
    return slopes


_CIRCLE = [
    (1.0, 0.0), (0.86, 0.5), (0.5, 0.86), (0.0, 1.0), (-0.5, 0.86), (-0.86, 0.5),
    (-1.0, 0.0), (-0.86, -0.5), (-0.5, -0.86), (0.0, -1.0), (0.5, -0.86), (0.86, -0.5),
]  # fmt: skip
