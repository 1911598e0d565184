"""The table of `hall bench faults`: what befell the rounds, what was left, and each fault built in on purpose found."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.bench.faults import controls, power
from app.bench.faults.disk import can_watch
from app.bench.faults.night import KILL_DATABASE, ROUNDS_A_NIGHT, deeds_of, night
from app.bench.faults.verdict import Verdict
from app.bench.hub_postgres import Server
from app.bench.report import Report, Row
from app.domain.errors import Unavailable

ROUNDS, SEATS = 1_000, 3
Say = Callable[[str], None]
# In the words of the table: mishaps of the line, then what befalls a seat or the hub.
_LINE = {
    "lose_request": "dropped: a request",
    "lose_answer": "dropped: an answer",
    "repeat": "doubled at once",
    "repeat_late": "doubled late",
    "delay": "delayed",
    "reorder": "reordered: arrives behind a later one",
    "halve": "cut in half: a request",
    "truncate": "cut in half: an answer",
    "trouble": "answered 502",
}
_DEED = {
    "kill seat": "kill -9 of a seat",
    "kill hub": "kill -9 of the hub",
    "kill both": "kill -9 of a seat and the hub",
    "restore": "hub put back from a backup",
    "pull": "cable pulled",
    "disk full": "disk of a seat full",
    "refused for want of room": "actions refused on a full disk, and said so",
    "clock": "clock of a seat jumps",
    "hub clock": "clock of the hub jumps",
    KILL_DATABASE: "kill -9 of PostgreSQL",
}
_LEFT = {
    "lost": "actions lost",
    "twice": "actions done twice, or halfway",
    "inverted": "actions out of order",
    "undead": "actions done though taken back",
    "diverged": "rows that differ between seat and hub",
    "stuck": "seats or hubs that did not go on",
}


def report(scale: float, say: Say, server: Server | None = None) -> Report:
    """Let the rounds pass, then every control. Raises Unavailable where a disk cannot be filled or watched."""
    if os.name == "nt" or not can_watch():
        raise Unavailable("this measurement fills and watches disks as Linux lets it", "run it there", "bench.system")
    rounds = max(ROUNDS_A_NIGHT, round(ROUNDS * scale))  # enough for each mishap to befall somebody
    whole, took_s = _rounds(rounds, say, server)
    rows = [
        Row("rounds passed", whole.rounds, "rounds", "asked for", rounds, "== 1"),
        Row("actions called saved", whole.saved, "actions", bar=">= 1"),
        *(Row(words, getattr(whole, name), "", bar="== 0") for name, words in _LEFT.items()),
        Row("batches taken back in time", whole.withdrawn, "actions"),
        Row("refused or clashing, told to a person", whole.to_operator, "actions"),
        Row("let go behind a verified backup", whole.pruned, "actions", bar=">= 1"),
        *_befell(whole, server),
        *power.rows(scale, say),
        *controls.rows(say, server),
    ]
    work = (
        f"{whole.rounds} rounds in nights of {ROUNDS_A_NIGHT}, {SEATS} seats and a hub in processes of their own, its "
        f"records in {'a PostgreSQL' if server else 'a SQLite file'}, "
        f"{took_s:.0f} s; every fault built in on purpose must be found"
    )
    return Report("faults", work, tuple(rows))


def _rounds(rounds: int, say: Say, server: Server | None) -> tuple[Verdict, float]:
    """Stops at the first night that leaves a trace: its folder is kept to be looked into."""
    whole, seed, begun = Verdict(), 1, time.monotonic()
    while whole.rounds < rounds and whole.is_clean:
        folder = Path(tempfile.mkdtemp(prefix="hall-night-"))
        first = list(deeds_of(server)) if seed == 1 else ()  # at least once, everything befalls even the shortest run
        one = night(folder, seed, min(ROUNDS_A_NIGHT, rounds - whole.rounds), SEATS, deeds=first, server=server)
        whole.add(one)
        took_s = time.monotonic() - begun
        say(f"night {seed}: {whole.rounds} of {rounds} rounds, {whole.saved} actions saved, {took_s:.0f} s")
        if one.is_clean:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            say(f"it has left a trace: {one}; see {folder}")
        seed += 1
    return whole, time.monotonic() - begun


def _befell(whole: Verdict, server: Server | None) -> Iterator[Row]:
    for names in (_LINE, _DEED):
        for name, words in names.items():
            if name == KILL_DATABASE and server is None:
                continue
            yield Row(words, whole.happened[name], "times", bar=">= 1")
