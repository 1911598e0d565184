"""The one door to every rule: the noun's own `decide`, and what has changed under the operator's hand."""

from typing import Any

from app.domain import algorithm, books, broadcast, camera, case, letter, media, responsibility, shared_filter
from app.domain.book_change import changes_of
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.records import to_row
from app.domain.rules import Rules
from app.domain.verdict import Decision

_JUDGES = {
    "case": case.decide,
    "broadcast": broadcast.decide,
    "camera": camera.decide,
    "media": media.decide,
    "letter": letter.decide,
    "ruling": responsibility.decide,
    "algorithm": algorithm.decide,
    "shared_filter": shared_filter.decide,
}


def decide(current: Any, command: Command, rules: Rules, kin: case.Kin | None = None) -> Decision | Rejected:
    """Judge a command against the record it is about (None where there is none yet) and, where given, its kin."""
    is_book = command.noun in books.BOOKS and command.operation in books.OPERATIONS
    judge: Any = books.decide if is_book else _JUDGES.get(command.noun)
    if judge is None:
        return Rejected("command.unknown", command.kind)
    more = (kin,) if command.noun == "case" else ()
    verdict: Decision | Rejected = judge(current, command, rules, *more)
    if command.noun in books.BOOKS and isinstance(verdict, Decision):
        return Decision((*verdict.records, *changes_of(command, current, verdict.records)))
    return verdict


def clashes(current: Any, command: Command) -> dict[str, tuple[Any, Any]]:
    """Return `{field: (expected, found)}` for every guarded field that is no longer as the operator saw it."""
    if current is None or not command.expect:
        return {}
    row = to_row(current)
    return {name: (seen, row.get(name)) for name, seen in command.expect.items() if row.get(name) != seen}


def expectation(current: Any, command: Command) -> dict[str, Any]:
    """Return the guarded fields a command on this record should carry: what its maker saw and relied on."""
    if current is None:
        return {}
    if command.noun == "case":
        return case.expectation(current, command.operation, command.args)
    if command.kind == "shared_filter.change":
        seen = to_row(current)
        return {name: seen[name] for name in ("name", "ask")}
    return books.expectation(current, command.args) if command.operation == "write" else {}
