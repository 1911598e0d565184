"""The audit book: rows are only ever added, and each carries the hash of the one before it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from app.domain.clock import to_text
from app.hub import feed
from app.hub.connection import Database
from app.hub.tables import audit, counter

FIRST = "0" * 64
_CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, told by ids only: no passwords, no phones, no free text of operators."""

    what: str
    at: datetime
    seat: str = ""
    operator_id: str = ""
    target: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def write(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add entries to the chain. Take it last in a transaction: the chain is locked until the commit."""
    if not entries:
        return
    number = feed.next_numbers(connection, len(entries), "audit")
    found = connection.execute(select(audit.c.hash).where(audit.c.n == number - 1)).scalar_one_or_none()
    previous, rows = found or FIRST, []
    for n, entry in enumerate(entries, start=number):
        row = _row(n, entry, previous)
        rows.append(row)
        previous = row["hash"]
    connection.execute(audit.insert(), rows)


def verify(database: Database) -> int | None:
    """Return the number of the first row that was changed, removed or put in, or None where the chain holds."""
    expected, previous = 1, FIRST
    with database.read() as connection:
        last = connection.execute(select(counter.c.v).where(counter.c.name == "audit")).scalar_one()
        for row in _all(connection):
            if row.n != expected or row.previous != previous or row.hash != _hash(tuple(row)[:7], previous):
                return expected
            expected, previous = row.n + 1, row.hash
    return None if expected == last + 1 else expected


def rows(connection: Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """Return rows after number `after`, oldest first, `detail` unfolded."""
    found = connection.execute(select(audit).where(audit.c.n > after).order_by(audit.c.n).limit(limit)).mappings()
    return [{**{str(k): v for k, v in row.items()}, "detail": orjson.loads(row["detail"])} for row in found]


def export(database: Database) -> Iterator[bytes]:
    """Yield the whole book as newline-delimited JSON, hashes included, so that another program can check it."""
    after = 0
    while True:
        with database.read() as connection:
            chunk = rows(connection, after, _CHUNK)
        if not chunk:
            return
        yield b"".join(orjson.dumps(row) + b"\n" for row in chunk)
        after = chunk[-1]["n"]


def _all(connection: Connection) -> Iterable[Row[Any]]:
    after = 0
    while chunk := connection.execute(select(audit).where(audit.c.n > after).order_by(audit.c.n).limit(_CHUNK)).all():
        yield from chunk
        after = chunk[-1].n


def _row(n: int, entry: Entry, previous: str) -> dict[str, Any]:
    detail = orjson.dumps(entry.detail, option=orjson.OPT_SORT_KEYS).decode()
    values = (n, to_text(entry.at), entry.what, entry.seat, entry.operator_id, entry.target, detail)
    names = ("n", "at", "what", "seat", "operator_id", "target", "detail")
    return dict(zip(names, values, strict=True)) | {"previous": previous, "hash": _hash(values, previous)}


def _hash(values: tuple[Any, ...], previous: str) -> str:
    return hashlib.sha256(orjson.dumps([*values, previous])).hexdigest()
