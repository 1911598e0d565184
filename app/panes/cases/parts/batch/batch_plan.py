"""What may be done to several cases at once, to which of them, and why not to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.case import decide
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.store import CaseRow

# What needs a word of its own for each case (letters, call-backs, merging …) is done one by one.
TOGETHER = (
    "accept",
    "decline",
    "send_verify",
    "verify_confirm",
    "verify_deny",
    "file",
    "not_file",
    "dispatch",
    "redispatch",
    "approve",
    "refuse",
    "suspend",
    "resume",
    "send_check",
    "check_pass",
    "check_fail",
    "close",
    "reopen",
    "void",
    "urge",
    "claim",
    "release",
    "note",
    "tie",
    "untie",
)
# These say that the rule would let it pass once the form is filled in.
_FORM_SAYS = ("field.missing", "field.invalid")


# So many are read, judged, written and shown within some seconds, and the hub takes them in within a minute.
MOST_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation on the marked cases: those that allow it, and the others with the code of why not."""

    operation: str
    able: tuple[CaseRow, ...] = ()
    unable: tuple[tuple[CaseRow, str], ...] = ()

    def with_more(self, other: "Plan") -> "Plan":
        """Both together."""
        return Plan(self.operation, self.able + other.able, self.unable + other.unable)

    def reasons(self) -> dict[str, list[CaseRow]]:
        """The cases that cannot, by reason."""
        found: dict[str, list[CaseRow]] = {}
        for case, code in self.unable:
            found.setdefault(code, []).append(case)
        return found


def plan(operation: str, cases: Sequence[CaseRow], actor: Actor, rules: Rules, now: datetime) -> Plan:
    """Divide the cases into those that allow an operation now and those that do not."""
    judged = [(case, why_not(operation, case, actor, rules, now)) for case in cases]
    return Plan(
        operation,
        tuple(case for case, code in judged if not code),
        tuple((case, code) for case, code in judged if code),
    )


def offers(cases: Sequence[CaseRow], actor: Actor, rules: Rules, now: datetime) -> dict[str, int]:
    """How many of the cases allow each operation, most first; those that none allows are left out."""
    counted = {operation: len(plan(operation, cases, actor, rules, now).able) for operation in TOGETHER}
    found = [(operation, number) for operation, number in counted.items() if number]
    return dict(sorted(found, key=lambda pair: -pair[1]))


def with_ties(offered: dict[str, int], is_open: bool) -> dict[str, int]:
    """While a major incident is open, tying is offered first; while none is, nobody needs to read of it."""
    rest = {operation: number for operation, number in offered.items() if operation not in ("tie", "untie")}
    ties = {operation: offered[operation] for operation in ("tie", "untie") if operation in offered}
    return ties | rest if is_open else rest


def why_not(operation: str, case: CaseRow, actor: Actor, rules: Rules, now: datetime) -> str:
    """Return the code of why a case does not allow an operation, "" where it does."""
    if operation == "claim" and case.claimed_by == actor.seat:
        return "batch.mine_already"
    if operation == "release" and case.claimed_by != actor.seat:
        return "batch.not_mine"
    if operation == "claim" and case.claimed_by:
        return "case.claimed"
    if operation == "file" and not case.matter_id:
        return "batch.no_matter"
    verdict = decide(case, Command(kind=f"case.{operation}", target=case.id, by=actor, at=now), rules)
    return verdict.code if isinstance(verdict, Rejected) and verdict.code not in _FORM_SAYS else ""
