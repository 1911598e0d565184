"""The desk beside a real hub: what is done here arrives there once, what is done at another seat is told here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.panes.cases.pane import CasesPane
from tests.app.panes.cases.conftest import MATTERS, UNITS, furnish, open_room
from tests.fakes.hub import RunningHub, cases
from tests.fakes.seat import Seat


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as running:
        for login in ("li", "wang"):
            running.add_operator(login)
        running.load("unit", UNITS)
        running.load("matter", MATTERS)
        running.load("case", cases(3))
        yield running


@pytest.fixture
def room(hub: RunningHub, tmp_path: Path, qtbot: Any) -> Iterator[tuple[Seat, CasesPane, Any]]:
    with Seat(tmp_path / "mine", hub.url, no="03").start() as seat:
        profile = seat.store.profile
        ctx = furnish(seat.store, seat.bus, seat.store.clock, profile, seat.actor, seat.engine.wake)
        pane = open_room(ctx, qtbot)
        qtbot.waitUntil(lambda: pane.queue.model.rowCount() == 3, timeout=10_000)
        yield seat, pane, ctx
        pane.stop()
        pane.widget.close()
        ctx.bridge.stop()
        ctx.tasks.stop()


def press(pane: CasesPane, qtbot: Any, key: Qt.Key, state: str) -> None:
    """Open an action's form, send it, and wait until the case is there."""
    pane.view.queue.list.setFocus()
    qtbot.waitUntil(lambda: pane.view.detail.bar.operations != (), timeout=10_000)
    qtbot.keyClick(pane.view.queue.list, key)
    qtbot.waitUntil(lambda: pane.view.detail.form is not None, timeout=10_000)
    pane.view.detail.form.submit()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: pane.view.detail.dossier.case.state == state, timeout=10_000)  # type: ignore[union-attr]


def test_what_the_desk_did_while_the_hub_was_away_arrives_there_once(
    hub: RunningHub, room: tuple[Seat, CasesPane, Any], qtbot: Any
) -> None:
    seat, pane, ctx = room
    ctx.selection.choose_case("c1")
    qtbot.waitUntil(lambda: pane.view.detail.case_id == "c1", timeout=10_000)
    press(pane, qtbot, Qt.Key.Key_A, "accepted")
    seat.wait_live()
    qtbot.waitUntil(lambda: not any(step.badge for step in pane.view.detail.timeline.steps), timeout=10_000)
    hub.stop()
    qtbot.waitUntil(lambda: "离线" in pane.view.queue.truth.text, timeout=20_000)
    qtbot.keyClick(pane.view.queue.list, Qt.Key.Key_M)
    pane.view.detail.form._fields[-1].write({"note": "已电话核实"})  # type: ignore[union-attr]
    pane.view.detail.form.submit()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: pane.view.detail.timeline.steps[0].badge == "待发", timeout=10_000)
    assert "待发 1" in pane.view.queue.truth.text or not qtbot.waitUntil(
        lambda: "待发 1" in pane.view.queue.truth.text, timeout=5_000
    )
    hub.start()
    seat.wait_live(30)
    qtbot.waitUntil(lambda: not any(step.badge for step in pane.view.detail.timeline.steps), timeout=10_000)
    done = hub.rows("select action, count(*) from case_step where case_id = 'c1' group by action order by action")
    assert done == [("accept", 1), ("note", 1)]
    assert "实时" in pane.view.queue.truth.text


def test_another_seats_dispatch_is_told_here_and_mine_becomes_a_clash(
    hub: RunningHub, room: tuple[Seat, CasesPane, Any], tmp_path: Path, qtbot: Any
) -> None:
    _seat, pane, ctx = room
    ctx.selection.choose_case("c2")
    qtbot.waitUntil(lambda: pane.view.detail.case_id == "c2", timeout=10_000)
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        other.do("case.accept", "c2")
        other.wait_live()
    qtbot.waitUntil(lambda: "12 号席" in pane.view.detail.notice.text, timeout=10_000)
    assert "受理" in pane.view.detail.notice.text
    assert "file" in pane.view.detail.bar.operations
