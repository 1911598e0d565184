"""A column of a list: its title, its cell in a row, and what of it only some may read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents.safety import masked_text
from app.domain.clock import HALL_ZONE, from_text
from app.text import _
from app.words import word

Row = Mapping[str, Any]
Cell = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it is called by in ndjson, its title, and how its cell is found in a row.

    `whole` is the cell for those who may see personal data; where it is None both see the same.
    """

    field: str
    title: str
    cell: Callable[[Row], Cell]
    whole: Callable[[Row], Cell] | None = None

    @property
    def heading(self) -> str:
        """The title in the operator's language."""
        return _(self.title)

    def of(self, row: Row, reveal: bool) -> Cell:
        """Return the cell of a row, personal data masked unless `reveal`."""
        return self.whole(row) if reveal and self.whole is not None else self.cell(row)


def plain(field: str, title: str) -> Column:
    """A field as it stands."""
    return Column(field, title, lambda row: row.get(field))


def coded(field: str, title: str, book: str) -> Column:
    """A code in the operator's word."""
    return Column(field, title, lambda row: word(book, str(row[field])) if row.get(field) else "")


def timed(field: str, title: str) -> Column:
    """A time as the hall reads it."""
    return Column(field, title, lambda row: moment(row.get(field)))


def told(field: str, title: str) -> Column:
    """A text somebody wrote: phone numbers in it are masked."""
    return Column(
        field, title, lambda row: masked_text(str(row.get(field) or "")), lambda row: str(row.get(field) or "")
    )


def several(field: str, title: str, between: str = "、", said: str = "") -> Column:
    """A list in one cell, be it unfolded or still text; `said` holds it in words where somebody looked them up."""

    def cell(row: Row) -> str:
        found = row.get(said) or row.get(field) or ()
        return between.join(map(str, json.loads(found) if isinstance(found, str) else found))

    return Column(field, title, cell)


def named(field: str, title: str, said: str) -> Column:
    """What an id stands for, where `said` holds its name; else the id."""
    return Column(field, title, lambda row: row.get(said) or row.get(field))


def yes_no(field: str, title: str) -> Column:
    """A flag that a table brought in again says both ways: 是 or 否."""
    return Column(field, title, lambda row: _("是") if row.get(field) else _("否"))


def yes(field: str, title: str) -> Column:
    """A flag: 是 or nothing."""
    return Column(field, title, lambda row: _("是") if row.get(field) else "")


def moment(value: Any) -> datetime | None:
    """Return a time of a row as the hall reads it: Asia/Shanghai, without a zone, to the second."""
    if not value:
        return None
    found = value if isinstance(value, datetime) else from_text(str(value))
    return found.astimezone(HALL_ZONE).replace(tzinfo=None, microsecond=0)
