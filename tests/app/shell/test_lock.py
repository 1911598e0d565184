"""A locked seat shows the wall to the hall and nothing of a case to anybody."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.shell.window import HallWindow


@pytest.fixture
def locked(window: HallWindow) -> HallWindow:
    window.activateWindow()
    window.panes["cases"].field.setText("未写完的描述")  # type: ignore[attr-defined]
    window.show_room("cases")
    window.shut()
    return window


def test_case_data_are_hidden_and_the_wall_runs_on(locked: HallWindow) -> None:
    seen = {room for room, pane in locked.panes.items() if pane.widget.isVisible()}
    assert seen == {"wall"}


def test_no_key_and_no_click_gets_past(locked: HallWindow, qtbot: QtBot) -> None:
    wall = locked.panes["wall"]
    assert not locked.press("F4")
    qtbot.keyClick(wall.field, Qt.Key.Key_X)  # type: ignore[attr-defined]
    qtbot.mouseClick(wall.field, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    qtbot.keyClick(locked, Qt.Key.Key_F4)
    qtbot.keyClick(locked.lock, Qt.Key.Key_Escape)
    assert wall.field.text() == ""  # type: ignore[attr-defined]
    assert locked.locked


def test_a_wrong_password_keeps_it_shut(locked: HallWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(locked.lock.password.line, "wrong")
    qtbot.keyClick(locked.lock.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(locked.lock.button.isEnabled, timeout=5000)
    assert locked.locked
    assert not locked.panes["cases"].widget.isVisible()


def test_the_right_one_gives_everything_back_as_it_was(locked: HallWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(locked.lock.password.line, "right")
    with qtbot.waitSignal(locked.lock.opened, timeout=5000):
        qtbot.keyClick(locked.lock.password.line, Qt.Key.Key_Return)
    assert all(pane.widget.isVisible() for pane in locked.panes.values())
    assert locked.panes["cases"].field.text() == "未写完的描述"  # type: ignore[attr-defined]
    assert locked.lock.password.line.text() == ""
    assert locked.press("F4")
