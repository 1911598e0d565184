"""Searching as one types, and never on half a pinyin."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.search_box import SearchBox


@pytest.fixture
def box(qtbot: QtBot, dark: theme.Theme) -> SearchBox:
    made = SearchBox("编号、地点", wait_ms=10)
    qtbot.addWidget(made)
    made.show()
    return made


def compose(box: SearchBox, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(box, event)


def heard(box: SearchBox) -> list[str]:
    found: list[str] = []
    box.searched.connect(found.append)
    return found


def test_it_waits_for_the_hand_to_rest(box: SearchBox, qtbot: QtBot) -> None:
    found = heard(box)
    qtbot.keyClicks(box, "abc")
    qtbot.waitUntil(lambda: found == ["abc"])


def test_return_searches_at_once_and_only_once(box: SearchBox, qtbot: QtBot) -> None:
    found = heard(box)
    qtbot.keyClicks(box, "abc")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert found == ["abc"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert found == ["abc"]


def test_an_unfinished_composition_is_never_searched(box: SearchBox, qtbot: QtBot) -> None:
    found = heard(box)
    qtbot.keyClicks(box, "a")
    compose(box, "jie'fang")
    assert box.composing
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert not box._wait.isActive()
    assert found == []
    compose(box, "", "解放")
    qtbot.waitUntil(lambda: found == ["a解放"])


def test_escape_clears_and_the_button_does_too(box: SearchBox, qtbot: QtBot) -> None:
    found = heard(box)
    qtbot.keyClicks(box, "abc")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (box.text(), found) == ("", ["abc", ""])
    qtbot.keyClicks(box, "x")
    box._clear.click()
    assert box.text() == ""


def test_down_leaves_towards_the_list(box: SearchBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.left_downwards):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_its_hint_is_its_name(box: SearchBox) -> None:
    assert box.accessibleName() == "编号、地点"
