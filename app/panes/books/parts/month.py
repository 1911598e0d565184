"""A month of the work calendar: which days are worked, and which differ from their weekday."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.text import N_, _
from widgets import theme

HEADS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


def runs_of(days: list[date]) -> list[str]:
    """Days in order as 5/1–5/3: neighbours together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_short(run[0]) if len(run) == 1 else f"{_short(run[0])}–{_short(run[-1])}" for run in runs]


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


class MonthGrid(QWidget):
    """Arrows move, PageUp and PageDown turn the month, Space or a click makes a day differ, or no longer."""

    changed = Signal()

    def __init__(self, today: date, weekdays: Collection[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weekdays = weekdays
        self.days: dict[str, bool] = {}
        self.grid = _Grid(today, weekdays)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title.setProperty("role", "strong")
        self._said = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._said.setProperty("role", "small")
        self._lay_out()
        self.grid.toggled.connect(self.toggle)
        self.grid.turned.connect(self._turned)
        self.setFocusProxy(self.grid)
        self._turned()

    def show_days(self, days: Mapping[str, bool]) -> None:
        """Show these exceptions."""
        self.days = dict(days)
        self._refresh()

    def toggle(self, day: date) -> None:
        """A day that is as its weekday becomes the other; one that differs becomes as its weekday again."""
        key = day.isoformat()
        if key in self.days:
            del self.days[key]
        else:
            self.days[key] = day.weekday() not in self._weekdays
        self._refresh()
        self.changed.emit()

    def turn(self, months: int) -> None:
        """Turn to another month."""
        self.grid.turn(months)

    def _turn(self, by: int, _checked: bool = False) -> None:
        self.turn(by)

    def setEnabled(self, enabled: bool) -> None:
        """Only toggling needs leave; turning the pages does not."""
        self.grid.locked = not enabled

    def _refresh(self) -> None:
        self.grid.days = self.days
        self.grid.update()
        self._said.setText(self._words())

    def _words(self) -> str:
        """The year in sight in words, so that nobody has to turn twelve pages."""
        year = self.grid.current.year
        days = [(date.fromisoformat(day), works) for day, works in sorted(self.days.items()) if day[:4] == str(year)]
        rest, work = (runs_of([day for day, works in days if works is kind]) for kind in (False, True))
        said = [_("{year} 年放假：{days}").format(year=year, days="、".join(rest) or _("无"))]
        said.append(_("调休上班：{days}").format(days="、".join(work) or _("无")))
        return "\n".join((*said, _("空格或单击切换；方向键选日期，PageUp、PageDown 翻月")))

    def _turned(self) -> None:
        self._title.setText(
            _("{year} 年 {month} 月").format(year=self.grid.current.year, month=self.grid.current.month)
        )
        self._refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for icon, by, said in (("chevron-left", -1, _("上个月")), ("chevron-right", 1, _("下个月"))):
            button = QToolButton()
            button.setAccessibleName(said)
            button.setToolTip(said)
            button.clicked.connect(partial(self._turn, by))
            theme.follow(button, partial(_dress, button, icon))
            head.addWidget(button)
            if by < 0:
                head.addWidget(self._title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.grid)
        layout.addWidget(self._said)


def _dress(button: QToolButton, icon: str, worn: theme.Theme) -> None:
    button.setIcon(theme.icon(icon, "muted", worn))
    button.setIconSize(QSize(worn.icon_px, worn.icon_px))


class _Grid(QWidget):
    toggled = Signal(date)
    turned = Signal()

    def __init__(self, today: date, weekdays: Collection[int]) -> None:
        super().__init__()
        self.current = self._today = today
        self._weekdays = weekdays
        self.days: dict[str, bool] = {}
        self.locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def turn(self, months: int) -> None:
        """Another month; the day stays as far as there is one."""
        number = self.current.year * 12 + self.current.month - 1 + months
        year, month = divmod(number, 12)
        day = min(self.current.day, monthrange(year, month + 1)[1])
        self._go(date(year, month + 1, day))

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.font_px * 24, self._cell().height() * 7)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.of(self).font_px * 16, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._go(self.current + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Space and not self.locked:
            self.toggled.emit(self.current)
            self._name()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = next((day for day, box in self._boxes() if box.contains(event.position().toPoint())), None)
        if found is not None:
            self._go(found)
            if not self.locked:
                self.toggled.emit(found)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, cell = theme.of(self), QPainter(self), self._cell()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = painter.font()
        small.setPixelSize(worn.font_small_px)
        painter.setFont(small)
        painter.setPen(QColor(worn.faint))
        for place, said in enumerate(HEADS):
            head = QRect(place * cell.width(), 0, cell.width(), cell.height())
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, _(said))
        for day, box in self._boxes():
            self._paint_day(painter, worn, day, box.adjusted(2, 2, -2, -2))

    def _paint_day(self, painter: QPainter, worn: theme.Theme, day: date, box: QRect) -> None:
        differs = self.days.get(day.isoformat())
        tone = {True: "accent", False: "alarm"}.get(differs) if differs is not None else None
        painter.setPen(Qt.PenStyle.NoPen)
        if tone:
            painter.setBrush(QColor(worn.tint(tone, 0.22)))
            painter.drawRoundedRect(box, worn.radius, worn.radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if day == self.current and self.hasFocus():
            painter.setPen(QPen(QColor(worn.focus), 2))
            painter.drawRoundedRect(box, worn.radius, worn.radius)
        elif day == self._today:
            painter.setPen(QPen(QColor(worn.muted), 1))
            painter.drawRoundedRect(box, worn.radius, worn.radius)
        ink = worn.color(tone) if tone else worn.text if day.weekday() in self._weekdays else worn.faint
        painter.setPen(QColor(ink))
        mark = {True: _("班"), False: _("休")}.get(differs, "") if differs is not None else ""
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{day.day} {mark}".strip())

    def _boxes(self) -> list[tuple[date, QRect]]:
        first = self.current.replace(day=1)
        last, cell = monthrange(first.year, first.month)[1], self._cell()
        boxes = []
        for number in range(last):
            place = first.weekday() + number
            left, top = place % 7 * cell.width(), (place // 7 + 1) * cell.height()
            boxes.append((first + timedelta(days=number), QRect(left, top, cell.width(), cell.height())))
        return boxes

    def _cell(self) -> QSize:
        worn = theme.of(self)
        return QSize(max(1, self.width() // 7), worn.row_px)

    def _go(self, day: date) -> None:
        turned = (day.year, day.month) != (self.current.year, self.current.month)
        self.current = day
        self._name()
        self.update()
        if turned:
            self.turned.emit()

    def _name(self) -> None:
        differs = self.days.get(self.current.isoformat())
        said = (
            _("上班") if (differs if differs is not None else self.current.weekday() in self._weekdays) else _("休息")
        )
        self.setAccessibleName(f"{self.current.isoformat()} {said}")
