"""A chip is a word on a soft ground of its tone, as wide as the word."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.badge import Badge


def test_the_word_is_its_accessible_name_and_tone_its_colour(qtbot: QtBot, dark: theme.Theme) -> None:
    badge = Badge("超期", "alarm", "siren")
    qtbot.addWidget(badge)
    badge.resize(badge.sizeHint())
    image = badge.grab().toImage()
    soft = QColor(dark.tint("alarm"))
    assert badge.accessibleName() == "超期"
    assert image.pixelColor(image.width() // 2, 2) == soft


def test_it_takes_the_room_of_its_word(qtbot: QtBot, dark: theme.Theme) -> None:
    short, long = Badge("超期"), Badge("等待中心平台确认")
    qtbot.addWidget(short)
    qtbot.addWidget(long)
    assert long.sizeHint().width() > short.sizeHint().width()


def test_an_empty_word_takes_no_place(qtbot: QtBot, dark: theme.Theme) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    badge = Badge("待发 3", parent=home)
    home.show()
    assert badge.isVisible()
    badge.set("")
    assert not badge.isVisible()
