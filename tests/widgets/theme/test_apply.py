"""One call dresses the application, and a switch reaches every widget that paints by itself."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from widgets import theme


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.setStyleSheet("")


def test_a_widget_knows_the_theme_it_wears(qapp: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    theme.apply(qapp, "light", 1.5)
    assert theme.of(widget).name == "light"
    assert theme.of(widget).font_px == 22
    assert qapp.font().pixelSize() == 22


def test_a_switch_dresses_followers_again_once_each(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "dark")
    label, worn = QLabel(), []
    qtbot.addWidget(label)
    theme.follow(label, lambda dress: worn.append(dress.name))
    label.show()
    theme.apply(qapp, "light")
    theme.apply(qapp, "dark")
    assert worn == ["dark", "light", "dark"]


def test_the_switch_is_seen_in_the_pixels(qapp: QApplication, qtbot: QtBot) -> None:
    panel = QWidget()
    panel.setProperty("ground", "surface")
    panel.resize(40, 40)
    qtbot.addWidget(panel)
    seen = []
    for name in ("dark", "light"):
        worn = theme.apply(qapp, name)
        seen.append((QColor(panel.grab().toImage().pixel(20, 20)).name(), worn.surface))
    assert [found for found, _ in seen] == [wanted for _, wanted in seen]


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_style_sheet_has_no_hole_and_qt_understands_it(
    qapp: QApplication, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    theme.apply(qapp, name)
    QLabel().ensurePolished()
    assert not re.search(r"\$\w", qapp.styleSheet())
    assert "parse" not in capfd.readouterr().err


def test_an_unknown_theme_is_refused(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        theme.apply(qapp, "neon")


def test_the_palette_agrees_with_the_tokens(qapp: QApplication) -> None:
    worn = theme.apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == worn.surface
