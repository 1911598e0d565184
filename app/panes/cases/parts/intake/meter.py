"""The meter of an urgent report: five boxes in the order of a call, filled, half filled or open."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.intake import CALL_ORDER, Quality
from app.text import N_, _
from app.words import word
from widgets import theme

LEVELS = {"good": N_("要素齐全"), "fair": N_("可报，仍需补问"), "poor": N_("请再问")}
_TONES = {"good": "ok", "fair": "warn", "poor": "alarm"}


class QualityMeter(QWidget):
    """Shows a quality; what is asked next stands beside the boxes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quality = Quality(0, CALL_ORDER)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    @property
    def quality(self) -> Quality:
        """What is shown."""
        return self._quality

    def show_quality(self, quality: Quality) -> None:
        """Show another quality."""
        if quality != self._quality:
            self._quality = quality
            self._name()
            self.update()

    def said(self) -> str:
        """The meter in words."""
        level = _(LEVELS[self._quality.level])
        return f"{self._quality.points} · {level}{self._next()}"

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.font_px * 24, worn.row_px + worn.space)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.of(self).font_px * 12, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = theme.of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(worn.color(_TONES[self._quality.level])))
        head = QRect(0, 0, self.width(), self.height() - worn.space)
        font = painter.font()
        font.setPixelSize(worn.font_small_px)
        painter.setFont(font)
        text = painter.fontMetrics().elidedText(self.said(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        gap = worn.space // 2
        width = (self.width() - gap * (len(CALL_ORDER) - 1)) // len(CALL_ORDER)
        for number, name in enumerate(CALL_ORDER):
            self._paint_box(painter, QRect(number * (width + gap), self.height() - worn.space, width, gap), name)

    def _paint_box(self, painter: QPainter, box: QRect, name: str) -> None:
        worn = theme.of(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(worn.line))
        painter.drawRoundedRect(box, 2, 2)
        share = 0.0 if name in self._quality.missing else 0.5 if name in self._quality.weak else 1.0
        if share:
            painter.setBrush(QColor(worn.ok if share == 1.0 else worn.warn))
            painter.drawRoundedRect(QRect(box.left(), box.top(), round(box.width() * share), box.height()), 2, 2)

    def _next(self) -> str:
        asked = _("、").join(word("five", name) for name in self._quality.ask)
        return "  ·  " + _("依次问：{what}").format(what=asked) if asked else ""

    def _name(self) -> None:
        self.setAccessibleName(_("要素完整度"))
        self.setAccessibleDescription(self.said())
        self.setToolTip(self.said())
