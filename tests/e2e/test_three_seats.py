"""Three seats at one hub on PostgreSQL: a clash, a take-over and a long outage, each decided by people at keyboards."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.demo.city import City
from tests.e2e.conftest import Seat, people
from tests.fakes.cable import Cable
from tests.fakes.hub import RunningHub, cases
from tests.fakes.postgres import Postgres

PRESS_AGAIN_S = 5.0


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def hub(tmp_path: Path, city: City, postgres: Postgres) -> Iterator[RunningHub]:
    """The hub of a hall: on PostgreSQL, with five cases that wait to be accepted."""
    with RunningHub(tmp_path / "hub", db_url=postgres.database()) as running:
        people(running, city)
        for number in ("02", "03"):
            running.add_operator(f"seat{number}", f"值班员{'乙丙'[int(number) - 2]}")
        running.load("case", cases(5))
        yield running


@pytest.fixture
def brief_absences_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """These seats tell of an outage of a second as others do of one of minutes."""
    monkeypatch.setenv("HALL_AWAY_S", "1")


@pytest.fixture
def cables(hub: RunningHub) -> Iterator[dict[str, Cable]]:
    """A cable to the hub for each seat, which can be pulled."""
    port = int(hub.url.rpartition(":")[2])
    with ExitStack() as stack:
        yield {number: stack.enter_context(Cable(port)) for number in ("01", "02", "03")}


@pytest.fixture
def hall(sit_down: Callable[..., Seat], cables: dict[str, Cable]) -> dict[str, Seat]:
    """Three people at three consoles."""
    return {number: sit_down(number, f"seat{number}", cable.url) for number, cable in cables.items()}


def come_to(seat: Seat) -> None:
    """Sit down before this window. Whether the screen puts it in front does not matter: each has its own keyboard."""
    seat.window.raise_()
    seat.window.activateWindow()


def at_the_list(seat: Seat) -> Any:
    """The hand goes to this seat and lies on the list of its cases."""
    come_to(seat)
    seat.window.show_room("cases")
    room = seat.pane("cases")
    rows = room.view.queue.list
    seat.until(lambda: rows.model().rowCount() >= 1)

    def at_hand() -> bool:
        rows.setFocus()
        return seat.hand is rows

    seat.until(at_hand)
    return room


def turn_to(seat: Seat, case_id: str) -> Any:
    """The hand goes to this seat and down its list, key by key, until a case is in hand and shown."""
    room = at_the_list(seat)
    rows, detail = room.view.queue.list, room.view.detail
    seat.key(Qt.Key.Key_Home)

    def in_hand() -> bool:
        before = rows.current_id()
        if before != case_id:
            seat.key(Qt.Key.Key_J)
            if rows.current_id() == before:  # at the end of a list that others have put in another order meanwhile
                seat.key(Qt.Key.Key_Home)
        return bool(rows.current_id() == case_id and detail.dossier is not None and detail.case_id == case_id)

    seat.until(in_hand)
    return room


def open_page(seat: Seat, key: Qt.Key, page_of: Callable[[], Any]) -> Any:
    """Press the key of a page at the list; it comes, and the keyboard is on it.

    A row that leaves the list in that very moment takes the page along: whoever sees it go presses again.
    """
    assert page_of() is None, "nothing has opened it"
    pressed_at = [-PRESS_AGAIN_S]

    def there() -> bool:
        page = page_of()
        if page is None and time.monotonic() - pressed_at[0] >= PRESS_AGAIN_S:
            pressed_at[0] = time.monotonic()
            seat.key(key)
            page = page_of()
        return page is not None and page.isVisible() and (seat.hand is page or page.isAncestorOf(seat.hand))

    seat.until(there)
    return page_of()


def press(seat: Seat, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press the key of an action, once it may be done."""
    seat.key(key, held)


def fill_and_send(seat: Seat, room: Any, text: str = "", reason: Qt.Key | None = None) -> None:
    """Write into the open form and confirm it; `reason` is the digit of why."""
    seat.until(lambda: room.view.detail.form is not None)
    if reason is not None:
        seat.key(reason)
    if text:
        seat.type(text)
    seat.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def state(seat: Seat, case_id: str) -> str:
    return str(seat.reader.case(case_id).state)


def test_two_seats_decide_the_same_case_and_the_one_who_was_away_is_asked(
    hall: dict[str, Seat], cables: dict[str, Cable]
) -> None:
    here, away, third = hall["01"], hall["02"], hall["03"]
    cables["02"].pull()
    away.until(lambda: away.reader.link().state == "offline")

    room = turn_to(away, "c1")
    press(away, Qt.Key.Key_A)
    fill_and_send(away, room)
    away.until(lambda: state(away, "c1") == "accepted")
    deciding = away.pane("cases").desks.deciding
    at_the_list(away)
    page = open_page(away, Qt.Key.Key_Q, lambda: deciding.page)
    away.until(lambda: any("等待发送 1 项" in label.text() for label in page.findChildren(QLabel)))
    away.picture("waiting")
    away.key(Qt.Key.Key_Escape)
    away.until(lambda: deciding.page is None)
    room = turn_to(here, "c1")
    press(here, Qt.Key.Key_X)
    fill_and_send(here, room, "不属本区职责", Qt.Key.Key_1)
    here.until(lambda: state(here, "c1") == "declined" and not here.reader.pending())
    third.until(lambda: state(third, "c1") == "declined")

    cables["02"].plug()
    away.until(lambda: bool(away.reader.troubles()))
    trouble = away.reader.troubles()[0]
    assert trouble.outcome == "conflict" and "state" in trouble.conflicts
    # The receipt is written down first, then the hub's truth beside it; nothing was decided silently.
    away.until(lambda: state(away, "c1") == "declined")

    rows = at_the_list(away).view.queue.list
    away.until(lambda: rows.model().place("c1") is None)
    page = open_page(away, Qt.Key.Key_Q, lambda: deciding.page)
    away.until(lambda: bool(page.cards))
    said = "|".join(page.cards[0].texts())
    for word in ("待受理", "不予受理", "受理", "01 号席", "值班员甲"):
        assert word in said, (word, said)
    away.picture("conflict")
    away.key(Qt.Key.Key_T)
    away.key(Qt.Key.Key_Return)
    away.until(lambda: not away.reader.troubles() and not away.reader.pending())
    for seat in hall.values():
        seat.until(lambda seat=seat: state(seat, "c1") == "declined")


def test_a_case_is_claimed_seen_by_all_and_taken_over_with_a_reason(hall: dict[str, Seat]) -> None:
    first, second, third = hall["01"], hall["02"], hall["03"]
    turn_to(second, "c2")
    room = turn_to(first, "c2")
    first.until(lambda: "02" in room.view.detail.header.marks.get("watchers", ""))
    first.picture("watching")
    press(first, Qt.Key.Key_T)
    for seat in hall.values():
        seat.until(lambda seat=seat: seat.reader.case("c2").claimed_by == "01")

    room = turn_to(third, "c2")
    third.until(lambda: "01" in room.view.detail.dossier.case.claimed_by)
    press(third, Qt.Key.Key_T)
    fill_and_send(third, room, "甲席交接班")
    for seat in hall.values():
        seat.until(lambda seat=seat: seat.reader.case("c2").claimed_by == "03")
    steps = [(step.action, step.seat) for step in second.reader.steps("c2")]
    assert steps[-2:] == [("claim", "01"), ("claim", "03")]


@pytest.mark.usefixtures("brief_absences_count")
def test_after_a_long_outage_everything_done_on_both_sides_is_there_once(
    hall: dict[str, Seat], cables: dict[str, Cable], hub: RunningHub
) -> None:
    away = hall["03"]
    cables["03"].pull()
    away.until(lambda: away.reader.link().state == "offline")
    for number, case_id in (("01", "c0"), ("02", "c3")):
        seat = hall[number]
        room = turn_to(seat, case_id)
        press(seat, Qt.Key.Key_A)
        fill_and_send(seat, room)
        seat.until(lambda seat=seat, case_id=case_id: state(seat, case_id) == "accepted" and not seat.reader.pending())
    room = turn_to(away, "c4")
    press(away, Qt.Key.Key_A)
    fill_and_send(away, room)
    away.until(lambda: state(away, "c4") == "accepted")
    press(away, Qt.Key.Key_T)
    away.until(lambda: away.reader.case("c4").claimed_by == "03")
    assert state(away, "c0") == "reported", "what others do cannot be known here, and the strip says since when"

    hub.stop()  # and the hub itself is restarted meanwhile
    hub.start()
    away.linger(130)
    cables["03"].plug()
    away.until(lambda: not away.reader.pending() and away.reader.link().state == "live")
    ids = [f"c{number}" for number in range(5)]
    done = ["accepted", "reported", "reported", "accepted", "accepted"]
    away.until(lambda: [state(away, i) for i in ids] == done)
    rows = {case_id: away.reader.case(case_id) for case_id in ids}
    for number in ("01", "02"):
        seat = hall[number]
        seat.until(lambda seat=seat: all(seat.reader.case(i).version == rows[i].version for i in ids))
        assert all(seat.reader.case(i).state == rows[i].state for i in ids)
    assert [(step.action, step.seat) for step in hall["01"].reader.steps("c4")] == [("accept", "03"), ("claim", "03")]
    absence = at_the_list(away).desks.absence
    away.until(lambda: "断开" in absence.strip.text)
    page = open_page(away, Qt.Key.Key_Z, lambda: absence.page)
    assert "他席改动 2 件" in page.text
    assert {page.model.record(row).id for row in range(page.model.rowCount())} == {"c0", "c3"}
    away.picture("while-away")
    away.key(Qt.Key.Key_Escape)
    away.until(lambda: absence.page is None)
