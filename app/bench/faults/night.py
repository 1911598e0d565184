"""One bad night: a hub, some seats, and rounds of mishaps; after every round all of them are looked at."""

import random
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.bench.faults.cable import Cable, Faults
from app.bench.faults.hand import PLAIN
from app.bench.faults.hub import KillableHub
from app.bench.faults.seat import SHUT_OFF, Child
from app.bench.faults.verdict import Verdict, look
from app.bench.hub_postgres import Server
from app.domain.case import Case

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
KILL_DATABASE = "kill database"
# What a hub must have settled since its backup, to have something to forget.
_SETTLED, _SETTLED_WITHIN_S = 3, 5.0
# A night of a fault that shows only after a restore has nothing else.
_DEED_OF = {"forgetful": "restore", "early_numbers": "nothing"}


def deeds_of(server: Server | None) -> dict[str, int]:
    """What befalls a round, and how often: a database that is a server of its own is killed too."""
    return DEEDS | {KILL_DATABASE: 3} if server else DEEDS


def night(
    folder: Path,
    seed: int,
    rounds: int,
    seats: int = 3,
    acts: int = 6,
    fault: str = "",
    deeds: Sequence[str] = (),
    server: Server | None = None,
) -> Verdict:
    """Let some rounds of one night pass; stops at the first that leaves a trace, with its folder untouched.

    `deeds` say what happens in the first rounds; then chance does. With a `server` the hub keeps its records there, and
    that is killed too. A hub or seat that does not go on in time is a trace too.
    """
    with ExitStack() as stack:
        one = Night(folder, seed, seats, fault, stack, server)
        try:
            for turn in range(rounds):
                one.round(acts, deeds[turn] if turn < len(deeds) else _DEED_OF.get(fault, ""))
                if not one.verdict.is_clean:
                    break
        except TimeoutError as stuck:
            one.verdict.stuck += 1
            one.verdict.happened[str(stuck)] += 1
        for child in one.children:
            one.verdict.happened.update(child.cable.happened)
        return one.verdict


class Night:
    """One hub, some seats, and rounds of mishaps; after every round all seats are looked at."""

    def __init__(
        self, folder: Path, seed: int, seats: int, fault: str, stack: ExitStack, server: Server | None = None
    ) -> None:
        self.dice = random.Random(seed)
        self.verdict = Verdict()
        self.deeds = deeds_of(server)
        self.hub = KillableHub(folder / "hub", _cases(), fault, server)
        stack.callback(self.hub.kill)
        self.hub.start()
        self.children = [self._seat(folder, seed, i, fault, stack) for i in range(seats)]
        for child in self.children:
            child.wait("up")

    def _seat(self, folder: Path, seed: int, i: int, fault: str, stack: ExitStack) -> Child:
        cable = stack.enter_context(Cable(self.hub.port, Faults()))
        child = Child(folder / f"seat{i}", f"{i + 1:02d}", seed * 100 + i, cable, fault)
        child.start()
        stack.callback(lambda: child.kill())
        return child

    def round(self, acts: int, deed: str = "") -> None:
        """Let everybody act while something happens, then wait for the calm and look. Raises TimeoutError."""
        deed = deed or self.dice.choices(list(self.deeds), list(self.deeds.values()))[0]
        for child in self.children:
            child.cable.faults = replace(BAD_LINE, chance=random.Random(self.dice.random()))
            child.heard["acted"].clear()
            child.say(f"act {acts}")
        self._pass(0.0, 0.3)  # somewhere in the middle of the acting
        self._befall(deed)
        for child in self.children:
            if not child.heard["up"].is_set() or child.process.poll() is not None:
                child.wait("up")
        for child in self.children:
            child.wait("acted")
        self.verdict.happened[deed] += 1
        self.verdict.rounds += 1
        for child in self.children:
            child.cable.faults = Faults()
            child.cable.plug()
        self.settle(self.children)
        self.look()

    def act(self, child: Child, times: int) -> None:
        """Let one seat act and wait for it. Raises TimeoutError."""
        child.heard["acted"].clear()
        child.say(f"act {times}")
        child.wait("acted")

    def settle(self, children: Sequence[Child]) -> None:
        """Wait until these seats have nothing left to say and show what the hub has. Raises TimeoutError."""
        for turn in range(2):  # the second time everybody has also pulled what the others pushed last
            life, head = self.hub.place()
            goal = head if turn else 0
            for child in children:
                child.heard["drained"].clear()
                child.say(f"drain {goal} {life}")
            for child in children:
                child.wait("drained")

    def look(self) -> None:
        """Write down what is left now."""
        look(self.verdict, self.hub, self.children)

    def _befall(self, deed: str) -> None:
        child = self.dice.choice(self.children)
        if deed in ("kill seat", "kill both"):
            self._kill(child)
        if deed in ("kill hub", "kill both", "hub clock"):
            self.hub.kill()
            self.hub.start(self.dice.choice((3_600.0, -3_600.0, 90_000.0)) if deed == "hub clock" else 0.0)
        if deed == KILL_DATABASE and self.hub.server:
            self.hub.server.kill()
            self._pass(0.0, 0.5)
            self.hub.server.start()
        if deed == "restore":
            self.restore()
        if deed == "pull":
            child.cable.pull()
            self._pass(0.1, 0.5)
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

    def restore(self) -> None:
        """Put the hub back from a backup that was made and verified some actions ago."""
        self.hub.kill()
        backup = self.hub.back_up()
        known = self._done()
        self.hub.start()
        for child in self.children:
            child.say("act 2")
        until = time.monotonic() + _SETTLED_WITHIN_S
        while self._done() < known + _SETTLED and time.monotonic() < until:
            self._pass(0.02, 0.02)
        self._pass(0.0, 0.3)
        self.hub.kill()
        self.hub.put_back(backup)
        self.hub.start()

    def _done(self) -> int:
        """How much the hub has settled."""
        return int(self.hub.rows("SELECT count(*) FROM hub_operation")[0][0])

    def _pass(self, least_s: float, most_s: float) -> None:
        threading.Event().wait(self.dice.uniform(least_s, most_s))


def _cases() -> list[Case]:
    begun = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    return [
        Case(
            id=f"c{i}",
            case_no=f"20260302{i:05d}",
            state="handling" if i < PLAIN else "reported",
            source="hotline",
            description=f"文三路{i}号路口的井盖需要处理",
            address=f"文三路{i}号",
            reported_at=begun + timedelta(minutes=i),
            updated_at=begun + timedelta(minutes=i),
            clock="accept",
            clock_from=begun + timedelta(minutes=i),
            due_at=begun + timedelta(minutes=i + 30),
            lon=120.10 + i * 1e-4,
            lat=30.27,
        )
        for i in range(CASES)
    ]
