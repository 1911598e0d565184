"""A call comes in: the whole window, a real hub, no mouse; the second call about the same thing becomes one with it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.demo.city import City
from tests.e2e.conftest import Seat
from tests.fakes.hub import RunningHub

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def at_the_queue(seat: Seat) -> None:
    """The keyboard in the list of cases, the books read."""
    seat.window.show_room("cases")
    cases = seat.pane("cases")
    seat.until(lambda: bool(cases.reading.known.matters), 30)
    seat.window.activateWindow()
    cases.view.queue.list.setFocus()
    seat.until(cases.view.queue.list.hasFocus, 30)


def call_comes_in(seat: Seat, words: str, code: str, phone: str) -> Any:
    """N, the words, the code of a plate, the number of the caller, the source: all by key."""
    at_the_queue(seat)
    seat.key(Qt.Key.Key_N)
    seat.until(lambda: seat.pane("cases").view.intake is not None, 30)
    intake = seat.pane("cases").view.intake
    seat.until(lambda: intake.text.isAncestorOf(seat.hand), 30)
    seat.type(words)
    seat.key(Qt.Key.Key_Return)
    seat.qtbot.keyClicks(seat.hand, code)
    seat.until(lambda: intake.located, 30)
    seat.key(Qt.Key.Key_H, ALT)
    seat.qtbot.keyClicks(seat.hand, phone)
    seat.key(Qt.Key.Key_Y, ALT)
    seat.key(Qt.Key.Key_2)
    return intake


def test_two_calls_about_one_cover_are_one_case_at_the_hub(
    sit_down: Callable[..., Seat], hub: RunningHub, city: City
) -> None:
    seat = sit_down()
    cover = next(place for place in city.places if place.kind == "manhole" and place.code[6:10] == "0102")
    first = call_comes_in(seat, "污水井盖破损，怕有人掉进去", cover.code, "10012345678")
    seat.until(lambda: first.values()["matter_id"] == "part-0102", 30)
    seat.key(Qt.Key.Key_Return, CTRL)
    seat.until(lambda: len(hub.rows('select id from "case"')) == 1, 30)
    rows = hub.rows('select id, source, part_code, place_id, matter_id, state, area_code from "case"')
    (case_id, *told) = rows[0]
    assert told == ["hotline", cover.code, cover.id, "part-0102", "reported", cover.area_code]

    second = call_comes_in(seat, "井盖翻了，还没人来修", cover.code, "10087654321")
    seat.until(lambda: second.likely.isVisible(), 30)
    assert "同一部件" in second.likely.why.text()
    seat.key(Qt.Key.Key_S, ALT)
    merged = "select reporter_phone, state, duplicate_of from \"case\" where duplicate_of <> ''"
    seat.until(lambda: hub.rows(merged) == [("10087654321", "voided", case_id)], 30)
    seat.until(lambda: "已登记并并入" in seat.pane("cases").view.detail.notice.text, 30)
    assert seat.pane("cases").view.detail.case_id == case_id
