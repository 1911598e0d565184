"""Measures how soon a seat answers, how it bears a flood of changes with pictures playing, and what memory it takes."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.bench.report import Report, Row
from app.bootstrap.household import Home, demo_folder, open_household, sit_down
from app.bootstrap.life import program_login
from app.bootstrap.seat import open_seat
from app.domain.records import from_row, to_row
from app.protocol.rest import RestDoor
from app.sync import SyncEngine

Say = Callable[[str], None]
RUNS = 5
CHANGES = 10_000
TILES = 9
_ANSWERS = "window answers a key, queue filled and painted"
_PEER = "empty window with one QWebEngineView"
PATIENCE_S = 120.0


def run(scale: float, say: Say) -> Report:
    """District city at scale 1 and above, county below; the peer is an empty window with one browser view."""
    size = "district" if scale >= 1 else "county"
    with ExitStack() as stack:
        folder = demo_folder(size, 7, Path(stack.enter_context(tempfile.TemporaryDirectory())))
        say(f"building the {size} city and its household")
        home = open_household(stack, size, 7, folder, speed=0.001)
        profile, _session = sit_down(home)
        rows = _warm(profile)
        say(f"a warm cache of {rows} cases; starting {RUNS} times each, in turn")
        ours, theirs = _starts(profile)
        say(f"ours {ours:.0f} ms, the empty window {theirs['answered']:.0f} ms")
        say("one seat running, nine tiles, ten thousand changes")
        seat = _Seat(profile)
        try:
            figures = _under_load(seat, home, say)
            memory = _memory(seat.process.pid)
        finally:
            seat.close()
    return Report("startup", f"{size} city, {rows} cases cached; {figures['sent']:.0f} changes at a running seat", (
        Row(_ANSWERS, ours, "ms", f"{_PEER}: painted, answers a key", theirs["answered"], "<= 3"),
        Row("the same", ours, "ms", f"{_PEER}: and its page is loaded", theirs["loaded"]),
        Row("the same", ours, "ms", f"{_PEER}: and its page is drawn", theirs["drawn"]),
        Row("GUI thread, longest block", figures["worst_ms"], "ms", "limit", 50.0, "<= 1"),
        Row("GUI thread, p99 lateness of an 8 ms beat", figures["p99_ms"], "ms", "limit", 50.0, "<= 1"),
        Row("tiles live meanwhile", figures["live"], "tiles", "asked", float(TILES), ">= 1"),
        Row("changes absorbed", figures["absorbed"], "changes", "sent", figures["sent"], ">= 1"),
        *(Row(f"memory (PSS): {name}", value, "MB") for name, value in memory.items()),
    ))  # fmt: skip


def _warm(profile: Path) -> int:
    with ExitStack() as stack:
        seat = open_seat(stack, profile)
        if seat.session is None:
            raise SystemExit("the demo seat has not signed in")
        engine = SyncEngine(seat.store, seat.open_hub, seat.bus, seat.store.clock)
        stack.callback(engine.stop)
        engine.resume(seat.session)
        engine.once()
        from app.store import CaseQuery

        return seat.store.reader.count(CaseQuery(scope="all"))


def _starts(profile: Path) -> tuple[float, dict[str, float]]:
    """Median milliseconds from the start of the process: ours, and each milestone of the peer's, in turn."""
    ours: list[float] = []
    theirs: list[dict[str, float]] = []
    for turn in range(RUNS + 1):
        empty = _timed([sys.executable, "-m", "app.bench.empty_window"])
        full = _timed([sys.executable, "-m", "app.bench.seat_child", str(profile)])
        if turn:  # the first of each warms the disk and compiles what was never compiled
            theirs.append(empty)
            ours.append(full["ready_ms"])
    return statistics.median(ours), {name: statistics.median(one[name] for one in theirs) for name in theirs[0]}


def _timed(command: list[str]) -> dict[str, float]:
    """Return the child's milestones, counted from the moment it was asked for rather than from its own first line."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_surroundings()
    )
    assert process.stdout is not None and process.stdin is not None
    line = process.stdout.readline()
    took = (time.monotonic() - began) * 1000
    process.stdin.close()
    process.wait(30)
    # Its helpers still hold the pipe: the next start must not share the processors with them.
    process.stdout.read()
    process.stdout.close()
    if not line:
        raise SystemExit(f"{' '.join(command[1:3])} did not start")
    told: dict[str, float] = json.loads(line)
    told.pop("rows", None)
    return {name: at + took - max(told.values()) for name, at in told.items()}


def _surroundings() -> dict[str, str]:
    """The browser engine's switches that the console sets for itself, for the peer too; and both may keep what they
    compile, as an installed console has it."""
    from app.bootstrap.libraries import engine_switches

    return {**engine_switches(), **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}}


class _Seat:
    """A running console that is asked how late it was."""

    def __init__(self, profile: Path) -> None:
        command = [sys.executable, "-m", "app.bench.seat_child", str(profile)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._read()

    def ask(self) -> dict[str, Any]:
        """Return the lateness since the last question, live tiles and the cursor."""
        assert self.process.stdin is not None
        self.process.stdin.write("how late\n")
        self.process.stdin.flush()
        return self._read()

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the seat has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _under_load(seat: _Seat, home: Home, say: Say) -> dict[str, float]:
    deadline = time.monotonic() + PATIENCE_S
    while seat.ask()["live"] < TILES and time.monotonic() < deadline:
        time.sleep(1.0)
    door = RestDoor(home.hub_url)
    login = program_login("sys_admin")
    door.sign_in("bench", login, home.password)
    changed = [
        to_row(replace(from_row("case", row), urges=int(row["urges"]) + 1))
        for row, _n in zip(door.read("cases"), range(CHANGES), strict=False)
    ]
    before = seat.ask()["cursor"]
    for at in range(0, len(changed), 500):
        door.put_records("case", changed[at : at + 500])
    door.close()
    answer = _until_absorbed(seat, before + len(changed), deadline + PATIENCE_S)
    say(f"worst {answer['worst_ms']:.1f} ms, p99 {answer['p99_ms']:.1f} ms, {answer['live']} tiles live")
    return {**answer, "absorbed": float(min(len(changed), answer["cursor"] - before)), "sent": float(len(changed))}


def _until_absorbed(seat: _Seat, cursor: int, deadline: float) -> dict[str, Any]:
    worst: dict[str, Any] = seat.ask()
    p99 = [worst["p99_ms"]]
    while worst["cursor"] < cursor and time.monotonic() < deadline:
        time.sleep(0.5)
        answer = seat.ask()
        p99.append(answer["p99_ms"])
        worst = {
            **answer,
            "worst_ms": max(worst["worst_ms"], answer["worst_ms"]),
            "live": min(worst["live"], answer["live"]),
        }
    return {**worst, "p99_ms": max(p99)}


def _memory(pid: int) -> dict[str, float]:
    """PSS in MB of the console and each of its helpers, by what they are."""
    parts: dict[str, float] = {}
    for process in [pid, *_descendants(pid)]:
        name = "console" if process == pid else _what(process)
        parts[name] = parts.get(name, 0.0) + _pss_mb(process)
    return {**parts, "whole seat": sum(parts.values())}


def _descendants(pid: int) -> list[int]:
    children = [int(t) for task in Path(f"/proc/{pid}/task").iterdir() for t in (task / "children").read_text().split()]
    return [*children, *(grandchild for child in children for grandchild in _descendants(child))]


def _what(pid: int) -> str:
    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    if "QtWebEngineProcess" in line:
        return "map (browser engine)"
    if "spawn_main" in line or "forkserver" in line:
        return "voice engine"
    return "Python's own helpers" if "resource_tracker" in line else Path(line.split(" ")[0]).name


def _pss_mb(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
