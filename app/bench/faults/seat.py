"""One seat of a bad night, in a process of its own: it says what is saved, and may be killed any moment.

Run as a module it is that process.
"""

import logging
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.bench.faults.cable import Cable
from app.bench.faults.hand import Hand, tell
from app.bench.faults.hub import OPERATOR, PASSWORD
from app.bench.faults.spoiled import spoil_seat
from app.bench.faults.waiting import wait_for
from app.bus import Bus, LinkChanged
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.ids import stable_id
from app.paths import Profile
from app.store import Store
from app.sync import HttpHub, SyncEngine

SHUT_OFF = 4_096
_ROOT = Path(__file__).resolve().parents[3]
# Generous: a machine under load is slow, and no fault.
_PATIENCE_S, _DRAIN_S = 150.0, 120.0
_WORDS = ("up", "acted", "drained")


@dataclass
class Child:
    """A seat's process as the night sees it, with its own cable to the hub."""

    folder: Path
    no: str
    seed: int
    cable: Cable
    fault: str = ""
    saved: list[str] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    undecided: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    refused_full: int = 0
    starts: int = 0

    def start(self) -> None:
        """Start the process; its outbox says where it was."""
        self.starts += 1
        self.heard = {word: threading.Event() for word in _WORDS}
        arguments = [str(self.folder), self.cable.url, self.no, str(self.seed), str(self.starts), self.fault]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.bench.faults.seat", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ear = threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self._ear.start()

    def say(self, word: str) -> None:
        """Tell the process what to do."""
        if self.process.stdin is not None:
            self.process.stdin.write(word + "\n")
            self.process.stdin.flush()

    def wait(self, word: str, timeout_s: float = _PATIENCE_S) -> None:
        """Wait until it has said so. Raises TimeoutError."""
        if not self.heard[word].wait(timeout_s):
            raise TimeoutError(f"seat {self.no} has not {word} in time")

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
                self.saved.append(rest)
            elif word == "undecided":
                self.undecided |= set(rest.split())
            elif word == "withdrawn":
                self.withdrawn |= set(rest.split())
            elif word == "told":
                self.told.add(rest)
            elif word == "full":
                self.refused_full += 1
            elif word in self.heard:
                self.heard[word].set()


class _Jumping(SystemClock):
    """A clock that somebody sets now and then."""

    def __init__(self) -> None:
        self.off_s = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.off_s)


def main(folder: str, url: str, no: str, seed: str, start: str, fault: str) -> None:
    """Be a seat until told to quit, or killed."""
    logging.raiseExceptions = False
    logging.basicConfig(filename=Path(folder).with_suffix(".log"), level=logging.INFO, format="%(asctime)s %(message)s")
    clock, bus = _Jumping(), Bus()
    store = Store.open(Profile(Path(folder)), clock, bus)
    engine = SyncEngine(store, lambda: HttpHub(url), bus, clock)
    spoil_seat(store, fault)

    def sign_in_again(notice: LinkChanged) -> None:
        if notice.link.state == "refused":
            engine.sign_in_when_possible(no, OPERATOR, PASSWORD, takeover=True)

    bus.subscribe(LinkChanged, sign_in_again)
    engine.sign_in_when_possible(no, OPERATOR, PASSWORD, takeover=True)
    engine.start()
    actor = Actor(no, stable_id("account", OPERATOR), OPERATOR, "duty_officer")
    hand = Hand(store, engine.wake, actor, random.Random(f"{seed}/{start}"))
    _listen(_deeds(store, engine, hand, clock))
    engine.stop()
    store.close()


def _deeds(store: Store, engine: SyncEngine, hand: Hand, clock: _Jumping) -> dict[str, Callable[..., None]]:
    return {
        "act": lambda times: _act(hand, int(times)),
        "drain": lambda goal, life: _drain(store, engine, hand, int(goal), life),
        "jump": lambda by_s: setattr(clock, "off_s", clock.off_s + float(by_s)),
        "full": lambda size: _limit_files(int(size)),
        "space": lambda: _limit_files(-1),
    }


def _listen(deeds: dict[str, Callable[..., None]]) -> None:
    tell("up")
    for line in sys.stdin:
        word, *rest = line.split()
        deeds[word](*rest)


def _limit_files(size: int) -> None:
    """A full disk: no file of this process may grow beyond so many bytes; -1 ends that."""
    import resource  # not on Windows, where this measurement does not run

    limit = resource.RLIM_INFINITY if size < 0 else size
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def _act(hand: Hand, times: int) -> None:
    for _ in range(times):
        hand.act()
    tell("acted")


def _drain(store: Store, engine: SyncEngine, hand: Hand, goal: int, life: str) -> None:
    """Wait until nothing waits here and the picture is that of this life of the hub, up to a change number."""

    def is_done() -> bool:
        engine.wake()
        hand.decide(everything=True)
        epoch, cursor = store.writer.position()
        return epoch == life and cursor >= goal and not store.reader.pending() and not store.reader.troubles()

    # Seldom enough that the asking does not take the processor from those who are asked.
    wait_for(is_done, _DRAIN_S, "it has not drained", 0.05)
    store.writer.prune()
    tell("drained")


if __name__ == "__main__":
    main(*sys.argv[1:])
