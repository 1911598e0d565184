"""Draw one face as a single line, divided into columns."""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from widgets import theme as themes
from widgets.record_list.brush import Brush, tone_of
from widgets.record_list.columns import Column, lanes
from widgets.record_list.face import Face
from widgets.record_list.row_art import row_height
from widgets.theme import Theme

TITLE = "title"


class LineArtist(Brush):
    """Knows the places of a one-line row for one theme, width, screen density and choice of columns."""

    def __init__(self, base: QFont, theme: Theme, width: int, density: float, columns: Sequence[Column]) -> None:
        super().__init__(base, theme, width, row_height(theme, compact=True), density)
        self.key = (theme, width, density, base.key(), tuple(columns))
        self._lanes = lanes(columns, width, self._height, theme)

    def _draw_light(self, painter: QPainter, face: Face) -> None:
        tone, box, side = tone_of(self._theme, face.light.tone), self._lanes.light, self._theme.icon_px
        if face.light.tone in ("alarm", "warn"):
            painter.fillRect(QRect(0, 0, max(3, self._theme.space // 2), self._height), tone)
        if face.light.icon:
            spot = QRect(box.left(), box.center().y() - side // 2 + 1, side, side)
            themes.icon(face.light.icon, face.light.tone).paint(painter, spot)
        indent = side + self._theme.space - 1
        self._line(painter, box.adjusted(indent, 0, 0, 0), face.light.text, self._fonts.figures, tone)

    def _draw_main(self, painter: QPainter, face: Face) -> None:
        cells, muted = dict(face.cells), QColor(self._theme.muted)
        for slot in self._lanes.slots:
            box = QRect(slot.left, 0, slot.width, self._height)
            if slot.column.id == TITLE:
                used = self._line(painter, box, face.title, self._fonts.title, QColor(self._theme.text))
                box = box.adjusted(used + self._theme.space, 0, 0, 0)
                if box.width() < self._theme.font_px * 2:
                    continue
            self._line(painter, box, cells.get(slot.column.id, ""), self._fonts.body, muted)

    def _draw_right(self, painter: QPainter, face: Face) -> None:
        box, right = self._lanes.right, self._lanes.right.right()
        if face.chip.text:
            self._draw_chip(painter, box, face.chip)
            metrics = QFontMetrics(self._fonts.small)
            right -= min(box.width(), metrics.horizontalAdvance(face.chip.text) + self._theme.space * 3)
        for mark in face.marks:
            left = self._draw_mark(painter, QRect(box.left(), 0, right - box.left(), self._height), mark)
            if left >= right:
                break
            right = left
