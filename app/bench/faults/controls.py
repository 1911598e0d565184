"""Every fault that is built in on purpose must leave a trace, or the clean rounds prove nothing."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from app.bench.faults.night import Night, night
from app.bench.faults.spoiled import NIGHTLY
from app.bench.hub_postgres import Server
from app.bench.report import Row

# What each is called, and the trace that it must leave.
_NAMES = {
    "no_memory": ("control: a hub that forgets what it has done", "twice"),
    "early_numbers": ("control: numbers handed out before the commit", "diverged"),
    "forgetful": ("control: a seat that drops what is settled at once", "lost"),
    "hasty": ("control: a seat that believes done what has left", "lost"),
}
# Chance may spare a fault for a night, not for so many.
_NIGHTS, _ROUNDS, _ACTS = 5, 20, 5
_SEATS = {"early_numbers": 3}
_SEED = 5


def rows(say: Callable[[str], None], server: Server | None = None) -> Iterator[Row]:
    """Run each control and say how many traces of its fault were found."""
    for fault in NIGHTLY:
        name, trace = _NAMES[fault]
        say(name)
        yield Row(name, found(fault, trace, server), trace, bar=">= 1")
    for renew, bar in ((False, ">= 1"), (True, "== 0")):
        name = f"{'' if renew else 'control: '}a hub put back {'with' if renew else 'without'} a new epoch"
        say(name)
        with tempfile.TemporaryDirectory(prefix="hall-night-") as folder:
            yield Row(name, lost_after_restore(Path(folder), renew, server), "actions lost", bar=bar)


def found(fault: str, trace: str, server: Server | None = None) -> int:
    """Return how many traces of this kind a built-in fault leaves in the first night in which it leaves any."""
    for seed in range(_SEED, _SEED + _NIGHTS):
        with tempfile.TemporaryDirectory(prefix="hall-night-") as folder:
            one = night(Path(folder), seed, _ROUNDS, _SEATS.get(fault, 2), _ACTS, fault, server=server)
            traces = getattr(one, trace)
        if traces:
            return int(traces)
    return 0


def lost_after_restore(folder: Path, renew: bool, server: Server | None = None) -> int:
    """Put a hub back from a backup behind the back of a seat, let others act until its numbers have overtaken that
    seat's picture, and return how many of the actions between backup and restore are gone for good."""
    with ExitStack() as stack:
        scene = Night(folder, _SEED, 2, "", stack, server)
        busy, cut_off = scene.children
        scene.hub.kill()
        backup = scene.hub.back_up()
        scene.hub.start()
        for turn in range(2):
            scene.act(cut_off, 4 + turn)
        scene.settle(scene.children)
        cut_off.cable.pull()
        scene.hub.kill()
        scene.hub.put_back(backup, renew)
        scene.hub.start()
        for _ in range(3):
            scene.act(busy, 8)
        scene.settle([busy])
        cut_off.cable.plug()
        scene.settle([busy, cut_off])
        scene.look()
        return scene.verdict.lost + scene.verdict.diverged
