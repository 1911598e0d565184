"""Notices stop nobody: they come, count themselves, and leave; an alarm waits to be read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.notice import NoticeStack
from widgets.notice.slip import Slip


@pytest.fixture
def stack(qtbot: QtBot, dark: theme.Theme) -> NoticeStack:
    home = QWidget()
    home.resize(800, 600)
    qtbot.addWidget(home)
    made = NoticeStack(home, "收起")
    home.show()
    return made


def slips(stack: NoticeStack) -> list[Slip]:
    return [slip for slip in stack.findChildren(Slip) if slip.isVisible()]


def test_the_same_sentence_is_counted_not_repeated(stack: NoticeStack) -> None:
    for _ in range(3):
        stack.tell("warning", "连不上中心平台")
    assert stack.texts == ("连不上中心平台",)
    assert "× 3" in [label.text() for label in slips(stack)[0].findChildren(type(slips(stack)[0]._count))]


def test_information_leaves_by_itself_and_an_alarm_stays(stack: NoticeStack, qtbot: QtBot) -> None:
    stack.tell("done", "已派遣")
    stack.tell("alarm", "水位超过 24 厘米")
    passing = slips(stack)[0]
    assert passing.passing
    passing._life.setInterval(1)
    passing._life.start()
    qtbot.waitUntil(lambda: stack.texts == ("水位超过 24 厘米",))
    assert not slips(stack)[0].passing


def test_at_most_four_are_seen_and_alarms_outlive_the_rest(stack: NoticeStack) -> None:
    stack.tell("alarm", "警报")
    for number in range(6):
        stack.tell("info", f"消息 {number}")
    assert len(stack.texts) == 4
    assert stack.texts[0] == "警报"
    assert stack.texts[-1] == "消息 5"


def test_an_action_is_done_and_the_slip_leaves(stack: NoticeStack, qtbot: QtBot) -> None:
    done: list[str] = []
    stack.tell("done", "已派遣", action="撤回", act=lambda: done.append("undo"))
    button = next(b for b in slips(stack)[0].findChildren(QPushButton) if b.text() == "撤回")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["undo"]
    assert stack.texts == ()


def test_it_can_be_put_aside_by_a_named_button(stack: NoticeStack, qtbot: QtBot) -> None:
    stack.tell("alarm", "警报", "解放路")
    close = slips(stack)[0].findChild(QToolButton)
    assert close.accessibleName() == "收起"
    assert slips(stack)[0].accessibleName() == "警报 解放路"
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert stack.isHidden()


def test_it_never_takes_the_keyboard(qtbot: QtBot, dark: theme.Theme) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    line = QLineEdit(home)
    made = NoticeStack(home, "收起")
    home.show()
    home.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    made.tell("alarm", "警报", action="查看")
    assert line.hasFocus()


def test_it_keeps_to_the_corner_when_the_window_grows(stack: NoticeStack) -> None:
    stack.tell("alarm", "警报")
    home = stack.parentWidget()
    home.resize(1200, 900)
    assert home.rect().contains(stack.geometry())
    assert home.width() - stack.geometry().right() < 40
