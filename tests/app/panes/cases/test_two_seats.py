"""Two seats at one real hub: a clash decided on the desk, a batch taken back in time, and what was missed meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.panes.cases.pane import CasesPane
from app.panes.cases.parts.offline.conflict_desk import ConflictDesk
from tests.app.panes.cases.conftest import MATTERS, UNITS, furnish, open_room
from tests.fakes.cable import Cable
from tests.fakes.hub import RunningHub, cases
from tests.fakes.seat import Seat

LONG = 30_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as running:
        for login in ("li", "wang"):
            running.add_operator(login)
        running.load("unit", UNITS)
        running.load("matter", MATTERS)
        running.load("case", cases(4, state="filed"))
        yield running


@pytest.fixture
def cable(hub: RunningHub) -> Iterator[Cable]:
    with Cable(int(hub.url.rpartition(":")[2])) as made:
        yield made


@pytest.fixture
def room(cable: Cable, tmp_path: Path, qtbot: Any) -> Iterator[tuple[Seat, CasesPane]]:
    with Seat(tmp_path / "mine", cable.url, no="03").start() as seat:
        ctx = furnish(seat.store, seat.bus, seat.store.clock, seat.store.profile, seat.actor, seat.engine.wake)
        pane = open_room(ctx, qtbot)
        qtbot.waitUntil(lambda: pane.queue.model.rowCount() == 4, timeout=LONG)
        yield seat, pane
        pane.stop()
        pane.widget.close()
        ctx.bridge.stop()
        ctx.tasks.stop()


def at_the_hub(hub: RunningHub, case_id: str) -> list[tuple[str, str]]:
    """The steps of a case at the hub: action and seat, in the order they were taken."""
    return [
        (str(action), str(seat))
        for action, seat in hub.rows(f"select action, seat from case_step where case_id = '{case_id}' order by seq")
    ]


def test_what_i_asked_offline_clashes_and_is_decided_here_once(
    hub: RunningHub, cable: Cable, room: tuple[Seat, CasesPane], tmp_path: Path, qtbot: Any
) -> None:
    seat, pane = room
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        cable.pull()
        qtbot.waitUntil(lambda: seat.state == "offline", timeout=LONG)
        dispatch = pane._ctx.dispatch
        dispatch.ask("case.dispatch", "c1", {"unit_id": "u-sz", "unit_name": UNITS[0].name, "note": "井盖归市政"})
        dispatch.ask("case.note", "c1", {"note": "已电话通知"})
        other.do("case.dispatch", "c1", unit_id="u-hw", unit_name=UNITS[1].name)
        other.wait_live(30)
        cable.plug()
        qtbot.waitUntil(lambda: len(seat.store.reader.troubles()) == 1, timeout=LONG)
        qtbot.waitUntil(lambda: "1 项与他席冲突" in pane.desks.deciding.strip.text, timeout=LONG)
        pane.view.queue.list.setFocus()
        qtbot.keyClick(pane.view.queue.list, Qt.Key.Key_Q)
        page = pane.view.page
        assert isinstance(page, ConflictDesk)
        qtbot.waitUntil(lambda: page.card is not None and "12 号席" in "".join(page.card.texts()), timeout=LONG)
        card = page.card
        assert card is not None and len(card.entry.trouble.followers) == 1
        qtbot.keyClick(page, Qt.Key.Key_M)
        assert card.outcome.kind == "ask" and card.outcome.operation == "redispatch"
        qtbot.keyClick(page, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: ("note", "03") in at_the_hub(hub, "c1"), timeout=LONG)
        assert at_the_hub(hub, "c1") == [("dispatch", "12"), ("redispatch", "03"), ("note", "03")]
        assert hub.rows("select unit_id from \"case\" where id = 'c1'") == [("u-sz",)]
        qtbot.waitUntil(lambda: not page.cards, timeout=LONG)


def test_a_batch_taken_back_in_time_never_reaches_the_hub(
    hub: RunningHub, room: tuple[Seat, CasesPane], qtbot: Any
) -> None:
    seat, pane = room
    rows = pane.view.queue.list
    qtbot.keyClick(rows, Qt.Key.Key_J)
    qtbot.keyClick(rows, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(rows, Qt.Key.Key_T)
    assert pane.view.page is not None
    pane.view.page.form.submit()  # type: ignore[attr-defined]
    assert len(seat.store.reader.pending()) == 4
    pane.desks.batching.undo()
    assert not seat.store.reader.pending()
    pane._ctx.dispatch.ask("case.note", "c0", {"note": "之后"})
    qtbot.waitUntil(lambda: at_the_hub(hub, "c0") == [("note", "03")], timeout=LONG)
    assert [at_the_hub(hub, f"c{number}") for number in (1, 2, 3)] == [[], [], []]


def test_a_batch_left_alone_reaches_the_hub_once(hub: RunningHub, room: tuple[Seat, CasesPane], qtbot: Any) -> None:
    _seat, pane = room
    pane.desks.batching._hold_s = 0.5
    rows = pane.view.queue.list
    qtbot.keyClick(rows, Qt.Key.Key_J)
    qtbot.keyClick(rows, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(rows, Qt.Key.Key_T)
    pane.view.page.form.submit()  # type: ignore[union-attr]
    for number in range(4):
        qtbot.waitUntil(lambda n=number: at_the_hub(hub, f"c{n}") == [("claim", "03")], timeout=LONG)
    qtbot.waitUntil(lambda: "已交发" in pane.desks.batching.undo_strip.text, timeout=LONG)


def test_another_seat_at_work_is_told_while_the_search_field_keeps_the_keyboard(
    hub: RunningHub, room: tuple[Seat, CasesPane], tmp_path: Path, qtbot: Any
) -> None:
    _seat, pane = room
    pane.view.search()
    qtbot.keyClicks(pane.view.queue.search, "c")
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        other.do("case.claim", "c2")
        other.wait_live(30)
        qtbot.waitUntil(lambda: "12 号席" in pane.desks.others.strip.text, timeout=LONG)
    assert "认领" in pane.desks.others.strip.text
    assert pane.view.queue.search.hasFocus() and pane.view.queue.search.text() == "c"
