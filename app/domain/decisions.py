"""The one door to every rule: the noun's own `decide`, and what has changed under the operator's hand."""

from typing import Any

from app.domain import broadcast, camera, case, media
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.records import to_row
from app.domain.rules import Rules
from app.domain.verdict import Decision

_JUDGES = {"case": case.decide, "broadcast": broadcast.decide, "camera": camera.decide, "media": media.decide}


def decide(current: Any, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge a command against the record it is about (None where there is none yet)."""
    judge: Any = _JUDGES.get(command.noun)
    if judge is None:
        return Rejected("command.unknown", command.kind)
    verdict: Decision | Rejected = judge(current, command, rules)
    return verdict


def clashes(current: Any, command: Command) -> dict[str, tuple[Any, Any]]:
    """Return `{field: (expected, found)}` for every guarded field that is no longer as the operator saw it."""
    if current is None or not command.expect:
        return {}
    row = to_row(current)
    return {name: (seen, row.get(name)) for name, seen in command.expect.items() if row.get(name) != seen}
