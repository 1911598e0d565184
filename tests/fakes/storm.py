"""A bad night on the line: seats that are killed, a hub put back from a backup, and what is left in the morning.

`python -m tests.fakes.storm SEEDS` runs the long form.
"""

import json
import logging
import random
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.bus import CommandSettled, LinkChanged
from app.paths import Profile
from app.store import Store
from tests.fakes.cable import Cable, Faults, wait_for
from tests.fakes.clock import SetClock
from tests.fakes.hub import PASSWORD, RunningHub, cases
from tests.fakes.seat import Seat

_ROOT = Path(__file__).resolve().parents[2]
_LOG_LINE = "%(asctime)s %(process)d %(threadName)s %(message)s"
CASES = 12
BAD_NIGHT = Faults(
    lose_request=0.08, lose_answer=0.09, repeat=0.08, repeat_late=0.06, trouble=0.03, truncate=0.03, delay=0.08
)


@dataclass(frozen=True)
class Verdict:
    """What the morning shows. Everything but `saved` and the deeds should be 0."""

    saved: int
    lost: int
    twice: int
    inverted: int
    diverged: int
    kills: int = 0
    restores: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every action that was called saved happened once, in order, and everybody sees the same."""
        return self.lost == self.twice == self.inverted == self.diverged == 0


class Child:
    """One seat in a process of its own that acts, says what is saved, and may be killed at any moment."""

    def __init__(self, folder: Path, url: str, no: str, seed: int, forgetful: bool = False) -> None:
        self._arguments = [str(folder), url, no, str(seed), str(int(forgetful))]
        self.folder = folder
        self.no = no
        self.saved: list[str] = []
        self.drained = threading.Event()
        self._starts = 0
        self.start()

    def start(self) -> None:
        """Start the process; its outbox says where it was."""
        self._starts += 1
        self.drained.clear()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.storm", "--seat", *self._arguments, str(self._starts)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ear = threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self._ear.start()

    def say(self, word: str) -> None:
        """Tell the process to rest, to drain, or to quit."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self._end()

    def quit(self) -> None:
        """Let it close its files."""
        self.say("quit")
        self.process.wait(20.0)
        self._end()

    def _end(self) -> None:
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
            elif word == "drained":
                self.drained.set()


def storm(
    folder: Path,
    seed: int,
    actions: int = 60,
    kills: int = 2,
    restores: int = 1,
    seats: int = 2,
    forgetful: bool = False,
) -> Verdict:
    """Let a bad night pass and look at what is left. `forgetful` seats drop a command once it is settled."""
    dice = random.Random(seed)
    with RunningHub(folder / "hub", ping_s=0.5) as hub:
        hub.add_operator("li")
        hub.load("case", [replace(case, state="handling", urges=0) for case in cases(CASES)])
        faults = replace(BAD_NIGHT, chance=random.Random(seed))
        with Cable(int(hub.url.rpartition(":")[2]), faults) as cable:
            children = [
                Child(folder / f"seat{i}", cable.url, f"{i + 1:02d}", seed * 100 + i, forgetful) for i in range(seats)
            ]
            try:
                _night(dice, hub, cable, children, actions, kills, restores)
                cable.faults = Faults()
                _morning(hub, children)
            finally:
                for child in children:
                    if child.process.poll() is None:
                        child.kill()
            return replace(judge(hub, [(c.folder, c.no, c.saved) for c in children]), kills=kills, restores=restores)


def _night(
    dice: random.Random, hub: RunningHub, cable: Cable, children: list[Child], actions: int, kills: int, restores: int
) -> None:
    deeds = ["kill"] * kills + ["restore"] * restores + ["pull"]
    dice.shuffle(deeds)
    share = actions * len(children) // (len(deeds) + 1)
    backup: Path | None = None
    for turn, deed in enumerate(deeds, start=1):
        wait_for(lambda goal=share * turn: sum(len(c.saved) for c in children) >= goal, 60.0)  # type: ignore[misc]
        if deed == "kill":
            child = dice.choice(children)
            child.kill()
            child.start()
        elif deed == "pull":
            cable.pull()
            threading.Event().wait(dice.uniform(0.1, 0.4))
            cable.plug()
        else:
            hub.stop()
            backup = hub.back_up()
            hub.start()
            goal = sum(len(c.saved) for c in children) + 10
            wait_for(lambda goal=goal: sum(len(c.saved) for c in children) >= goal, 60.0)  # type: ignore[misc]
            hub.stop()
            hub.restore(backup)
    wait_for(lambda: sum(len(c.saved) for c in children) >= actions * len(children), 60.0)


def _morning(hub: RunningHub, children: list[Child]) -> None:
    for child in children:
        child.say("drain")
    for child in children:
        assert child.drained.wait(60.0), "the seat did not get rid of its commands"
    # Twice: the second time everybody has also pulled what the others pushed last.
    for child in children:
        child.drained.clear()
        child.say(f"drain {hub.rows('SELECT v FROM hub_counter WHERE name = ?', 'seq')[0][0]}")
    for child in children:
        assert child.drained.wait(60.0), "the seat did not catch up"
        child.quit()


def judge(hub: RunningHub, seats: list[tuple[Path, str, list[str]]]) -> Verdict:
    """Compare what was called saved with what the hub has and with what every seat shows."""
    applied = hub.rows("SELECT command_id, seat, n, outcome FROM hub_operation ORDER BY rowid")
    known = {row[0] for row in applied}
    saved = [command_id for _, _, ids in seats for command_id in ids]
    urged = hub.rows('SELECT id, urges FROM "case" ORDER BY id')
    steps = hub.rows("SELECT count(*) FROM case_step WHERE action = 'urge'")[0][0]
    done = sum(1 for row in applied if row[3] in ("applied", "merged"))
    inverted = 0
    for _, no, ids in seats:
        order = {command_id: place for place, command_id in enumerate(ids)}
        places = [order[row[0]] for row in applied if row[1] == no and row[0] in order]
        inverted += sum(a > b for a, b in pairwise(places))
    diverged = sum(_differences(folder, urged) for folder, _, _ in seats)
    twice = abs(sum(urges for _, urges in urged) - done) + abs(steps - done)
    return Verdict(len(saved), len(set(saved) - known), twice, inverted, diverged)


def _differences(folder: Path, truth: list[Any]) -> int:
    store = Store.open(Profile(folder), SetClock())
    try:
        shown = [(case.id, case.urges) for case in store.reader.all("case")]
        return sum(a != b for a, b in zip(shown, truth, strict=True)) + len(store.reader.pending())
    finally:
        store.close()


def _act(folder: Path, url: str, no: str, seed: int, forgetful: bool, start: int) -> None:
    """The child: urge cases at random until told to rest; print each command once it is saved."""
    logging.basicConfig(filename=folder.with_suffix(".log"), level=logging.INFO, format=_LOG_LINE)
    seat = Seat(folder, url, no, "li")
    rest, quit_now = threading.Event(), threading.Event()
    goal = [0]

    def sign_in_again(notice: LinkChanged) -> None:
        if notice.link.state == "refused":
            seat.engine.sign_in_when_possible(no, "li", PASSWORD, takeover=True)

    def forget(notice: CommandSettled) -> None:
        with seat.store._outbox.write() as connection:
            connection.exec_driver_sql("DELETE FROM intent WHERE id = ?", (notice.command.id,))

    def obey() -> None:
        for line in sys.stdin:
            word, _, number = line.strip().partition(" ")
            goal[0] = int(number or 0)
            (quit_now if word == "quit" else rest).set()
        quit_now.set()  # whoever gave the orders is gone

    seat.bus.subscribe(LinkChanged, sign_in_again)
    if forgetful:
        seat.bus.subscribe(CommandSettled, forget)
    seat.engine.sign_in_when_possible(no, "li", PASSWORD, takeover=True)
    seat.engine.start()
    threading.Thread(target=obey, daemon=True).start()
    dice, drained_at = random.Random(f"{seed}/{start}"), -1
    wait_for(lambda: seat.engine.session is not None or quit_now.is_set(), 30.0)
    while not quit_now.wait(dice.uniform(0.0, 0.06)):
        if not rest.is_set():
            command = seat.do("case.urge", f"c{dice.randrange(CASES)}")
            _tell(f"saved {command.id}")
        elif drained_at != goal[0] and not seat.store.reader.pending() and seat.store.writer.position()[1] >= goal[0]:
            drained_at = goal[0]
            _tell("drained")
    seat.close()


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    """Be a child, or run the long form."""
    if arguments[0] == "--seat":
        folder, url, no, seed, forgetful, start = arguments[1:]
        _act(Path(folder), url, no, int(seed), forgetful == "1", int(start))
        return
    for seed in range(int(arguments[0])):
        with tempfile.TemporaryDirectory() as folder:
            verdict = storm(Path(folder), seed, actions=200, kills=6, restores=1, seats=3)
            _tell(json.dumps({"seed": seed, **verdict.__dict__, "clean": verdict.is_clean}))


if __name__ == "__main__":
    main(sys.argv[1:])
