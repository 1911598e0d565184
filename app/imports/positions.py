"""Where a row says it is: whatever the order, the datum and the notation, as WGS-84 or as nothing."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from app.domain.geo import to_wgs84
from app.imports.values import number, text

_DEGREES = re.compile(
    r"^([EWNS东西南北]?)(-?\d+)[°度](?:(\d+)['′分])?(?:(\d+(?:\.\d+)?)(?:\"|′′|''|秒))?([EWNS]?)$", re.I
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CHINA = (73.0, 3.0, 135.5, 54.0)
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A position found, or none, and the code of what had to be done about it (`position.swapped`, `position.none`)."""

    at: tuple[float, float] | None
    remark: str = ""


def spot(lon: Any, lat: Any, crs: str, home: Box = _CHINA) -> Spot:
    """Return the position of two cells in `crs`. `home` is where positions are expected (west, south, east, north).

    0/0 and empty cells are no position; beyond the earth is `position.none`; two cells in the wrong order, seen because
    only the other order lies at home or on the earth, are put right and said.
    """
    x, y = degrees(lon), degrees(lat)
    if x is None or y is None or (abs(x) < 1e-6 and abs(y) < 1e-6):
        return Spot(None)
    swapped = abs(y) > 90 >= abs(x) or (not _within(home, x, y) and _within(home, y, x))
    if swapped:
        x, y = y, x
    if abs(x) > 180 or abs(y) > 90:
        return Spot(None, "position.none")
    east, north = to_wgs84(x, y, crs)
    return Spot((round(east, 7), round(north, 7)), "position.swapped" if swapped else "")


def position(lon: Any, lat: Any, crs: str) -> tuple[float, float] | None:
    """Return two cells as a WGS-84 position, None where there is none."""
    return spot(lon, lat, crs).at


def pair(value: Any) -> tuple[str, str] | None:
    """Return the two numbers of one cell such as `109.49,36.59` or `POINT (109.49 36.59)`, None if not two."""
    found = _NUMBER.findall(text(value))
    return (found[0], found[1]) if len(found) == 2 else None


def degrees(value: Any) -> float | None:
    """Return a cell as degrees: a number, or `109°29′23″`."""
    if isinstance(value, str) and ("°" in value or "度" in value):
        found = _DEGREES.match(unicodedata.normalize("NFKC", value).replace(" ", ""))
        if found is None:
            return number(value) if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*[°度]\s*", value) else None
        size = abs(int(found[2])) + int(found[3] or 0) / 60 + float(found[4] or 0) / 3600
        return -size if found[2].startswith("-") or (found[1] + found[5]).upper() in ("W", "S", "西", "南") else size
    if isinstance(value, str) and value.count(",") == 1 and "." not in value:
        value = value.replace(",", ".")  # no degree has thousands
    return number(value)


def _within(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
