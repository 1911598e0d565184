"""What a bulk load leaves in the history of a book: a line for each entry it changed, and one for the load itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from app.domain.book_change import FILE, LOAD, BookChange, changes_of
from app.domain.books import BOOKS
from app.domain.command import Actor, Command
from app.domain.ids import new_id, stable_id
from app.domain.records import from_row
from app.hub.tables import RECORDS

# Every line travels to every seat: beyond so many a load is told as a whole. A whole dictionary has some hundreds.
LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Load:
    """Who brings a file, and when; several requests with one `id` are one load."""

    by: Actor
    at: datetime
    file: str = ""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Told:
    """What a part of a load is about to do: how many entries are new, how many change, and the first of them."""

    new: int
    changed: int
    lines: tuple[BookChange, ...]


def is_told(kind: str) -> bool:
    """Whether a kind has a history: the books have."""
    return kind in BOOKS


def look(connection: Connection, kind: str, staged: str, nouns: list[Any], load: Load) -> Told:
    """Compare what is staged and numbered with what is there, before it is written; what changes comes before what is
    new, for there an old value would be gone."""
    joined = f'from numbered n join {staged} s on s.place = n.place left join "{kind}" t on t.id = s.id'
    counted = f"select count(*), count(t.id) {joined}"
    total, changed = connection.execute(text(counted)).one()
    left = max(0, LISTED - _listed(_summary(connection, kind, load)))
    order = "order by case when t.id is null then 1 else 0 end, n.k limit :left"
    places = [int(row[0]) for row in connection.execute(text(f"select s.place {joined} {order}"), {"left": left})]
    before = _before(connection, kind, [str(nouns[place].id) for place in places])
    lines = (line for place in places for line in _lines(kind, before, nouns[place], load))
    return Told(total - changed, changed, tuple(lines))


def summary(connection: Connection, kind: str, told: Told, load: Load) -> BookChange:
    """Return the line of the load itself, counted on from its earlier parts."""
    known = _summary(connection, kind, load)
    counts = {"@new": told.new, "@changed": told.changed, "@listed": len(told.lines)}
    values = {name: [None, count + _count(known, name)] for name, count in counts.items()}
    by = {"seat": load.by.seat, "operator_id": load.by.operator_id, "operator": load.by.name, "role": load.by.role}
    return BookChange(
        id=_id(kind, load),
        kind=kind,
        entry_id="",
        action=LOAD,
        at=load.at,
        **by,
        values={FILE: [None, load.file], **values},
    )


def _lines(kind: str, before: Mapping[str, Any], noun: Any, load: Load) -> Iterable[BookChange]:
    command = Command(kind=f"{kind}.{LOAD}", target=noun.id, by=load.by, at=load.at)
    for line in changes_of(command, before.get(noun.id), [noun]):
        if line.values:  # nothing and an empty word are the same to a reader
            yield replace(line, values=line.values | {FILE: [None, load.file]})


def _before(connection: Connection, kind: str, ids: list[str]) -> dict[str, Any]:
    table = RECORDS[kind]
    found = connection.execute(select(table).where(table.c.id.in_(ids))) if ids else ()
    return {str(row.id): from_row(kind, row._asdict()) for row in found}


def _summary(connection: Connection, kind: str, load: Load) -> BookChange | None:
    table = RECORDS["book_change"]
    found = connection.execute(select(table).where(table.c.id == _id(kind, load))).first()
    return from_row("book_change", found._asdict()) if found else None


def _listed(known: BookChange | None) -> int:
    return _count(known, "@listed")


def _count(known: BookChange | None, name: str) -> int:
    return int(known.values[name][1]) if known else 0


def _id(kind: str, load: Load) -> str:
    """Under the operator's own name: nobody counts on in another's load."""
    return stable_id("load", load.by.operator_id, load.id, kind)
