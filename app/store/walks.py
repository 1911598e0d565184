"""What the open queue and the archive share as SQL: their orders, their keys, and the walks they are made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.domain.area import GRID_RE
from app.domain.clock import to_text
from app.store.connection import Connection, fetch
from app.store.filters import INDEXED, Where
from app.store.grams import match as text_match
from app.store.rows import CaseQuery, Key

# More combinations of single values than this are walked as one filtered scan instead.
MOST_BRANCHES = 24


class Sorting(NamedTuple):
    """An order of the queue: its column, which way it goes, and the column of the archive whose values it goes by one
    after the other, the newest of each first; "" where the archive has the column itself.

    `past` is false where the archive has no such order and goes by the time of report.
    """

    column: str
    descending: bool
    group: str = ""
    past: bool = True


SORTED = {
    "due": Sorting("due_key", False, past=False),
    "new": Sorting("reported_at", True),
    "updated": Sorting("updated_at", True),
    "grade": Sorting("grade", False),
    "case_no": Sorting("case_no", True),
    "unit": Sorting("unit_order", False, "unit_id"),
    "source": Sorting("source_order", False, "source"),
    "place": Sorting("place_order", False, "area_code"),
    "state": Sorting("state_order", False, "state"),
    "matter": Sorting("matter_order", False, past=False),
}
BARE_FLAGS = ("supervised", "urgent", "asked", "unsatisfied", "late")


@dataclass(frozen=True, slots=True)
class Named:
    """What a query's letters name by their pinyin initials: units and pieces of ground."""

    units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.areas)


NOBODY = Named()


@dataclass(frozen=True, slots=True)
class Order:
    """How a query is ordered and continued: by two columns, both one way."""

    columns: tuple[str, str]
    descending: bool

    def clause(self) -> str:
        """Return the ORDER BY list."""
        way = " DESC" if self.descending else ""
        # Each column once: the full-text index walks backwards for one order term, and sorts for two.
        return ", ".join(f"{column}{way}" for column in dict.fromkeys(self.columns))

    def after(self, where: Where, key: Key | None) -> None:
        """Continue behind a key; the row-value form is the one that SQLite walks in the index."""
        if key is None:
            return
        sign = "<" if self.descending else ">"
        first, second = self.columns
        if first == second:
            where.add(f"{first} {sign} ?", int(key[0]))
        else:
            value = int(key[0]) if first == "c.grade" else key[0]
            where.add(f"({first}, {second}) {sign} (?, ?)", value, key[1])


@dataclass(frozen=True, slots=True)
class Branch:
    """One walk of a page: the source, its order, what it fixes, and how it looks for the text."""

    source: str
    order: Order
    fixed: tuple[tuple[str, Any], ...] = ()
    text: str = "check"


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk without its list of columns and its end."""

    columns: tuple[str, str]
    rest: str
    values: tuple[Any, ...]


class Look:
    """One query on one picture of the cache; `indexed_to` is where the archive's full text ends (-1: nowhere)."""

    def __init__(
        self, connection: Connection, now: datetime, query: CaseQuery, indexed_to: int, named: Named = NOBODY
    ) -> None:
        self._connection = connection
        self._query = query
        self._picture = (connection, now)
        self._now = to_text(now)
        self._moment = now
        self._indexed_to = indexed_to
        self._named = named
        sorting = SORTED[query.order]
        if query.scope != "open" and (sorting.group or not sorting.past):
            sorting = SORTED["new"]
        self._column = sorting.column
        self._order = Order((f"c.{sorting.column}", "c.id"), sorting.descending != query.reverse)

    def _nth(self, walks: list[Walk], place: int) -> Key | None:
        parts = [f"SELECT {w.columns[0]} AS key1, {w.columns[1]} AS key2 {w.rest}" for w in walks]
        way = " DESC" if self._order.descending else ""
        sql = f"{' UNION ALL '.join(parts)} ORDER BY key1{way}, key2{way} LIMIT 1 OFFSET {place}"
        found = fetch(self._connection, sql, tuple(value for w in walks for value in w.values))
        return (str(found[0][0]), str(found[0][1])) if found else None

    def _narrowest(self) -> tuple[str, tuple[Any, ...]] | None:
        """The best filter with an index of its own; none where a flag is asked for, which that index does not know."""
        query = self._query
        told = query.returned or query.repeats or query.reasons or self._named or asks_kin(query)
        if any(getattr(query, flag) for flag in BARE_FLAGS) or told:
            return None
        for name, column in INDEXED:
            chosen = tuple(dict.fromkeys(getattr(query, name)))
            if 0 < len(chosen) <= MOST_BRANCHES:
                return column, chosen
        if 0 < len(query.areas) <= MOST_BRANCHES and all(GRID_RE.match(code) for code in query.areas):
            return "area_code", tuple(dict.fromkeys(query.areas))
        return None


def asks_kin(query: CaseQuery) -> bool:
    """Say whether a query asks for what only small indexes of its own know."""
    return bool(query.incident or query.responding or query.tied_to or query.difficult)


def few_of(query: CaseQuery) -> str:
    """Return the source that leads to the few cases of a major incident or a response by their own index, else ""."""
    told = "incident = 'open'" if query.incident else "response = 'started'" if query.responding else ""
    return f'(SELECT id FROM "case" WHERE {told}) few CROSS JOIN open_case c ON c.id = few.id' if told else ""


def captures_of(query: CaseQuery) -> tuple[int, ...]:
    """Return which values of the column `capture` a query wants."""
    return {"without": (0,), "only": (1,), "with": (0, 1)}[query.captures]


def next_key(rows: list[Any], limit: int) -> Key | None:
    """Return the key of the next page from rows whose last two columns are the key; None behind the end."""
    return (str(rows[-1][-2]), str(rows[-1][-1])) if rows and len(rows) == limit else None


def add_named(where: Where, named: Named, text: str) -> None:
    """Keep what belongs to the units and the ground that were named, or holds the text as it was typed."""
    options: list[tuple[str, tuple[Any, ...]]] = [
        (f"+c.{column} IN ({', '.join('?' * len(chosen))})", chosen)
        for column, chosen in (("unit_id", named.units), ("area_code", named.areas))
        if chosen
    ]
    if text_match(text):
        sql = "c.rid IN (SELECT rowid FROM open_text WHERE open_text MATCH ?)"
        options.append((sql, (text_match(text),)))
    where.add_any(options)
