"""The hand of an operator who acts at random, and says aloud what was called saved."""

import random
import sys
import threading
from collections.abc import Callable
from typing import Any

from app.domain.case import allowed, expectation
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.store import CaseRow, Store

# Cases that are only urged and noted: whoever urges twice is found out, and the order of asking can be checked.
PLAIN = 8


class Hand:
    """Acts as an operator would, at random."""

    def __init__(self, store: Store, wake: Callable[[], None], actor: Actor, dice: random.Random) -> None:
        self._store, self._wake, self._actor, self._dice = store, wake, actor, dice
        self._new = 0

    def act(self) -> None:
        """Do one thing and say what is saved."""
        deed = self._dice.choices((self._urge, self._batch, self._guarded, self._report), (50, 15, 25, 10))[0]
        for work in (deed, self.decide):
            try:
                work()
            except Rejected as no:
                if no.code != "outbox.full":
                    raise
                tell("full")

    def decide(self, everything: bool = False) -> None:
        """Look at what was refused or clashed; now and then give up what waited behind it."""
        for trouble in self._store.reader.troubles():
            if not everything and self._dice.random() < 0.5:
                continue
            tell(f"told {trouble.command.id}")
            drop = [item.command.id for item in trouble.followers] if self._dice.random() < 0.3 else []
            if drop:
                tell(f"undecided {' '.join(drop)}")
            self._store.writer.look_at(trouble.command.id, drop_followers=bool(drop))
            left = {item.command.id for item in self._store.reader.pending()}
            if gone := [command_id for command_id in drop if command_id not in left]:
                tell(f"withdrawn {' '.join(gone)}")

    def _urge(self) -> None:
        kind = self._dice.choice(("case.urge", "case.urge", "case.note"))
        self._send([self._command(kind, f"c{self._dice.randrange(PLAIN)}")])

    def _batch(self) -> None:
        targets = self._dice.sample(range(PLAIN), 3)
        batch = [self._command("case.urge", f"c{i}") for i in targets]
        self._send(batch, hold_s=self._dice.uniform(0.02, 0.4))
        if self._dice.random() < 0.6:
            some = [command.id for command in batch if self._dice.random() < 0.6]
            threading.Event().wait(self._dice.uniform(0.0, 0.3))
            tell(f"undecided {' '.join(some)}")
            gone = self._store.writer.withdraw(some)
            tell(f"withdrawn {' '.join(gone)}")

    def _guarded(self) -> None:
        rows = self._store.reader.all("case")
        guarded = [case for case in rows if case.is_open and not (case.id[1:].isdigit() and int(case.id[1:]) < PLAIN)]
        if not guarded:
            self._report()
            return
        case = self._dice.choice(guarded)
        rules = self._store.reader.rules()
        able = [op.id for op in allowed(case, "duty_officer", rules) if set(op.needs) <= {"note"}]
        for operation in self._dice.sample(able, min(len(able), self._dice.randrange(1, 4))):
            seen = self._store.reader.case(case.id)
            if seen is not None:
                self._send([self._command(f"case.{operation}", case.id, seen, operation)])

    def _report(self) -> None:
        self._new += 1
        name = f"n{self._actor.seat}-{self._dice.randrange(1 << 40)}-{self._new}"
        self._send([self._command("case.report", name, description="夜里新报的")])

    def _command(self, kind: str, target: str, seen: CaseRow | None = None, op: str = "", **args: Any) -> Command:
        expect = expectation(seen, op) if seen is not None else {}
        words = args or {"note": f"第{self._dice.randrange(10_000)}次"}
        return Command(kind=kind, target=target, by=self._actor, at=self._store.clock.now(), args=words, expect=expect)

    def _send(self, commands: list[Command], hold_s: float = 0.0) -> None:
        self._store.writer.enqueue_batch(commands, hold_s)
        for command in commands:
            tell(f"saved {command.id}")
        self._wake()


def tell(line: str) -> None:
    """Say something to the night."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
