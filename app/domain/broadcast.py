"""Speaking through street loudspeakers: who said what where, and what each speaker really played (standards §5.4)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision, ids_arg, text_arg


class Priority(StrEnum):
    """Priorities from highest to lowest; the highest wins, lower ones are silenced."""

    EVACUATION = "evacuation"
    EMERGENCY_LIVE = "emergency_live"
    EMERGENCY_CLIP = "emergency_clip"
    LIVE = "live"
    SCHEDULED = "scheduled"
    TEST = "test"
    BGM = "bgm"


RANK: dict[str, int] = {p: n for n, p in enumerate(Priority, start=1)}
QUIET_FROM_RANK = RANK[Priority.LIVE]
MODES = frozenset({"live", "phrase", "speech"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A prepared announcement."""

    id: str
    title: str
    text: str
    priority: str = Priority.LIVE
    chime: bool = True
    category: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One broadcast.

    `receipts` maps speaker id to `{"level", "state", "covered_s", "loss", "at"}`: proof is kept apart by level.
    """

    id: str
    mode: str
    text: str = ""
    phrase_id: str = ""
    priority: str = Priority.LIVE
    speaker_ids: tuple[str, ...] = ()
    state: str = "running"
    seat: str = ""
    operator_id: str = ""
    operator: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    why: str = ""
    receipts: dict[str, Any] = field(default_factory=dict)
    recording_media_id: str = ""
    sha256: str = ""
    drill: bool = False
    case_id: str = ""
    reason: str = ""
    version: int = 0


def decide(broadcast: Broadcast | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `broadcast.start`, `.receipt` and `.end`.

    The street has often heard it already, so facts are not refused late.
    """
    if command.operation == "start":
        return _start(broadcast, command, rules)
    if broadcast is None:
        return Rejected("broadcast.unknown", command.target)
    if command.operation == "receipt":
        return Decision((_with_receipts(broadcast, command),))
    if command.operation == "end":
        return Decision((_ended(_with_receipts(broadcast, command), command),))
    return Rejected("command.unknown", command.kind)


def _start(broadcast: Broadcast | None, command: Command, rules: Rules) -> Decision | Rejected:
    args = command.args
    mode, priority = text_arg(args, "mode", 16), text_arg(args, "priority", 32) or Priority.LIVE.value
    speakers = ids_arg(args, "speaker_ids")
    if broadcast is not None:
        return Rejected("broadcast.exists", broadcast.id)
    if not rules.may(command.by.role, "broadcast"):
        return Rejected("role.forbidden", "broadcast")
    if mode not in MODES or priority not in RANK:
        return Rejected("field.invalid", "mode" if mode not in MODES else "priority")
    if not speakers:
        return Rejected("broadcast.no_speakers")
    if mode != "live" and not text_arg(args, "text"):
        return Rejected("field.missing", "text")
    reason = text_arg(args, "reason", 400)
    if rules.quiet(command.at) and RANK[priority] >= QUIET_FROM_RANK and not reason:
        return Rejected("broadcast.quiet_hours", priority)
    return Decision(
        (
            Broadcast(
                id=command.target,
                mode=mode,
                text=text_arg(args, "text"),
                phrase_id=text_arg(args, "phrase_id", 64),
                priority=priority,
                speaker_ids=speakers,
                seat=command.by.seat,
                operator_id=command.by.operator_id,
                operator=command.by.name,
                started_at=command.at,
                drill=bool(args.get("drill", False)),
                case_id=text_arg(args, "case_id", 64),
                reason=reason,
                version=1,
            ),
        )
    )


def _with_receipts(broadcast: Broadcast, command: Command) -> Broadcast:
    given = command.args.get("receipts")
    news = {str(k): v for k, v in given.items() if k in broadcast.speaker_ids} if isinstance(given, dict) else {}
    return replace(broadcast, receipts={**broadcast.receipts, **news}, version=broadcast.version + 1)


def _ended(broadcast: Broadcast, command: Command) -> Broadcast:
    return replace(
        broadcast,
        state="ended",
        ended_at=command.at,
        why=text_arg(command.args, "why", 64) or "finished",
        recording_media_id=text_arg(command.args, "recording_media_id", 64),
        sha256=text_arg(command.args, "sha256", 64),
    )
