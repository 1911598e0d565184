"""When each held command may go, by a clock that only runs forward: the machine's own may be set at any moment."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.store.holding import Hold


class HoldClock:
    """Counts the seconds of every hold. Safe from any thread."""

    def __init__(self, holds: Mapping[str, Hold], now: datetime, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        begun = seconds()
        self._over_at = {command_id: begun + hold.left_s(now) for command_id, hold in holds.items()}

    def begin(self, ids: Iterable[str], hold_s: float) -> None:
        """Count from now."""
        over_at = self._seconds() + hold_s
        with self._lock:
            self._over_at |= dict.fromkeys(ids, over_at)

    def forget(self, ids: Iterable[str]) -> None:
        """These are sent or taken back."""
        with self._lock:
            for command_id in ids:
                self._over_at.pop(command_id, None)

    def over(self) -> list[str]:
        """Return whose time is over."""
        now = self._seconds()
        with self._lock:
            return [command_id for command_id, over_at in self._over_at.items() if over_at <= now]

    def left_s(self, command_id: str) -> float:
        """Return how many seconds a command has left, 0 for one that is not held."""
        with self._lock:
            over_at = self._over_at.get(command_id)
        return 0.0 if over_at is None else max(0.0, over_at - self._seconds())

    def next_s(self) -> float | None:
        """Return the seconds until the next is over, 0 where one is; None where nothing is held."""
        with self._lock:
            nearest = min(self._over_at.values(), default=None)
        return None if nearest is None else max(0.0, nearest - self._seconds())
