"""The change feed: numbers given in commit order, the newest state of each record, and pages of what has changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.records import columns, kind_of, to_row, usual_row
from app.hub.tables import RECORDS, counter, feed
from app.protocol.conversation import Block

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Changes after a cursor, the cursor behind them, and whether there are more."""

    blocks: tuple[Block, ...]
    cursor: int
    more: bool


def next_numbers(connection: Connection, count: int, name: str = "seq") -> int:
    """Take `count` numbers and return the first.

    The counter's row stays locked until the transaction ends, so numbers become visible in their own order without
    gaps, on PostgreSQL as on SQLite. Call it after every other lock is held and right before the rows are written.
    """
    taken = update(counter).where(counter.c.name == name).values(v=counter.c.v + count).returning(counter.c.v)
    return int(connection.execute(taken).scalar_one()) - count + 1


def write(connection: Connection, nouns: Iterable[Any], fresh: frozenset[Key] = frozenset()) -> dict[Key, int]:
    """Write records, each once in its last state, and return their change numbers.

    `fresh` names records that may not exist yet: where one does after all, IntegrityError is raised and the caller
    judges again.
    """
    latest: dict[Key, Any] = {}
    for noun in nouns:
        key = (kind_of(noun), str(noun.id))
        latest.pop(key, None)
        latest[key] = noun
    if not latest:
        return {}
    first = next_numbers(connection, len(latest))
    numbers = {key: first + place for place, key in enumerate(latest)}
    for key, noun in latest.items():
        _write_row(connection, key[0], {**to_row(noun), "seq": numbers[key]}, key in fresh)
    _mark(connection, numbers, gone=False)
    return numbers


def remove(connection: Connection, kind: str, ids: Sequence[str]) -> int:
    """Take records away, leaving a tombstone for each that every seat will hear of; return how many there were."""
    table = RECORDS[kind]
    present = [str(i) for i in connection.execute(select(table.c.id).where(table.c.id.in_(ids))).scalars()]
    if not present:
        return 0
    first = next_numbers(connection, len(present))
    connection.execute(table.delete().where(table.c.id.in_(present)))
    _mark(connection, {(kind, i): first + place for place, i in enumerate(present)}, gone=True)
    return len(present)


def page(connection: Connection, since: int, limit: int) -> Page:
    """Return up to `limit` changes after `since`, grouped by kind, oldest first within a kind."""
    found = connection.execute(
        select(feed.c.kind, feed.c.id, feed.c.seq, feed.c.gone)
        .where(feed.c.seq > since)
        .order_by(feed.c.seq)
        .limit(limit + 1)
    ).all()
    more, found = len(found) > limit, found[:limit]
    alive: dict[str, list[str]] = defaultdict(list)
    gone: dict[str, list[str]] = defaultdict(list)
    for kind, record_id, _, is_gone in found:
        (gone if is_gone else alive)[kind].append(record_id)
    blocks = tuple(
        _block(connection, kind, alive[kind], gone[kind]) for kind in RECORDS if kind in alive or kind in gone
    )
    return Page(blocks, found[-1][2] if found else since, more)


def block_columns(kind: str) -> tuple[str, ...]:
    """Return the columns of a block: `id`, `seq`, then the domain's own order."""
    return ("id", "seq", *(name for name in columns(kind) if name != "id"))


def upsert(connection: Connection, table: Any) -> Insert:
    """Return `insert … on conflict do update` over the primary key, in the words of the database at hand."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    key = [column.name for column in table.primary_key]
    changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def insert_if_missing(connection: Connection, table: Any) -> Insert:
    """Return `insert … on conflict do nothing`."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return make(table).on_conflict_do_nothing()


def _block(connection: Connection, kind: str, ids: list[str], gone: list[str]) -> Block:
    rows: tuple[tuple[Any, ...], ...] = ()
    if ids:
        found = connection.execute(_by_ids(kind), {"ids": ids}).all()
        rows = tuple(sorted((tuple(row) for row in found), key=lambda row: row[1]))
    return _said(kind, rows, tuple(gone))


def _said(kind: str, rows: tuple[tuple[Any, ...], ...], gone: tuple[str, ...]) -> Block:
    """Leave out the columns that say the usual in every row: most of what a case may have, most cases have not.

    Which record it is and when it changed is always said: the one ruleset of a hall has the usual id.
    """
    names, usual = block_columns(kind), usual_row(kind)
    told = [
        (name, column)
        for name, column in zip(names, zip(*rows, strict=True), strict=False)
        if name in ("id", "seq") or name not in usual or column.count(usual[name]) < len(rows)
    ]
    slim = tuple(zip(*(column for _, column in told), strict=True))
    return Block(kind, tuple(name for name, _ in told) or names, slim, gone)


@cache
def _by_ids(kind: str) -> Any:
    table = RECORDS[kind]
    return select(*(table.c[name] for name in block_columns(kind))).where(
        table.c.id.in_(bindparam("ids", expanding=True))
    )


def _write_row(connection: Connection, kind: str, row: dict[str, Any], is_fresh: bool) -> None:
    table = RECORDS[kind]
    connection.execute(table.insert() if is_fresh else upsert(connection, table), row)


def _mark(connection: Connection, numbers: dict[Key, int], gone: bool) -> None:
    rows = [{"kind": kind, "id": i, "seq": seq, "gone": gone} for (kind, i), seq in numbers.items()]
    connection.execute(upsert(connection, feed), rows)
