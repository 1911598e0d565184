"""Draw one face in two lines, as a picture that can be kept and blitted."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QPainter

from widgets import theme as themes
from widgets.record_list.brush import Brush, tone_of
from widgets.record_list.face import Face
from widgets.theme import Theme


def row_height(theme: Theme, compact: bool = False) -> int:
    """One or two lines and the air around them, in pixels."""
    if compact:
        return round(theme.font_px * 1.45 + theme.space + theme.space // 2)
    return round(theme.font_px * 1.45 + theme.font_small_px * 1.45 + theme.space * 2)


class RowArtist(Brush):
    """Knows the places of a two-line row for one theme, width and screen density."""

    def __init__(self, base: QFont, theme: Theme, width: int, density: float) -> None:
        super().__init__(base, theme, width, row_height(theme), density)
        self.key = (theme, width, density, base.key(), ())
        pad = theme.space + theme.space // 2
        narrow = width < theme.font_px * 30
        light = round(theme.font_px * (7.9 if narrow else 8.6))
        right = round(theme.font_px * (7.2 if width > theme.font_px * 38 else 4.6 if narrow else 5.8))
        half = self._height // 2
        self._light = QRect(pad, 0, light, half)
        self._main = QRect(pad + light + pad, 0, max(0, width - light - right - 4 * pad), half)
        self._right = QRect(width - right - pad, 0, right, half)

    def _upper(self, box: QRect) -> QRect:
        return box.adjusted(0, self._theme.space // 2 + 1, 0, 1)

    def _lower(self, box: QRect) -> QRect:
        return box.translated(0, self._height // 2).adjusted(0, -1, 0, -self._theme.space // 2 - 1)

    def _draw_light(self, painter: QPainter, face: Face) -> None:
        tone = tone_of(self._theme, face.light.tone)
        if face.light.tone in ("alarm", "warn"):
            painter.fillRect(QRect(0, 0, max(3, self._theme.space // 2), self._height), tone)
        box, side = self._upper(self._light), round(self._theme.font_px * 1.2)
        if face.light.icon:
            spot = QRect(box.left(), box.center().y() - side // 2 + 1, side, side)
            themes.icon(face.light.icon, face.light.tone).paint(painter, spot)
        indent = side + self._theme.space - 1
        self._line(painter, box.adjusted(indent, 0, 0, 0), face.light.text, self._fonts.figures, tone)
        note = self._lower(self._light).adjusted(indent, 0, 0, 0)
        self._line(painter, note, face.light_note, self._fonts.small, QColor(self._theme.muted))

    def _draw_main(self, painter: QPainter, face: Face) -> None:
        box = self._upper(self._main)
        used = self._line(painter, box, face.title, self._fonts.title, QColor(self._theme.text))
        rest = box.adjusted(used + self._theme.space, 0, 0, 0)
        if face.summary and rest.width() > self._theme.font_px * 3:
            self._line(painter, rest, face.summary, self._fonts.body, QColor(self._theme.muted))
        box = self._lower(self._main)
        used = self._line(painter, box, face.number, self._fonts.small, QColor(self._theme.muted))
        rest = box.adjusted(used + self._theme.space * 3 // 2, 0, 0, 0) if used else box
        self._line(painter, rest, "  ·  ".join(face.details), self._fonts.small, QColor(self._theme.muted))

    def _draw_right(self, painter: QPainter, face: Face) -> None:
        if face.chip.text:
            self._draw_chip(painter, self._upper(self._right), face.chip)
        box = self._lower(self._right)
        right = box.right()
        for mark in reversed(face.marks):
            right = self._draw_mark(painter, QRect(box.left(), box.top(), right - box.left(), box.height()), mark)
