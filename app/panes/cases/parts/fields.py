"""The fields an operation's form is made of; each reads and writes plain values."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.panes.cases.parts.named import named
from app.panes.cases.parts.note_edit import NoteEdit
from app.panes.cases.parts.picker import Choice, Picker
from app.text import _


class Field(QWidget):
    """`changed` on every edit, `submitted` where Enter means "that is all", `decided` where a key has said it all here
    and leads on to the next field. `leads_on`: Enter, too, means only the next field."""

    changed = Signal()
    submitted = Signal()
    decided = Signal()
    leads_on = False

    def __init__(self, name: str, body: QWidget) -> None:
        super().__init__()
        self.name, self.body = name, body
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(body)
        self.setFocusProxy(body)

    def read(self) -> dict[str, Any]:
        """What the field says, by argument name."""
        return {}

    def write(self, values: dict[str, Any]) -> None:
        """Fill the field from arguments."""

    def part(self, name: str) -> "Field | None":
        """The field that says `name`: this one, or one inside it."""
        return self if name == self.name else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt: a line edit hands Return on to its parent after saying so itself; listening here alone hears it once.
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def complain(self, wrong: bool) -> None:
        """Mark the field as wrong, or no longer."""
        self.body.setProperty("wrong", wrong)
        self.body.style().unpolish(self.body)
        self.body.style().polish(self.body)


class NoteField(Field):
    """Free text of a few lines."""

    def __init__(self, name: str, hint: str, lines: int = 2) -> None:
        self._edit = NoteEdit(lines)
        super().__init__(name, self._edit)
        self._edit.setPlaceholderText(hint)
        self._edit.setAccessibleName(hint)
        self._edit.textChanged.connect(self.changed)
        self._edit.submitted.connect(self.submitted)

    def read(self) -> dict[str, Any]:
        return {self.name: self._edit.toPlainText().strip()}

    def write(self, values: dict[str, Any]) -> None:
        text = str(values.get(self.name, ""))
        if text != self._edit.toPlainText():
            self._edit.setPlainText(text)


class LineField(Field):
    """One line of text."""

    def __init__(self, name: str, hint: str) -> None:
        self._edit = named(QLineEdit(placeholderText=hint), hint)
        super().__init__(name, self._edit)
        self._edit.textChanged.connect(self.changed)

    def read(self) -> dict[str, Any]:
        return {self.name: self._edit.text().strip()}

    def write(self, values: dict[str, Any]) -> None:
        if self.name in values and str(values[self.name]) != self._edit.text():
            self._edit.setText(str(values[self.name]))
            self._edit.setCursorPosition(0)

    def propose(self, sentence: str) -> None:
        """Say in the empty line what is meant where nothing is written there."""
        self._edit.setPlaceholderText(sentence or self._edit.accessibleName())

    @property
    def said(self) -> str:
        """What is written there."""
        return self._edit.text().strip()


class NumberField(Field):
    """A number; empty means none."""

    def __init__(self, name: str, hint: str, least: float, most: float) -> None:
        self._edit = named(QLineEdit(placeholderText=hint), hint)
        self._edit.setValidator(QDoubleValidator(least, most, 1, self._edit))
        super().__init__(name, self._edit)
        self._edit.textChanged.connect(self.changed)

    def read(self) -> dict[str, Any]:
        text = self._edit.text()
        return {self.name: float(text)} if text and self._edit.hasAcceptableInput() else {}

    def write(self, values: dict[str, Any]) -> None:
        if values.get(self.name):
            self._edit.setText(f"{float(values[self.name]):g}")


class PickField(Field):
    """One of many, with proposals; a `free` one also takes what is typed as it is."""

    leads_on = True

    def __init__(
        self,
        name: str,
        hint: str,
        choices: Sequence[Choice],
        propose: str = "",
        lines: int = 4,
        free: bool = False,
    ) -> None:
        self.picker = Picker(hint, lines, free)
        super().__init__(name, self.picker)
        self.picker.set_choices(choices, propose)
        self.picker.changed.connect(self.changed)
        self.picker.picked.connect(self.submitted)

    def read(self) -> dict[str, Any]:
        return {self.name: self.picker.value}

    def write(self, values: dict[str, Any]) -> None:
        if values.get(self.name):
            self.picker.set_value(str(values[self.name]), by_hand=True)

    def complain(self, wrong: bool) -> None:
        self.picker.complain(wrong)


class ChoiceField(Field):
    """One of a few."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        self._box = named(QComboBox(), label)
        super().__init__(name, self._box)
        for value, text in choices:
            self._box.addItem(text, value)
        self._box.currentIndexChanged.connect(self.changed)

    def read(self) -> dict[str, Any]:
        value = self._box.currentData()
        return {self.name: int(value) if self.name == "grade" and value else value or ""}

    def write(self, values: dict[str, Any]) -> None:
        row = self._box.findData(str(values.get(self.name, "")))
        self._box.setCurrentIndex(max(0, row))


class LimitField(Field):
    """A limit of the operator's own, a number and its unit; empty means what the matter says."""

    def __init__(self, hint: str, units: Sequence[tuple[str, str]], usual: str = "") -> None:
        body = QWidget()
        super().__init__("limit", body)
        self._number = named(QLineEdit(placeholderText=hint), _("处置时限"))
        self._number.setValidator(QDoubleValidator(0.1, 9999, 1, self))
        self._unit = named(QComboBox(), _("时限单位"))
        for value, text in units:
            self._unit.addItem(text, value)
        self._unit.setCurrentIndex(max(0, self._unit.findData(usual)))
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._number, 1)
        row.addWidget(self._unit)
        body.setFocusProxy(self._number)
        self._number.textChanged.connect(self.changed)
        self._unit.currentIndexChanged.connect(self.changed)

    def read(self) -> dict[str, Any]:
        text = self._number.text()
        if not text or not self._number.hasAcceptableInput():
            return {}
        return {"limit_value": float(text), "limit_unit": self._unit.currentData()}

    def write(self, values: dict[str, Any]) -> None:
        if values.get("limit_value"):
            self._number.setText(f"{float(values['limit_value']):g}")
            self._unit.setCurrentIndex(max(0, self._unit.findData(values.get("limit_unit", "work_hour"))))
