"""Filters of the queue that the whole hall has: whoever shares one may change it and take it back, and so may who keeps
the books."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision, text_arg

LONGEST_NAME = 20
_LONGEST_ASK = 8_000
_PLAIN = (str, int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFilter:
    """One filter. `ask` holds the fields of a case query that it sets, as JSON has them; a seat that does not know one
    of them leaves the filter alone. `mine` narrows to what the looking seat has claimed."""

    id: str
    name: str = ""
    ask: dict[str, Any] = field(default_factory=dict)
    mine: bool = False
    owner_id: str = ""
    owner: str = ""
    seat: str = ""
    shared_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    enabled: bool = True


def may_change(filter: SharedFilter, operator_id: str, role: str, rules: Rules) -> bool:
    """Say whether somebody may change a filter or take it back."""
    return operator_id == filter.owner_id or rules.may(role, "edit_books")


def decide(filter: SharedFilter | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `shared_filter.share` and `shared_filter.change` (name, ask, mine), and `shared_filter.withdraw`.

    What was withdrawn may be shared again by whoever had shared it.
    """
    by, operation = command.by, command.operation
    if operation not in ("share", "change", "withdraw"):
        return Rejected("command.unknown", command.kind)
    if operation == "share":
        if filter is not None and (filter.enabled or filter.owner_id != by.operator_id):
            return Rejected("shared_filter.exists", filter.id)
        told = _told(command)
        if isinstance(told, Rejected):
            return told
        made = SharedFilter(id=command.target, owner_id=by.operator_id, owner=by.name, seat=by.seat, **told)
        return Decision((replace(made, shared_at=command.at, changed_at=command.at, changed_by=by.name),))
    if filter is None or not filter.enabled:
        return Rejected("shared_filter.unknown", command.target)
    if not may_change(filter, by.operator_id, by.role, rules):
        return Rejected("shared_filter.not_yours", filter.owner)
    told = {"enabled": False} if operation == "withdraw" else _told(command)
    if isinstance(told, Rejected):
        return told
    return Decision((replace(filter, changed_at=command.at, changed_by=by.name, **told),))


def _told(command: Command) -> dict[str, Any] | Rejected:
    """The name and what is asked for, or what is wrong with them."""
    name, ask = text_arg(command.args, "name", LONGEST_NAME), command.args.get("ask", {})
    if not name:
        return Rejected("field.missing", "name")
    if not isinstance(ask, Mapping) or not all(isinstance(key, str) and _is_plain(ask[key]) for key in ask):
        return Rejected("field.invalid", "ask")
    if len(json.dumps(dict(ask), ensure_ascii=False)) > _LONGEST_ASK:
        return Rejected("field.invalid", "ask")
    return {"name": name, "ask": dict(ask), "mine": command.args.get("mine") is True}


def _is_plain(value: Any) -> bool:
    """A word, a number, yes or no, or a list of words and numbers."""
    return isinstance(value, _PLAIN) or (
        isinstance(value, list | tuple) and all(isinstance(one, _PLAIN) for one in value)
    )
