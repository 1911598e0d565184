"""The books of the hall as editable records: matters, responsibilities, rulings, the ruleset and the algorithms."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.algorithm import Algorithm
from app.domain.clock import hall_day
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.matter import Matter, stem_of
from app.domain.records import columns, from_row, to_row
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import Rules, Ruleset
from app.domain.verdict import Decision, text_arg
from app.domain.workcalendar import LIMIT_UNITS

_FIRST, _LAST = "0001-01-01", "9999-12-31"
BOOKS = frozenset({"matter", "responsibility", "ruling", "ruleset", "algorithm"})
"""What its keeper may write."""
OPERATIONS = frozenset({"write", "succeed"})


def decide(current: Any, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `<book>.write`: `row` holds the fields to set, a new record needs them all; and `matter.succeed`: `from`
    is the day from which a new version with the fields of `row` follows the one there is.

    Only what `row` names is changed, so two keepers may write different fields of one record; `expect` guards those.
    """
    if not rules.may(command.by.role, "edit_books"):
        return Rejected("role.forbidden", "edit_books")
    if command.operation == "succeed":
        return _succeed(current, command, rules)
    if command.operation != "write":
        return Rejected("command.unknown", command.kind)
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
    if fault := _fault(noun):
        return Rejected("field.invalid", fault)
    if isinstance(noun, Matter) and (other := _overlapping(noun, rules)):
        return Rejected("book.overlap", other)
    return Decision((noun,))


def _succeed(current: Any, command: Command, rules: Rules) -> Decision | Rejected:
    """End a version the day before, and begin the next as a record of its own: neither is there without the other."""
    if not isinstance(current, Matter):
        return Rejected("command.unknown" if current else "record.unknown", command.target)
    day, row = text_arg(command.args, "from", 10), command.args.get("row")
    if not day or not _is_date(day) or day <= current.valid_from or day < hall_day(command.at):
        return Rejected("field.invalid", "valid_from")
    eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    ended = replace(current, valid_to=min(current.valid_to or eve, eve))
    new_id = f"{stem_of(current.id)}@{day}"
    if new_id in rules.matters:
        return Rejected("book.overlap", new_id)
    told = {**to_row(current), "valid_to": "", **(row if isinstance(row, Mapping) else {})}
    try:
        follows = from_row("matter", {**told, "id": new_id, "valid_from": day})
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        return Rejected("field.invalid", str(wrong))
    if fault := _fault(follows):
        return Rejected("field.invalid", fault)
    other = _overlapping(follows, rules, current.id)
    return Rejected("book.overlap", other) if other else Decision((ended, follows))


def _overlapping(matter: Matter, rules: Rules, besides: str = "") -> str:
    """The other version of a class that is valid on a day this one is; two at once would be proposed at random."""
    stem = stem_of(matter.id)
    others = (m for m in rules.matters.values() if m.id.startswith(stem) and m.id not in (matter.id, besides))
    return next(
        (m.id for m in others if stem_of(m.id) == stem and matter.enabled and m.enabled and _meet(matter, m)), ""
    )


def _meet(one: Matter, other: Matter) -> bool:
    return (one.valid_from or _FIRST) <= (other.valid_to or _LAST) and (other.valid_from or _FIRST) <= (
        one.valid_to or _LAST
    )


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


def _ruling_fault(ruling: Ruling) -> str:
    return next((name for name in ("unit_id", "basis") if not str(getattr(ruling, name)).strip()), "")


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
    Ruling: _ruling_fault,
    Ruleset: _ruleset_fault,
    Algorithm: _algorithm_fault,
}
