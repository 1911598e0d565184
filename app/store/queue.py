"""The case queue as SQL: filters walk an index in the page's order, so a page costs the same at any size."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.area import GRID_RE
from app.domain.case import Light
from app.domain.clock import to_text
from app.store.grams import match as text_match
from app.store.grams import runs
from app.store.rows import CaseQuery, Key
from app.store.schema import CASE_TEXT

# More combinations of single values than this are walked as one filtered scan instead.
_MOST_BRANCHES = 24
_TEXT = " || ' ' || ".join(f"lower(ifnull(c.{name}, ''))" for name in CASE_TEXT)
_INDEXED = (("units", "unit_id"), ("sources", "source"), ("states", "state"))


@dataclass
class Where:
    """Conditions joined by AND, with their values."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, part: str, *values: Any) -> None:
        """Add one condition."""
        self.parts.append(part)
        self.values.extend(values)

    def sql(self) -> str:
        """Return the WHERE clause, empty where there is no condition."""
        return f" WHERE {' AND '.join(self.parts)}" if self.parts else ""


@dataclass(frozen=True)
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
            where.add(f"({first}, {second}) {sign} (?, ?)", *key)


@dataclass(frozen=True)
class _Branch:
    """One walk of a page: the source, what it fixes, and how it looks for the text."""

    source: str
    order: Order
    fixed: tuple[tuple[str, str], ...] = ()
    text: str = "check"


_BY_DUE = Order(("c.due_key", "c.id"), False)
_BY_NEW = Order(("c.reported_at", "c.id"), True)
_BY_HIT = Order(("f.rowid", "f.rowid"), True)
_BY_ARRIVAL = Order(("c.rowid", "c.rowid"), True)


def page_sql(
    query: CaseQuery, now: datetime, after: Key | None, limit: int, select: str, indexed_to: int
) -> tuple[str, list[Any]]:
    """Return one page as SQL with its values; the last two columns of a row are its key.

    `select` is a list of columns of alias `c`; history rows behind `indexed_to` are not in the full text yet.
    """
    parts: list[str] = []
    values: list[Any] = []
    branches = _branches(query, indexed_to)
    for branch in branches:
        where = _where(query, now, branch, indexed_to)
        branch.order.after(where, after)
        first, second = branch.order.columns
        parts.append(
            f"SELECT * FROM (SELECT {select}, {first} AS key1, {second} AS key2 FROM {branch.source}{where.sql()} "
            f"ORDER BY {branch.order.clause()} LIMIT {limit})"
        )
        values.extend(where.values)
    if len(parts) == 1:
        return parts[0], values
    way = " DESC" if branches[0].order.descending else ""
    return f"{' UNION ALL '.join(parts)} ORDER BY key1{way}, key2{way} LIMIT {limit}", values


def counts_sql(query: CaseQuery, now: datetime, indexed_to: int) -> tuple[str, list[Any]]:
    """Return (state, source, light, number) rows of a query as SQL with its values; sum where a triple comes twice."""
    light, stamps = "'none'", []
    if query.scope == "open":
        light, stamps = _LIGHT, [to_text(now), to_text(now)]
    parts: list[str] = []
    values: list[Any] = []
    branches = [b for b in _branches(query, indexed_to) if not b.fixed] or [_plain(query)]
    for branch in branches:
        where = _where(query, now, branch, indexed_to)
        parts.append(f"SELECT c.state, c.source, {light}, count(*) FROM {branch.source}{where.sql()} GROUP BY 1, 2, 3")
        values.extend(stamps + where.values)
    return " UNION ALL ".join(parts), values


_LIGHT = (
    "CASE WHEN c.paused_at IS NOT NULL THEN 'paused' WHEN c.due_at IS NULL THEN 'none' "
    "WHEN c.due_at <= ? THEN 'overdue' WHEN c.warn_at <= ? THEN 'warning' ELSE 'normal' END"
)


def _plain(query: CaseQuery) -> _Branch:
    if query.scope != "open":
        return _Branch('"case" c', _BY_NEW)
    return _Branch("open_case c", _BY_DUE if query.order == "due" else _BY_NEW)


def _branches(query: CaseQuery, indexed_to: int) -> list[_Branch]:
    """One branch per single value of the best filter, so that each walks its own index in the order of the page."""
    plain = _plain(query)
    if text_match(query.text):
        if query.scope == "open":
            return [_Branch(plain.source, plain.order, text="open")]
        hits = _Branch('case_text f CROSS JOIN "case" c ON c.rowid = f.rowid', _BY_HIT, text="history")
        return [hits, _Branch(plain.source, _BY_ARRIVAL, text="tail")] if indexed_to >= 0 else [hits]
    for name, column in _INDEXED:
        chosen: tuple[str, ...] = tuple(dict.fromkeys(getattr(query, name)))
        if 0 < len(chosen) <= _MOST_BRANCHES:
            return [_Branch(plain.source, plain.order, ((column, value),)) for value in chosen]
    if 0 < len(query.areas) <= _MOST_BRANCHES and all(GRID_RE.match(code) for code in query.areas):
        return [_Branch(plain.source, plain.order, (("area_code", code),)) for code in dict.fromkeys(query.areas)]
    return [plain]


def _where(query: CaseQuery, now: datetime, branch: _Branch, indexed_to: int) -> Where:
    where = Where()
    for column, value in branch.fixed:
        where.add(f"c.{column} = ?", value)
    fixed = dict(branch.fixed)
    for name, column in _INDEXED:
        chosen: tuple[str, ...] = getattr(query, name)
        if chosen and column not in fixed:
            # The plus keeps SQLite from leaving the order's index for this one and sorting all its rows.
            where.add(f"+c.{column} IN ({', '.join('?' * len(chosen))})", *chosen)
    if query.areas and "area_code" not in fixed:
        _add_any(where, [("+c.area_code >= ? AND +c.area_code < ?", (code, code + "~")) for code in query.areas])
    if query.mine_seat:
        where.add("+c.claimed_by = ?", query.mine_seat)
    if query.lights:
        _add_any(where, [_light(name, to_text(now), query.scope) for name in query.lights])
    if query.text.strip():
        _add_text(where, query, branch.text, indexed_to)
    return where


def _add_any(where: Where, options: list[tuple[str, tuple[Any, ...]]]) -> None:
    sql = " OR ".join(f"({part})" for part, _ in options)
    where.add(f"({sql})", *(value for _, values in options for value in values))


def _light(name: str, stamp: str, scope: str) -> tuple[str, tuple[Any, ...]]:
    if scope != "open":
        return ("1" if name == Light.NONE else "0"), ()
    running = "c.paused_at IS NULL AND "
    match name:
        case Light.OVERDUE:
            return running + "c.due_key <= ?", (stamp,)
        case Light.WARNING:
            return running + "c.due_key > ? AND c.warn_at <= ?", (stamp, stamp)
        case Light.NORMAL:
            return running + "c.due_key > ? AND c.warn_at > ?", (stamp, stamp)
        case Light.PAUSED:
            return "c.paused_at IS NOT NULL", ()
        case _:
            return running + "c.due_at IS NULL", ()


def _add_text(where: Where, query: CaseQuery, road: str, indexed_to: int) -> None:
    words = text_match(query.text)
    if road == "open":
        where.add("c.rowid IN (SELECT rowid FROM open_text WHERE open_text MATCH ?)", words)
    elif road == "history":
        where.add("f.case_text MATCH ?", words)
    elif road == "tail":
        where.add("c.rowid > ?", indexed_to)
    for run in runs(query.text):
        where.add(f"instr({_TEXT}, ?)", run)
