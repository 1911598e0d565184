"""Names for the roads: the rivers name what follows them, real street and village names the rest."""

import random
from dataclasses import replace

from shapely import LineString
from shapely.ops import substring

from app.demo.openlists import community_names
from app.demo.streets import Road

_SECTION_M = 5200.0
_SECTIONS = ("西段", "中段", "东段")
_ALONG = {
    "延河|secondary|1": "滨河北路", "延河|secondary|-1": "滨河南路",
    "延河|primary|1": "延河路", "延河|primary|-1": "宝塔大街",
    "延河|tertiary|1": "北山路", "延河|tertiary|-1": "凤凰山路",
    "南川河|secondary|1": "南滨西路", "南川河|secondary|-1": "南滨东路",
    "南川河|tertiary|1": "杜甫川路", "南川河|tertiary|-1": "七里铺大街",
    "西川河|secondary|1": "西川北路", "西川河|secondary|-1": "西川南路",
    "西川河|tertiary|1": "枣园路", "西川河|tertiary|-1": "裴庄路",
    "丰富川|secondary|1": "丰富东路", "丰富川|secondary|-1": "丰富西路",
    "丰富川|tertiary|1": "桥沟路", "丰富川|tertiary|-1": "尹家沟路",
}  # fmt: skip
_UPLAND = {
    "out|0": "{}出城路",
    "out|1": "{}下川路",
    "ring": "{}环路",
    "climb|0": "{}迎宾路",
    "climb|1": "{}坡道",
    "x|0": "{}大道",
    "y|0": "{}中街",
}
_SUFFIXES = {"secondary": "路路街", "tertiary": "路路街", "primary": "大道", "residential": "街巷街"}


def name_streets(roads: list[Road], rng: random.Random) -> list[Road]:
    """Return the roads with the names people would use; one line of the plan keeps one name."""
    fresh = _FreshNames(rng)
    given: dict[str, str] = {}
    named: list[Road] = []
    for road in roads:
        if road.name not in given:
            given[road.name] = _known(road.name) or fresh.take() + _suffix(road, rng)
        named += _sections(replace(road, name=given[road.name]))
    return named


def _known(key: str) -> str:
    if "|" not in key:
        return key
    if key in _ALONG:
        return _ALONG[key]
    place, what, which = key.split("|")
    pattern = _UPLAND.get(what) or _UPLAND.get(f"{what}|{which}", "")
    return pattern.format(place)


def _suffix(road: Road, rng: random.Random) -> str:
    if road.name.startswith("gully"):
        return rng.choice("巷巷路")
    return rng.choice(_SUFFIXES[road.tier])


class _FreshNames:
    """Gives each village or community name once, then again with a direction before the suffix."""

    def __init__(self, rng: random.Random) -> None:
        stems = sorted({name for names in community_names().values() for name in names if len(name) <= 4})
        rng.shuffle(stems)
        self._pool = [f"{stem}{turn}" for turn in ("", "东", "西", "南", "北", "中") for stem in stems]
        self._at = 0

    def take(self) -> str:
        self._at += 1
        return self._pool[(self._at - 1) % len(self._pool)]


def _sections(road: Road) -> list[Road]:
    """A road of many kilometres is spoken of by its sections, from west to east."""
    if road.line.length <= _SECTION_M or road.tier in ("motorway", "rail"):
        return [road]
    west_first = road.line.coords[0][0] <= road.line.coords[-1][0]
    line = road.line if west_first else road.line.reverse()
    third = line.length / 3
    return [
        replace(road, name=road.name + section, line=LineString(substring(line, k * third, (k + 1) * third).coords))
        for k, section in enumerate(_SECTIONS)
    ]
