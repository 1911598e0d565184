"""Pictures come when they come, and one of them can be looked at large."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from widgets import theme
from widgets.photo_strip import Photo, PhotoStrip, PhotoViewer


def picture(colour: str) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def strip(qtbot: Any) -> Iterator[PhotoStrip]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    window = QWidget()
    made = PhotoStrip()
    QVBoxLayout(window).addWidget(made)
    qtbot.addWidget(window)
    window.resize(700, 400)
    window.show()
    yield made
    window.close()


def test_pictures_are_asked_for_once_and_shown_when_they_come(strip: PhotoStrip) -> None:
    wanted: list[str] = []
    strip.wanted.connect(wanted.append)
    photos = [Photo("a", "before"), Photo("b", "after", "not here")]
    strip.set_photos(photos)
    strip.set_photos(photos)
    assert wanted == ["a", "b"]
    strip.set_image("a", picture("#ff0000"))
    shown = strip.grab().toImage()
    assert shown.pixelColor(40, 40) == QColor("#ff0000")
    assert shown.pixelColor(shown.width() // 2, 40) != QColor("#ff0000")


def test_enter_enlarges_arrows_turn_and_escape_puts_away(strip: PhotoStrip, qtbot: Any) -> None:
    strip.set_photos([Photo("a", "before"), Photo("b", "after")])
    strip.set_image("a", picture("#ff0000"))
    strip.set_image("b", picture("#00ff00"))
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    viewer = strip.window().findChild(PhotoViewer)
    assert viewer is not None and viewer.isVisible()
    centre = viewer.rect().center() - QPoint(0, 20)
    assert viewer.grab().toImage().pixelColor(centre) == QColor("#ff0000")
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.grab().toImage().pixelColor(centre) == QColor("#00ff00")
    assert viewer.accessibleName() == "after"
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.isHidden()
