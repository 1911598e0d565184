"""From rows of the cache to the domain's nouns, fast enough for a page of two hundred cases."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_origin, get_type_hints

from app.domain.clock import from_text
from app.domain.records import KINDS, column_types, columns
from app.store.rows import CaseRow, StepRow

# What a case row says beside its columns: how many are tied to it, own operations under way, the newest trouble, and
# whether one can be taken back.
MARKS = (
    "CASE WHEN c.incident = '' THEN 0 ELSE "
    "(SELECT count(*) FROM \"case\" t WHERE t.tied_to = c.id AND t.tied_to <> '') END, "
    "(SELECT count(*) FROM own o WHERE o.noun = 'case' AND o.target = c.id AND o.state <> 'trouble'), "
    "ifnull((SELECT o.code FROM own o WHERE o.noun = 'case' AND o.target = c.id AND o.state = 'trouble' "
    "ORDER BY o.place DESC LIMIT 1), ''), "
    "EXISTS(SELECT 1 FROM own o WHERE o.noun = 'case' AND o.target = c.id AND o.state = 'held')"
)


@cache
def select_list(kind: str, alias: str = "") -> str:
    """Return a kind's columns, in the noun's own order, as SQL."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(f'{prefix}"{name}"' for name in columns(kind))


def nouns(kind: str, rows: Iterable[Any]) -> list[Any]:
    """Build nouns from rows in `select_list` order."""
    build = _builder(kind, KINDS[kind])
    return [build(row) for row in rows]


def case_rows(rows: Iterable[Any]) -> tuple[CaseRow, ...]:
    """Build case rows from rows in `select_list("case")` order, then tied, pending, trouble and held."""
    build = _builder("case", CaseRow, ("tied", "pending", "trouble", "held"))
    return tuple(build((*row[:-1], bool(row[-1]))) for row in rows)


def step_rows(rows: Iterable[Any]) -> tuple[StepRow, ...]:
    """Build timeline lines from rows in `select_list("case_step")` order, then waiting."""
    build = _builder("case_step", StepRow, ("waiting",))
    return tuple(build((*row[:-1], bool(row[-1]))) for row in rows)


@cache
def _builder(kind: str, noun: type, extra: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    names = (*columns(kind), *extra)
    types = column_types(kind)
    times = tuple(i for i, name in enumerate(names) if types.get(name) == "time")
    others = tuple((i, _reader(kind, name)) for i, name in enumerate(names) if types.get(name) in ("boolean", "json"))

    def build(row: Any) -> Any:
        values = list(row)
        for i in times:
            text = values[i]
            values[i] = from_text(text) if text else None
        for i, read in others:
            values[i] = read(values[i])
        return noun(**dict(zip(names, values, strict=True)))

    return build


def _reader(kind: str, name: str) -> Callable[[Any], Any]:
    if column_types(kind)[name] == "boolean":
        return bool
    hint = get_type_hints(KINDS[kind])[name]
    if get_origin(hint) is dict or hint is dict:
        return lambda value: json.loads(value) if value else {}
    return lambda value: _freeze(json.loads(value)) if value else ()


def _freeze(value: Any) -> Any:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value
