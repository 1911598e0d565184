"""Times as other systems write them: one of many forms in, one moment out, and what is no time is never guessed."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import Rejected
from app.imports import values

_EXCEL_ZERO = datetime(1899, 12, 30)
_MONTHS = {name: k for k, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+|[(（]?(星期|周)[一二三四五六日天][)）]?", re.IGNORECASE
)
_HALF_DAY = re.compile(r"(?<![a-z])([ap])\.?m\b|(上午|下午|晚上|中午|凌晨|早上)", re.IGNORECASE)
_ZONE = re.compile(r"(?<=[\d:.])\s*(?:(?:gmt|utc)?\s*([+-])(\d\d):?(\d\d)|(z|gmt|utc))\s*$", re.IGNORECASE)
_NAMED_ZONE = re.compile(r"\b[a-z]{3,4}\b(?=\s|$)", re.IGNORECASE)
_FRACTION = re.compile(r"(?<=\d)[.,](\d{1,9})(?=\s*(?:$|[zZ+-]|am|pm|AM|PM))")
_DOT_NET = re.compile(r"^/?Date\((-?\d+)([+-]\d{4})?\)/?$")
_PLAIN = re.compile(
    r"^([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: +([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?)?$"
)
# How systems write "no time at all".
_NO_YEARS = frozenset({0, 1, 1899, 1900, 9999})
_DIGITS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_UNIX = {9: 1, 10: 1, 13: 10**3, 16: 10**6, 19: 10**9}


def moment(value: Any, zone: ZoneInfo, order: str = "ymd") -> datetime | None:
    """Return a cell as aware UTC, None where it is empty. Raises Rejected("value.time") for what is no time.

    Understands datetimes, RFC 3339, `2024年5月3日 14:05`, `2024/5/3 24:00`, `01/05/2015 12:40:41 PM` (`order` mdy or
    dmy), `3-May-2024`, 8, 12 or 14 digits, Excel serial days and Unix seconds to nanoseconds. A time without a zone is
    in `zone`; dates such as 0000-00-00, 1900-01-01 or 9999-12-31, by which systems mean "none", are None.
    """
    if isinstance(value, datetime):
        return None if value.year in _NO_YEARS else _checked(_in_zone(value, zone), str(value))
    if isinstance(value, date):
        return moment(datetime.combine(value, time()), zone, order)
    words = values.text(value)
    if plain := _PLAIN.match(words):
        found = _plainly(plain, zone)
        if found is not None:
            return _checked(found, words)
    words = unicodedata.normalize("NFKC", words)
    if not words or _means_none(words):
        return None
    try:
        found = _one_number(words, zone) or _by_pieces(words, zone, order)
    except (ValueError, OverflowError, OSError) as wrong:
        raise Rejected("value.time", words[:60]) from wrong
    return _checked(found, words)


def _plainly(found: re.Match[str], zone: ZoneInfo) -> datetime | None:
    """The usual form, quickly; what does not fit goes the long way and is judged there."""
    pieces = [int(piece or 0) for piece in found.groups()]
    try:
        return _in_zone(datetime(*pieces), zone) if 1970 <= pieces[0] <= 2200 else None  # type: ignore[arg-type]
    except ValueError:
        return None


def _checked(found: datetime, words: str) -> datetime:
    if not 1970 <= found.year <= 2200:
        raise Rejected("value.time", words[:60])
    return found


def _means_none(words: str) -> bool:
    digits = re.findall(r"\d+", words)
    dated = len(digits) >= 3 and len(digits[0]) == 4
    return (dated and int(digits[0]) in _NO_YEARS) or bool(re.fullmatch(r"[0:\-/. ]+", words))


def _in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def _one_number(words: str, zone: ZoneInfo) -> datetime | None:
    """Times written as one number."""
    net = _DOT_NET.match(words)
    if net:
        return datetime.fromtimestamp(int(net[1]) / 1000, UTC)
    if re.fullmatch(r"\d{5}(\.\d+)?", words):
        return _in_zone(_EXCEL_ZERO + timedelta(seconds=round(float(words) * 86_400)), zone)
    if not words.isascii() or not words.isdigit():
        return None
    if len(words) in _DIGITS and words[:2] in ("19", "20", "21"):
        return _digits(words, zone)
    if len(words) in _UNIX:
        return datetime.fromtimestamp(int(words) / _UNIX[len(words)], UTC)
    raise ValueError(words)


def _digits(words: str, zone: ZoneInfo) -> datetime:
    full = words.ljust(14, "0")
    pieces = [int(full[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))]
    return _in_zone(_at(*pieces), zone)


def _at(year: int, month: int, day: int, hour: int, minute: int, second: int, micro: int = 0) -> datetime:
    """The moment on the wall clock; 24:00 is the end of the day, a leap second the next one."""
    if hour == 24 and (minute or second or micro):
        raise ValueError("after 24:00")
    extra = timedelta(days=hour == 24, seconds=second == 60)
    return datetime(year, month, day, hour % 24 if hour == 24 else hour, minute, min(second, 59), micro) + extra


def _by_pieces(words: str, zone: ZoneInfo, order: str) -> datetime:
    """Times written as groups of digits: the group of four is the year, `order` says what comes before it."""
    words, offset = _without_zone(_WEEKDAY.sub(" ", words))
    words, micro = _without_fraction(words)
    words, month = _without_month(words)
    half = _HALF_DAY.search(words)
    spare = _HALF_DAY.sub(" ", words)
    if re.search(r"[a-z]", _NAMED_ZONE.sub(" ", spare).replace("T", " "), re.IGNORECASE):
        raise ValueError(words)
    numbers = re.findall(r"\d+", spare)
    day, clock = _day(numbers, month, order)
    if len(clock) > 3 or (clock and len(clock) < 2 and not half and "点" not in words and "时" not in words):
        raise ValueError(words)
    hour, minute, second = (*(int(piece) for piece in clock), 0, 0, 0)[:3]
    found = _at(*day, _hour(hour, half), minute, second, micro)
    return (found - offset).replace(tzinfo=UTC) if offset is not None else _in_zone(found, zone)


def _without_zone(words: str) -> tuple[str, timedelta | None]:
    found = _ZONE.search(words)
    if not found or (found[1] and ":" not in words[: found.start()]):
        return words, None
    ahead = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
    return words[: found.start()], -ahead if found[1] == "-" else ahead


def _without_fraction(words: str) -> tuple[str, int]:
    found = _FRACTION.search(words) if ":" in words else None
    if not found:
        return words, 0
    return words[: found.start()] + words[found.end() :], int(found[1][:6].ljust(6, "0"))


def _without_month(words: str) -> tuple[str, int]:
    found = _MONTH.search(words)
    return (words[: found.start()] + " " + words[found.end() :], _MONTHS[found[1].lower()]) if found else (words, 0)


def _day(numbers: list[str], month: int, order: str) -> tuple[tuple[int, int, int], list[str]]:
    """Year, month and day out of the first groups, and the groups that are left for the clock."""
    if month:
        year_at = next((k for k, piece in enumerate(numbers) if len(piece) == 4), -1)
        if year_at < 0:
            raise ValueError("no year")
        rest = numbers[:year_at] + numbers[year_at + 1 :]
        return (int(numbers[year_at]), month, int(rest[0])), rest[1:]
    if len(numbers) < 3:
        raise ValueError("no whole date")
    first, second, third = (int(piece) for piece in numbers[:3])
    if len(numbers[0]) == 4:
        day = first, second, third
    elif order == "dmy" or (first > 12 and order == "mdy"):
        day = third, second, first
    elif order == "mdy" or len(numbers[2]) == 4:
        day = third, first, second
    else:
        day = first, second, third
    return (day[0] + 2000 if day[0] < 100 else day[0], day[1], day[2]), numbers[3:]


def _hour(hour: int, half: re.Match[str] | None) -> int:
    if not half or hour > 12:
        return hour
    word = (half[1] or half[2]).lower()
    if word in ("p", "下午", "晚上") or (word == "中午" and hour < 10):
        return hour % 12 + 12
    return hour % 12 if word in ("a", "上午", "凌晨", "早上") else hour
