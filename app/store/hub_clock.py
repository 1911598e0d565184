"""Hall time at a seat: the machine's own clock put right by what the hub says."""

from datetime import datetime, timedelta

from app.domain.clock import Clock


class HubClock:
    """A clock that follows the hub's; deadline lights go by it, whatever the seat's machine believes."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self.offset = timedelta(0)

    def now(self) -> datetime:
        """Return the hub's present, as far as known."""
        return self._own.now() + self.offset

    def own_now(self) -> datetime:
        """Return what this machine believes."""
        return self._own.now()
