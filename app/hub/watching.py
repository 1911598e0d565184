"""Who looks at which case right now: kept in memory, told to every seat, forgotten when it is not said again."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic

import orjson

from app.domain.command import Actor
from app.hub.announcer import Announcer, Topic
from app.hub.connection import Database

TTL_S = 60.0
_KEPT = 512


@dataclass(frozen=True, slots=True)
class _Look:
    case_id: str
    name: str
    until: float


class Watching:
    """The looks of all seats at all hub processes. A seat looks at one case at most and says so every 30 s.

    Each change becomes a whisper: a numbered server-sent event that streams pass on. Whispers are no records: a seat
    that misses one hears the next, and whoever opens a stream hears the present state first.
    """

    def __init__(self, database: Database, announcer: Announcer, now: Callable[[], float] = monotonic) -> None:
        self._database, self._announcer, self._now = database, announcer, now
        self._looks: dict[str, _Look] = {}
        self._whispers: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)
        self._newest = 0
        self._lock = threading.Lock()
        self._wake: Callable[[], None] = lambda: None
        self._stop_listening = announcer.listen(self._hear, Topic.WATCHING)

    @property
    def newest(self) -> int:
        """The number of the newest whisper."""
        return self._newest

    def start(self, wake: Callable[[], None]) -> None:
        """Call `wake` after each new whisper, from any thread."""
        self._wake = wake

    def look(self, actor: Actor, case_id: str) -> None:
        """Note what a seat looks at ("" for nothing) and tell the other processes. Raises SQLAlchemyError."""
        self._note(actor.seat, actor.name, case_id)
        if not self._database.is_sqlite:
            news = orjson.dumps([actor.seat, actor.name, case_id]).decode()
            with self._database.write() as connection:
                self._announcer.notify(connection, Topic.WATCHING, news)

    def sweep(self) -> None:
        """Forget looks that were not said again in time."""
        now = self._now()
        with self._lock:
            old = {seat: look.case_id for seat, look in self._looks.items() if look.until <= now}
            for seat in old:
                del self._looks[seat]
            self._whisper(old.values())
        if old:
            self._wake()

    def present(self) -> tuple[int, bytes]:
        """Return the newest number and the events that say what all seats look at now."""
        with self._lock:
            return self._newest, b"".join(map(self._event, sorted({look.case_id for look in self._looks.values()})))

    def after(self, number: int) -> tuple[int, bytes]:
        """Return the newest number and the whispers after `number`, in order."""
        with self._lock:
            return self._newest, b"".join(event for n, event in self._whispers if n > number)

    def _hear(self, news: str) -> None:
        seat, name, case_id = orjson.loads(news)
        self._note(str(seat), str(name), str(case_id))

    def _note(self, seat: str, name: str, case_id: str) -> None:
        with self._lock:
            before = self._looks.pop(seat, None)
            if case_id:
                self._looks[seat] = _Look(case_id, name, self._now() + TTL_S)
            was = (before.case_id, before.name) if before else ("", name)
            changed = was != (case_id, name)
            if changed:
                self._whisper({was[0], case_id} - {""})
        if changed:
            self._wake()

    def _whisper(self, case_ids: Iterable[str]) -> None:
        for case_id in sorted(set(case_ids)):
            self._newest += 1
            self._whispers.append((self._newest, self._event(case_id)))

    def _event(self, case_id: str) -> bytes:
        seats = sorted([seat, look.name] for seat, look in self._looks.items() if look.case_id == case_id)
        return b"event: watching\ndata: %s\n\n" % orjson.dumps({"case_id": case_id, "seats": seats})
