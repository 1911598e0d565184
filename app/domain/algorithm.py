"""Algorithms that watch the cameras for us, and what the hall thinks of each of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision, text_arg


class Standing(StrEnum):
    """How much an algorithm is listened to."""

    NORMAL = "normal"
    LOWERED = "lowered"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """One algorithm. Below `floor` (share of captures found true this week) the bench proposes to listen less to it."""

    id: str
    name: str
    kind: str = ""
    matter_id: str = ""
    floor: float = 0.7
    standing: str = Standing.NORMAL
    proposed: str = ""
    proposed_by: str = ""
    proposed_at: datetime | None = None
    reason: str = ""
    enabled: bool = True


def decide(algorithm: Algorithm | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `algorithm.propose` (to, note) by any seat and `algorithm.settle` (to, note) by the shift leader."""
    if algorithm is None:
        return Rejected("record.unknown", command.target)
    power = {"propose": "propose_algorithm", "settle": "settle_algorithm"}.get(command.operation)
    if power is None:
        return Rejected("command.unknown", command.kind)
    if not rules.may(command.by.role, power):
        return Rejected("role.forbidden", power)
    to, note = text_arg(command.args, "to", 16), text_arg(command.args, "note", 400)
    if to not in frozenset(Standing):
        return Rejected("field.invalid", "to")
    if command.operation == "propose":
        changed = replace(algorithm, proposed=to, proposed_by=command.by.name, proposed_at=command.at, reason=note)
    else:
        changed = replace(algorithm, standing=to, proposed="", proposed_by="", proposed_at=None, reason=note)
    return Decision((changed,))
