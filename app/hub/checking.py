"""Whole rows from outside: each column must be what the domain says it is."""

from collections.abc import Mapping
from typing import Any

from app.domain.clock import from_text
from app.domain.errors import Rejected
from app.domain.records import column_types, columns, from_row
from app.domain.rules import Rules, Ruleset
from app.hub.messages import clean_value

_MOST_VALUES = 1_000_000  # the outline of a district has many points
_LONGEST = 200_000
_SORTS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "real": (int, float),
    "boolean": (bool,),
    "json": (list, dict, str),
    "time": (str,),
}


def noun_of(kind: str, place: int, row: Mapping[str, Any]) -> Any:
    """Build a record from a row. Raises Rejected("record.invalid") naming the row, the field and the reason."""
    for name, value in row.items():
        _check(kind, place, name, value)
    if not row.get("id"):
        raise _refused(place, "id", "missing")
    try:
        noun = from_row(kind, row)
        if isinstance(noun, Ruleset):
            Rules.from_records(noun)  # one that makes no sense would stop every command
        return noun
    except (TypeError, ValueError, AttributeError) as wrong:
        raise _refused(place, "", str(wrong)) from wrong


def _check(kind: str, place: int, name: str, value: Any) -> None:
    if name == "seq":
        return
    if name not in columns(kind):
        raise _refused(place, name, "unknown")
    if value is None:
        return
    storage = column_types(kind)[name]
    if not isinstance(value, _SORTS[storage]) or isinstance(value, bool) != (storage == "boolean"):
        raise _refused(place, name, f"not {storage}")
    try:
        clean_value(value, most=_MOST_VALUES, longest=_LONGEST)
        if storage == "time":
            from_text(str(value))
    except ValueError as wrong:
        raise _refused(place, name, str(wrong)) from wrong


def _refused(place: int, name: str, reason: str) -> Rejected:
    return Rejected("record.invalid", f"row {place}", {"row": place, "field": name[:64], "reason": reason[:200]})
