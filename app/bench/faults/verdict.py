"""What is left after the rounds: what was called saved against what the hub has done and what every seat shows."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.bench.faults.hand import PLAIN
from app.bench.faults.hub import KillableHub, ask_file
from app.bench.faults.seat import Child
from app.domain.records import columns

TRACES = ("lost", "twice", "inverted", "undead", "diverged", "stuck")
_COUNTED = ("saved", "rounds", "withdrawn", "to_operator", "pruned", *TRACES)


@dataclass
class Verdict:
    """What is left after the rounds; every figure of `TRACES` should be 0.

    `saved` are the actions called saved, `undead` those that happened though they were taken back, `diverged` rows that
    a seat shows differently from the hub, `pruned` what the seats have let go because a verified backup has it.
    """

    saved: int = 0
    rounds: int = 0
    withdrawn: int = 0
    to_operator: int = 0
    pruned: int = 0
    lost: int = 0
    twice: int = 0
    inverted: int = 0
    undead: int = 0
    diverged: int = 0
    stuck: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def traces(self) -> int:
        """How much there is that should not be."""
        return sum(getattr(self, name) for name in TRACES)

    @property
    def is_clean(self) -> bool:
        """Whether every saved action happened once and in order, none that was taken back did, and all see the same."""
        return self.traces == 0

    def add(self, other: "Verdict") -> None:
        """Add what another night has left."""
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.happened += other.happened


def look(verdict: Verdict, hub: KillableHub, children: Sequence[Child]) -> None:
    """Compare what was called saved with what the hub has done, and the hub's rows with every seat's."""
    # In the order of the audit's chain, which is that of the commits on any database.
    places = {json.loads(detail).get("command"): n for n, detail in hub.rows("SELECT n, detail FROM hub_audit")}
    done = hub.rows("SELECT command_id, seat, target, outcome, kind FROM hub_operation")
    done.sort(key=lambda row: places[row[0]])
    known = {row[0] for row in done}
    verdict.saved = sum(len(child.saved) for child in children)
    verdict.withdrawn = sum(len(child.withdrawn) for child in children)
    verdict.to_operator = sum(row[3] in ("refused", "conflict") for row in done)
    verdict.pruned = sum(_pruned(child.folder) for child in children)
    verdict.lost = sum(
        len(set(c.saved) - known - c.withdrawn - c.undecided - c.told - _told_of(c.folder)) for c in children
    )
    verdict.undead = sum(len(c.withdrawn & known) for c in children)
    verdict.inverted = sum(_inversions(child, done) for child in children)
    verdict.twice = _twice(hub, done)
    verdict.diverged = sum(_differences(hub, child.folder) for child in children)
    verdict.happened["refused for want of room"] = sum(child.refused_full for child in children)


def _told_of(folder: Path) -> set[str]:
    """What was refused or clashed, and said so to the operator: a hub put back is not asked for it once more."""
    told = ask_file(folder / "outbox.db", "SELECT id FROM intent WHERE state IN ('refused', 'conflict')")
    return {command_id for (command_id,) in told}


def _pruned(folder: Path) -> int:
    gone = ask_file(folder / "outbox.db", "SELECT v FROM meta WHERE k = 'gone'")
    return sum(last - first + 1 for first, last in json.loads(gone[0][0])) if gone else 0


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
        shown = (ask_file(folder / "cache.db", sql), hub.rows(sql))
        ours, theirs = ({row[0]: _plain(row) for row in rows} for rows in shown)
        different += sum(ours.get(i) != theirs.get(i) for i in ours.keys() | theirs.keys())
    waiting: int = ask_file(folder / "outbox.db", "SELECT count(*) FROM intent WHERE state = 'waiting'")[0][0]
    return different + waiting


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As it is meant: an empty time and none at all are the same."""
    return tuple(None if value == "" else value for value in row)
