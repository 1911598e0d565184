"""Two parts find their places by the width there is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.halves import Halves


def test_the_parts_turn_where_there_is_no_room_and_the_picture_comes_on_top(qtbot: QtBot, dark: theme.Theme) -> None:
    first, second = QWidget(), QWidget()
    halves = Halves(first, second, 40, beside=0.25, under=0.25, second_on_top=True)
    qtbot.addWidget(halves)
    halves.resize(1_200, 600)
    halves.show()
    qtbot.waitUntil(lambda: first.width() > 0 and first.x() < second.x())
    assert halves.wide
    assert first.width() < second.width()
    halves.resize(300, 600)
    qtbot.waitUntil(lambda: halves.orientation() == Qt.Orientation.Vertical and second.y() < first.y())
    assert not halves.wide
    assert first.height() < second.height()
