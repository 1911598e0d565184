"""Dirty cells made clean: words for nothing, mixed dates, numbers with units, positions that are none."""

import math
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import Rejected
from app.domain.geo import to_wgs84

_NOTHING = frozenset(
    {"", "null", "none", "nan", "n/a", "na", "-", "--", "/", "\\n", "无", "空", "未知", "undefined", "nil"}
)
_NUMBER = re.compile(r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_PIECES = re.compile(r"\d+")
_HALF_DAY = re.compile(r"\b([ap])\.?m\b|(上午|下午|晚上|中午|凌晨)", re.IGNORECASE)
_EXCEL_ZERO = datetime(1899, 12, 30)
_TRUE = frozenset({"1", "true", "yes", "y", "是", "有", "√", "启用", "在用", "正常"})
_FALSE = frozenset({"0", "false", "no", "n", "否", "无", "×", "停用", "报废", "故障"})


def text(value: Any, limit: int = 8000) -> str:
    """Return a cell as plain text; words for nothing become empty, a whole float loses its `.0`."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    whole = str(value).encode("utf-8", "ignore").decode("utf-8")  # half characters are nobody's text
    cleaned = " ".join(whole.replace("\x00", "").split())
    return "" if cleaned.lower() in _NOTHING else cleaned[:limit]


def number(value: Any) -> float | None:
    """Return a cell as a number, units and thousands commas put aside; None where there is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    found = _NUMBER.match(unicodedata.normalize("NFKC", text(value)).replace(",", ""))
    return float(found[0]) if found else None


def flag(value: Any, default: bool) -> bool:
    """Return a cell as yes or no; anything else is `default`."""
    word = text(value).lower()
    return True if word in _TRUE else False if word in _FALSE else default


def moment(value: Any, zone: ZoneInfo, order: str = "ymd") -> datetime | None:
    """Return a cell as aware UTC, None where it is empty. Raises Rejected("value.time") for what is no time.

    Understands datetimes, RFC 3339, `2024年5月3日 14:05`, `2024/5/3`, `01/05/2015 12:40:41 PM` (`order` mdy or dmy),
    14 digits, Excel serial days and Unix seconds or milliseconds. A time without a zone is in `zone`.
    """
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, date):
        return _in_zone(datetime.combine(value, time()), zone)
    words = text(value)
    if not words:
        return None
    try:
        found = _whole(words, zone) or _by_pieces(words, zone, order)
    except (ValueError, OverflowError) as wrong:
        raise Rejected("value.time", words[:60]) from wrong
    if not 1970 <= found.year <= 2200:
        raise Rejected("value.time", words[:60])
    return found


def _in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def _whole(words: str, zone: ZoneInfo) -> datetime | None:
    """Times written as one number."""
    if re.fullmatch(r"\d{14}", words):
        return _in_zone(datetime.strptime(words, "%Y%m%d%H%M%S"), zone)
    if re.fullmatch(r"\d{8}", words):
        return _in_zone(datetime.strptime(words, "%Y%m%d"), zone)
    if re.fullmatch(r"\d{13}", words):
        return datetime.fromtimestamp(int(words) / 1000, UTC)
    if re.fullmatch(r"\d{9,10}", words):
        return datetime.fromtimestamp(int(words), UTC)
    if re.fullmatch(r"\d{5}(\.\d+)?", words):
        return _in_zone(_EXCEL_ZERO + timedelta(seconds=round(float(words) * 86_400)), zone)
    if re.match(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d", words):
        return _in_zone(datetime.fromisoformat(words.replace(" ", "T", 1).replace(" ", "")), zone)
    return None


def _by_pieces(words: str, zone: ZoneInfo, order: str) -> datetime:
    """Times written as groups of digits: the group of four is the year, `order` says what comes before it."""
    pieces = [int(piece) for piece in _PIECES.findall(words)]
    if len(pieces) < 3:
        raise ValueError(words)
    first, second, third, *clock = pieces
    if first > 31:
        year, month, day = first, second, third
    elif order == "dmy" or (first > 12 and order == "mdy"):
        day, month, year = first, second, third
    elif order == "mdy" or third > 31:
        month, day, year = first, second, third
    else:
        year, month, day = first, second, third
    hour, minute, second = (*clock[:3], 0, 0, 0)[:3]
    return _in_zone(datetime(year + 2000 if year < 100 else year, month, day, _hour(hour, words), minute, second), zone)


def _hour(hour: int, words: str) -> int:
    found = _HALF_DAY.search(words)
    if not found or hour > 12:
        return hour
    word = (found[1] or found[2]).lower()
    if word in ("p", "下午", "晚上") or (word == "中午" and hour < 10):
        return hour % 12 + 12
    return hour % 12 if word in ("a", "上午", "凌晨") else hour


def position(lon: Any, lat: Any, crs: str) -> tuple[float, float] | None:
    """Return a position as WGS-84, None where there is none: empty, 0/0, beyond the earth; swapped ones are mended."""
    x, y = number(lon), number(lat)
    if x is None or y is None or (abs(x) < 1e-6 and abs(y) < 1e-6):
        return None
    if abs(y) > 90 and abs(x) <= 90 and abs(y) <= 180:
        x, y = y, x
    if abs(x) > 180 or abs(y) > 90:
        return None
    east, north = to_wgs84(x, y, crs)
    return round(east, 7), round(north, 7)
