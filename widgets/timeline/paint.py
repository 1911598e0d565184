"""Measures and draws one step beside its rail."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from widgets.badge import paint_chip
from widgets.theme import Theme, icon

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Step(Protocol):
    """What is drawn."""

    time: str
    title: str
    who: str
    note: str
    tone: str
    icon: str
    waiting: bool
    badge: str


class StepArt:
    """One row at a given width."""

    def __init__(self, step: Step, theme: Theme, font: QFont, width: int) -> None:
        self._step, self._theme, self._width = step, theme, width
        self._body, self._strong, self._small = QFont(font), QFont(font), QFont(font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._small.setPixelSize(theme.font_small_px)

    @property
    def _rail(self) -> int:
        return self._theme.icon_px + 2 * self._theme.space

    def height(self) -> int:
        """Logical pixels for the whole row."""
        return self._title_box().height() + self._who_height() + self._note_box().height() + 2 * self._theme.space

    def paint(self, painter: QPainter, rect: QRect, first: bool, last: bool) -> None:
        """Draw the row into `rect`; the rail ends at the first and the last."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rail(painter, rect, first, last)
        painter.translate(rect.topLeft())
        self._paint_words(painter)
        painter.restore()

    def _paint_rail(self, painter: QPainter, rect: QRect, first: bool, last: bool) -> None:
        theme, step = self._theme, self._step
        middle = rect.left() + self._rail / 2
        dot = rect.top() + theme.space + QFontMetrics(self._strong).height() / 2
        painter.setPen(QPen(QColor(theme.line), max(1.0, 1.5 * theme.scale)))
        painter.drawLine(QPointF(middle, dot if first else rect.top()), QPointF(middle, dot if last else rect.bottom()))
        tone = QColor(theme.color(step.tone))
        if step.icon:
            edge = theme.icon_px
            painter.fillRect(
                QRectF(middle - edge / 2 - 2, dot - edge / 2 - 2, edge + 4, edge + 4), QColor(theme.surface)
            )
            art = QRectF(middle - edge / 2, dot - edge / 2, edge, edge).toRect()
            icon(step.icon, step.tone, theme).paint(painter, art)
            return
        painter.setPen(QPen(tone, 2 * theme.scale))
        painter.setBrush(QColor(theme.surface) if step.waiting else tone)
        painter.drawEllipse(QPointF(middle, dot), 4 * theme.scale, 4 * theme.scale)

    def _paint_words(self, painter: QPainter) -> None:
        theme, step, title = self._theme, self._step, self._title_box()
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        top = title.top() + (QFontMetrics(self._strong).height() - QFontMetrics(self._small).height()) // 2
        painter.drawText(self._rail, top + QFontMetrics(self._small).ascent(), step.time)
        painter.setFont(self._strong)
        painter.setPen(QColor(theme.muted if step.waiting else theme.text))
        painter.drawText(title, _WRAP, step.title)
        if step.badge:
            left = title.left() + QFontMetrics(self._strong).horizontalAdvance(step.title) + theme.space
            painter.setFont(self._body)
            paint_chip(painter, QPointF(left, title.top()), step.badge, "info", theme, "cloud-upload")
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(title.left(), title.bottom() + QFontMetrics(self._small).ascent() + 2), step.who)
        painter.setFont(self._body)
        painter.setPen(QColor(theme.text))
        painter.drawText(self._note_box(), _WRAP, step.note)

    def _left(self) -> int:
        times = QFontMetrics(self._small).horizontalAdvance("00-00 00:00")
        own = QFontMetrics(self._small).horizontalAdvance(self._step.time)
        return self._rail + max(times, own) + self._theme.space * 2

    def _words(self, font: QFont, text: str, top: int) -> QRect:
        left = self._left()
        room = QRect(left, top, max(40, self._width - left - self._theme.space), 10_000)
        if not text:
            return QRect(left, top, room.width(), 0)
        return QRect(room.topLeft(), QFontMetrics(font).boundingRect(room, _WRAP, text).size()).adjusted(0, 0, 2, 0)

    def _title_box(self) -> QRect:
        return self._words(self._strong, self._step.title or " ", self._theme.space)

    def _who_height(self) -> int:
        return QFontMetrics(self._small).height() + 2 if self._step.who else 0

    def _note_box(self) -> QRect:
        top = self._title_box().bottom() + 1 + self._who_height()
        return self._words(self._body, self._step.note, top)
