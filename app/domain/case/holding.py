"""Who has held a case and for how long: what a bounced case looks like from above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.case.noun import Step

_GIVES = frozenset({"dispatch", "redispatch", "redo"})
_ENDS = frozenset({"return", "finish", "close", "void", "merge"})
_TAKES_BACK = frozenset({"filed", "voided", "closed"})


@dataclass(frozen=True, slots=True)
class Holding:
    """One unit's turn. `until` is None while it lasts; `how` is the operation that ended it."""

    unit_id: str
    unit_name: str
    since: datetime
    until: datetime | None
    seconds: float
    how: str


def held(steps: Iterable[Step], now: datetime) -> tuple[Holding, ...]:
    """Return the units' turns in the order they had them; suspended time is part of the turn it fell into."""
    turns: list[Holding] = []
    current: Step | None = None
    for step in sorted(steps, key=lambda s: (s.at, s.id)):
        ends = step.action in _GIVES | _ENDS or (step.action == "approve" and step.to_state in _TAKES_BACK)
        if current is not None and ends:
            turns.append(_turn(current, step.at, step.action, now))
            current = None
        if step.action in _GIVES or step.action == "check_fail":
            current = step
    if current is not None:
        turns.append(_turn(current, None, "", now))
    return tuple(turns)


def _turn(begun: Step, until: datetime | None, how: str, now: datetime) -> Holding:
    seconds = max(0.0, ((until or now) - begun.at).total_seconds())
    return Holding(begun.unit_id, begun.unit_name, begun.at, until, seconds, how)
