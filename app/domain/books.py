"""The books of the hall as editable records: matters, responsibilities, the ruleset and the algorithms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.algorithm import Algorithm
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.matter import Matter
from app.domain.records import columns, from_row, to_row
from app.domain.responsibility import Responsibility
from app.domain.rules import Rules, Ruleset
from app.domain.verdict import Decision
from app.domain.workcalendar import LIMIT_UNITS

BOOKS = frozenset({"matter", "responsibility", "ruleset", "algorithm"})


def decide(current: Any, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `<book>.write`: `row` holds the fields to set, a new record needs them all.

    Only what `row` names is changed, so two keepers may write different fields of one record; `expect` guards those.
    """
    if command.operation != "write":
        return Rejected("command.unknown", command.kind)
    if not rules.may(command.by.role, "edit_books"):
        return Rejected("role.forbidden", "edit_books")
    row = command.args.get("row")
    if not isinstance(row, Mapping) or not row:
        return Rejected("field.missing", "row")
    unknown = sorted(set(row) - set(columns(command.noun)))
    if unknown:
        return Rejected("field.invalid", unknown[0])
    try:
        noun = from_row(command.noun, _complete(current, command, row))
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        return Rejected("field.invalid", str(wrong))
    fault = _fault(noun)
    return Rejected("field.invalid", fault) if fault else Decision((noun,))


def expectation(current: Any, args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields a change of a book relies on: as they are now, those it will set."""
    row = args.get("row")
    if current is None or not isinstance(row, Mapping):
        return {}
    present = to_row(current)
    return {name: present[name] for name in row if name in present}


def _complete(current: Any, command: Command, row: Mapping[str, Any]) -> dict[str, Any]:
    before = to_row(current) if current is not None else {}
    return {**before, **row, "id": command.target}


def _fault(noun: Any) -> str:
    """Name the first field that makes no sense; empty where all do."""
    for name in ("valid_from", "valid_to"):
        if not _is_date(getattr(noun, name, "")):
            return name
    if getattr(noun, "valid_to", "") and noun.valid_to < noun.valid_from:
        return "valid_to"
    return str(_FAULTS[type(noun)](noun))


def _is_date(text: Any) -> bool:
    try:
        return text == "" or bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False


def _matter_fault(matter: Matter) -> str:
    if matter.kind not in ("part", "event"):
        return "kind"
    if not str(matter.name).strip():
        return "name"
    if not isinstance(matter.limit_value, int | float) or not 0 < matter.limit_value < 10_000:
        return "limit_value"
    return "" if matter.limit_unit in LIMIT_UNITS else "limit_unit"


def _responsibility_fault(line: Responsibility) -> str:
    return "" if str(line.unit_id).strip() else "unit_id"


def _ruleset_fault(ruleset: Ruleset) -> str:
    try:
        rules = Rules.from_records(ruleset)
    except (ValueError, TypeError, AttributeError) as wrong:
        return str(wrong)
    if not rules.calendar.intervals or not (rules.calendar.weekdays or any(rules.calendar.days.values())):
        return "calendar"
    return ""


def _algorithm_fault(algorithm: Algorithm) -> str:
    if not str(algorithm.name).strip():
        return "name"
    return "" if 0 <= algorithm.floor <= 1 else "floor"


_FAULTS: dict[type, Any] = {
    Matter: _matter_fault,
    Responsibility: _responsibility_fault,
    Ruleset: _ruleset_fault,
    Algorithm: _algorithm_fault,
}
