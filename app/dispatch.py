"""The only door for an operator's action: judged, made durable, told, then sent."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.clock import Clock
from app.domain.command import Actor, Command
from app.domain.decisions import decide, expectation
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.store import Reader, Writer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """The action is on disk under this number; it will reach the hub once, whenever the hub can be reached."""

    n: int
    command: Command


class Dispatch:
    """Takes an intent from a room and answers only after it is durable."""

    def __init__(
        self, reader: Reader, writer: Writer, clock: Clock, actor: Callable[[], Actor], wake: Callable[[], None]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._actor = actor
        self._wake = wake

    def ask(self, kind: str, target: str = "", args: dict[str, Any] | None = None) -> Sent | Rejected:
        """Ask for an operation as the operator at this seat; a new noun gets its id here."""
        command = Command(kind=kind, target=target or new_id(), by=self._actor(), at=self._clock.now(), args=args or {})
        return self.submit(command)

    def preview(self, command: Command) -> Rejected | None:
        """Say why a command would be refused, or None; nothing is written."""
        verdict = decide(self._reader.get(command.noun, command.target), command, self._reader.rules())
        return verdict if isinstance(verdict, Rejected) else None

    def look_at(self, command_id: str) -> None:
        """Note that a person has seen what became of a refused or clashing action; its mark goes."""
        self._writer.look_at(command_id)

    def submit(self, command: Command) -> Sent | Rejected:
        """Judge, write to the outbox, wake the sync. Rejected: a rule says no, or the disk cannot hold it."""
        current = self._reader.get(command.noun, command.target)
        verdict = decide(current, command, self._reader.rules())
        if isinstance(verdict, Rejected):
            return verdict
        if not command.expect:
            command = replace(command, expect=expectation(current, command))
        try:
            n = self._writer.enqueue(command)
        except Rejected as full:
            return full
        _log.info("saved %s %s as %s by seat %s", command.kind, command.target, n, command.by.seat)
        self._wake()
        return Sent(n, command)
