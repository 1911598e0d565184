"""Every spot of the city that has an address: points along the named roads with house numbers and their grid."""

import random
from dataclasses import dataclass

import numpy as np

from app.demo.areas import Division
from app.demo.ground import Ground
from app.demo.streets import Road

_SPACING_M = 24.0
_REACH = {"primary": 26.0, "secondary": 21.0, "tertiary": 17.0, "residential": 12.0}
_BUSY = {"primary": 5, "secondary": 3, "tertiary": 3, "residential": 2}


@dataclass(frozen=True, slots=True)
class Spot:
    """One address: where it is, on which road, which number, in which grid."""

    x: float
    y: float
    lon: float
    lat: float
    road: str
    number: int
    code: str
    area_name: str

    @property
    def text(self) -> str:
        """The address as people write it."""
        return f"{self.road}{self.number}号"


def make_addresses(roads: list[Road], division: Division, ground: Ground, rng: random.Random) -> list[Spot]:
    """Walk along every road and note the addresses on both sides; busy roads come more often in the list."""
    raw: list[tuple[float, float, str, int, int]] = []
    numbers: dict[str, int] = {}
    for road in roads:
        if road.tier in _REACH:
            raw += _walk(road, numbers, rng)
    xy = np.array([[x, y] for x, y, *_ in raw])
    cells = division.cells_at(xy)
    spots = []
    for (x, y, name, number, weight), k in zip(raw, cells, strict=True):
        cell = division.cells[k]
        lon, lat = ground.lonlat(x, y)
        spot = Spot(x, y, lon, lat, name, number, cell.code, f"{cell.street}{cell.community}")
        spots += [spot] * weight
    return spots


def _walk(road: Road, numbers: dict[str, int], rng: random.Random) -> list[tuple[float, float, str, int, int]]:
    found = []
    length = road.line.length
    metres = np.arange(12.0, length - 8, _SPACING_M)
    for metre in metres:
        here, ahead = road.line.interpolate(metre), road.line.interpolate(min(length, metre + 4))
        dx, dy = ahead.x - here.x, ahead.y - here.y
        norm = float(np.hypot(dx, dy)) or 1.0
        side = 1 if rng.random() < 0.5 else -1
        away = side * _REACH[road.tier] * rng.uniform(0.55, 1.0)
        numbers[road.name] = numbers.get(road.name, 0) + rng.randint(1, 3)
        number = numbers[road.name] * 2 - (side > 0)
        found.append((here.x - dy / norm * away, here.y + dx / norm * away, road.name, number, _BUSY[road.tier]))
    return found
