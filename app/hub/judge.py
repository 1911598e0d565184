"""The hub as judge: a command against the record as it stands now, field by field."""

from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.case import Kin
from app.domain.command import Command
from app.domain.decisions import clashes, decide
from app.domain.errors import Rejected
from app.domain.records import columns, from_row, kind_of, to_row
from app.domain.rules import Rules
from app.domain.verdict import Decision
from app.protocol.conversation import Outcome


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a command, and the records as they are after it: the target first."""

    outcome: Outcome
    code: str = ""
    detail: str = ""
    conflicts: dict[str, tuple[Any, Any, Any]] = field(default_factory=dict)
    records: tuple[Any, ...] = ()


def judge(current: Any, command: Command, rules: Rules, kin: Kin | None = None) -> Judgement:
    """Judge one command; `kin` is what its rules must know of other cases.

    A guarded field that changed under the operator's hand is no conflict where it already is as asked; a fact (a
    decision without records) clashes with nothing, because it has happened.
    """
    unknown = _unknown_guard(current, command)
    if unknown:
        return Judgement(Outcome.REFUSED, "field.invalid", unknown)
    verdict = decide(current, command, rules, kin)
    clash = clashes(current, command)
    if not clash or verdict == Decision(()):
        return _applied(verdict)
    asked = _asked(current, command, rules)
    conflicts = {name: (seen, found, asked.get(name)) for name, (seen, found) in clash.items()}
    if any(found != wanted for _, found, wanted in conflicts.values()):
        return Judgement(Outcome.CONFLICT, "record.changed", ",".join(sorted(conflicts)), conflicts)
    return _merged(current, command, verdict)


def _unknown_guard(current: Any, command: Command) -> str:
    known = columns(kind_of(current)) if current is not None else ()
    return next((name for name in command.expect if current is not None and name not in known), "")


def _applied(verdict: Decision | Rejected) -> Judgement:
    if isinstance(verdict, Rejected):
        return Judgement(Outcome.REFUSED, verdict.code, verdict.detail)
    return Judgement(Outcome.APPLIED, records=verdict.records)


def _merged(current: Any, command: Command, verdict: Decision | Rejected) -> Judgement:
    """Write what the other seat did not already write, and nothing twice."""
    if isinstance(verdict, Rejected):
        return Judgement(Outcome.MERGED)
    before, after = to_row(current), to_row(verdict.records[0])
    has_news = any(name in before and before[name] != after[name] for name in command.args)
    return Judgement(Outcome.MERGED, records=verdict.records if has_news else ())


def _asked(current: Any, command: Command, rules: Rules) -> dict[str, Any]:
    """Return the record as it would have become, had it stayed as the operator saw it."""
    try:
        imagined = from_row(kind_of(current), to_row(current) | command.expect)
        verdict = decide(imagined, replace(command, expect={}), rules)
    except (TypeError, ValueError):
        return dict(command.args)
    return dict(command.args) if isinstance(verdict, Rejected) else to_row(verdict.records[0])
