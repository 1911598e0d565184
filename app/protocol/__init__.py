"""The conversation between a seat and the hub: one shape, kept by both sides."""

from app.protocol.codec import (
    command_from_json,
    command_to_json,
    reply_from_json,
    reply_to_json,
    request_from_json,
    request_to_json,
)
from app.protocol.conversation import (
    Block,
    Hub,
    NumberedCommand,
    Outcome,
    Receipt,
    Reply,
    Request,
    Session,
    SnapshotInfo,
    Watchers,
)

__all__ = [
    "Block",
    "Hub",
    "NumberedCommand",
    "Outcome",
    "Receipt",
    "Reply",
    "Request",
    "Session",
    "SnapshotInfo",
    "Watchers",
    "command_from_json",
    "command_to_json",
    "reply_from_json",
    "reply_to_json",
    "request_from_json",
    "request_to_json",
]
