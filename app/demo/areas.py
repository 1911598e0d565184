"""The four levels of ground: unit grids cut by roads and rivers, gathered into communities, streets, the district."""

import heapq
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from shapely import LineString, MultiPoint, Polygon, STRtree, polygonize, unary_union, voronoi_polygons
from shapely import points as make_points
from shapely.geometry.base import BaseGeometry

from app.demo.ground import Ground, Points
from app.demo.openlists import community_names
from app.demo.plan import Plan
from app.demo.shapes import largest, lines, polygons
from app.demo.streets import Road
from app.demo.terrain import Terrain
from app.domain.area import Area

_SLIVER_M2 = 9_000.0
_URBAN_STREETS = (
    ("宝塔山街道", 300, 300), ("南市街道", -700, -2500), ("凤凰山街道", -1900, 1000), ("枣园街道", -3900, 2300),
    ("桥沟街道", 2600, 700), ("新城街道", 900, 3100), ("李渠镇", 5600, -600), ("河庄坪镇", -6500, 3900),
    ("柳林镇", -1500, -5000), ("万花山镇", -4300, -1500), ("川口镇", 3700, 3300), ("姚店镇", 7400, -1400),
    ("甘谷驿镇", 3300, -3300), ("青化砭镇", 5000, 3000), ("蟠龙镇", -3000, 4600), ("冯庄乡", 800, -3600),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit grid: its code, its ground in metres and the names above it."""

    code: str
    shape: Polygon
    street: str
    community: str


@dataclass(frozen=True, slots=True)
class Division:
    """The whole division: areas of all levels as records, and the grid cells for look-ups in metres."""

    areas: tuple[Area, ...]
    cells: tuple[Cell, ...]
    tree: STRtree

    def cell_at(self, x: float, y: float) -> Cell:
        """Return the cell a point lies in, or the nearest one."""
        return self.cells[int(self.cells_at(np.array([[x, y]]))[0])]

    def cells_at(self, points: Points) -> list[int]:
        """Return the index of the cell of each x, y."""
        return [int(i) for i in np.atleast_1d(self.tree.nearest(make_points(points)))]


def divide(plan: Plan, terrain: Terrain, roads: list[Road], ground: Ground, rng: random.Random) -> Division:
    """Cut the ground along roads, rivers and ridges, and gather the pieces into communities and streets."""
    faces = _faces(terrain, roads, rng)
    near = _neighbours(faces)
    centres = np.array([[f.representative_point().x, f.representative_point().y] for f in faces])
    wanted = [(name, x * plan.reach, y * plan.reach) for name, x, y in _URBAN_STREETS[: plan.streets]]
    street_seeds = _nearest_faces(centres, [(x, y) for _, x, y in wanted])
    street_of = _grow(near, centres, street_seeds, range(len(faces)))
    cells: list[Cell] = []
    areas = [_area(plan.code, 1, plan.name, "", terrain.outline, ground)]
    for s, (name, _, _) in enumerate(wanted):
        mine = [i for i in range(len(faces)) if street_of[i] == s]
        street_code = f"{plan.code}{s + 1:03d}"
        areas.append(_area(street_code, 2, name, plan.code, _union(faces, mine), ground))
        cells += _communities(plan, name, street_code, mine, faces, near, centres, areas, ground, rng)
    return Division(tuple(areas), tuple(cells), STRtree([cell.shape for cell in cells]))


def _faces(terrain: Terrain, roads: list[Road], rng: random.Random) -> list[Polygon]:
    """Everything that cuts ground, noded and turned into the smallest closed pieces; slivers join a neighbour."""
    west, south, east, north = terrain.outline.bounds
    step = 950.0
    hill_seeds = [
        (x + rng.uniform(-300, 300), y + rng.uniform(-300, 300))
        for x in np.arange(west, east, step)
        for y in np.arange(south, north, step)
    ]
    ridges = voronoi_polygons(MultiPoint(hill_seeds), only_edges=True)
    towns = unary_union([terrain.floor, *(u.outline for u in terrain.uplands)])
    cuts: list[BaseGeometry] = [road.line for road in roads if road.tier != "rail"]
    cuts += [stream.course for stream in terrain.streams]
    cuts += [LineString(ring.coords) for ring in _rings(towns)]
    cuts.append(ridges.difference(towns))
    body = unary_union([*cuts, LineString(terrain.outline.exterior.coords)])
    pieces = polygons(polygonize(lines(body)))
    inside = [p for p in pieces if terrain.outline.contains(p.representative_point())]
    return _without_slivers(sorted(inside, key=lambda p: (p.centroid.x, p.centroid.y)))


def _rings(shape: BaseGeometry) -> Iterable[LineString]:
    for part in polygons(shape):
        yield part.exterior
        yield from part.interiors


def _without_slivers(faces: list[Polygon]) -> list[Polygon]:
    """Join each small piece to the neighbour it shares the longest edge with."""
    near = _neighbours(faces)
    parent = list(range(len(faces)))
    size = [f.area for f in faces]

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i in sorted(range(len(faces)), key=lambda k: faces[k].area):
        mine = root(i)
        others = [(length, root(j)) for j, length in near[i].items() if root(j) != mine]
        if size[mine] < _SLIVER_M2 and others:
            target = max(others)[1]
            parent[mine] = target
            size[target] += size[mine]
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(faces)):
        groups[root(i)].append(i)
    return [_union(faces, members) for _, members in sorted(groups.items())]


def _neighbours(faces: list[Polygon]) -> list[dict[int, float]]:
    """For each face: neighbour -> metres of common edge."""
    near: list[dict[int, float]] = [{} for _ in faces]
    tree = STRtree(faces)
    for i, j in tree.query(faces, predicate="touches").T:
        if i < j:
            length = faces[i].intersection(faces[j]).length
            if length > 1.0:
                near[i][int(j)] = near[j][int(i)] = length
    return near


def _grow(
    near: list[dict[int, float]],
    centres: Points,
    seeds: list[int],
    among: Iterable[int],
) -> dict[int, int]:
    """Give each face to the seed it is nearest to by walking over neighbours, so that every group hangs together."""
    allowed = set(among)
    owner: dict[int, int] = {}
    queue: list[tuple[float, int, int]] = [(0.0, k, seed) for k, seed in enumerate(seeds)]
    heapq.heapify(queue)
    while queue:
        walked, k, face = heapq.heappop(queue)
        if face in owner:
            continue
        owner[face] = k
        for other in near[face]:
            if other in allowed and other not in owner:
                step = float(np.hypot(*(centres[other] - centres[face])))
                heapq.heappush(queue, (walked + step, k, other))
    for face in allowed - owner.keys():
        owner[face] = 0
    return owner


def _communities(
    plan: Plan, street: str, street_code: str, mine: list[int], faces: list[Polygon], near: list[dict[int, float]],
    centres: Points, areas: list[Area], ground: Ground, rng: random.Random,
) -> list[Cell]:  # fmt: skip
    names = community_names().get(street, ())[: plan.communities] or ("中心",)
    count = max(1, min(len(names), len(mine) // 4))
    seeds = rng.sample(sorted(mine, key=lambda i: faces[i].area)[: max(count, len(mine) * 2 // 3)], count)
    group_of = _grow(near, centres, sorted(seeds), mine)
    cells: list[Cell] = []
    for c in range(count):
        members = sorted((i for i in mine if group_of[i] == c), key=lambda i: (-centres[i][1], centres[i][0]))
        code, name = f"{street_code}{c + 1:03d}", f"{names[c]}社区"
        areas.append(_area(code, 3, name, street_code, _union(faces, members), ground))
        for g, i in enumerate(members, start=1):
            cell = Cell(f"{code}{g:03d}", faces[i], street, name)
            cells.append(cell)
            areas.append(_area(cell.code, 4, f"{name}第{g}网格", code, cell.shape, ground))
    return cells


def _nearest_faces(centres: Points, spots: list[tuple[float, float]]) -> list[int]:
    taken: list[int] = []
    for spot in spots:
        order = np.argsort(np.hypot(*(centres - np.array(spot)).T))
        taken.append(next(int(i) for i in order if int(i) not in taken))
    return taken


def _union(faces: list[Polygon], members: list[int]) -> Polygon:
    return largest(unary_union([faces[i] for i in members]))


def _area(code: str, level: int, name: str, parent: str, shape: Polygon, ground: Ground) -> Area:
    rings = (
        ground.ring(np.asarray(shape.exterior.coords)),
        *(ground.ring(np.asarray(r.coords)) for r in shape.interiors),
    )
    return Area(id=code, level=level, name=name, parent=parent, rings=rings)
