"""One way into the database for every part of the hub, the same for SQLite and PostgreSQL."""

import sqlite3
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from app.hub.turns import Turns

_WAIT_S = 30.0
_PRAGMAS = ("journal_mode=wal", "synchronous=full", "cache_size=-65536", "temp_store=memory", "foreign_keys=on")


class Database:
    """Holds the pools. `read()` sees one moment of the whole database; `write()` is one transaction.

    SQLite has a single writing connection, so writers queue in order instead of polling a lock.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turns = Turns(_WAIT_S) if self.is_sqlite else None
        if self.is_sqlite:
            self._reader, self._writer = _sqlite_engines(url)
        else:
            self._writer = create_engine(url, pool_size=10, max_overflow=30, pool_timeout=_WAIT_S, pool_pre_ping=True)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ")

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and for other programs that need a plain SQLAlchemy engine."""
        return self._writer

    def read(self) -> "Transaction":
        """Open a reading transaction in which every statement sees the same moment."""
        return Transaction(self._reader, None)

    def write(self) -> "Transaction":
        """Open one writing transaction; it commits when the block ends and rolls back when it raises.

        Raises Rejected("hub.busy") where others kept the file for half a minute.
        """
        return Transaction(self._writer, self._turns)

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()


class Transaction:
    """One transaction on one connection: commits when its block ends well, rolls back otherwise."""

    def __init__(self, engine: Engine, turns: Turns | None) -> None:
        self._engine, self._turns = engine, turns
        self._connection: Connection | None = None

    def __enter__(self) -> Connection:
        if self._turns is not None:
            self._turns.take()
        try:
            self._connection = self._begun()
        except BaseException:
            self._give()
            raise
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if kind is None:
                connection.commit()
        finally:
            connection.close()  # rolls back what was not committed
            self._give()

    def _begun(self) -> Connection:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _give(self) -> None:
        if self._turns is not None:
            self._turns.give()


def _sqlite_engines(url: str) -> tuple[Engine, Engine]:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise ValueError("the hub keeps its records in a file: give a path after sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": _WAIT_S, "check_same_thread": False}
    writer = create_engine(
        url, connect_args=arguments, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=_WAIT_S
    )
    reader = create_engine(url, connect_args=arguments, poolclass=QueuePool, pool_size=8, max_overflow=40)
    _prepare(writer, _PRAGMAS, "BEGIN IMMEDIATE")
    _prepare(reader, (*_PRAGMAS[2:], "query_only=1"), "BEGIN")
    return reader, writer


def _prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def connected(dbapi: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy, not the driver, says when a transaction begins.
        dbapi.isolation_level = None
        for pragma in pragmas:
            dbapi.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
