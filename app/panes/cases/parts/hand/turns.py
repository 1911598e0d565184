"""Who has held the case, from when to when, for how long, and how it ended; long turns are seen as long bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.case import Holding
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.spans import span
from app.text import _, local_time
from app.words import word
from widgets import theme


@dataclass(frozen=True, slots=True)
class Turn:
    """One unit's turn in words; `share` is its part of the longest, `bad` where the case came back."""

    unit: str
    when: str
    took: str
    how: str
    share: float
    bad: bool = False
    runs: bool = False


def turns_of(holdings: Sequence[Holding]) -> tuple[Turn, ...]:
    """The turns in words, in the order they were had."""
    longest = max((holding.seconds for holding in holdings), default=0.0) or 1.0
    return tuple(_turn(holding, longest) for holding in holdings)


def _turn(holding: Holding, longest: float) -> Turn:
    until = local_time(holding.until, "datetime") if holding.until else _("至今")
    return Turn(
        unit=one_line(holding.unit_name, 40) or "—",
        when=f"{local_time(holding.since, 'datetime')} – {until}",
        took=span(holding.seconds),
        how=word("ended", holding.how),
        share=holding.seconds / longest,
        bad=holding.how in ("return", "approve", "redispatch", "redo"),
        runs=holding.until is None,
    )


class TurnTable(QWidget):
    """Paints turns as two lines and a bar each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turns: tuple[Turn, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What is shown."""
        return self._turns

    def set_turns(self, turns: tuple[Turn, ...]) -> None:
        """Show these."""
        if turns != self._turns:
            self._turns = turns
            self.setAccessibleName(_("；").join(f"{turn.unit} {turn.when} {turn.took} {turn.how}" for turn in turns))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.of(self).font_px * 20, self._row_height() * max(1, len(self._turns)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _row_height(self) -> int:
        worn = theme.of(self)
        return round(worn.font_px * 1.5 + worn.font_small_px * 1.5 + worn.space * 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, height = QPainter(self), self._row_height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, turn in enumerate(self._turns):
            self._paint(painter, QRect(0, number * height, self.width(), height), turn)

    def _paint(self, painter: QPainter, box: QRect, turn: Turn) -> None:
        worn = theme.of(self)
        strong, small = QFont(self.font()), QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(worn.font_small_px)
        tone = worn.warn if turn.bad else worn.accent if turn.runs else worn.muted
        top = QRect(box.left(), box.top() + worn.space // 2, box.width(), round(worn.font_px * 1.5))
        low = QRect(box.left(), top.bottom() + 1, box.width(), round(worn.font_small_px * 1.5))
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        self._write(painter, top, turn.took, strong, tone, right)
        took = QFontMetrics(strong).horizontalAdvance(turn.took) + worn.space * 2
        self._write(painter, top.adjusted(0, 0, -took, 0), turn.unit, strong, worn.text, left)
        self._write(painter, low, turn.how, small, tone, right)
        how = QFontMetrics(small).horizontalAdvance(turn.how) + worn.space * 2
        self._write(painter, low.adjusted(0, 0, -how, 0), turn.when, small, worn.muted, left)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(box.left(), low.bottom() + worn.space / 2, box.width(), max(3.0, worn.space / 3))
        painter.setBrush(QColor(worn.line))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        bar.setWidth(max(bar.height(), bar.width() * turn.share))
        painter.setBrush(QColor(tone))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)

    def _write(
        self, painter: QPainter, box: QRect, text: str, font: QFont, colour: str, side: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, shown)
