"""Web-Mercator arithmetic for one point or a million (the world is the unit square, y downwards)."""

from math import atan, cos, degrees, exp, log, pi, radians, tan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TILE_PX = 256
MAX_LAT = 85.05112878
_EQUATOR_M = 40_075_016.68557849


def world(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 degrees to the unit square."""
    lat = max(-MAX_LAT, min(MAX_LAT, lat))
    return lon / 360.0 + 0.5, 0.5 - log(tan(pi / 4 + radians(lat) / 2)) / (2 * pi)


def lonlat(x: float, y: float) -> tuple[float, float]:
    """The unit square back to WGS-84 degrees."""
    return (x - 0.5) * 360.0, degrees(2 * atan(exp((0.5 - y) * 2 * pi)) - pi / 2)


def worlds(lon: Any, lat: Any) -> tuple[Floats, Floats]:
    """Columns of degrees to columns on the unit square."""
    east = np.asarray(lon, dtype=np.float64)
    north = np.clip(np.asarray(lat, dtype=np.float64), -MAX_LAT, MAX_LAT)
    return east / 360.0 + 0.5, 0.5 - np.log(np.tan(np.pi / 4 + np.radians(north) / 2)) / (2 * np.pi)


def lonlats(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Columns on the unit square back to degrees."""
    return (x - 0.5) * 360.0, np.degrees(2 * np.arctan(np.exp((0.5 - y) * 2 * np.pi)) - np.pi / 2)


def metres_per_px(lat: float, zoom: float) -> float:
    """Metres on the ground under one CSS pixel."""
    return cos(radians(lat)) * _EQUATOR_M / float(TILE_PX * 2.0**zoom)


def distances_m(lon: float, lat: float, lons: Floats, lats: Floats) -> Floats:
    """Metres from one point to each row (haversine)."""
    a = np.sin(np.radians(lats - lat) / 2) ** 2
    a = a + np.cos(np.radians(lat)) * np.cos(np.radians(lats)) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * 6_371_008.8 * np.arcsin(np.minimum(1.0, np.sqrt(a))), dtype=np.float64)


def outline_box(x: Floats, y: Floats) -> tuple[float, float, float, float]:
    """West, north, east, south of a run of points on the unit square."""
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
