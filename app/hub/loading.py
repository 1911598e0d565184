"""Bulk loading: many records of one kind at once, numbered in one go, and nothing twice."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from app.domain.records import columns, to_row
from app.hub import feed, history
from app.hub.connection import Database
from app.hub.tables import RECORDS

_CHUNK = 50_000
_LOOKUP = 1_000


def load(database: Database, kind: str, nouns: Iterable[Any], told: history.Load | None = None) -> int:
    """Write records of one kind and return how many were new or different; the same load again returns 0.

    Each chunk of 50,000 is one transaction: compared with what is there, numbered, written. Where `told` says who
    loads, the books keep it in their history, in the same transaction. Raises KeyError for an unknown kind, TypeError
    for a record of another kind.
    """
    changed, source = 0, iter(nouns)
    while chunk := list(islice(source, _CHUNK)):
        with database.write() as connection:
            changed += _load_chunk(connection, kind, chunk, told if history.is_told(kind) else None)
    return changed


def _load_chunk(connection: Connection, kind: str, nouns: list[Any], told: history.Load | None = None) -> int:
    rows = list(_rows(kind, nouns))
    if told is not None:
        return _merge(connection, kind, rows, (nouns, told))
    if connection.dialect.name == "sqlite" and _are_all_new(connection, kind, [row[1] for row in rows]):
        return _insert(connection, kind, rows)
    return _merge(connection, kind, rows)


def _are_all_new(connection: Connection, kind: str, ids: list[str]) -> bool:
    if len(set(ids)) < len(ids):
        return False
    for start in range(0, len(ids), _LOOKUP):
        part = ids[start : start + _LOOKUP]
        marks = ", ".join("?" * len(part))
        if connection.exec_driver_sql(f'select 1 from "{kind}" where id in ({marks}) limit 1', tuple(part)).first():
            return False
    return True


def _insert(connection: Connection, kind: str, rows: list[tuple[Any, ...]]) -> int:
    """The short way for SQLite, when no row is there yet."""
    first = feed.next_numbers(connection, len(rows))
    listed = ", ".join(f'"{name}"' for name in ("seq", *columns(kind)))
    marks = ", ".join("?" * (len(columns(kind)) + 1))
    numbered = [(first + place, *row[1:]) for place, row in enumerate(rows)]
    connection.exec_driver_sql(f'insert into "{kind}" ({listed}) values ({marks})', numbered)
    connection.exec_driver_sql(
        "insert into hub_feed (kind, id, seq, gone) values (?, ?, ?, 0) "
        "on conflict (kind, id) do update set seq = excluded.seq, gone = 0",
        [(kind, row[1], row[0]) for row in numbered],
    )
    return len(rows)


def _merge(
    connection: Connection, kind: str, rows: list[tuple[Any, ...]], told: tuple[list[Any], history.Load] | None = None
) -> int:
    names = columns(kind)
    staged, table, quoted = f"staged_{kind}", f'"{kind}"', [f'"{name}"' for name in names]
    _stage(connection, kind, staged, rows)
    differs = " or ".join(f"t.{q} is distinct from s.{q}" for q in quoted)
    # The last of several rows with one id wins, and only what is new or different gets a number.
    connection.execute(
        text(
            f"create temporary table numbered as select s.place, row_number() over (order by s.place) as k "
            f"from {staged} s join (select max(place) as place from {staged} group by id) l on l.place = s.place "
            f"left join {table} t on t.id = s.id where t.id is null or {differs}"
        )
    )
    count = int(connection.execute(text("select count(*) from numbered")).scalar_one())
    seen = history.look(connection, kind, staged, *told) if told and count else None
    if count:
        _move(connection, kind, staged, quoted, feed.next_numbers(connection, count))
    connection.execute(text("drop table numbered"))
    connection.execute(text(f"drop table {staged}"))
    if told and seen:
        feed.write(connection, [history.summary(connection, kind, seen, told[1])])
        _load_chunk(connection, "book_change", list(seen.lines))
    return count


def _move(connection: Connection, kind: str, staged: str, quoted: list[str], first: int) -> None:
    listed, chosen = ", ".join(quoted), ", ".join(f"s.{q}" for q in quoted)
    updates = ", ".join(f"{q} = excluded.{q}" for q in [*quoted[1:], "seq"])
    numbered = {"base": first - 1, "kind": kind}
    connection.execute(
        text(
            f'insert into "{kind}" ({listed}, seq) select {chosen}, n.k + :base from {staged} s '
            f"join numbered n on n.place = s.place where true order by n.k on conflict (id) do update set {updates}"
        ),
        {"base": first - 1},
    )
    connection.execute(
        text(
            f"insert into hub_feed (kind, id, seq, gone) select :kind, s.id, n.k + :base, false from {staged} s "
            f"join numbered n on n.place = s.place where true order by n.k "
            f"on conflict (kind, id) do update set seq = excluded.seq, gone = excluded.gone"
        ),
        numbered,
    )


def _rows(kind: str, nouns: list[Any]) -> Iterator[tuple[Any, ...]]:
    names = columns(kind)
    for place, noun in enumerate(nouns):
        row = to_row(noun)
        if len(row) != len(names):
            raise TypeError(f"{type(noun).__name__} is no {kind}")
        yield (place, *row.values())


def _stage(connection: Connection, kind: str, staged: str, rows: list[tuple[Any, ...]]) -> None:
    """Put the rows beside the table, by the fastest way each database has."""
    dialect = connection.dialect
    types = RECORDS[kind].c
    shape = ", ".join(f'"{name}" {types[name].type.compile(dialect)}' for name in columns(kind))
    connection.execute(text(f"create temporary table {staged} (place integer primary key, {shape})"))
    if dialect.name == "sqlite":
        marks = ", ".join("?" * (len(columns(kind)) + 1))
        connection.exec_driver_sql(f"insert into {staged} values ({marks})", rows)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy {staged} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
