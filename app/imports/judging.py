"""The rows of a file judged one by one: each becomes a noun of the hall or a refusal that says where and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.domain.errors import Rejected
from app.imports.cases import REPORT_FIELDS, report
from app.imports.fields import ALIASES, Fields, Reading
from app.imports.ground import Ground
from app.imports.headers import plain_name
from app.imports.mapping import FieldMap
from app.imports.nouns import FIELDS, KINDS
from app.imports.rejects import Refusal
from app.imports.tables import Row, read_rows
from app.imports.values import text

Build = Callable[[Fields, Ground], Any]
_LOOKED_AT = 500
# What a code speaks of where its detail does not begin with the field.
_SPOKEN_OF = {"unit.unknown": "unit_name", "matter.unknown": "matter_name"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: what it became (a noun, or a report as a dictionary), or the refusal."""

    row: Row
    fields: Fields
    made: Any = None
    refusal: Refusal | None = None


def judged(what: str, path: Path, plan: FieldMap, ground: Ground, build: Build | None = None) -> Iterator[Judged]:
    """Yield every row of a file, judged. `what` is a key of `FIELDS`; cases are reports unless `plan.whole`.

    `build` makes something of a row where that is not what `KINDS` says.

    Raises Rejected for a file or mapping that cannot be read at all or names what is not there, KeyError for an
    unknown `what`, OSError.
    """
    build, reading = build or _builder(what, plan), Reading(plan, ground.home)
    _check_fields(what, plan)
    for row in _checked(read_rows(path, plan), plan):
        fields = reading.fields(row)
        try:
            if "#broken" in row.cells:
                raise Rejected("row.broken", str(row.cells["#broken"]))
            yield Judged(row, fields, build(fields, ground))
        except Rejected as no:
            yield Judged(row, fields, refusal=refused(fields, no))


def refused(fields: Fields, no: Rejected) -> Refusal:
    """Return a refusal with the field it is about and the columns of the file that field was taken from."""
    first = str(no.facts.get("field") or no.detail.partition(" ")[0].rstrip(","))
    name = _SPOKEN_OF.get(no.code, first)
    if name not in ALIASES and name not in fields.plan.named_fields():
        return Refusal(fields.row.place, no.code, no.detail, fields.row.cells)
    columns = fields.columns_of(name)
    columns = tuple(column for column in columns if text(fields.row.cells.get(column), 1)) or columns
    return Refusal(fields.row.place, no.code, no.detail, fields.row.cells, name, " + ".join(columns))


def _builder(what: str, plan: FieldMap) -> Build:
    return report if what == "cases" and not plan.whole else KINDS[what][1]


def _check_fields(what: str, plan: FieldMap) -> None:
    """A field that the mapping names and the kind has not is a mistake, not a wish."""
    known = FIELDS[what] if plan.whole or what != "cases" else frozenset(REPORT_FIELDS)
    wrong = [name for name in plan.named_fields() if name not in known]
    if wrong:
        raise Rejected("map.field", f"{', '.join(wrong)}; {what}: {', '.join(sorted(known))}", {"fields": wrong})


def _checked(rows: Iterator[Row], plan: FieldMap) -> Iterator[Row]:
    """The rows, after the first of them have shown that every column the mapping names is there.

    Raises Rejected("map.column") naming what is not, and the columns there are.
    """
    first = list(islice(rows, _LOOKED_AT))
    sound = [row for row in first if "#broken" not in row.cells]
    there = dict.fromkeys(name for row in sound for name in row.cells)
    wanted = {column: name for name, columns in plan.columns.items() for column in columns}
    if plan.verdict is not None:
        wanted[plan.verdict.column] = "verdict"
    wrong = [f"{name} = {column}" for column, name in wanted.items() if not {column, plain_name(column)} & there.keys()]
    if sound and wrong:
        raise Rejected("map.column", f"{', '.join(wrong)}; {', '.join(there)}"[:1000], {"columns": wrong})
    return chain(first, rows)
