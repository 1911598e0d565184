"""Who sat at a conference and what each unit said: a line for each unit, and more units by name."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.fields import Field, LineField
from app.panes.cases.parts.picker import Picker
from app.text import _
from widgets import theme

MOST = 20


class AttendField(Field):
    """`proposed` units stand there from the first; another one comes with Enter in the search below them."""

    def __init__(self, proposed: Sequence[tuple[str, str]], units: Sequence[Choice]) -> None:
        body = QWidget()
        super().__init__("attended", body)
        self._units = {choice.id: choice.name for choice in units}
        self.seats: dict[str, tuple[QCheckBox, LineField]] = {}
        self._grid = QGridLayout()
        self.more = Picker(_("再加一个参会单位：名称、简称或拼音首字母"), 3)
        # Nothing is offered before something is typed: Enter on the way through adds nobody.
        self._choices = tuple(units)
        self.more.list.hide()
        self.more.field.textEdited.connect(self._offer)
        self.more.picked.connect(self._add_picked)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self.more)
        self._grid.setColumnStretch(1, 1)
        for unit_id, name in proposed:
            self._add(unit_id, name)
        body.setFocusProxy(self._first_line() or self.more)
        theme.follow(self, lambda worn: self._grid.setVerticalSpacing(worn.space // 2))

    def read(self) -> dict[str, Any]:
        """The units that were there, each with its words."""
        return {
            "attended": [
                {"unit_id": unit_id, "unit_name": box.text(), "said": line.said}
                for unit_id, (box, line) in self.seats.items()
                if box.isChecked()
            ]
        }

    def write(self, values: dict[str, Any]) -> None:
        told = values.get("attended")
        if not isinstance(told, list | tuple):
            return
        for box, _line in self.seats.values():
            box.setChecked(False)
        for one in told[:MOST]:
            if isinstance(one, dict) and one.get("unit_id"):
                box, line = self._add(str(one["unit_id"]), str(one.get("unit_name", "")))
                box.setChecked(True)
                line.write({line.name: one.get("said", "")})

    def _said(self, box: QCheckBox, line: LineField) -> None:
        if line.said:
            box.setChecked(True)
        self.changed.emit()

    def _first_line(self) -> LineField | None:
        return next((line for _box, line in self.seats.values()), None)

    def _add_picked(self) -> None:
        unit_id = self.more.value
        if unit_id and (unit_id in self.seats or len(self.seats) < MOST):
            box, line = self._add(unit_id, self._units.get(unit_id, unit_id))
            box.setChecked(True)
            line.setFocus()
            self.more.set_value("")
            self._offer("")
            self.changed.emit()

    def _offer(self, typed: str) -> None:
        self.more.set_choices(self._choices if typed.strip() else ())
        self.more.list.setVisible(bool(typed.strip()))

    def _add(self, unit_id: str, name: str) -> tuple[QCheckBox, LineField]:
        if unit_id in self.seats:
            return self.seats[unit_id]
        box, line = QCheckBox(name), LineField(f"said_{unit_id}", _("{unit}：发言要点").format(unit=name))
        box.setChecked(True)
        line.changed.connect(lambda: self._said(box, line))
        line.submitted.connect(line.focusNextChild)
        box.toggled.connect(self.changed)
        row = len(self.seats)
        self._grid.addWidget(box, row, 0)
        self._grid.addWidget(line, row, 1)
        self.seats[unit_id] = (box, line)
        return box, line
