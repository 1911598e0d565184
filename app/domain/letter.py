"""Numbered letters about a case: supervision letters, written reminders, invitations to a conference, its minutes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision, number_arg, text_arg

_TEXTS = ("case_id", "case_no", "unit_id", "unit_name", "subject", "body")
POWER_OF = {
    "supervision": "supervise",
    "urge": "urge",
    "conference": "conference_call",
    "minutes": "conference_hold",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. `no` is given by the hub when it lands there; until then the letter is not yet issued."""

    id: str
    kind: str
    no: str = ""
    case_id: str = ""
    case_no: str = ""
    unit_id: str = ""
    unit_name: str = ""
    subject: str = ""
    body: str = ""
    seat: str = ""
    issued_by: str = ""
    issued_at: datetime | None = None
    reply_due_at: datetime | None = None
    replied_at: datetime | None = None
    reply: str = ""


def decide(letter: Letter | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `letter.issue` (kind, unit_id, body) and `letter.reply` (reply)."""
    kind = letter.kind if letter is not None else text_arg(command.args, "kind", 16)
    if kind not in POWER_OF:
        return Rejected("field.invalid", "kind")
    if command.operation == "issue":
        if letter is not None:
            return Rejected("letter.exists", letter.id)
        if not rules.may(command.by.role, POWER_OF[kind]):
            return Rejected("role.forbidden", POWER_OF[kind])
        try:
            return Decision((make_letter(command.target, kind, command.args, command),))
        except Rejected as no:
            return no
    if command.operation == "reply":
        return _reply(letter, command)
    return Rejected("command.unknown", command.kind)


def make_letter(letter_id: str, kind: str, args: dict[str, Any], command: Command) -> Letter:
    """Build a letter; `reply_hours` says when an answer is due. Raises Rejected: field.missing."""
    if not text_arg(args, "body"):
        raise Rejected("field.missing", "body")
    hours = number_arg(args, "reply_hours")
    texts: dict[str, Any] = {name: text_arg(args, name) for name in _TEXTS}
    return Letter(
        id=letter_id,
        kind=kind,
        seat=command.by.seat,
        issued_by=command.by.name,
        issued_at=command.at,
        reply_due_at=command.at + timedelta(hours=min(hours, 24.0 * 365)) if hours and hours > 0 else None,
        **texts,
    )


def _reply(letter: Letter | None, command: Command) -> Decision | Rejected:
    if letter is None:
        return Rejected("record.unknown", command.target)
    reply = text_arg(command.args, "reply")
    if not reply:
        return Rejected("field.missing", "reply")
    return Decision((replace(letter, replied_at=command.at, reply=reply),))
