"""Fields of a call-back: the three questions asked apart, or that nobody was reached."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.case.beside import ANSWERS
from app.panes.cases.parts.fields import Field
from app.words import word
from widgets import theme


class AnswerRow(QWidget):
    """A few answers side by side; left and right or their number choose, nothing is chosen at first. 0 says that
    `nobody` was there to answer."""

    changed = Signal()
    decided = Signal()
    nobody = Signal()

    def __init__(self, question: str, answers: tuple[str, ...]) -> None:
        super().__init__()
        self.answers = answers
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(question)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for number, answer in enumerate(answers):
            button = QPushButton(f"{number + 1}  {word('answer', answer)}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch()
        self._group.idToggled.connect(self._toggled)
        theme.follow(self, lambda worn: row.setSpacing(worn.space))

    @property
    def answer(self) -> str:
        """What was answered, or ""."""
        chosen = self._group.checkedId()
        return self.answers[chosen] if chosen >= 0 else ""

    def set_answer(self, answer: str) -> None:
        """Show an answer as given; an unknown one as none."""
        if answer in self.answers:
            self._group.button(self.answers.index(answer)).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        if step:
            there = min(max(self._group.checkedId() + step, 0), len(self.answers) - 1)
            self._group.button(there).setChecked(True)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(self.answers):
            self._group.button(key - Qt.Key.Key_1).setChecked(True)
            self.decided.emit()
        elif key == Qt.Key.Key_0:
            self.nobody.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: object) -> None:
        if self.hasFocus():
            worn, painter = theme.of(self), QPainter(self)
            painter.fillRect(0, 4, 2, self.height() - 8, QColor(worn.focus))

    def _toggled(self, _number: int, on: bool) -> None:
        if on:
            self.changed.emit()


class VisitField(Field):
    """Was anybody in touch, is it solved, are you satisfied; or nobody was reached."""

    def __init__(self) -> None:
        body = QWidget()
        super().__init__("visit", body)
        self.rows = {name: AnswerRow(word("question", name), answers) for name, answers in ANSWERS.items()}
        self.unreached = QCheckBox(f"0  {word('satisfaction', 'unreached')}")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, (name, row) in enumerate(self.rows.items()):
            label = QLabel(word("question", name))
            label.setBuddy(row)
            grid.addWidget(label, number, 0)
            grid.addWidget(row, number, 1)
            row.changed.connect(self.changed)
            row.decided.connect(self._go_on)
            row.nobody.connect(self._nobody)
        grid.addWidget(self.unreached, len(self.rows), 1)
        grid.setColumnStretch(1, 1)
        self.unreached.toggled.connect(self._unreached)
        body.setFocusProxy(self.rows["response"])

    def read(self) -> dict[str, Any]:
        if self.unreached.isChecked():
            return {"unreached": True}
        return {name: row.answer for name, row in self.rows.items()}

    def write(self, values: dict[str, Any]) -> None:
        self.unreached.setChecked(values.get("unreached") is True)
        for name, row in self.rows.items():
            row.set_answer(str(values.get(name, "")))

    def part(self, name: str) -> Field | None:
        return self if name in self.rows else super().part(name)

    def complain(self, wrong: bool) -> None:
        if wrong:
            next((row for row in self.rows.values() if not row.answer), self.rows["response"]).setFocus()

    def _unreached(self, on: bool) -> None:
        for row in self.rows.values():
            row.setEnabled(not on)
        self.changed.emit()

    def _nobody(self) -> None:
        self.unreached.setChecked(True)
        self.decided.emit()

    def _go_on(self) -> None:
        self.focusNextChild()
