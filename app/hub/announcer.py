"""Says "something has happened" to everybody who waits, in this process and, on PostgreSQL, in the others too."""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum

import psycopg
from sqlalchemy import Connection, text

from app.domain.ids import new_id
from app.hub.connection import Database

_LOG = logging.getLogger("hall.hub.announcer")
CHANNEL = "hall_hub"
Listener = Callable[[str], None]


class Topic(StrEnum):
    """What an announcement is about."""

    CHANGE = "change"  # records were committed: read the feed
    SESSION = "session"  # a session was ended or replaced: look whose stream that was
    WATCHING = "watching"  # somebody looks at a case: the news itself travels with it


class Announcer:
    """Calls listeners. They are called in the announcing thread, with the news, and must return at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._me = new_id()
        self._listeners: tuple[tuple[Topic, Listener], ...] = ()
        self._lock = threading.Lock()

    def listen(self, listener: Listener, topic: Topic = Topic.CHANGE) -> Callable[[], None]:
        """Call `listener` on every announcement of a topic until the returned function is called."""
        entry = (topic, listener)
        with self._lock:
            self._listeners = (*self._listeners, entry)
        return lambda: self._forget(entry)

    def notify(self, connection: Connection, topic: Topic = Topic.CHANGE, news: str = "") -> None:
        """Inside the transaction: tell the other hub processes when it commits. `news` has at most 7,000 bytes."""
        if not self._database.is_sqlite:
            told = {"channel": CHANNEL, "told": f"{self._me} {topic} {news}"}
            connection.execute(text("select pg_notify(:channel, :told)"), told)

    def announce(self, topic: Topic = Topic.CHANGE, news: str = "") -> None:
        """After the commit: tell everybody in this process."""
        for wanted, listener in self._listeners:
            if wanted == topic:
                listener(news)

    def pass_on(self, told: str) -> None:
        """Tell everybody here what another process said; what this process said itself has been told already."""
        sender, _, rest = told.partition(" ")
        topic, _, news = rest.partition(" ")
        if sender != self._me and topic in set(Topic):
            self.announce(Topic(topic), news)

    def _forget(self, entry: tuple[Topic, Listener]) -> None:
        with self._lock:
            self._listeners = tuple(x for x in self._listeners if x is not entry)


class ForeignEar:
    """Hears what other hub processes commit to the same PostgreSQL (LISTEN), in a thread of its own."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._dsn = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._announcer, self._stopping = announcer, threading.Event()
        self._thread = threading.Thread(target=self._run, name="hub-listen", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening within a second."""
        self._stopping.set()
        self._thread.join(2.0)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True) as connection:
                    connection.execute(f"listen {CHANNEL}")
                    self._hear(connection)
            except psycopg.Error as away:
                _LOG.warning("cannot hear other hubs: %s", type(away).__name__)
                self._stopping.wait(2.0)

    def _hear(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        for topic in (Topic.CHANGE, Topic.SESSION):  # what was committed before we listened
            self._announcer.announce(topic)
        while not self._stopping.is_set():
            for notice in connection.notifies(timeout=0.1, stop_after=1):
                self._announcer.pass_on(notice.payload)
