"""From the hub's snapshot to a cache: the file itself where its tables are ours, else a copy of its rows."""

import sqlite3
from datetime import datetime
from pathlib import Path

from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.domain.records import KINDS
from app.protocol import SnapshotInfo
from app.store.connection import Connection, bulk, fetch
from app.store.landing import derive_everything
from app.store.schema import CACHE_MARK, cache_indexes, cache_tables, cache_version, table_columns
from app.store.sheet import lay_out, upsert_sql

_CHUNK = 5_000


def create_cache(path: Path) -> None:
    """Make an empty cache file."""
    with bulk(path) as connection:
        _build(connection, (*cache_tables(), *cache_indexes()))


def prepare(file: Path, info: SnapshotInfo, as_of: datetime) -> Path:
    """Turn a downloaded snapshot into a cache and return the file to put in place.

    Raises Rejected("snapshot.invalid") for a file that holds no records.
    """
    try:
        kinds = _kinds(file)
        if not kinds:
            raise Rejected("snapshot.invalid", file.name)
        ready = file if all(_is_ours(file, kind) for kind in kinds) else _copied(file, kinds)
        with bulk(ready) as connection:
            _finish(connection, info, as_of)
    except sqlite3.DatabaseError as fault:
        raise Rejected("snapshot.invalid", str(fault)) from fault
    return ready


def _finish(connection: Connection, info: SnapshotInfo, as_of: datetime) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS meta")
    _build(connection, cache_tables())
    derive_everything(connection)
    _build(connection, cache_indexes())
    words = {"epoch": info.epoch, "cursor": str(info.cursor), "as_of": to_text(as_of)}
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)", list(words.items()))


def _build(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {cache_version()}")
    connection.exec_driver_sql(f"PRAGMA application_id = {CACHE_MARK}")


def _kinds(file: Path) -> list[str]:
    with bulk(file) as connection:
        tables = {name for (name,) in fetch(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [kind for kind in KINDS if kind in tables]


def _is_ours(file: Path, kind: str) -> bool:
    with bulk(file) as connection:
        names = tuple(row[1] for row in fetch(connection, f'PRAGMA table_info("{kind}")'))
    return names == table_columns(kind)


def _copied(file: Path, kinds: list[str]) -> Path:
    """Copy the rows by the names of their columns into a file with our tables."""
    ready = file.with_name(file.name + ".copy")
    ready.unlink(missing_ok=True)
    with bulk(ready) as target, bulk(file) as source:
        _build(target, cache_tables())
        for kind in kinds:
            names = [row[1] for row in fetch(source, f'PRAGMA table_info("{kind}")')]
            cursor = source.exec_driver_sql(f'SELECT * FROM "{kind}"')
            while rows := cursor.fetchmany(_CHUNK):
                page = lay_out(kind, names, rows)
                target.exec_driver_sql(upsert_sql(kind, names=page.names), list(page.rows))
    file.unlink()
    return ready
