"""A major incident: one case leads, others are tied to it and stay cases of their own; and the response to a case.

A duplicate is merged and ends; what is tied keeps its unit, its clocks and its call-back. What is written on the lead
is read on every case tied to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.case.effects import Changes, Effect
from app.domain.case.noun import OPEN_STATES, Case, CaseState
from app.domain.case.operations import Operation
from app.domain.clock import to_text
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import text_arg

# What is done to the lead and read on the cases tied to it.
SPREADS = frozenset("note declare_incident end_incident start_response end_response report_up".split())
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Kin:
    """What the judge of one case must know of others: the case it is to be tied to (None: there is no such case), and
    how many of those tied to it are still open."""

    lead: Case | None = None
    tied_open: int = 0


def kin_of(case: Case | None, command: Command, find: Callable[[str], Case | None], count: Callable[[str], int]) -> Kin:
    """Look up what the judge needs: `find` a case by its id, `count` the open cases tied to one. Most need nothing."""
    if case is None:
        return Kin()
    if command.operation == "tie":
        return Kin(lead=find(lead_arg(command)))
    return Kin(tied_open=count(case.id)) if command.operation == "close" and case.incident == "open" else Kin()


def lead_arg(command: Command) -> str:
    """The case that a command wants to tie another one to."""
    return text_arg(command.args, "into", 64)


def hindrance(case: Case, op: Operation) -> Rejected | None:
    """Say why the case itself does not allow an operation, whatever its arguments; None where it does."""
    if op.id in _STANDING and (no := _STANDING[op.id](case)):
        return Rejected(no)
    return running(case, op.to) if op.to is not None and op.id != "close" else None


def running(case: Case, to: str) -> Rejected | None:
    """What is led or responded to does not end by the way: that is ended first, and said why."""
    if to in OPEN_STATES:
        return None
    if case.response == "started":
        return Rejected("response.running")
    return Rejected("incident.running") if case.incident == "open" and to != CaseState.CLOSED else None


def objection(case: Case, command: Command, rules: Rules, kin: Kin) -> Rejected | None:
    """Say why other cases do not allow an operation on this one; None where they do."""
    if command.operation == "tie":
        return _tie_objection(case, lead_arg(command), kin.lead)
    if command.operation != "close" or case.incident != "open" or not kin.tied_open:
        return None
    if not rules.may(command.by.role, "end_incident"):
        return Rejected("incident.tied_open", str(kin.tied_open))
    # Whoever leads may close over the heads of the others, and says why.
    return None if text_arg(command.args, "note") else Rejected("incident.say_why", str(kin.tied_open))


def _tie_objection(case: Case, into: str, lead: Case | None) -> Rejected | None:
    if into == case.id:
        return Rejected("incident.self")
    if into == case.tied_to:
        return Rejected("incident.tied_already", into)
    if lead is None:
        return Rejected("case.unknown", into)
    return None if lead.incident == "open" else Rejected("incident.not_open", into)


_STANDING: dict[str, Callable[[Case], str]] = {
    "declare_incident": lambda case: (
        "incident.declared" if case.incident == "open" else "incident.tied_first" if case.tied_to else ""
    ),
    "end_incident": lambda case: "" if case.incident == "open" else "incident.not_declared",
    "tie": lambda case: "incident.leads" if case.incident == "open" else "",
    "untie": lambda case: "" if case.tied_to else "incident.not_tied",
    "start_response": lambda case: "case.response_started" if case.response == "started" else "",
    "end_response": lambda case: "" if case.response == "started" else "response.not_running",
    "close": lambda case: "response.running" if case.response == "started" else "",
}


def _declare(case: Case, command: Command, rules: Rules) -> Changes:
    return {"incident": "open", "incident_title": text_arg(command.args, "title", LONGEST_TITLE)}


def _start(case: Case, command: Command, rules: Rules) -> Changes:
    """A clock without an end runs beside the others: how long the response has lasted."""
    return {"response": "started", "side": {**case.side, "response": {"since": to_text(command.at)}}}


def _end(case: Case, command: Command, rules: Rules) -> Changes:
    ran = {**case.side.get("response", {}), "done": to_text(command.at)}
    return {"response": "ended", "side": {**case.side, "response": ran}}


INCIDENT: dict[str, Effect] = {
    "declare_incident": _declare,
    "end_incident": lambda case, command, rules: {"incident": "ended"},
    "tie": lambda case, command, rules: {"tied_to": lead_arg(command)},
    "untie": lambda case, command, rules: {"tied_to": ""},
    "start_response": _start,
    "end_response": _end,
}
