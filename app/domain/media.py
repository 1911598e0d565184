"""Pictures, clips and recordings: a record that names the bytes by their SHA-256."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision, text_arg

_SHA256 = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file that belongs to a case or a broadcast. The bytes travel apart, through `/api/v1/media/{id}`."""

    id: str
    owner_kind: str
    owner_id: str
    name: str
    mime: str
    size: int
    sha256: str
    taken_at: datetime
    stage: str = ""
    camera_id: str = ""
    seat: str = ""
    operator: str = ""


def decide(media: Media | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `media.add`: the record is written once and never changed."""
    if command.operation != "add":
        return Rejected("command.unknown", command.kind)
    if media is not None:
        return Rejected("media.exists", media.id)
    args = command.args
    sha256 = text_arg(args, "sha256")
    if not _SHA256.match(sha256):
        return Rejected("field.invalid", "sha256")
    size = args.get("size")
    if not isinstance(size, int) or size < 0:
        return Rejected("field.invalid", "size")
    return Decision(
        (
            Media(
                id=command.target,
                owner_kind=text_arg(args, "owner_kind"),
                owner_id=text_arg(args, "owner_id"),
                name=text_arg(args, "name"),
                mime=text_arg(args, "mime"),
                size=size,
                sha256=sha256,
                taken_at=command.at,
                stage=text_arg(args, "stage"),
                camera_id=text_arg(args, "camera_id"),
                seat=command.by.seat,
                operator=command.by.name,
            ),
        )
    )
