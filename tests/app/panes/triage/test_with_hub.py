"""The triage bench beside a real hub: what is decided here arrives there once, also after an outage."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.panes.triage import PANE
from app.panes.triage.pane import TriagePane
from tests.app.panes.triage.conftest import CAMERAS, GARBAGE, MATTER, STALL, a_capture, draw, picture_of
from tests.fakes.desk import room_at
from tests.fakes.hub import RunningHub
from tests.fakes.seat import Seat

LONG = 30_000
ALIKE = [a_capture(n) for n in (1, 3, 5)]
APART = a_capture(90, camera_id="cam2")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as running:
        for login in ("li", "wang"):
            running.add_operator(login)
        running.load("matter", [MATTER])
        running.load("camera", CAMERAS)
        running.load("algorithm", [GARBAGE, STALL])
        running.load("case", [*ALIKE, APART])
        running.load("media", [picture_of(case) for case in ALIKE])
        yield running


@pytest.fixture
def room(hub: RunningHub, tmp_path: Path, qtbot: Any) -> Iterator[tuple[Seat, TriagePane]]:
    with Seat(tmp_path / "mine", hub.url, no="03").start() as seat:
        for case in ALIKE:
            draw(seat.store.profile.media / f"m-{case.id}", 1)
        with room_at(seat, PANE) as pane:
            qtbot.waitUntil(lambda: sorted(len(s.stack.cases) for s in pane.waiting.sights) == [1, 3], timeout=LONG)
            yield seat, pane


def states(hub: RunningHub) -> dict[str, tuple[str, str]]:
    """State and the case it went into, by id, as the hub has them."""
    return {row[0]: (row[1], row[2]) for row in hub.rows('select id, state, duplicate_of from "case"')}


def test_a_stack_judged_while_the_hub_is_away_arrives_there_once(
    hub: RunningHub, room: tuple[Seat, TriagePane], qtbot: Any
) -> None:
    seat, pane = room
    hub.stop()
    qtbot.waitUntil(lambda: pane.view.truth.level == "offline", timeout=LONG)
    qtbot.waitUntil(lambda: len(pane.shown.stack.cases) == 3 if pane.shown else False, timeout=LONG)
    head = pane.shown.head.id  # type: ignore[union-attr]
    qtbot.keyClick(pane.view.list, Qt.Key.Key_A)
    qtbot.keyClick(pane.view, Qt.Key.Key_R)
    qtbot.keyClick(pane.view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: pane.waiting.sights == (), timeout=LONG)
    hub.start()
    seat.wait_live(60)
    there = states(hub)
    assert there[head] == ("accepted", "")
    assert all(there[case.id] == ("voided", head) for case in ALIKE if case.id != head)
    assert there[APART.id][0] == "declined"
    done = hub.rows("select action, count(*) from case_step group by action order by action")
    assert done == [("accept", 1), ("decline", 1), ("merge", 2)]


def test_what_another_seat_judged_leaves_the_bench_here(
    hub: RunningHub, room: tuple[Seat, TriagePane], tmp_path: Path, qtbot: Any
) -> None:
    _seat, pane = room
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        other.do("case.decline", APART.id, note="误报", reason_code="lighting")
        other.wait_live()
    qtbot.waitUntil(lambda: [len(sight.stack.cases) for sight in pane.waiting.sights] == [3], timeout=LONG)
