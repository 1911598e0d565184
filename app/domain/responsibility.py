"""Who answers for what and where: the responsibility list and the rulings made when it did not help."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.matter import in_force
from app.domain.rules import Rules
from app.domain.verdict import Decision, number_arg, text_arg

_TEXTS = tuple(
    "matter_id matter_name area_code place_id part_code unit_id unit_name basis case_id valid_from valid_to".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """One line of the list: matter × ground -> unit. An empty matter or ground means "any"; codes match by prefix."""

    id: str
    matter_id: str = ""
    area_code: str = ""
    unit_id: str
    unit_name: str = ""
    assist_unit_ids: tuple[str, ...] = ()
    basis: str = ""
    valid_from: str = ""
    valid_to: str = ""
    enabled: bool = True

    def holds(self, at: datetime) -> bool:
        """Say whether the line is in force at that moment."""
        return self.enabled and in_force(self.valid_from, self.valid_to, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """An ownership ruling: decided once, proposed again for the next case at the same place or close to it."""

    id: str
    matter_id: str = ""
    matter_name: str = ""
    area_code: str = ""
    place_id: str = ""
    part_code: str = ""
    lon: float | None = None
    lat: float | None = None
    radius_m: float = 50.0
    unit_id: str
    unit_name: str = ""
    basis: str = ""
    case_id: str = ""
    decided_by: str = ""
    seat: str = ""
    decided_at: datetime | None = None
    valid_from: str = ""
    valid_to: str = ""
    enabled: bool = True

    def holds(self, at: datetime) -> bool:
        """Say whether the ruling is in force at that moment."""
        return self.enabled and in_force(self.valid_from, self.valid_to, at)


def decide(ruling: Ruling | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `ruling.record` (args as the fields; `unit_id` and `basis` may not be empty) and `ruling.retire`."""
    if not rules.may(command.by.role, "rule"):
        return Rejected("role.forbidden", "rule")
    if command.operation == "record":
        return Rejected("ruling.exists", ruling.id) if ruling is not None else _record(command)
    if command.operation == "retire":
        return _retire(ruling, command)
    return Rejected("command.unknown", command.kind)


def make_ruling(ruling_id: str, args: dict[str, Any], command: Command) -> Ruling:
    """Build a ruling from what was said. Raises Rejected where the unit or the basis is missing."""
    for name in ("unit_id", "basis"):
        if not text_arg(args, name):
            raise Rejected("field.missing", name)
    texts: dict[str, Any] = {name: text_arg(args, name, 2_000) for name in _TEXTS}
    return Ruling(
        id=ruling_id,
        decided_by=command.by.name,
        seat=command.by.seat,
        decided_at=command.at,
        lon=number_arg(args, "lon"),
        lat=number_arg(args, "lat"),
        radius_m=number_arg(args, "radius_m") or 50.0,
        **texts,
    )


def _record(command: Command) -> Decision | Rejected:
    try:
        return Decision((make_ruling(command.target, command.args, command),))
    except Rejected as no:
        return no


def _retire(ruling: Ruling | None, command: Command) -> Decision | Rejected:
    if ruling is None:
        return Rejected("record.unknown", command.target)
    return Decision((replace(ruling, enabled=False),))
