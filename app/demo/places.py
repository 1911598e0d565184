"""Places people speak of: schools, markets, squares, underpasses, ponding points, shelters, manholes."""

import random
from collections.abc import Iterator
from itertools import count

from shapely import Point, unary_union

from app.demo.addresses import Spot
from app.demo.areas import Division
from app.demo.blocks import Patch
from app.demo.directory import unit_id
from app.demo.ground import Ground
from app.demo.plan import Plan
from app.demo.streets import Road
from app.demo.terrain import Terrain
from app.domain.ids import stable_id
from app.domain.place import Place
from app.words.pinyin import initials

_PER_COMMUNITY = (
    ("school", ("{}小学", "{}幼儿园", "{}中学", "{}实验学校"), 0.9, "jiaoyu"),
    ("market", ("{}农贸市场", "{}便民市场"), 0.5, "shichang"),
    ("night_market", ("{}夜市",), 0.22, "cg"),
    ("hospital", ("{}社区卫生服务中心", "{}医院"), 0.4, "weijian"),
    ("office", ("{}便民服务中心", "{}派出所"), 0.5, "shenpi"),
    ("shelter", ("{}应急避难场所",), 0.45, "yingji"),
    ("depot", ("{}防汛物资点", "{}融雪剂储备点"), 0.3, "yingji"),
    ("station", ("{}公交首末站", "{}客运站"), 0.25, "jiaotong"),
)
_MANHOLES = (
    ("01", "上水井盖", "gongshui", 16),
    ("02", "污水井盖", "paishui", 26),
    ("03", "雨水井盖", "paishui", 24),
    ("05", "电力井盖", "dianli", 9),
    ("07", "通信井盖", "dianxin", 14),
    ("10", "热力井盖", "gongre", 6),
    ("11", "燃气井盖", "ranqi", 5),
)


class Places:
    """Collects the places of one city with running codes."""

    def __init__(self, plan: Plan, division: Division, ground: Ground) -> None:
        self._plan, self._division, self._ground = plan, division, ground
        self._no = count(1)

    def at(self, x: float, y: float, kind: str, name: str, unit: str, address: str = "", code: str = "") -> Place:
        """Make a place at a point of the working ground."""
        lon, lat = self._ground.lonlat(x, y)
        code = code or f"P{next(self._no):05d}"
        return Place(
            id=stable_id("demo", self._plan.size, "place", code),
            code=code,
            name=name,
            kind=kind,
            lon=lon,
            lat=lat,
            pinyin=initials(name) if kind != "manhole" else "",
            address=address,
            area_code=self._division.cell_at(x, y).code,
            unit_id=unit_id(unit),
        )


def make_places(
    plan: Plan, terrain: Terrain, roads: list[Road], patches: list[Patch], spots: list[Spot], division: Division,
    ground: Ground, rng: random.Random,
) -> tuple[Place, ...]:  # fmt: skip
    """Return every named place of the city, then its manholes."""
    make = Places(plan, division, ground)
    found = [*_greens(make, patches), *_bridges(make, terrain, roads), *_low_points(make, terrain, roads)]
    found += _by_community(make, spots, rng)
    return (*found, *_manholes(make, plan, spots, rng))


def _greens(make: Places, patches: list[Patch]) -> Iterator[Place]:
    seen: set[str] = set()
    for patch in patches:
        if patch.name and patch.name not in seen:
            seen.add(patch.name)
            spot = patch.shape.representative_point()
            kind = {"square": "square", "hill": "scenic"}.get(patch.use, "park")
            yield make.at(spot.x, spot.y, kind, patch.name, "yuanlin" if kind != "scenic" else "wenlv")


def _bridges(make: Places, terrain: Terrain, roads: list[Road]) -> Iterator[Place]:
    rivers = [stream.line for stream in terrain.streams]
    done: list[Point] = []
    for road in roads:
        if road.tier in ("rail", "motorway") or not road.bridge:
            continue
        for river in rivers:
            end = Point(road.line.coords[0])
            if end.distance(river) < 1 and all(end.distance(other) > 60 for other in done):
                done.append(end)
                yield make.at(end.x, end.y, "bridge", f"{road.name.rstrip('路街巷')}大桥", "shizheng", road.name)


def _low_points(make: Places, terrain: Terrain, roads: list[Road]) -> Iterator[Place]:
    """Where a street dives under the railway it is an underpass; where a gully meets the valley water gathers."""
    rails = unary_union([road.line for road in roads if road.tier == "rail"])
    towns = [road for road in roads if road.tier in ("primary", "secondary", "tertiary", "residential")]
    under = 0
    for road in towns:
        crossing = road.line.intersection(rails)
        for spot in getattr(crossing, "geoms", [crossing]):
            if (
                not spot.is_empty
                and spot.geom_type == "Point"
                and under < 12
                and terrain.floor.buffer(150).contains(spot)
            ):
                under += 1
                yield make.at(spot.x, spot.y, "underpass", f"{road.name}铁路下穿通道", "shizheng", road.name)
    gullies = [
        r for r in towns if r.tier == "residential" and r.line.length > 350 and not terrain.floor.contains(r.line)
    ]
    for road in gullies[:24]:
        spot = Point(road.line.coords[0])
        yield make.at(spot.x, spot.y, "ponding_point", f"{road.name}口易涝点", "paishui", road.name)


def _by_community(make: Places, spots: list[Spot], rng: random.Random) -> Iterator[Place]:
    homes: dict[str, list[Spot]] = {}
    for spot in spots:
        homes.setdefault(spot.code[:12], []).append(spot)
    for code in sorted(homes):
        for kind, names, share, unit in _PER_COMMUNITY:
            if rng.random() < share:
                spot = rng.choice(homes[code])
                stem = spot.area_name.removesuffix("社区")
                stem = stem.partition("街道")[2] or stem.partition("镇")[2] or stem.partition("乡")[2] or stem
                yield make.at(spot.x, spot.y, kind, rng.choice(names).format(stem), unit, spot.text)


def _manholes(make: Places, plan: Plan, spots: list[Spot], rng: random.Random) -> Iterator[Place]:
    weights = [m[3] for m in _MANHOLES]
    for n in range(plan.manholes):
        small, name, unit, _ = rng.choices(_MANHOLES, weights)[0]
        spot = rng.choice(spots)
        code = f"{plan.code}01{small}{n + 1:06d}"
        x, y = spot.x + rng.uniform(-6, 6), spot.y + rng.uniform(-6, 6)
        yield make.at(x, y, "manhole", f"{spot.text}{name}", unit, spot.text, code)
