"""The only door for an operator's action: judged, made durable, told, then sent."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.clock import Clock
from app.domain.command import Actor, Command
from app.domain.decisions import decide, expectation
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.store import HeldBatch, Reader, Writer

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
        current = self._reader.get(command.noun, command.target)
        verdict = decide(current, command, self._reader.rules(), self._reader.kin_of(current, command))
        return verdict if isinstance(verdict, Rejected) else None

    def look_at(self, command_id: str, drop_followers: bool = False) -> None:
        """Note that a person has decided about a refused or clashing action; its mark goes.

        What was asked of the same thing behind it is sent now, or taken back with `drop_followers`.
        """
        self._writer.look_at(command_id, drop_followers)
        self._wake()

    def submit(self, command: Command) -> Sent | Rejected:
        """Judge, write to the outbox, wake the sync. Rejected: a rule says no, or the disk cannot hold it."""
        return self.submit_batch((command,))[0]

    def submit_batch(
        self, commands: Sequence[Command], hold_s: float = 0.0, go_on: Callable[[int], bool] = lambda _judged: True
    ) -> list[Sent | Rejected]:
        """Judge each, write those that may be in one piece, wake the sync; one answer per command, in their order.

        With `hold_s` they stay at this seat for so many seconds, shown at once, and can be taken back with `withdraw`;
        their number is 0 until they are sent. A large batch takes seconds: it may be asked from any thread, and
        `go_on` hears how many have been judged and may end it there: then nothing is written, and there is no answer.
        """
        answers: list[Command | Rejected] = []
        for command in commands:
            if not go_on(len(answers)):
                return []
            answers.append(self._judged(command))
        taken = [answer for answer in answers if isinstance(answer, Command)]
        try:
            numbers = self._writer.enqueue_batch(taken, hold_s) if taken else []
        except Rejected as full:
            return [full if isinstance(answer, Command) else answer for answer in answers]
        for n, command in zip(numbers, taken, strict=True):
            _log.info("saved %s %s as %s by seat %s", command.kind, command.target, n, command.by.seat)
        if taken:
            self._wake()
        given = iter(numbers)
        return [answer if isinstance(answer, Rejected) else Sent(next(given), answer) for answer in answers]

    def ask_batch(
        self,
        kind: str,
        targets: Iterable[str],
        args: dict[str, Any],
        hold_s: float,
        go_on: Callable[[int], bool] = lambda _judged: True,
    ) -> list[Sent | Rejected]:
        """Ask for the same operation on several things, each once; as `submit_batch`."""
        by, at = self._actor(), self._clock.now()
        commands = [Command(kind=kind, target=target, by=by, at=at, args=args) for target in dict.fromkeys(targets)]
        return self.submit_batch(commands, hold_s, go_on)

    def held(self) -> list[HeldBatch]:
        """Return the batches that can still be taken back, oldest first, those of before a restart too."""
        return self._writer.held()

    def lapsed(self) -> list[HeldBatch]:
        """Return, once, the batches whose time ran out while no console was running; they go out now."""
        return self._writer.lapsed()

    def withdraw(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Take back commands that have not left this seat; returns the ids of those that never will."""
        gone = self._writer.withdraw(ids)
        if gone:
            _log.info("took back %s commands", len(gone))
            self._wake()
        return gone

    def _judged(self, command: Command) -> Command | Rejected:
        """The command with its guards, or why not."""
        current = self._reader.get(command.noun, command.target)
        verdict = decide(current, command, self._reader.rules(), self._reader.kin_of(current, command))
        if isinstance(verdict, Rejected):
            return verdict
        return command if command.expect else replace(command, expect=expectation(current, command))
