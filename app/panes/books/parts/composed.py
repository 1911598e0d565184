"""Fields made of several controls: limits, pairs of minutes, weekdays, posts in order, and which posts."""

from collections.abc import Collection
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.domain.operator import Role
from app.domain.workcalendar import LIMIT_UNITS
from app.panes.books.change_words import WEEKDAYS
from app.panes.books.parts.fields import Chooser, Field, Unreadable, number
from app.panes.books.parts.month import MonthGrid
from app.panes.books.sections import APPROVERS
from app.text import _
from app.words import word
from widgets import theme

MOST_APPROVERS = 4


class LimitField(Field):
    """A number and its unit; empty is allowed where `needed` is False and reads as None."""

    def __init__(self, name: str, hint: str, needed: bool) -> None:
        super().__init__(name)
        self._needed = needed
        self.value, self.unit = QLineEdit(placeholderText=hint), Chooser()
        for unit in LIMIT_UNITS:
            self.unit.addItem(word("limit_unit", unit), unit)
        self.value.textChanged.connect(self.changed)
        self.unit.currentIndexChanged.connect(self.changed)
        self.unit.setAccessibleName(_("{name}的单位").format(name=name))
        self._hold(self.value, self.unit)
        self.setFocusProxy(self.value)

    def read(self) -> Any:
        typed = self.value.text().strip()
        if not typed and not self._needed:
            return None
        return number(typed), str(self.unit.currentData())

    def write(self, value: Any) -> None:
        amount, unit = value if value else (None, "work_day")
        self.value.setText("" if amount is None else f"{amount:g}")
        self.unit.setCurrentIndex(max(0, self.unit.findData(unit)))

    def typed(self) -> Any:
        return [self.value.text(), self.unit.currentData()]

    def retype(self, typed: Any) -> None:
        self.value.setText(str(typed[0]))
        self.unit.setCurrentIndex(max(0, self.unit.findData(typed[1])))


class PairField(Field):
    """Two numbers of minutes: until the word by phone, until the written report."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.lines = QLineEdit(), QLineEdit()
        for line, said in zip(self.lines, (_("电话（分钟）"), _("书面（分钟）")), strict=True):
            line.setAccessibleName(f"{name}，{said}")
            line.textChanged.connect(self.changed)
            self._row.addWidget(_small(said))
            self._hold(line)
        self.setFocusProxy(self.lines[0])

    def read(self) -> Any:
        phone, written = (number(line.text()) for line in self.lines)
        if written < phone:
            raise Unreadable(_("书面时限不能早于电话时限"))
        return phone, written

    def write(self, value: Any) -> None:
        for line, minutes in zip(self.lines, value or (None, None), strict=True):
            line.setText("" if minutes is None else f"{minutes:g}")

    def typed(self) -> Any:
        return [line.text() for line in self.lines]

    def retype(self, typed: Any) -> None:
        for line, text in zip(self.lines, typed, strict=True):
            line.setText(str(text))


class TickField(Field):
    """Some of a few, each a box to tick; the value is a tuple of their codes in order."""

    def __init__(self, name: str, choices: list[tuple[Any, str]], columns: int) -> None:
        super().__init__(name)
        grid_widget = QWidget()
        grid = QGridLayout(grid_widget)
        grid.setContentsMargins(0, 0, 0, theme.of(self).space)
        grid.setHorizontalSpacing(theme.of(self).space * 2)
        grid.setColumnStretch(columns, 1)
        self.boxes: dict[Any, QCheckBox] = {}
        for place, (code, said) in enumerate(choices):
            box = QCheckBox(said)
            box.toggled.connect(self.changed)
            self.boxes[code] = box
            grid.addWidget(box, place // columns, place % columns)
        self._row.addWidget(grid_widget)
        self._controls.extend(self.boxes.values())
        self.setFocusProxy(next(iter(self.boxes.values())))

    def read(self) -> Any:
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def write(self, value: Any) -> None:
        chosen = {str(code) for code in value or ()}
        for code, box in self.boxes.items():
            box.setChecked(str(code) in chosen)


class ChainField(Field):
    """Posts that must agree, in order; none means that nobody has to."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.boxes = [Chooser() for _n in range(MOST_APPROVERS)]
        for place, box in enumerate(self.boxes, 1):
            box.setAccessibleName(_("{name}：第 {n} 位").format(name=name, n=place))
            box.addItem("—", "")
            # Four in a row have room in half a screen too.
            box.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(3)
            for role in APPROVERS:
                box.addItem(word("role", role), str(role))
            box.currentIndexChanged.connect(self.changed)
            if place > 1:
                self._row.addWidget(_small("→"))
            self._hold(box)
        self.setFocusProxy(self.boxes[0])

    def read(self) -> Any:
        posts = [str(box.currentData()) for box in self.boxes]
        while posts and not posts[-1]:
            posts.pop()
        if "" in posts:
            raise Unreadable(_("审批人之间不能有空位"))
        if len(set(posts)) < len(posts):
            raise Unreadable(_("同一岗位不必审批两次"))
        return tuple(posts)

    def write(self, value: Any) -> None:
        posts = [str(post) for post in value or ()]
        for place, box in enumerate(self.boxes):
            post = posts[place] if place < len(posts) else ""
            if post and box.findData(post) < 0:
                box.addItem(word("role", post), post)
            box.setCurrentIndex(max(0, box.findData(post)))

    def typed(self) -> Any:
        return [str(box.currentData()) for box in self.boxes]

    def retype(self, typed: Any) -> None:
        for box, post in zip(self.boxes, typed, strict=True):
            box.setCurrentIndex(max(0, box.findData(post)))


class DaysField(Field):
    """Days that differ from their weekday, in a month one can turn."""

    def __init__(self, name: str, today: date, weekdays: Collection[int]) -> None:
        super().__init__(name)
        self.month = MonthGrid(today, weekdays)
        self.month.changed.connect(self.changed)
        self._hold(self.month)

    def read(self) -> Any:
        return dict(sorted(self.month.days.items()))

    def write(self, value: Any) -> None:
        self.month.show_days(dict(value or {}))

    def complain(self, wrong: bool) -> None:
        """Nothing that can be clicked here is wrong."""


def weekdays_field(name: str) -> TickField:
    """The work days of a week."""
    return TickField(name, [(day, _(said)) for day, said in enumerate(WEEKDAYS)], 7)


def roles_field(name: str, own: str) -> TickField:
    """The posts somebody may act for: every one but their own."""
    asked = (Role.ACCEPTOR, Role.DISPATCHER, Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.SUPERVISOR)
    return TickField(name, [(str(role), word("role", role)) for role in asked if role != own], 5)


def _small(text: str) -> QLabel:
    label = QLabel(text, alignment=Qt.AlignmentFlag.AlignVCenter)
    label.setProperty("role", "small")
    return label
