"""Bad nights on the line, a thousand rounds of them, and what is left after each.

`python -m tests.fakes.storm --rounds 1000 --seed 1` runs the long form; `--fault NAME` builds one in on purpose and
ends well only if the storm finds it.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.domain.records import columns
from tests.fakes.cable import Cable, Faults
from tests.fakes.hub import cases
from tests.fakes.storm_hub import KillableHub, ask_file
from tests.fakes.storm_seat import PLAIN, SHUT_OFF, Child

FAULTS = ("no_memory", "forgetful", "hasty", "same_epoch")
CASES = 14
ROUNDS_A_NIGHT = 25
BAD_LINE = Faults(
    lose_request=0.06,
    lose_answer=0.08,
    repeat=0.07,
    repeat_late=0.06,
    reorder=0.05,
    halve=0.04,
    trouble=0.03,
    truncate=0.04,
    delay=0.08,
    late_s=0.6,
    only=("POST /api/v1/exchange", "GET /api/v1/snapshot"),
)
# What befalls a round besides the line, and how often.
DEEDS = {
    "nothing": 4,
    "kill seat": 5,
    "kill hub": 3,
    "kill both": 1,
    "restore": 2,
    "pull": 4,
    "disk full": 3,
    "clock": 3,
    "hub clock": 1,
}


@dataclass
class Verdict:
    """What is left after the rounds. Everything up to `diverged` but `saved` should be 0."""

    saved: int = 0
    lost: int = 0
    twice: int = 0
    inverted: int = 0
    undead: int = 0
    diverged: int = 0
    stuck: int = 0
    rounds: int = 0
    withdrawn: int = 0
    to_operator: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether every saved action happened once and in order, none that was taken back did, and all see the same."""
        return self.lost == self.twice == self.inverted == self.undead == self.diverged == self.stuck == 0

    def add(self, night: "Verdict") -> None:
        """Add what another night has left."""
        for name in (
            "saved",
            "lost",
            "twice",
            "inverted",
            "undead",
            "diverged",
            "stuck",
            "rounds",
            "withdrawn",
            "to_operator",
        ):
            setattr(self, name, getattr(self, name) + getattr(night, name))
        self.happened += night.happened


class Night:
    """One hub, some seats, and rounds of mishaps; after every round all seats are looked at."""

    def __init__(self, folder: Path, seed: int, seats: int, fault: str, stack: ExitStack) -> None:
        self.dice = random.Random(seed)
        self.fault = fault
        self.verdict = Verdict()
        start = [
            replace(case, state="handling" if i < PLAIN else "reported", urges=0) for i, case in enumerate(cases(CASES))
        ]
        self.hub = KillableHub(folder / "hub", start, fault)
        stack.callback(self.hub.kill)
        self.hub.start()
        self.backup: Path | None = None
        self.children = [self._seat(folder, seed, i, stack) for i in range(seats)]
        for child in self.children:
            child.wait("up")

    def _seat(self, folder: Path, seed: int, i: int, stack: ExitStack) -> Child:
        cable = stack.enter_context(Cable(self.hub.port, Faults()))
        child = Child(folder / f"seat{i}", f"{i + 1:02d}", seed * 100 + i, cable, self.fault)
        child.start()
        stack.callback(lambda: child.kill())
        return child

    def round(self, acts: int, deed: str = "") -> None:
        """Let everybody act while something happens, then wait for the calm and look."""
        deed = deed or self.dice.choices(list(DEEDS), list(DEEDS.values()))[0]
        for child in self.children:
            child.cable.faults = replace(BAD_LINE, chance=random.Random(self.dice.random()))
            child.heard["acted"].clear()
            child.say(f"act {acts}")
        time.sleep(self.dice.uniform(0.0, 0.3))  # somewhere in the middle of the acting
        self._befall(deed)
        for child in self.children:
            if not child.heard["up"].is_set() or child.process.poll() is not None:
                child.wait("up")
        for child in self.children:
            if not child.heard["acted"].is_set():
                child.wait("acted")
        self.verdict.happened[deed] += 1
        self.verdict.rounds += 1
        self._calm()
        self._look()

    def _befall(self, deed: str) -> None:
        child = self.dice.choice(self.children)
        if deed in ("kill seat", "kill both"):
            self._kill(child)
        if deed in ("kill hub", "kill both", "hub clock"):
            self.hub.kill()
            self.hub.start(self.dice.choice((3_600.0, -3_600.0, 90_000.0)) if deed == "hub clock" else 0.0)
        if deed == "restore":
            self.restore(renew=self.fault != "same_epoch")
        if deed == "pull":
            child.cable.pull()
            time.sleep(self.dice.uniform(0.1, 0.5))
            child.cable.plug()
        if deed == "clock":
            child.say(f"jump {self.dice.choice((-86_400, -3_600, -7, 7, 3_600, 86_400))}")
        if deed == "disk full":
            # The next word is heard after the acting: what is asked of a full disk is refused, not lost.
            child.say(f"full {self.dice.choice((0, SHUT_OFF, 8 * SHUT_OFF))}")
            child.heard["acted"].clear()
            child.say("act 6")
            child.wait("acted")
            child.say("space")

    def _kill(self, child: Child) -> None:
        child.kill()
        child.start()
        child.wait("up")
        child.heard["acted"].set()

    def restore(self, renew: bool) -> None:
        """Put the hub back from what it was some actions ago."""
        self.hub.kill()
        backup = self.hub.back_up()
        self.hub.start()
        goal = sum(len(child.saved) for child in self.children) + 4
        until = time.monotonic() + 1.0
        while sum(len(child.saved) for child in self.children) < goal and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(self.dice.uniform(0.0, 0.4))
        self.hub.kill()
        self.hub.put_back(backup, renew)
        self.hub.start()

    def _calm(self) -> None:
        for child in self.children:
            child.cable.faults = Faults()
            child.cable.plug()
        for turn in range(2):  # the second time everybody has also pulled what the others pushed last
            head = self.hub.rows("SELECT v FROM hub_counter WHERE name = 'seq'")[0][0] if turn else 0
            life = self.hub.rows("SELECT v FROM hub_meta WHERE k = 'epoch'")[0][0]
            for child in self.children:
                child.heard["drained"].clear()
                child.say(f"drain {head} {life}")
            for child in self.children:
                child.wait("drained")

    def _look(self) -> None:
        """Compare what was called saved with what the hub has done, and the hub's rows with every seat's."""
        done = self.hub.rows("SELECT command_id, seat, target, outcome, kind FROM hub_operation ORDER BY rowid")
        known = {row[0] for row in done}
        verdict = self.verdict
        verdict.saved = sum(len(child.saved) for child in self.children)
        verdict.withdrawn = sum(len(child.withdrawn) for child in self.children)
        verdict.to_operator = sum(row[3] in ("refused", "conflict") for row in done)
        verdict.lost = sum(
            len(set(c.saved) - known - c.withdrawn - c.undecided - _told_of(c.folder)) for c in self.children
        )
        verdict.undead = sum(len(c.withdrawn & known) for c in self.children)
        verdict.inverted = sum(_inversions(child, done) for child in self.children)
        verdict.twice = _twice(self.hub, done)
        verdict.diverged = sum(_differences(self.hub, child.folder) for child in self.children)
        verdict.happened["refused for want of room"] = sum(child.refused_full for child in self.children)


def _told_of(folder: Path) -> set[str]:
    """What was refused or clashed, and said so to the operator: a hub put back is not asked for it once more."""
    told = ask_file(folder / "outbox.db", "SELECT id FROM intent WHERE state IN ('refused', 'conflict')")
    return {command_id for (command_id,) in told}


def _inversions(child: Child, done: list[Any]) -> int:
    """On a plain case what a seat has asked first is done first."""
    places = {command_id: place for place, command_id in enumerate(child.saved)}
    plain = {f"c{i}" for i in range(PLAIN)}
    order: dict[str, list[int]] = {}
    for command_id, seat, target, _, _ in done:
        if seat == child.no and target in plain and command_id in places:
            order.setdefault(target, []).append(places[command_id])
    return sum(a > b for row in order.values() for a, b in pairwise(row))


def _twice(hub: KillableHub, done: list[Any]) -> int:
    """Effects that are there too often or not at all: urges by number, everything else by its step of the timeline.

    What two seats have asked alike is merged: it is done once, under the first one's name.
    """
    urged = Counter(row[2] for row in done if row[3] in ("applied", "merged") and row[4] == "case.urge")
    shown: dict[str, int] = dict(hub.rows('SELECT id, urges FROM "case"'))
    applied, merged = ({row[0] for row in done if row[3] == outcome} for outcome in ("applied", "merged"))
    steps = {row[0] for row in hub.rows("SELECT id FROM case_step")}
    return sum(abs(shown[i] - urged[i]) for i in shown) + len(applied - steps) + len(steps - applied - merged)


def _differences(hub: KillableHub, folder: Path) -> int:
    """Rows that a seat shows differently from the hub, or that only one of them has."""
    different = 0
    for kind in ("case", "case_step"):
        names = ", ".join(f'"{name}"' for name in columns(kind))
        sql = f'SELECT {names} FROM "{kind}" ORDER BY id'
        ours, theirs = (
            {row[0]: _plain(row) for row in ask_file(f, sql)} for f in (folder / "cache.db", hub.folder / "hub.db")
        )
        different += sum(ours.get(i) != theirs.get(i) for i in ours.keys() | theirs.keys())
    waiting: int = ask_file(folder / "outbox.db", "SELECT count(*) FROM intent WHERE state = 'waiting'")[0][0]
    return different + waiting


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As it is meant: an empty time and none at all are the same."""
    return tuple(None if value == "" else value for value in row)


def storm(
    folder: Path, seed: int, rounds: int, seats: int = 3, acts: int = 6, fault: str = "", deeds: Sequence[str] = ()
) -> Verdict:
    """Let some rounds of one night pass; stops at the first that leaves a trace, with its folder untouched.

    `deeds` say what happens in the first rounds; then chance does.
    """
    with ExitStack() as stack:
        night = Night(folder, seed, seats, fault, stack)
        for turn in range(rounds):
            deed = "restore" if fault in ("forgetful", "same_epoch") else ""
            night.round(acts, deeds[turn] if turn < len(deeds) else deed)
            if not night.verdict.is_clean:
                break
        for child in night.children:
            night.verdict.happened.update(child.cable.happened)
        return night.verdict


def main() -> int:
    """Run nights until the rounds are done; say each night's verdict as a line of JSON, and the sum."""
    words = argparse.ArgumentParser(prog="python -m tests.fakes.storm", description=__doc__)
    words.add_argument("--rounds", type=int, default=1000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--seats", type=int, default=3)
    words.add_argument("--fault", choices=FAULTS, default="")
    words.add_argument("--keep", type=Path, help="keep the folder of a night that left a trace here")
    asked = words.parse_args()
    whole, seed = Verdict(), asked.seed
    while whole.rounds < asked.rounds:
        with tempfile.TemporaryDirectory(prefix="hall-storm-") as folder:
            begun = time.monotonic()
            rounds = min(ROUNDS_A_NIGHT, asked.rounds - whole.rounds)
            try:
                night = storm(Path(folder), seed, rounds, asked.seats, fault=asked.fault)
            except AssertionError as stuck:
                night = Verdict(stuck=1)
                night.happened[str(stuck)] += 1
            took = round(time.monotonic() - begun, 1)
            _say({"seed": seed, "clean": night.is_clean, "took_s": took, **vars(night)})
            if not night.is_clean and asked.keep:
                Path(folder).rename(asked.keep)
                Path(folder).mkdir()
            whole.add(night)
        seed += 1
        if not night.is_clean:
            break
    _say({"rounds": whole.rounds, "clean": whole.is_clean, **vars(whole)})
    return 0 if whole.is_clean != bool(asked.fault) else 1


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
