"""A card over the window: it covers, closes, and returns the keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.overlay import Overlay


class Card(Overlay):
    """A card of a fixed size."""

    def card_rect(self) -> tuple[int, int, int, int]:
        return 100, 100, 200, 100


@pytest.fixture
def home(qtbot: QtBot, dark: theme.Theme) -> QWidget:
    made = QWidget()
    made.resize(400, 300)
    qtbot.addWidget(made)
    QLineEdit(made)
    made.show()
    made.activateWindow()
    return made


def test_escape_closes_and_gives_the_keyboard_back(home: QWidget, qtbot: QtBot) -> None:
    line = home.findChild(QLineEdit)
    line.setFocus()
    card = Card(home)
    card.open()
    assert card.hasFocus()
    with qtbot.waitSignal(card.closed):
        qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert line.hasFocus()


def test_a_click_beside_the_card_closes_and_one_on_it_does_not(home: QWidget, qtbot: QtBot) -> None:
    card = Card(home)
    card.open()
    qtbot.mouseClick(card.card, Qt.MouseButton.LeftButton)
    assert card.shown
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert not card.shown


def test_one_that_must_be_answered_cannot_be_closed(home: QWidget, qtbot: QtBot) -> None:
    card = Card(home, closable=False)
    card.open()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert card.shown


def test_it_covers_its_window_whatever_size_that_takes(home: QWidget, qtbot: QtBot) -> None:
    card = Card(home)
    card.open()
    home.resize(700, 500)
    assert card.size() == home.size()


def test_a_keyboard_owner_that_is_gone_harms_nothing(home: QWidget, qtbot: QtBot) -> None:
    line = QLineEdit(home)
    line.show()
    line.setFocus()
    card = Card(home)
    card.open()
    line.setParent(None)
    line.deleteLater()
    qtbot.wait(0)
    card.close_card()
    assert not card.shown
