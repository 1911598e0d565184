"""The case in hand beside a real hub: letters get their numbers there, and seats see each other looking."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.panes.cases.pane import CasesPane
from tests.app.panes.cases.conftest import MATTERS, UNITS, furnish, open_room
from tests.fakes.hub import RunningHub, cases
from tests.fakes.seat import Seat

LONG = 30_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as running:
        for login in ("li", "wang"):
            running.add_operator(login)
        running.load("unit", UNITS)
        running.load("matter", MATTERS)
        running.load("case", cases(2))
        yield running


@pytest.fixture
def room(hub: RunningHub, tmp_path: Path, qtbot: Any) -> Iterator[tuple[Seat, CasesPane, Any]]:
    with Seat(tmp_path / "mine", hub.url, no="03").start() as seat:
        ctx = furnish(seat.store, seat.bus, seat.store.clock, seat.store.profile, seat.actor, seat.engine.wake)
        pane = open_room(ctx, qtbot)
        qtbot.waitUntil(lambda: pane.queue.model.rowCount() == 2, timeout=LONG)
        ctx.selection.choose_case("c1")
        qtbot.waitUntil(lambda: pane.view.detail.case_id == "c1", timeout=LONG)
        yield seat, pane, ctx
        pane.stop()
        pane.widget.close()
        ctx.bridge.stop()
        ctx.tasks.stop()


def send(pane: CasesPane, qtbot: Any, operation: str, **values: Any) -> None:
    """Open a form, say something, send it."""
    qtbot.waitUntil(lambda: operation in pane.view.detail.bar.operations, timeout=LONG)
    pane.desk.begin(operation)
    form = pane.view.detail.form
    assert form is not None
    for field in form.fields:
        field.write(values)
    form.submit()
    assert pane.view.detail.form is None, form._message.text()


def test_a_letter_waits_for_its_number_and_gets_it_from_the_hub(
    hub: RunningHub, room: tuple[Seat, CasesPane, Any], qtbot: Any
) -> None:
    seat, pane, _ctx = room
    seat.wait_live(30)
    send(pane, qtbot, "accept")
    send(pane, qtbot, "file", matter_id="part-0102")
    send(pane, qtbot, "dispatch", unit_id="u-sz")
    hub.stop()
    send(pane, qtbot, "supervise", note="请立即处置")
    letters = pane.view.detail.body.letters
    qtbot.waitUntil(lambda: len(letters.lines) == 1, timeout=LONG)
    assert "编号待定" in letters.lines[0].title
    hub.start()
    qtbot.waitUntil(lambda: "编号待定" not in letters.lines[0].title, timeout=LONG)
    (number,) = hub.rows("select no from letter")[0]
    assert number and number in letters.lines[0].title
    assert hub.rows("select count(*) from letter") == [(1,)]


def test_another_seat_that_looks_at_the_case_is_named_here_and_gone_when_it_looks_away(
    hub: RunningHub, room: tuple[Seat, CasesPane, Any], tmp_path: Path, qtbot: Any
) -> None:
    seat, pane, _ctx = room
    seat.wait_live(30)
    seat.engine.watching("c1")
    header = pane.view.detail.header
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        other.wait_live(30)
        other.engine.watching("c1")
        qtbot.waitUntil(lambda: "12 号席" in header.marks.get("watchers", ""), timeout=LONG)
        assert "03 号席" not in header.marks["watchers"]
        other.engine.watching("")
        qtbot.waitUntil(lambda: "watchers" not in header.marks, timeout=LONG)
