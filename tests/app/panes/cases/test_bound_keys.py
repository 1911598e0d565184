"""With every key bound as the window binds it, a key still means what the page under the hand says."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.panes.cases.parts.batch.batch_page import BatchPage
from app.panes.cases.parts.offline.conflict_desk import ConflictDesk
from app.shell.focus import focus_inside
from app.shell.keys import KeyBoard
from tests.app.panes.cases.conftest import NOON, Desk, a_case
from tests.app.panes.cases.hands import at_unit
from tests.app.panes.cases.test_conflict_desk import clash

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bound(make_desk: Callable[..., Desk]) -> Iterator[Callable[..., Desk]]:
    boards: list[KeyBoard] = []

    def make(*nouns: object) -> Desk:
        desk = make_desk(*nouns)
        board = KeyBoard(desk.pane.widget, lambda: {"cases": desk.pane}, list, lambda: "cases", lambda: False)
        board.bind()
        boards.append(board)
        return desk

    yield make
    for board in boards:
        board.stop()


def test_marks_batch_and_undo_go_by_bound_keys_and_letters_go_into_the_form(bound: Callable[..., Desk]) -> None:
    desk = bound(*(a_case(number) for number in range(1, 5)))
    desk.key(Qt.Key.Key_J)
    desk.key(Qt.Key.Key_J, SHIFT)
    desk.key(Qt.Key.Key_J, SHIFT)
    assert len(desk.rows.marks) == 3
    desk.key(Qt.Key.Key_X)
    page = desk.pane.view.page
    assert isinstance(page, BatchPage)
    desk.key(Qt.Key.Key_1)  # the reason, not the filter of that digit
    desk.qtbot.keyClicks(desk.focus(), "mqt")
    assert page.form.values()["note"] == "mqt" and desk.pane.view.page is page
    desk.key(Qt.Key.Key_Return)
    assert len(desk.store.reader.pending()) == 3
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert not desk.store.reader.pending()


def test_digits_in_a_form_choose_there_and_leave_the_filter_alone(bound: Callable[..., Desk]) -> None:
    closed = at_unit(state="closed", clock="", due_at=None, closed_at=NOON, checked="pass")
    desk = bound(a_case(2), closed)
    desk.see("c00001")
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_V, SHIFT)
    for digit in (Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_2):
        desk.key(digit)
    said = desk.detail.form.values()
    assert (said["response"], said["solved"], said["satisfied"]) == ("yes", "no", "basically")
    desk.key(Qt.Key.Key_Escape)
    desk.see("c00002")
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_X)
    desk.key(Qt.Key.Key_2)
    assert desk.detail.form.values()["reason_code"] == "outside_district"
    assert desk.pane.view.queue.chosen.id == "open"


def test_the_letters_of_the_conflict_desk_are_its_own(bound: Callable[..., Desk]) -> None:
    desk = bound(a_case(1, state="filed", clock="dispatch"), a_case(2))
    desk.see("c00002")
    clash(desk)
    desk.until(lambda: "冲突" in desk.pane.desks.deciding.strip.text)
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_Q)
    page = desk.pane.view.page
    assert isinstance(page, ConflictDesk)
    desk.until(lambda: page.card is not None)
    desk.key(Qt.Key.Key_T)
    assert page.card is not None and page.card.outcome.kind == "keep"
    desk.key(Qt.Key.Key_M)
    assert page.card.outcome.kind == "edit"
    assert desk.detail.form is None and desk.pane.view.page is page
    desk.key(Qt.Key.Key_O)
    desk.until(lambda: desk.detail.case_id == "c00001")
    assert desk.pane.view.page is None


def test_space_presses_a_button_and_marks_a_row(bound: Callable[..., Desk]) -> None:
    desk = bound(a_case(1), a_case(2))
    desk.key(Qt.Key.Key_J)
    desk.key(Qt.Key.Key_Space)
    assert desk.rows.marks == ("c00001",)
    narrow = desk.pane.view.queue._narrow
    narrow.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert narrow.isChecked() and desk.rows.marks == ("c00001",)
    assert "Space" not in {action.shortcut for action in desk.pane.actions()}


def test_every_key_of_the_room_stands_for_one_thing_in_the_list_of_keys(bound: Callable[..., Desk]) -> None:
    desk = bound(a_case(1))
    keys = [action.shortcut for action in desk.pane.actions() if action.shortcut]
    assert len(keys) == len(set(keys))
    assert {"J", "K", "Shift+J", "Ctrl+A", "Ctrl+Z", "Ctrl+E", "B", "H", "Q", "W", "Z", "/", "1", "9"} <= set(keys)


def test_whoever_gives_the_room_the_keyboard_means_the_queue(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.pane.view.queue.search.setFocus()
    QApplication.focusWidget().clearFocus()  # type: ignore[union-attr]
    focus_inside(desk.pane.widget)
    assert desk.focus() is desk.rows
