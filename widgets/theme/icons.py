"""Lucide line icons tinted with a token, crisp at any size, rendered once per theme."""

import re

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from widgets.theme.apply import of
from widgets.theme.resources import resources
from widgets.theme.tokens import Theme

_EDGES_PX = (12, 13, 14, 16, 18, 20, 24, 28, 32, 36, 40, 48, 64, 96)
_CACHE = "hall.icons"


class _Rendered(QObject):
    """The icons drawn so far; a child of the application, so that no pixmap outlives it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.icons: dict[tuple[str, str, str], QIcon] = {}


def icon(name: str, color: str = "text", theme: Theme | None = None) -> QIcon:
    """The icon tinted with a token or `#rrggbb`; a disabled look comes with it. FileNotFoundError if unknown."""
    theme = theme or of()
    key = (name, theme.color(color), theme.tint("faint", 0.6))
    drawn = _rendered()
    if key not in drawn.icons:
        drawn.icons[key] = _draw(*key)
    return drawn.icons[key]


def pixmap(name: str, color: str, edge_px: int, ratio: float = 1.0, theme: Theme | None = None) -> QPixmap:
    """The tinted icon as a pixmap of `edge_px` logical pixels for a screen of device pixel ratio `ratio`."""
    made = _paint(_source(name), (theme or of()).color(color), round(edge_px * ratio))
    made.setDevicePixelRatio(ratio)
    return made


def icon_names() -> tuple[str, ...]:
    """Names of all icons the kit carries."""
    return tuple(sorted(path.stem for path in resources("icons").glob("*.svg")))


def _rendered() -> _Rendered:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("icons need a QApplication")
    found = app.property(_CACHE)
    if not isinstance(found, _Rendered):
        found = _Rendered(app)
        app.setProperty(_CACHE, found)
    return found


def _draw(name: str, color: str, disabled: str) -> QIcon:
    made, source = QIcon(), _source(name)
    for edge in _EDGES_PX:
        made.addPixmap(_paint(source, color, edge))
        made.addPixmap(_paint(source, color, edge), QIcon.Mode.Selected)
        made.addPixmap(_paint(source, disabled, edge), QIcon.Mode.Disabled)
    return made


def _source(name: str) -> str:
    return resources("icons", f"{name}.svg").read_text(encoding="utf-8")


def _paint(source: str, color: str, edge: int) -> QPixmap:
    # A line of 2/24 is heavy beside Chinese body type, yet a small icon needs it to be seen at all.
    weight = 2.25 if edge <= 16 else 1.75
    text = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{weight}"', source.replace("currentColor", color))
    made = QPixmap(edge, edge)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode())).render(painter)
    painter.end()
    return made
