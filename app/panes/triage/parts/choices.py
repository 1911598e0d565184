"""One of a few, by its digit: reasons to reject, cases to merge into."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets import theme


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: its id, what it says, a remark, and whether words must be added."""

    id: str
    name: str
    remark: str = ""
    asks: bool = False


class ChoicePanel(QFrame):
    """`chosen(id, words)` once it is decided; `left` on Escape. Digits work wherever the room has the keyboard."""

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, columns: int, hint: str, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._columns = columns
        self._choices: tuple[Choice, ...] = ()
        self._asked = ""
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._title.setProperty("role", "strong")
        self._back = QPushButton(f"{back}  Esc")
        self._back.setProperty("role", "quiet")
        self._back.clicked.connect(self.left)
        self.words = QLineEdit(placeholderText=hint)
        self.words.setAccessibleName(hint)
        self.words.returnPressed.connect(self._say)
        self._grid = QGridLayout()
        self._buttons: list[QPushButton] = []
        self._lay_out()
        self.words.hide()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen now."""
        return self._choices

    def offer(self, title: str, choices: Sequence[Choice]) -> None:
        """Show these, numbered from 1, and forget what was begun."""
        self._title.setText(title)
        self.words.clear()
        self.words.hide()
        self._choices = tuple(choices)
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(number, choice) for number, choice in enumerate(self._choices)]
        self._arrange()

    def press(self, number: int) -> None:
        """Take the choice of this digit, 1 for the first; a digit without one does nothing."""
        if not 1 <= number <= len(self._choices):
            return
        choice = self._choices[number - 1]
        if not choice.asks:
            self.chosen.emit(choice.id, "")
            return
        self._asked = choice.id
        self.words.show()
        self.words.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        if words := self.words.text().strip():
            self.chosen.emit(self._asked, words)

    def _button(self, number: int, choice: Choice) -> QPushButton:
        words = "   ".join(part for part in (choice.name, choice.remark) if part)
        button = QPushButton()
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setStyleSheet("text-align: left;")
        button.setMinimumWidth(theme.of(self).font_px * 6)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._press, number + 1))
        return button

    def _arrange(self) -> None:
        """As many even columns as leave no more than one choice cut short; what is cut ends in dots."""
        space, room = theme.of(self).space, max(1, self.width() - theme.of(self).space * 2)
        wishes = [button.fontMetrics().horizontalAdvance(said) + space * 4 for button, said in self._said()]
        fitting = (n for n in range(self._columns, 1, -1) if sum(wish > room // n for wish in wishes) <= 1)
        columns = min(self._columns, next(fitting, 2 if self._columns > 1 else 1))
        for number, (button, said) in enumerate(self._said()):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, number // columns, number % columns)
            room_inside = room // columns - space * 4
            shown = button.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, max(1, room_inside))
            button.setText(shown.replace("&", "&&"))
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _said(self) -> list[tuple[QPushButton, str]]:
        """Each button with its number and whole words."""
        return [(b, f"{number}   {b.accessibleName()}") for number, b in enumerate(self._buttons, start=1)]

    def _press(self, number: int, _checked: bool = False) -> None:
        self.press(number)

    def _lay_out(self) -> None:
        space = theme.of(self).space
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        self._grid.setSpacing(space // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space, space // 2, space, space)
        layout.setSpacing(space // 2)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addWidget(self.words)
