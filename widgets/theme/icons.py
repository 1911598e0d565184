"""Lucide line icons tinted with a token, crisp at any size, rendered once per theme."""

import re

from PySide6.QtCore import QByteArray, QObject, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from widgets.theme.apply import of
from widgets.theme.resources import resources
from widgets.theme.tokens import Theme

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
    return QIcon(_Engine(_source(name), color, disabled))


class _Engine(QIconEngine):
    """Draws the icon at the size that is asked for, when it is asked for, and remembers it."""

    def __init__(self, source: str, color: str, disabled: str) -> None:
        super().__init__()
        self._source, self._color, self._disabled = source, color, disabled
        self._drawn: dict[tuple[int, bool], QPixmap] = {}

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The icon in `size` device pixels."""
        key = (max(1, min(size.width(), size.height())), mode == QIcon.Mode.Disabled)
        if key not in self._drawn:
            self._drawn[key] = _paint(self._source, self._disabled if key[1] else self._color, key[0])
        made = QPixmap(self._drawn[key])
        made.setDevicePixelRatio(scale)
        return made

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio() if painter.device() is not None else 1.0
        painter.drawPixmap(rect, self.scaledPixmap(rect.size() * ratio, mode, state, ratio))

    def clone(self) -> QIconEngine:
        return _Engine(self._source, self._color, self._disabled)


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
