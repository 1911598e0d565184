"""Who looks at which case: said to the hub every half minute, heard from it, and unknown as soon as the line breaks."""

import logging
import threading
from collections.abc import Callable

from app.bus import Bus, WatchingChanged
from app.domain.errors import Rejected, Unavailable
from app.protocol import Hub, Watchers

_log = logging.getLogger(__name__)
_AGAIN_S = 30.0


class Presence:
    """Says and hears looks in a thread of its own, so that nobody waits for a courtesy. Safe from any thread."""

    def __init__(self, hub: Hub, bus: Bus, own_seat: Callable[[], str], again_s: float = _AGAIN_S) -> None:
        self._hub = hub
        self._bus = bus
        self._own_seat = own_seat
        self._again_s = again_s
        self._lock = threading.Lock()
        self._wanted = ""
        self._said = ""
        self._others: dict[str, tuple[tuple[str, str], ...]] = {}
        self._news = threading.Event()
        self._online = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def look(self, case_id: str) -> None:
        """This seat looks at that case from now on, "" for none."""
        with self._lock:
            if case_id == self._wanted:
                return
            self._wanted = case_id
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="sync-presence", daemon=True)
                self._thread.start()
        self._news.set()

    def heard(self, watchers: Watchers) -> None:
        """The hub says who looks at a case."""
        seats = tuple(pair for pair in watchers.seats if pair[0] != self._own_seat())
        with self._lock:
            if self._others.get(watchers.case_id, ()) == seats:
                return
            self._others[watchers.case_id] = seats
            if not seats:
                del self._others[watchers.case_id]
        self._bus.publish(WatchingChanged(watchers.case_id, seats))

    def online(self) -> None:
        """The stream is open: say at once what is looked at here."""
        self._said = ""
        self._online.set()
        self._news.set()

    def offline(self) -> None:
        """The stream is gone, and with it what was known of the others."""
        self._online.clear()
        with self._lock:
            known, self._others = list(self._others), {}
        for case_id in known:
            self._bus.publish(WatchingChanged(case_id, ()))

    def stop(self) -> None:
        """End; the hub forgets this seat's look by itself. Its line is closed before this."""
        with self._lock:
            self._stopped.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(10.0)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._news.wait(self._again_s if self._wanted else None)
            self._news.clear()
            wanted = self._wanted
            if self._stopped.is_set() or not self._online.is_set() or not (wanted or self._said):
                continue
            try:
                self._hub.watching(wanted)
                self._said = wanted
            except (Unavailable, Rejected) as fault:
                _log.debug("nobody heard what is looked at: %s", fault)
