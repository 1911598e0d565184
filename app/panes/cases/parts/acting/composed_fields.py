"""Fields made of fields: a tick that opens more to say, and the five things an urgent report must name."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.intake.quality import measure
from app.panes.cases.parts.acting.form_args import FIVE
from app.panes.cases.parts.fields import Field, LineField
from app.text import _
from app.words import word
from widgets import theme


class TickField(Field):
    """A tick and, while it is set, the fields under it."""

    def __init__(self, name: str, said: str, below: Sequence[tuple[str, Field]], ticked: bool = False) -> None:
        body = QWidget()
        super().__init__(name, body)
        self.tick = QCheckBox(said)
        self.tick.setToolTip(said)
        # Qt: the words of a box do not break; a long one must not push the form out of its card.
        self.tick.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.below = [field for _label, field in below]
        self._more = QWidget()
        rows = QFormLayout(self._more)
        rows.setContentsMargins(0, 0, 0, 0)
        for label, field in below:
            named = QLabel(label)
            named.setProperty("role", "small")
            rows.addRow(named, field)
            field.changed.connect(self.changed)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tick)
        column.addWidget(self._more)
        self._more.setVisible(ticked)
        self.tick.setChecked(ticked)
        self.tick.toggled.connect(self._toggled)
        body.setFocusProxy(self.tick)
        theme.follow(self, lambda worn: rows.setVerticalSpacing(worn.space // 2))

    def read(self) -> dict[str, Any]:
        if not self.tick.isChecked():
            return {self.name: False}
        return {self.name: True} | {name: value for field in self.below for name, value in field.read().items()}

    def write(self, values: dict[str, Any]) -> None:
        if self.name in values:
            self.tick.setChecked(bool(values[self.name]))
        for field in self.below:
            if field.name in values:
                field.write(values)

    def part(self, name: str) -> Field | None:
        inside = (field.part(name) for field in self.below)
        return next((field for field in inside if field is not None), super().part(name))

    def _toggled(self, on: bool) -> None:
        self._more.setVisible(on)
        self.changed.emit()


class FiveField(Field):
    """Time, place, event, casualties, measures: each with its line, and how many are said."""

    def __init__(self) -> None:
        body = QWidget()
        super().__init__("five", body)
        self.lines = {name: LineField(f"five_{name}", word("five", name)) for name in FIVE}
        self._meter = QLabel()
        self._meter.setProperty("role", "small")
        rows = QFormLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        for name, line in self.lines.items():
            rows.addRow(QLabel(word("five", name)), line)
            line.changed.connect(self._edited)
            line.submitted.connect(line.focusNextChild)
        rows.addRow("", self._meter)
        body.setFocusProxy(self.lines["time"])
        theme.follow(self, lambda worn: rows.setVerticalSpacing(worn.space // 2))
        self._edited()

    def read(self) -> dict[str, Any]:
        return {name: value for line in self.lines.values() for name, value in line.read().items()}

    def write(self, values: dict[str, Any]) -> None:
        for line in self.lines.values():
            line.write(values)
        self.body.setFocusProxy(next((line for line in self.lines.values() if not line.said), self.lines["time"]))

    def part(self, name: str) -> Field | None:
        return self.lines.get(name.removeprefix("five_"), super().part(name))

    def _edited(self) -> None:
        found = measure({name: line.read()[line.name] for name, line in self.lines.items()})
        said = _("报送质量 {n} 分").format(n=found.points)
        if found.ask:
            asked = _("、").join(word("five", name) for name in found.ask)
            said = _("{quality}，还应问：{what}").format(quality=said, what=asked)
        self._meter.setText(said)
        self.changed.emit()
