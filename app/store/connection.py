"""Ways into one SQLite file: a single writer behind a lock, quiet readers beside it, a gate for swapping the file."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

Synchronous = Literal["full", "normal"]
_WAIT_S = 20.0
_CACHE_KIB = 32_768


class DatabaseFile:
    """One SQLite file with its connections. Every reader has a connection to itself while it reads."""

    def __init__(self, path: Path, synchronous: Synchronous) -> None:
        self.path = path
        self._synchronous: Synchronous = synchronous
        self._lock = threading.RLock()
        self._gate = _Gate()
        self.on_damage: Callable[[], None] = lambda: None
        self._open()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction as the only writer; commits at the end, rolls back on any exception."""
        with self._lock, self._telling(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run some queries on one consistent picture of the file."""
        with self._gate.shared(), self._telling(), self._readers.begin() as connection:
            yield connection

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
            _sync_folder(self.path.parent)
            self._open()

    def close(self) -> None:
        """Close every connection; running reads end first."""
        with self._lock, self._gate.exclusive():
            self._dispose()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Pages that are no longer what SQLite wrote are found while working: whoever can heal the file is told."""
        try:
            yield
        except DatabaseError as fault:
            # Malformed, or no database at all. A full disk, a lock or a broken rule are subclasses of their own.
            if type(fault) is DatabaseError:
                self.on_damage()
            raise

    def _open(self) -> None:
        self._writer = _writer_engine(self.path, self._synchronous)
        self._readers = _reader_engine(self.path)

    def _dispose(self) -> None:
        self._readers.dispose()
        self._writer.dispose()


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
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _WAIT_S}, poolclass=NullPool)
    _on_connect(engine, ("journal_mode=off", "synchronous=off", "locking_mode=exclusive"))
    _begin_with(engine, "BEGIN")
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def fetch(connection: Connection, sql: str, values: Any = ()) -> list[Any]:
    """Return every row of a query at once: a half-read SELECT would pin the WAL and let it grow."""
    return list(connection.exec_driver_sql(sql, values).fetchall())


def scalar(connection: Connection, sql: str, values: Any = ()) -> Any:
    """Return the first column of the first row, or None."""
    found = fetch(connection, sql, values)
    return found[0][0] if found else None


def _writer_engine(path: Path, synchronous: Synchronous) -> Engine:
    """WAL, and every transaction begins IMMEDIATE: one that turns into a write halfway would be refused."""
    arguments = {"timeout": _WAIT_S, "check_same_thread": False}
    engine = create_engine(f"sqlite:///{path}", connect_args=arguments, poolclass=StaticPool)
    _on_connect(engine, ("journal_mode=wal", f"synchronous={synchronous}"))
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def _reader_engine(path: Path) -> Engine:
    arguments = {"timeout": _WAIT_S, "check_same_thread": False}
    engine = create_engine(
        f"sqlite:///{path}", connect_args=arguments, poolclass=QueuePool, pool_size=4, max_overflow=-1
    )
    _on_connect(engine, ("query_only=1",))
    _begin_with(engine, "BEGIN")
    return engine


def _on_connect(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def prepare(dbapi: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy, not the driver, says when a transaction begins.
        dbapi.isolation_level = None
        for pragma in (*pragmas, f"cache_size=-{_CACHE_KIB}", "temp_store=memory"):
            dbapi.execute(f"pragma {pragma}")


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; Windows needs and allows no such thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
