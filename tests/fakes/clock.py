"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta


class SetClock:
    """Stands still until it is told to go on."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._now

    def go_on(self, **by: float) -> None:
        """Let time pass, in the words of `timedelta`."""
        self._now += timedelta(**by)
