"""The conversation as JSON and back; a shape that does not fit is refused by name."""

from collections.abc import Mapping
from typing import Any

from app.domain.clock import from_text, to_text
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.protocol.conversation import Block, NumberedCommand, Receipt, Reply, Request

Json = dict[str, Any]


def command_to_json(command: Command) -> Json:
    """Write a command, without its actor's rights: the hub knows those itself."""
    by = command.by
    return {
        "id": command.id,
        "kind": command.kind,
        "target": command.target,
        "args": command.args,
        "expect": command.expect,
        "by": {"seat": by.seat, "operator_id": by.operator_id, "name": by.name, "role": by.role},
        "at": to_text(command.at),
        "v": command.v,
    }


def command_from_json(data: Mapping[str, Any]) -> Command:
    """Read a command. Raises Rejected("message.invalid") naming the field."""
    by = _field(data, "by", Mapping)
    return Command(
        id=_field(data, "id", str),
        kind=_field(data, "kind", str),
        target=_field(data, "target", str),
        args=dict(_field(data, "args", Mapping)),
        expect=dict(_field(data, "expect", Mapping)),
        by=Actor(*(_field(by, name, str) for name in ("seat", "operator_id", "name", "role"))),
        at=_time(data, "at"),
        v=_field(data, "v", int),
    )


def request_to_json(request: Request) -> Json:
    """Write a request."""
    return {
        "seat": request.seat,
        "epoch": request.epoch,
        "cursor": request.cursor,
        "limit": request.limit,
        "commands": [{"n": item.n, **command_to_json(item.command)} for item in request.commands],
    }


def request_from_json(data: Mapping[str, Any]) -> Request:
    """Read a request. Raises Rejected("message.invalid") naming the field."""
    commands = tuple(
        NumberedCommand(_field(item, "n", int), command_from_json(item)) for item in _field(data, "commands", list)
    )
    return Request(
        seat=_field(data, "seat", str),
        epoch=_field(data, "epoch", str),
        cursor=_field(data, "cursor", int),
        limit=_field(data, "limit", int),
        commands=commands,
    )


def reply_to_json(reply: Reply) -> Json:
    """Write a reply."""
    return {
        "epoch": reply.epoch,
        "cursor": reply.cursor,
        "now": to_text(reply.now),
        "more": reply.more,
        "changes": [
            {"kind": b.kind, "columns": list(b.columns), "rows": [list(r) for r in b.rows], "gone": list(b.gone)}
            for b in reply.changes
        ],
        "receipts": [_receipt_to_json(receipt) for receipt in reply.receipts],
        "backed_up": reply.backed_up,
    }


def reply_from_json(data: Mapping[str, Any]) -> Reply:
    """Read a reply. Raises Rejected("message.invalid") naming the field: a hub that talks nonsense is not believed."""
    return Reply(
        epoch=_field(data, "epoch", str),
        cursor=_field(data, "cursor", int),
        now=_time(data, "now"),
        more=_field(data, "more", bool),
        changes=tuple(_block(item) for item in _field(data, "changes", list)),
        receipts=tuple(_receipt(item) for item in _field(data, "receipts", list)),
        backed_up=_field(data, "backed_up", int) if "backed_up" in data else 0,  # an older hub does not say
    )


def _receipt_to_json(receipt: Receipt) -> Json:
    return {
        "command_id": receipt.command_id,
        "n": receipt.n,
        "outcome": str(receipt.outcome),
        "ack_seq": receipt.ack_seq,
        "code": receipt.code,
        "detail": receipt.detail,
        "conflicts": {name: list(triple) for name, triple in receipt.conflicts.items()},
    }


def _receipt(data: Mapping[str, Any]) -> Receipt:
    conflicts = _field(data, "conflicts", Mapping)
    return Receipt(
        command_id=_field(data, "command_id", str),
        n=_field(data, "n", int),
        outcome=_field(data, "outcome", str),
        ack_seq=_field(data, "ack_seq", int),
        code=_field(data, "code", str),
        detail=_field(data, "detail", str),
        conflicts={str(k): (v[0], v[1], v[2]) for k, v in conflicts.items()},
    )


def _block(data: Mapping[str, Any]) -> Block:
    columns = tuple(_field(data, "columns", list))
    rows = _field(data, "rows", list)
    if columns[:2] != ("id", "seq") or any(type(row) is not list or len(row) != len(columns) for row in rows):
        raise Rejected("message.invalid", "changes.columns")
    return Block(_field(data, "kind", str), columns, rows, tuple(_field(data, "gone", list)))


def _field(data: Any, name: str, kind: type[Any]) -> Any:
    value = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Rejected("message.invalid", name)
    return value


def _time(data: Mapping[str, Any], name: str) -> Any:
    try:
        return from_text(_field(data, name, str))
    except ValueError as wrong:
        raise Rejected("message.invalid", name) from wrong
