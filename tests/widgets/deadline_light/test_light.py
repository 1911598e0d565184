"""A light says the same with icon, words and colour; no two lights look alike even without colour."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.deadline_light import LIGHTS, DeadlineLight


def grey(code: str, qtbot: QtBot) -> QImage:
    light = DeadlineLight()
    qtbot.addWidget(light)
    light.set(code, "")
    light.resize(light.sizeHint())
    return light.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def test_without_colour_every_light_is_still_told_apart(qtbot: QtBot, dark: theme.Theme) -> None:
    seen = [grey(code, qtbot) for code in LIGHTS]
    assert all(one != other for place, one in enumerate(seen) for other in seen[place + 1 :])


def test_it_is_read_aloud_with_its_word(qtbot: QtBot, dark: theme.Theme) -> None:
    light = DeadlineLight()
    qtbot.addWidget(light)
    light.set("overdue", "超 2 小时", "超期")
    assert light.accessibleName() == "超期 超 2 小时"
    assert light.light == "overdue"


def test_an_unknown_light_is_an_error_and_changes_nothing(qtbot: QtBot, dark: theme.Theme) -> None:
    light = DeadlineLight()
    qtbot.addWidget(light)
    light.set("warning", "余 18 分")
    with pytest.raises(KeyError):
        light.set("purple", "")
    assert light.light == "warning"
