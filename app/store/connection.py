"""Ways into one SQLite file: a single writer behind a lock, quiet readers beside it, a gate for swapping the file."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from app.domain.errors import Rejected
from app.durable import settle_names

Synchronous = Literal["full", "normal"]
_WAIT_S = 20.0
_CACHE_KIB = 32_768
_IDLE_READERS = 4
# A long look at one moment keeps the WAL from being taken in: what it grew to meanwhile is given back.
_WAL_KEPT = 64 * 1024 * 1024


class Connection(sqlite3.Connection):
    """A connection of the driver; the store, not the driver, says where a transaction begins."""

    def exec_driver_sql(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        """Run one statement; a list runs it once for each of its rows. Raises sqlite3.Error."""
        return self.executemany(sql, values) if isinstance(values, list) else self.execute(sql, values)


class DatabaseFile:
    """One SQLite file with its connections. Every reader has a connection to itself while it reads."""

    def __init__(self, path: Path, synchronous: Synchronous) -> None:
        self.path = path
        self._synchronous: Synchronous = synchronous
        self._lock = threading.RLock()
        self._gate = _Gate()
        self._idle_lock = threading.Lock()
        self._idle: list[Connection] = []
        self._writer: Connection | None = None
        self._pictures: set[Picture] = set()
        self.on_damage: Callable[[], None] = lambda: None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction as the only writer; commits at the end, rolls back on any exception."""
        with self._lock, self._telling(), _transaction(self._writing(), "BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run some queries on one consistent picture of the file."""
        with (
            self._gate.shared(),
            self._telling(),
            self._reader() as reader,
            _transaction(reader, "BEGIN") as connection,
        ):
            yield connection

    @contextmanager
    def picture(self) -> Iterator["Picture"]:
        """Look at the file as it is now for as long as it takes; it ends where the file is closed or replaced."""
        with self._gate.shared(), self._telling():
            picture = Picture(_connect(self.path, ("query_only=1",)), self._pictures.discard)
            self._pictures.add(picture)
        try:
            with self._telling():
                yield picture
        finally:
            picture.end()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out for longer than one transaction."""
        with self._lock:
            yield

    def replace_with(self, new: Path, aside: Path | None = None) -> None:
        """Put another file in this one's place, the old one kept under `aside`. Waits for running reads.

        The old WAL goes first: SQLite would otherwise lay it over the new file.
        """
        _settle(new)
        with self._lock, self._gate.exclusive():
            self._dispose()
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            if aside is not None:
                self.path.replace(aside)
            new.replace(self.path)
            settle_names(self.path.parent)

    def close(self) -> None:
        """Close every connection; running reads end first."""
        with self._lock, self._gate.exclusive():
            self._dispose()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Pages that are no longer what SQLite wrote are found while working: whoever can heal the file is told."""
        try:
            yield
        except sqlite3.DatabaseError as fault:
            # Malformed, or no database at all. A full disk, a lock or a broken rule are subclasses of their own.
            if type(fault) is sqlite3.DatabaseError:
                self.on_damage()
            raise

    def _writing(self) -> Connection:
        """The one writer, opened when it is first needed: WAL, as it was asked to be durable."""
        if self._writer is None:
            # What was taken back is not left in the file's free space, from where a recovery would fetch it.
            wipe = ("secure_delete=on",) if self._synchronous == "full" else ()
            kept = f"journal_size_limit={_WAL_KEPT}"
            self._writer = _connect(self.path, ("journal_mode=wal", f"synchronous={self._synchronous}", kept, *wipe))
        return self._writer

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        """A connection for this reader alone; some are kept for the next ones."""
        with self._idle_lock:
            reader = self._idle.pop() if self._idle else None
        reader = reader or _connect(self.path, ("query_only=1",))
        try:
            yield reader
        finally:
            with self._idle_lock:
                kept = len(self._idle) < _IDLE_READERS
                if kept:
                    self._idle.append(reader)
            if not kept:
                reader.close()

    def _dispose(self) -> None:
        for picture in tuple(self._pictures):
            picture.end()
        for connection in (*self._idle, *filter(None, (self._writer,))):
            connection.close()
        self._idle.clear()
        self._writer = None


class Picture:
    """One moment of a file, kept for as long as somebody looks, on a connection of its own; the writer goes on beside.

    Thread-safe. It keeps nobody waiting: where the file is closed or replaced it ends, and says so by
    Rejected("picture.ended").
    """

    def __init__(self, connection: Connection, gone: Callable[["Picture"], None]) -> None:
        self._connection, self._gone = connection, gone
        self._lock = threading.Lock()
        self._ended = False
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # the moment is that of the first read

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run some queries on the picture."""
        with self._lock:
            if self._ended:
                raise Rejected("picture.ended")
            try:
                yield self._connection
            except sqlite3.OperationalError as fault:
                if self._ended:
                    raise Rejected("picture.ended") from fault
                raise

    def end(self) -> None:
        """Let go of the file; a query under way stops."""
        self._ended = True
        with suppress(sqlite3.ProgrammingError):  # closed already
            self._connection.interrupt()
        with self._lock:
            self._connection.close()
        self._gone(self)


class _Gate:
    """Many may pass at once, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def shared(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()


@contextmanager
def bulk(path: Path) -> Iterator[Connection]:
    """Write a file nobody uses yet, in one transaction without a journal: it counts only once put in its place."""
    connection = _connect(path, ("journal_mode=off", "synchronous=off", "locking_mode=exclusive"))
    try:
        with _transaction(connection, "BEGIN"):
            yield connection
    finally:
        connection.close()


def fetch(connection: Connection, sql: str, values: Any = ()) -> list[Any]:
    """Return every row of a query at once: a half-read SELECT would pin the WAL and let it grow."""
    return connection.exec_driver_sql(sql, values).fetchall()


def scalar(connection: Connection, sql: str, values: Any = ()) -> Any:
    """Return the first column of the first row, or None."""
    found = fetch(connection, sql, values)
    return found[0][0] if found else None


@contextmanager
def _transaction(connection: Connection, begin: str) -> Iterator[Connection]:
    """Commit at the end, roll back on any exception.

    A writer begins IMMEDIATE: a transaction that turns into a write halfway would be refused.
    """
    connection.execute(begin)
    try:
        yield connection
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _connect(path: Path, pragmas: tuple[str, ...]) -> Connection:
    connection = sqlite3.connect(
        path, timeout=_WAIT_S, check_same_thread=False, isolation_level=None, factory=Connection
    )
    try:
        for pragma in (*pragmas, f"cache_size=-{_CACHE_KIB}", "temp_store=memory"):
            connection.execute(f"pragma {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
