"""The counts of saved filters, counted again only when cases have changed or a minute's lights have."""

import threading
from collections.abc import Callable

from app.domain.clock import Clock
from app.store.rows import CaseQuery

_MOST = 400
_MINUTE_S = 60


class Tally:
    """Remembers counts. Safe from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: dict[CaseQuery, tuple[int, int, int]] = {}

    def count(self, query: CaseQuery, version: int, count: Callable[[CaseQuery], int]) -> int:
        """Return the count of a query at this version of the cases."""
        minute = int(self._clock.now().timestamp()) // _MINUTE_S
        with self._lock:
            kept = self._counted.get(query)
        if kept is not None and kept[:2] == (version, minute):
            return kept[2]
        number = count(query)
        with self._lock:
            if len(self._counted) >= _MOST:
                self._counted.clear()
            self._counted[query] = (version, minute, number)
        return number
