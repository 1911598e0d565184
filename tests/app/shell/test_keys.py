"""A key means what the room in hand means by it; letters are for typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.qt.pane import PaneAction
from app.shell.keys import reaches_far
from app.shell.window import HallWindow


def done(window: HallWindow, room: str) -> list[str]:
    return window.panes[room].done  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(
    ("key", "far"),
    [("F4", True), ("Ctrl+K", True), ("Alt+1", True), ("A", False), ("Space", False), ("Ctrl+Return", False)],
)
def test_what_can_be_typed_stays_in_its_room(key: str, far: bool) -> None:
    assert reaches_far(key) is far


def test_f4_belongs_to_the_room_in_hand(window: HallWindow) -> None:
    window.show_room("wall")
    assert window.press("F4")
    window.show_room("cases")
    assert window.press("F4")
    assert (done(window, "wall"), done(window, "cases")) == (["around"], ["around"])


def test_a_key_pressed_on_the_keyboard_arrives(window: HallWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.show_room("map")
    qtbot.keyClick(window, Qt.Key.Key_F4)
    assert done(window, "map") == ["around"]


def test_the_shell_answers_where_no_room_does(window: HallWindow) -> None:
    asked: list[str] = []
    window.offer(lambda: [PaneAction("shell.help", "快捷键", lambda: asked.append("F1"), "F1")])
    window.show_room("map")
    assert window.press("F1")
    assert asked == ["F1"]


def test_an_action_that_is_not_possible_now_does_nothing(window: HallWindow) -> None:
    asked: list[str] = []
    window.offer(lambda: [PaneAction("x", "X", lambda: asked.append("x"), "F9", enabled=lambda: False)])
    assert not window.press("F9")
    assert asked == []


def test_a_letter_is_a_letter_in_a_field(window: HallWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    line = window.panes["cases"].field  # type: ignore[attr-defined]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert done(window, "cases") == []
    assert line.text() == "a"


def test_a_key_nobody_has_means_nothing(window: HallWindow) -> None:
    assert not window.press("F12")


def test_no_key_acts_while_an_input_method_composes(window: HallWindow) -> None:
    line = window.panes["cases"].field  # type: ignore[attr-defined]
    window.show_room("cases")
    window.keyboard.composing.follow(line)
    QApplication.sendEvent(line, QInputMethodEvent("lu", []))
    assert not window.press("F4") and done(window, "cases") == []
    QApplication.sendEvent(line, QInputMethodEvent("", []))
    assert window.press("F4") and done(window, "cases") == ["around"]


def test_no_card_stays_before_a_room_a_key_went_to(window: HallWindow) -> None:
    window.open_shortcuts()
    window.offer(lambda: [PaneAction("shell.send", "发送", lambda: window.show_room("cases"), "F6")])
    assert window.press("F6")
    assert not window.sheet.shown and window.docks.active == "cases"
