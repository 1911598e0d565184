"""An empty list says so, and as of when."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.empty_state import EmptyState


def test_nothing_is_never_said_without_its_time(qtbot: QtBot, dark: theme.Theme) -> None:
    empty = EmptyState("inbox", "没有待办案件", "截至 14:02")
    qtbot.addWidget(empty)
    empty.show()
    assert empty.accessibleName() == "没有待办案件 截至 14:02"
    assert empty._as_of.isVisible()


def test_one_thing_can_be_done_about_it(qtbot: QtBot, dark: theme.Theme) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.set("circle-alert", "没有符合的案件", "截至 14:02", "清除筛选")
    empty.show()
    with qtbot.waitSignal(empty.acted):
        qtbot.mouseClick(empty._action, Qt.MouseButton.LeftButton)
