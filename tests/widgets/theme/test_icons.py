"""Icons wear the theme's colours and are drawn once."""

import pytest
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from widgets import theme


def strongest(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
    """The colour of the most opaque pixel."""
    image = icon.pixmap(48, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha).name()


def test_an_icon_is_tinted_with_its_token(qapp: QApplication) -> None:
    worn = theme.apply(qapp, "dark")
    assert strongest(theme.icon("siren", "alarm")) == worn.alarm
    assert strongest(theme.icon("siren", "#123456")) == "#123456"


def test_a_disabled_icon_is_pale(qapp: QApplication) -> None:
    worn = theme.apply(qapp, "dark")
    assert strongest(theme.icon("send"), QIcon.Mode.Disabled) != worn.text


def test_the_same_icon_is_drawn_once_and_again_for_another_theme(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    first = theme.icon("video")
    assert theme.icon("video").cacheKey() == first.cacheKey()
    theme.apply(qapp, "light")
    assert theme.icon("video").cacheKey() != first.cacheKey()


def test_every_icon_paints_something(qapp: QApplication) -> None:
    assert len(theme.icon_names()) > 40
    for name in theme.icon_names():
        assert theme.icon(name, "#ff0000").pixmap(24).toImage().pixelColor(0, 0).alpha() == 0
        assert strongest(theme.icon(name, "#ff0000")) == "#ff0000", name


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("unicorn")


def test_a_pixmap_fits_the_screen_ratio(qapp: QApplication) -> None:
    drawn = theme.pixmap("clock", "warn", 20, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (40, 2.0)
