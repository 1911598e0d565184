"""The conditions of a case query as SQL, written so that SQLite keeps walking the index it was given."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.case import Light
from app.domain.clock import day_begins, to_text
from app.store.grams import is_number, match, runs
from app.store.rows import CaseQuery
from app.store.schema import CASE_TEXT, NO_DUE

_TEXT = " || ' ' || ".join(f"lower(ifnull(c.{name}, ''))" for name in CASE_TEXT)
CAPTURE = "c.state = 'reported' AND c.source = 'ai'"
# Filters that fix one column to some values, each with an index of its own.
INDEXED = (("units", "unit_id"), ("matters", "matter_id"), ("sources", "source"), ("states", "state"))
_FLAGS = (
    ("supervised", "+c.supervised"),
    ("urgent", "+c.urgent"),
    ("asked", "+c.asked <> ''"),
    # Without the plus: the archive has an index of just these.
    ("unsatisfied", "c.satisfaction = 'unsatisfied'"),
)
_LISTED = (*INDEXED, ("grades", "grade"), ("order_types", "order_type"))


@dataclass
class Where:
    """Conditions joined by AND, with their values."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, part: str, *values: Any) -> None:
        """Add one condition."""
        self.parts.append(part)
        self.values.extend(values)

    def add_any(self, options: list[tuple[str, tuple[Any, ...]]]) -> None:
        """Add conditions of which one is enough."""
        sql = " OR ".join(f"({part})" for part, _ in options)
        self.add(f"({sql})", *(value for _, values in options for value in values))

    def sql(self) -> str:
        """Return the WHERE clause, empty where there is no condition."""
        return f" WHERE {' AND '.join(self.parts)}" if self.parts else ""


def add_filters(where: Where, query: CaseQuery, now: datetime, fixed: frozenset[str]) -> None:
    """Add everything a query filters by but its text; `fixed` columns have their value already."""
    _add_days(where, query)
    for name, column in _LISTED:
        chosen: tuple[Any, ...] = getattr(query, name)
        if chosen and column not in fixed:
            # The plus keeps SQLite from leaving the order's index for this one and sorting all its rows.
            where.add(f"+c.{column} IN ({', '.join('?' * len(chosen))})", *chosen)
    if query.areas and "area_code" not in fixed:
        where.add_any([("+c.area_code >= ? AND +c.area_code < ?", (code, code + "~")) for code in query.areas])
    if query.reasons:
        # The first condition lets the archive walk the index of just those that have a reason.
        where.add("c.reason <> ''")
        where.add(f"+c.reason IN ({', '.join('?' * len(query.reasons))})", *query.reasons)
    if query.mine_seat:
        where.add("+c.claimed_by = ?", query.mine_seat)
    for flag, sql in _FLAGS:
        if getattr(query, flag):
            where.add(sql)
    for least, column in ((query.returned, "transfers"), (query.repeats, "repeats")):
        if least:
            where.add(f"+c.{column} >= ?", least)
    _add_kin(where, query)
    lights = query.lights or ((Light.OVERDUE,) if query.late else ())
    if lights:
        where.add_any([_light(name, to_text(now), query.scope) for name in lights])
    if query.late and query.lights:
        where.add_any([_light(Light.OVERDUE, to_text(now), query.scope)])


def _add_days(where: Where, query: CaseQuery) -> None:
    """From the beginning of a day to the end of another; what is no day keeps nothing back."""
    for sign, day, later in ((">=", query.since, 0), ("<", query.until, 1)):
        with suppress(ValueError, OverflowError):
            if day:
                plus = "" if _goes_by_report(query) else "+"
                where.add(f"{plus}c.reported_at {sign} ?", to_text(day_begins(day, later)))


def _goes_by_report(query: CaseQuery) -> bool:
    """A walk by this very time begins and ends at the days asked for; in the archive most orders are one."""
    return query.order == "new" if query.scope == "open" else query.order not in ("updated", "grade", "case_no")


def _add_kin(where: Where, query: CaseQuery) -> None:
    """These are few in any city: a small index lists them, and the walk looks each of its rows up in that list."""
    for wanted, ids, values in (
        (query.incident, "incident = 'open'", ()),
        (query.responding, "response = 'started'", ()),
        (query.tied_to, "tied_to = ? AND tied_to <> '' UNION ALL SELECT ?", (query.tied_to, query.tied_to)),
    ):
        if wanted:
            where.add(f'+c.id IN (SELECT id FROM "case" WHERE {ids})', *values)
    if query.difficult:
        waiting = "conference IN ('called', 'held') AND conference <> ''"
        options = (f'+c.id IN (SELECT id FROM "case" WHERE {waiting})', ())
        where.add_any([("+c.transfers >= ?", (query.difficult,)), options])


def add_open_text(where: Where, text: str, hits: bool) -> None:
    """Add a search in the open cases: through their full text where `hits` are few, else row by row."""
    number = text.strip()
    if is_number(number):
        where.add_any(
            [
                ("instr(c.case_no, ?)", (number,)),
                ("instr(c.source_no, ?)", (number,)),
                ("c.rid IN (SELECT rowid FROM open_text WHERE open_text MATCH ?)", (f'"{number}"',)),
            ]
        )
        return
    if hits:
        where.add("c.rid IN (SELECT rowid FROM open_text WHERE open_text MATCH ?)", match(text))
    add_words(where, text)


def add_words(where: Where, text: str) -> None:
    """Keep what contains every part of the text: the index knows pairs of characters, not where they stand."""
    for run in runs(text):
        where.add(f"instr({_TEXT}, ?)", run)


def _light(name: str, stamp: str, scope: str) -> tuple[str, tuple[Any, ...]]:
    if scope != "open":
        return ("1" if name == Light.NONE else "0"), ()
    match name:
        case Light.OVERDUE:
            return "c.due_key <= ?", (stamp,)
        case Light.WARNING:
            return "c.paused_at IS NULL AND c.due_key > ? AND c.warn_at <= ?", (stamp, stamp)
        case Light.NORMAL:
            return "c.paused_at IS NULL AND c.due_key > ? AND c.warn_at > ?", (stamp, stamp)
        case Light.PAUSED:
            return "c.paused_at IS NOT NULL", ()
        case _:
            return f"c.paused_at IS NULL AND c.due_key = '{NO_DUE}'", ()
