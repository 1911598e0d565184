"""Time as the hall keeps it: aware UTC inside, fixed-width RFC 3339 text on disk and on the wire."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

HALL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present as aware UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present as aware UTC."""
        return datetime.now(UTC)


def hall_day(moment: datetime) -> str:
    """Return the hall's date at a moment (aware) as `2026-01-31`."""
    return moment.astimezone(HALL_ZONE).date().isoformat()


def day_begins(day: str, later: int = 0) -> datetime:
    """Return the moment a day of the hall begins, or the day `later` days after it.

    Raises ValueError for what is no day such as `2026-01-31`.
    """
    return datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), HALL_ZONE).astimezone(UTC)


def to_text(moment: datetime) -> str:
    """Write a moment as `2026-11-22T01:02:03.456Z`: 24 characters, so that text order is time order.

    Raises ValueError for a naive datetime: nobody could say which hour it means.
    """
    if moment.tzinfo is None:
        raise ValueError("a naive time has no place in the hall")
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def from_text(text: str) -> datetime:
    """Read an RFC 3339 time with a zone. Raises ValueError where the zone is missing or the text is no time."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return moment.astimezone(UTC)
