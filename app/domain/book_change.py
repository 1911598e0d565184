"""Who changed an entry of a book, when, from which seat, and what: old and new, column by column."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.command import Command
from app.domain.ids import stable_id

LOAD = "load"
"""The action of a bulk load."""
FILE = "@file"
"""Beside the columns: the file that a load has brought."""
# What goes together is told together: a number without its unit says nothing.
_TOGETHER = {"limit_value": "limit_unit", "limit_unit": "limit_value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookChange:
    """What one command did to an entry; `values` holds `[old, new]` by column, old None where the entry is new.

    It is written together with the entry, so neither can be there without the other. A bulk load also has a line of its
    own, with no `entry_id`: `@file`, and how many entries were `@new`, `@changed`, and `@listed` one by one.
    """

    id: str
    kind: str
    entry_id: str
    action: str = ""
    at: datetime | None = None
    seat: str = ""
    operator_id: str = ""
    operator: str = ""
    role: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def unlisted(change: BookChange) -> int:
    """Return how many entries a load has touched without a line for each; 0 for every other change."""
    new, changed, listed = (int(change.values.get(name, (None, 0))[1]) for name in ("@new", "@changed", "@listed"))
    return new + changed - listed


def changes_of(command: Command, before: Any, records: Iterable[Any]) -> tuple[BookChange, ...]:
    """Return what a command makes of its target, as it was `before`, and of the new entries that come with it."""
    return tuple(_change(command, before if place == 0 else None, after) for place, after in enumerate(records))


def _change(command: Command, before: Any, after: Any) -> BookChange:
    usual = {name: getattr(before, name) for name in _columns(after)} if before is not None else _usual(after)
    now = {name: getattr(after, name) for name in _columns(after)}
    differing = {name for name, value in now.items() if name != "id" and value != usual.get(name)}
    differing |= {_TOGETHER[name] for name in differing & _TOGETHER.keys()}
    return BookChange(
        id=command.id if after.id == command.target else stable_id("book_change", command.id, after.id),
        kind=command.noun,
        entry_id=after.id,
        action=command.operation,
        at=command.at,
        seat=command.by.seat,
        operator_id=command.by.operator_id,
        operator=command.by.name,
        role=command.by.role,
        values={
            name: [_plain(usual[name]) if before is not None else None, _plain(now[name])]
            for name in now
            if name in differing
        },
    )


def _columns(noun: Any) -> tuple[str, ...]:
    return tuple(type(noun).__dataclass_fields__)


def _usual(noun: Any) -> dict[str, Any]:
    """What a new entry says where nobody said anything."""
    return {name: given.default for name, given in type(noun).__dataclass_fields__.items()}


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
