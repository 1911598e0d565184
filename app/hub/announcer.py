"""Says "something has changed" to everybody who waits, in this process and, on PostgreSQL, in the others too."""

import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import Connection, text

from app.hub.connection import Database

_LOG = logging.getLogger("hall.hub.announcer")
CHANNEL = "hall_change"


class Announcer:
    """Wakes listeners after a commit. Listeners are called in the announcing thread and must return at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: tuple[Callable[[], None], ...] = ()
        self._lock = threading.Lock()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` on every announcement until the returned function is called."""
        with self._lock:
            self._listeners = (*self._listeners, listener)
        return lambda: self._forget(listener)

    def notify(self, connection: Connection) -> None:
        """Inside the transaction: tell the other hub processes when it commits."""
        if not self._database.is_sqlite:
            connection.execute(text(f"notify {CHANNEL}"))

    def announce(self) -> None:
        """After the commit: tell everybody in this process."""
        for listener in self._listeners:
            listener()

    def _forget(self, listener: Callable[[], None]) -> None:
        with self._lock:
            self._listeners = tuple(x for x in self._listeners if x is not listener)


class ForeignEar:
    """Hears what other hub processes commit to the same PostgreSQL (LISTEN), in a thread of its own."""

    def __init__(self, database: Database, heard: Callable[[], None]) -> None:
        self._dsn = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard, self._stopping = heard, threading.Event()
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
        self._heard()  # what was committed before we listened
        while not self._stopping.is_set():
            for _ in connection.notifies(timeout=0.1, stop_after=1):
                self._heard()
