"""The separate clocks of a case side by side: what each step took, or what is left of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.case import Case, Face, Light, faces, light
from app.domain.rules import Rules
from app.panes.cases.parts.spans import remaining, span
from app.panes.cases.parts.tones import LIGHT_ICONS, LIGHT_TONES
from app.text import _, local_time
from app.words import word
from widgets import theme

# A clock's name may make its cell so much wider than the narrowest one.
LONGEST_NAME = 1.3


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock in words; `brief` is what is left of the note where there is no room for all of it."""

    name: str
    text: str
    note: str = ""
    tone: str = "faint"
    icon: str = ""
    runs: bool = False
    brief: str = ""


def clock_lines(case: Case, now: datetime, rules: Rules) -> tuple[ClockLine, ...]:
    """Every clock that runs or has run: the desk's own in their order, then those beside it; late ones say so."""
    return tuple(_line(face, now) if _makes_sense(face) else _senseless(face) for face in _shown(case, now, rules))


def _shown(case: Case, now: datetime, rules: Rules) -> Iterator[Face]:
    """The clock the desk waits for shows the light of the head and the queue."""
    for face in faces(case, now, rules):
        yield replace(face, light=light(case, now)) if face.name == case.clock and face.done is None else face


def _makes_sense(face: Face) -> bool:
    return face.done is None or face.done >= face.since


def _senseless(face: Face) -> ClockLine:
    return ClockLine(word("clock", face.name), "—", word("flag", "impossible_times"), "muted", "triangle-alert")


def _line(face: Face, now: datetime) -> ClockLine:
    called = word("clock", face.name)
    if face.done is not None:
        took = _("用时 {span}").format(span=span((face.done - face.since).total_seconds()))
        if face.late:
            by = span((face.done - face.due).total_seconds()) if face.due else ""
            said = _("迟 {span}，{time}")
            note, brief = said.format(time=local_time(face.done), span=by), said.format(time="", span=by).rstrip("，, ")
            return ClockLine(called, took, note, "late", "check", brief=brief)
        return ClockLine(called, took, local_time(face.done), "muted", "check")
    if face.due is None:
        waited = _("已 {span}").format(span=span((now - face.since).total_seconds()))
        return ClockLine(called, waited, _("没有时限"), "muted", "clock")
    text = word("light", face.light) if face.light is Light.PAUSED else remaining(face.due, now)
    note = _("{time} 到期").format(time=local_time(face.due))
    return ClockLine(called, text, note, LIGHT_TONES[face.light], LIGHT_ICONS[face.light], runs=True)


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
            self.setAccessibleName(_("；").join(f"{line.name} {line.text} {line.note}".strip() for line in self._lines))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.of(self).font_px * 40, self._cell_height() * self._rows())

    def minimumSizeHint(self) -> QSize:
        return QSize(worn_width(self, 2), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def _cell_height(self) -> int:
        worn = theme.of(self)
        return round(worn.font_px * 1.4 + worn.font_small_px * 2.9 + worn.space * 2)

    def _in_row(self) -> int:
        """How many cells stand side by side: as many as can be read, evenly spread over the rows."""
        number = max(1, len(self._lines))
        fit = max(1, min(number, self.width() // max(1, worn_width(self, 1), self._widest())))
        rows = -(-number // fit)
        return -(-number // rows)

    def _widest(self) -> int:
        """The room that the widest clock needs for its figures; a very long name may end early."""
        worn, small = theme.of(self), QFont(self.font())
        small.setPixelSize(worn.font_small_px)
        little, normal = QFontMetrics(small), QFontMetrics(self.font())
        needs = (
            max(
                min(little.horizontalAdvance(line.name), round(worn_width(self, 1) * LONGEST_NAME)),
                little.horizontalAdvance(line.brief or line.note),
                normal.horizontalAdvance(line.text) + worn.font_px + worn.space // 2,
            )
            for line in self._lines
        )
        return max(needs, default=0) + 2 * worn.space + 4

    def _rows(self) -> int:
        return -(-max(1, len(self._lines)) // self._in_row())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, in_row = theme.of(self), QPainter(self), self._in_row()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(worn.row_alt))
        painter.drawRoundedRect(self.rect(), worn.radius, worn.radius)
        width, height = self.width() // in_row, self._cell_height()
        for number, line in enumerate(self._lines):
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
        strong.setWeight(QFont.Weight.DemiBold if line.runs else QFont.Weight.Normal)
        tone, late = ("muted", worn.alarm) if line.tone == "late" else (line.tone, worn.faint)
        step = round(worn.font_small_px * 1.45)
        self._write(painter, QRect(inner.left(), inner.top(), inner.width(), step), line.name, small, worn.muted)
        middle = QRect(inner.left(), inner.top() + step, inner.width(), round(worn.font_px * 1.4))
        if line.icon:
            edge = worn.font_px
            theme.icon(line.icon, tone).paint(
                painter, QRect(middle.left(), middle.center().y() - edge // 2, edge, edge)
            )
            middle = middle.adjusted(edge + worn.space // 2, 0, 0, 0)
        self._write(painter, middle, line.text, strong, worn.color(tone))
        last = QRect(inner.left(), middle.bottom() + 1, inner.width(), step)
        whole = not line.brief or QFontMetrics(small).horizontalAdvance(line.note) <= last.width()
        self._write(painter, last, line.note if whole else line.brief, small, late)

    def _write(self, painter: QPainter, box: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def worn_width(widget: QWidget, cells: int) -> int:
    """The width in which so many clocks can be read."""
    return round(theme.of(widget).font_px * 7.6) * cells
