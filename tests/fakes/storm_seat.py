"""One seat of a storm, in a process of its own: it acts at random, says what is saved, and may be killed any moment.

Run as a module it is that process. `forgetful` makes it a seat that drops what is settled, `hasty` one that believes a
command done as soon as it has left.
"""

import logging
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.bus import CommandSettled, LinkChanged
from app.domain.case import allowed, expectation
from app.domain.clock import SystemClock
from app.domain.command import Command
from app.domain.errors import Rejected
from app.store import CaseRow, outbox
from tests.fakes.cable import Cable, wait_for
from tests.fakes.hub import PASSWORD
from tests.fakes.seat import Seat
from tests.fakes.storm_hub import OPERATOR

_ROOT = Path(__file__).resolve().parents[2]
# Cases that are only urged and noted: whoever urges twice is found out, and the order of asking can be checked.
PLAIN = 8
SHUT_OFF = 4_096


@dataclass
class Child:
    """A seat's process as the storm sees it, with its own cable to the hub."""

    folder: Path
    no: str
    seed: int
    cable: Cable
    fault: str = ""
    saved: list[str] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    undecided: set[str] = field(default_factory=set)
    refused_full: int = 0
    starts: int = 0

    def start(self) -> None:
        """Start the process; its outbox says where it was."""
        self.starts += 1
        self.heard: dict[str, threading.Event] = {word: threading.Event() for word in ("up", "acted", "drained")}
        arguments = [str(self.folder), self.cable.url, self.no, str(self.seed), str(self.starts), self.fault]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.storm_seat", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ear = threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self._ear.start()

    def say(self, word: str) -> None:
        """Tell the process what to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def wait(self, word: str, timeout_s: float = 60.0) -> None:
        """Wait until it has said so."""
        assert self.heard[word].wait(timeout_s), f"seat {self.no} has not {word} in time"

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()
        self._ear.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _listen(self, lines: Any) -> None:
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            if word == "saved":
                command_id, _, target = rest.partition(" ")
                self.saved.append(command_id)
                self.targets[command_id] = target
            elif word == "undecided":
                self.undecided |= set(rest.split())
            elif word == "withdrawn":
                self.withdrawn |= set(rest.split())
            elif word == "full":
                self.refused_full += 1
            elif word in self.heard:
                self.heard[word].set()


class _Jumping(SystemClock):
    """A clock that somebody sets now and then."""

    def __init__(self) -> None:
        self.off_s = 0.0

    def now(self) -> Any:
        return super().now() + timedelta(seconds=self.off_s)


class Hand:
    """Acts as an operator would, at random."""

    def __init__(self, seat: Seat, dice: random.Random) -> None:
        self._seat = seat
        self._dice = dice
        self._new = 0

    def act(self) -> None:
        """Do one thing and say what is saved."""
        deed = self._dice.choices((self._urge, self._batch, self._guarded, self._report), (50, 15, 25, 10))[0]
        for work in (deed, self.decide):
            try:
                work()
            except Rejected as no:
                assert no.code == "outbox.full", no
                tell("full")

    def decide(self, everything: bool = False) -> None:
        """Look at what was refused or clashed; now and then give up what waited behind it."""
        for trouble in self._seat.store.reader.troubles():
            if not everything and self._dice.random() < 0.5:
                continue
            drop = [item.command.id for item in trouble.followers] if self._dice.random() < 0.3 else []
            if drop:
                tell(f"undecided {' '.join(drop)}")
            self._seat.store.writer.look_at(trouble.command.id, drop_followers=bool(drop))
            left = {item.command.id for item in self._seat.store.reader.pending()}
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
            gone = self._seat.store.writer.withdraw(some)
            tell(f"withdrawn {' '.join(gone)}")

    def _guarded(self) -> None:
        rows = self._seat.store.reader.all("case")
        guarded = [case for case in rows if case.is_open and not (case.id[1:].isdigit() and int(case.id[1:]) < PLAIN)]
        if not guarded:
            self._report()
            return
        case = self._dice.choice(guarded)
        rules = self._seat.store.reader.rules()
        able = [op.id for op in allowed(case, "duty_officer", rules) if set(op.needs) <= {"note"}]
        for operation in self._dice.sample(able, min(len(able), self._dice.randrange(1, 4))):
            seen = self._seat.store.reader.case(case.id)
            if seen is not None:
                self._send([self._command(f"case.{operation}", case.id, seen, operation)])

    def _report(self) -> None:
        self._new += 1
        name = f"n{self._seat.no}-{self._dice.randrange(1 << 40)}-{self._new}"
        self._send([self._command("case.report", name, description="夜里新报的")])

    def _command(self, kind: str, target: str, seen: CaseRow | None = None, op: str = "", **args: Any) -> Command:
        expect = expectation(seen, op) if seen is not None else {}
        words = args or {"note": f"第{self._dice.randrange(10_000)}次"}
        return Command(
            kind=kind, target=target, by=self._seat.actor, at=self._seat.store.clock.now(), args=words, expect=expect
        )

    def _send(self, commands: list[Command], hold_s: float = 0.0) -> None:
        self._seat.store.writer.enqueue_batch(commands, hold_s)
        for command in commands:
            tell(f"saved {command.id} {command.target}")
        self._seat.engine.wake()


def tell(line: str) -> None:
    """Say something to the storm."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _spoil(seat: Seat, fault: str) -> None:
    """Build the fault in that the night must find."""

    def forget(notice: CommandSettled) -> None:
        with seat.store._outbox.write() as connection:
            connection.exec_driver_sql("DELETE FROM intent WHERE id = ?", (notice.command.id,))

    def believe(connection: Any, no: str, most: int) -> Any:
        leaving = waiting(connection, no, most)
        done = [(item.command.id,) for item in leaving]
        connection.exec_driver_sql("UPDATE intent SET state = 'done' WHERE id = ?", done)
        return leaving

    waiting = outbox.waiting
    if fault == "forgetful":
        seat.bus.subscribe(CommandSettled, forget)
    if fault == "hasty":
        outbox.waiting = believe


def main(folder: str, url: str, no: str, seed: str, start: str, fault: str) -> None:
    """Be a seat until told to quit, or killed."""
    logging.raiseExceptions = False
    logging.basicConfig(filename=Path(folder).with_suffix(".log"), level=logging.INFO, format="%(asctime)s %(message)s")
    clock = _Jumping()
    seat = Seat(Path(folder), url, no, OPERATOR, clock)
    _spoil(seat, fault)

    def sign_in_again(notice: LinkChanged) -> None:
        if notice.link.state == "refused":
            seat.engine.sign_in_when_possible(no, OPERATOR, PASSWORD, takeover=True)

    seat.bus.subscribe(LinkChanged, sign_in_again)
    seat.engine.sign_in_when_possible(no, OPERATOR, PASSWORD, takeover=True)
    seat.engine.start()
    hand = Hand(seat, random.Random(f"{seed}/{start}"))
    deeds: dict[str, Callable[..., None]] = {
        "act": lambda times: _act(hand, int(times)),
        "drain": lambda goal, life: _drain(seat, hand, int(goal), life),
        "jump": lambda by_s: setattr(clock, "off_s", clock.off_s + float(by_s)),
        "full": lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY)),
        "space": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2),
    }
    tell("up")
    for line in sys.stdin:
        word, *rest = line.split()
        deeds[word](*rest)
    seat.close()


def _act(hand: Hand, times: int) -> None:
    for _ in range(times):
        hand.act()
    tell("acted")


def _drain(seat: Seat, hand: Hand, goal: int, life: str) -> None:
    """Wait until nothing waits here and the picture is that of this life of the hub, up to a change number."""

    def is_done() -> bool:
        seat.engine.wake()
        hand.decide(everything=True)
        reader, (epoch, cursor) = seat.store.reader, seat.store.writer.position()
        return epoch == life and cursor >= goal and not reader.pending() and not reader.troubles()

    wait_for(is_done, 50.0)
    tell("drained")


if __name__ == "__main__":
    main(*sys.argv[1:])
