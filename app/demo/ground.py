"""A flat working ground in metres, and the way from it to WGS-84 lon, lat."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_METRES_PER_DEGREE = 111_319.49


@dataclass(frozen=True, slots=True)
class Ground:
    """A local plane around `lon0, lat0`: x to the east, y to the north, in metres. Good to centimetres over 40 km."""

    lon0: float = 109.4900
    lat0: float = 36.5900

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Return lon, lat of one point, rounded to about a centimetre."""
        scale = _METRES_PER_DEGREE * math.cos(math.radians(self.lat0))
        return round(self.lon0 + x / scale, 7), round(self.lat0 + y / _METRES_PER_DEGREE, 7)

    def ring(self, coords: Points) -> tuple[tuple[float, float], ...]:
        """Return a whole line or ring as lon, lat pairs."""
        return tuple(self.lonlat(float(x), float(y)) for x, y in coords)


def smooth(control: list[tuple[float, float]], step_m: float = 60.0) -> Points:
    """Draw a Catmull-Rom curve through the control points, one vertex about every `step_m` metres."""
    points = np.asarray(control, dtype=np.float64)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = [_piece(padded[i : i + 4], step_m) for i in range(len(points) - 1)]
    return np.vstack([*pieces, points[-1:]])


def _piece(four: Points, step_m: float) -> Points:
    p0, p1, p2, p3 = four
    count = max(2, int(np.hypot(*(p2 - p1)) / step_m))
    t = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
    curve: Points = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return curve
