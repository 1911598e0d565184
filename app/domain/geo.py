"""Where things are: distances on the ground, Chinese map offsets, points in rings."""

from collections.abc import Callable, Iterable, Sequence
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

LonLat = tuple[float, float]

EARTH_RADIUS_M = 6_371_008.8
# The ellipsoid of the published GCJ-02 algorithm (Krasovsky), not the one of WGS-84.
_GCJ_A = 6378245.0
_GCJ_EE = 0.00669342162296594323
_BD_PI = pi * 3000.0 / 180.0
_PASSES = 6


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres along the great circle between two WGS-84 points (haversine)."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    a = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(a)))


def bearing_deg(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Compass bearing from the first point to the second, 0–360, north = 0."""
    d = radians(lon2 - lon1)
    y = sin(d) * cos(radians(lat2))
    x = cos(radians(lat1)) * sin(radians(lat2)) - sin(radians(lat1)) * cos(radians(lat2)) * cos(d)
    return (degrees(atan2(y, x)) + 360.0) % 360.0


def box_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a box that holds the whole circle; good below 85° of latitude."""
    d_lat = degrees(radius_m / EARTH_RADIUS_M)
    d_lon = d_lat / max(cos(radians(lat)), 0.05)
    return lon - d_lon, lat - d_lat, lon + d_lon, lat + d_lat


def nearest(lon: float, lat: float, spots: Iterable[tuple[str, float, float]]) -> list[tuple[str, float]]:
    """`(id, lon, lat)` rows as `(id, metres)`, the nearest first."""
    return sorted(((name, distance_m(lon, lat, x, y)) for name, x, y in spots), key=lambda pair: pair[1])


def in_ring(lon: float, lat: float, ring: Sequence[LonLat]) -> bool:
    """Whether a point lies inside one ring (even-odd rule); the ring may be open or closed."""
    inside = False
    x1, y1 = ring[-1] if ring else (0.0, 0.0)
    for x2, y2 in ring:
        if (y2 > lat) != (y1 > lat) and lon < (x1 - x2) * (lat - y2) / (y1 - y2) + x2:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def in_rings(lon: float, lat: float, rings: Sequence[Sequence[LonLat]]) -> bool:
    """Whether a point lies inside a polygon given as outer rings and holes in any order."""
    return sum(in_ring(lon, lat, ring) for ring in rings) % 2 == 1


def outside_china(lon: float, lat: float) -> bool:
    """Whether the GCJ-02 offset does not apply: outside 73.66–135.05 E, 3.86–53.55 N."""
    return not (73.66 < lon < 135.05 and 3.86 < lat < 53.55)


def wgs84_to_gcj02(lon: float, lat: float) -> LonLat:
    """WGS-84 to GCJ-02 (Amap, Tencent)."""
    if outside_china(lon, lat):
        return lon, lat
    d_lon, d_lat = _gcj_offset(lon, lat)
    return lon + d_lon, lat + d_lat


def gcj02_to_wgs84(lon: float, lat: float) -> LonLat:
    """GCJ-02 to WGS-84, iterated until well under a millimetre."""
    return (lon, lat) if outside_china(lon, lat) else _undo(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> LonLat:
    """GCJ-02 to BD-09 (Baidu)."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD_PI)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_PI)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> LonLat:
    """BD-09 to GCJ-02, iterated."""
    return _undo(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> LonLat:
    """WGS-84 to BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> LonLat:
    """BD-09 to WGS-84."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_wgs84(lon: float, lat: float, crs: str) -> LonLat:
    """A point given in `crs` (wgs84, cgcs2000, gcj02, bd09) as WGS-84; raises ValueError for a datum nobody named."""
    change = _TO_WGS84.get(crs.strip().lower())
    if change is None:
        raise ValueError(f"unknown coordinate system: {crs!r}")
    return change(lon, lat)


def _same(lon: float, lat: float) -> LonLat:
    return lon, lat


# CGCS2000 differs from WGS-84 by centimetres: equal on a screen.
_TO_WGS84: dict[str, Callable[[float, float], LonLat]] = {
    "wgs84": _same,
    "cgcs2000": _same,
    "gcj02": gcj02_to_wgs84,
    "bd09": bd09_to_wgs84,
}


def _undo(forward: Callable[[float, float], LonLat], lon: float, lat: float) -> LonLat:
    """Fixed-point inverse: each pass shrinks the error by more than a hundred."""
    x, y = lon, lat
    for _ in range(_PASSES):
        fx, fy = forward(x, y)
        x, y = x + lon - fx, y + lat - fy
    return x, y


def _gcj_offset(lon: float, lat: float) -> LonLat:
    """The published polynomial and sine offset, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    ripple = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    d_lat += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    d_lon += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    magic = 1 - _GCJ_EE * sin(radians(lat)) ** 2
    scale_lat = (_GCJ_A * (1 - _GCJ_EE)) / (magic * sqrt(magic)) * pi
    scale_lon = _GCJ_A / sqrt(magic) * cos(radians(lat)) * pi
    return d_lon * 180.0 / scale_lon, d_lat * 180.0 / scale_lat
