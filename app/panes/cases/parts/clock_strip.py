"""The separate clocks of a case side by side: what each step took, or what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.case import Case, Light, light
from app.panes.cases.parts.spans import remaining, span
from app.panes.cases.parts.tones import LIGHT_ICONS, LIGHT_TONES
from app.text import _, local_time
from app.words import word
from widgets import theme


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock in words."""

    name: str
    text: str
    note: str = ""
    tone: str = "faint"
    icon: str = ""


def clock_lines(case: Case, now: datetime) -> tuple[ClockLine, ...]:
    """The clocks of a case, in the order they run; the signing and the handling clock run at the same time."""
    accept = "verify" if case.clock == "verify" else "accept"
    waits = case.clock == "sign" and not case.signed_at
    handles = bool(case.dispatched_at) and case.clock in ("sign", "dispose") and case.is_open
    return (
        _line(case, now, accept, case.reported_at, case.accepted_at, case.due_at, case.clock == accept),
        _line(case, now, "file", case.accepted_at, case.filed_at, case.due_at, case.clock == "file"),
        _line(case, now, "dispatch", case.filed_at, case.dispatched_at, case.due_at, case.clock == "dispatch"),
        _line(case, now, "sign", case.dispatched_at, case.signed_at, case.sign_due_at or case.due_at, waits),
        _line(case, now, "dispose", case.dispatched_at, case.handled_at, case.dispose_due_at or case.due_at, handles),
        _line(case, now, "check", case.handled_at, case.checked_at, case.due_at, case.clock == "check"),
    )


def _line(
    case: Case, now: datetime, name: str, start: datetime | None, end: datetime | None, due: datetime | None, runs: bool
) -> ClockLine:
    called = word("clock", name)
    if runs and due is not None:
        shown = light(replace(case, due_at=due, clock_from=start or case.clock_from), now)
        text = word("light", shown) if shown is Light.PAUSED else remaining(due, now)
        note = _("{time} 到期").format(time=local_time(due))
        return ClockLine(called, text, note, LIGHT_TONES[shown], LIGHT_ICONS[shown])
    if start is not None and end is not None and end >= start:
        took = _("用时 {span}").format(span=span((end - start).total_seconds()))
        return ClockLine(called, took, local_time(end), "muted", "check")
    return ClockLine(called, "—")


class ClockStrip(QWidget):
    """Shows clock lines in equal cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ClockLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def lines(self) -> tuple[ClockLine, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[ClockLine]) -> None:
        """Show these."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.setAccessibleName("；".join(f"{line.name} {line.text} {line.note}".strip() for line in self._lines))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(
            worn.font_px * 40, round(worn.font_px * 1.4 + worn.font_small_px * 2.9 + worn.space * 2) * self._rows()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(worn_width(self, 3), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def _rows(self) -> int:
        return 1 if self.width() >= worn_width(self, max(1, len(self._lines))) else 2

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, rows = theme.of(self), QPainter(self), self._rows()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(worn.row_alt))
        painter.drawRoundedRect(self.rect(), worn.radius, worn.radius)
        in_row = -(-len(self._lines) // rows) if self._lines else 1
        for number, line in enumerate(self._lines):
            width, height = self.width() // in_row, self.height() // rows
            box = QRect(number % in_row * width, number // in_row * height, width, height)
            self._paint_cell(painter, box, line)
            if number % in_row:
                painter.fillRect(
                    QRect(box.left(), box.top() + worn.space, 1, height - worn.space * 2), QColor(worn.line)
                )

    def _paint_cell(self, painter: QPainter, box: QRect, line: ClockLine) -> None:
        worn = theme.of(self)
        inner = box.adjusted(worn.space + 2, worn.space, -worn.space // 2, -worn.space)
        small, strong = QFont(self.font()), QFont(self.font())
        small.setPixelSize(worn.font_small_px)
        strong.setWeight(QFont.Weight.DemiBold if line.tone in ("alarm", "warn", "ok") else QFont.Weight.Normal)
        step = round(worn.font_small_px * 1.45)
        self._write(painter, QRect(inner.left(), inner.top(), inner.width(), step), line.name, small, worn.muted)
        middle = QRect(inner.left(), inner.top() + step, inner.width(), round(worn.font_px * 1.4))
        if line.icon:
            edge = worn.font_px
            theme.icon(line.icon, line.tone).paint(
                painter, QRect(middle.left(), middle.center().y() - edge // 2, edge, edge)
            )
            middle = middle.adjusted(edge + worn.space // 2, 0, 0, 0)
        self._write(painter, middle, line.text, strong, worn.color(line.tone))
        last = QRect(inner.left(), middle.bottom() + 1, inner.width(), step)
        self._write(painter, last, line.note, small, worn.faint)

    def _write(self, painter: QPainter, box: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def worn_width(widget: QWidget, cells: int) -> int:
    """The width in which so many clocks can be read."""
    return round(theme.of(widget).font_px * 7.6) * cells
