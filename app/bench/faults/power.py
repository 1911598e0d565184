"""The power goes: whatever an operator was told is saved must be there when it comes back.

Run as a module it is the seat whose power goes: it asks, and writes down what its disk was told and when.
"""

import pickle
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.bench.faults.disk import Diary, Event, after_power_loss
from app.bench.report import Row
from app.domain.clock import SystemClock
from app.domain.command import Actor, Command
from app.paths import Profile
from app.store import Store, connection

ASKED, CUTS = 60, 300
_ROOT = Path(__file__).resolve().parents[3]
_NAMES = {
    "full": "power lost: cuts that took a saved action",
    "normal": "control: power lost, outbox with synchronous=NORMAL",
    "off": "control: power lost, outbox with synchronous=OFF",
}
# Small, so that checkpoints fall among the cuts as they would in a week of work.
_PAGES_A_CHECKPOINT = 20


@dataclass(frozen=True, slots=True)
class Cuts:
    """What so many cuts of the power took: how many of them took a saved action or broke the outbox."""

    tried: int
    lost: int
    broken: int


def rows(scale: float, say: Callable[[str], None]) -> Iterator[Row]:
    """Cut the power of the real outbox, and of two that are not waited for."""
    cuts = max(30, round(CUTS * scale))
    for how, name in _NAMES.items():
        say(f"{cuts} cuts of the power, outbox written with synchronous={how}")
        taken = cut(how, cuts)
        yield Row(name, taken.lost + taken.broken, f"of {taken.tried}", bar="== 0" if how == "full" else ">= 1")


def cut(how: str, times: int, seed: int = 1) -> Cuts:
    """Let a seat ask, then look at what is left at so many moments of it. `how` is the outbox's `synchronous`."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="hall-power-") as text:
        folder = Path(text)
        subprocess.run([sys.executable, "-m", "app.bench.faults.power", text, how], cwd=_ROOT, check=True, timeout=120)
        before: dict[str, bytes]
        events: list[Event]
        before, events = pickle.loads((folder / "diary").read_bytes())
        first = next(i for i, event in enumerate(events) if event.what == "said")
        left = [
            _left(folder / "left", before, events[: dice.randrange(first, len(events))], dice) for _ in range(times)
        ]
    return Cuts(times, sum(one == "lost" for one in left), sum(one == "broken" for one in left))


def _left(folder: Path, before: dict[str, bytes], events: list[Event], dice: random.Random) -> str:
    """Say what a cut behind these events has left of the outbox: all, lost or broken."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in after_power_loss(before, events, dice).items():
        (folder / name).write_bytes(data)
    said = {event.name for event in events if event.what == "said"}
    try:
        with closing(sqlite3.connect(folder / "outbox.db")) as found:
            there = {row[0] for row in found.execute("SELECT id FROM intent")}
            sound = found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return "broken"
    return "broken" if not sound else "lost" if said - there else "all"


def main(text: str, how: str) -> None:
    """Ask one thing after another of a real store, and leave the diary of its outbox in the folder."""
    folder = Path(text) / "seat"
    Store.open(Profile(folder), SystemClock()).close()
    before = {"outbox.db": (folder / "outbox.db").read_bytes()}
    diary = Diary(folder)
    diary.begin()
    _write_as(how)
    store = Store.open(Profile(folder), SystemClock())
    by = Actor("01", "op", "值班员", "duty_officer")
    for i in range(ASKED):
        words = {"note": f"第{i}次：井盖缺失，请尽快派人处理" * 4}
        asked = Command(kind="case.note", target=f"c{i % 7}", by=by, at=datetime.now(UTC), args=words)
        store.writer.enqueue(asked)
        diary.say(asked.id)
    kept = [event for event in diary.events if event.what == "said" or event.name in ("outbox.db", "outbox.db-wal")]
    store.close()
    (Path(text) / "diary").write_bytes(pickle.dumps((before, kept)))


def _write_as(how: str) -> None:
    """Let the outbox be written in another way than the store asks for."""

    def connect(path: Path, pragmas: tuple[str, ...]) -> connection.Connection:
        if "synchronous=full" in pragmas:
            more = (f"synchronous={how}", f"wal_autocheckpoint={_PAGES_A_CHECKPOINT}")
            pragmas = (*(pragma for pragma in pragmas if not pragma.startswith("synchronous")), *more)
        return usual(path, pragmas)

    usual = connection._connect
    connection._connect = connect


if __name__ == "__main__":
    main(*sys.argv[1:])
