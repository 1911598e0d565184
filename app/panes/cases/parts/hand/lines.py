"""Rows of a section: a strong line, a quiet line, and what can be done with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from widgets import theme
from widgets.badge import Badge


@dataclass(frozen=True, slots=True)
class Line:
    """One row: icon, title with a chip, a note under it, and buttons by name (`do` is handed the row's id)."""

    id: str
    title: str
    note: str = ""
    icon: str = "dot"
    tone: str = "muted"
    chip: str = ""
    chip_tone: str = "muted"
    text: str = ""
    ways: tuple[tuple[str, str], ...] = field(default=())


class LineList(QWidget):
    """Shows rows; what changes in one changes in place, so that a button under the finger or the keyboard stays."""

    def __init__(self, do: Callable[[str, str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._do = do
        self._lines: tuple[Line, ...] = ()
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme.follow(self, self._dress)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        wanted = {line.id for line in self._lines}
        for gone in [line_id for line_id in self._rows if line_id not in wanted]:
            row = self._rows.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, line in enumerate(self._lines):
            if line.id not in self._rows:
                self._rows[line.id] = _Row(self._do)
            row = self._rows[line.id]
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
            row.show_line(line, first=place == 0)

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setSpacing(worn.space // 2)


class _Row(QWidget):
    """One line of the list, with the rule above it."""

    def __init__(self, do: Callable[[str, str], None]) -> None:
        super().__init__()
        self._do = do
        self._line: Line | None = None
        self._rule, self._icon, self._chip = QFrame(), QLabel(), Badge("", "muted")
        self._rule.setProperty("rule", "true")
        self._title, self._note, self._text = PlainLabel("strong", wrap=False), PlainLabel("small"), PlainLabel("")
        head, self._words, self._across = QWidget(), QVBoxLayout(), QHBoxLayout()
        self._head = FlowLayout(head)
        self._ways: tuple[tuple[str, str], ...] = ()
        self._buttons: list[KeyButton] = []
        # Where the room is narrow the buttons break into lines: a row is never wider than the case.
        beside = QWidget()
        self._beside = FlowLayout(beside, eager=True)
        self._head.addWidget(self._title)
        self._head.addWidget(self._chip)
        self._words.addWidget(head)
        self._words.addWidget(self._note)
        self._words.addWidget(self._text)
        self._across.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._across.addLayout(self._words, 1)
        self._across.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rule)
        column.addLayout(self._across)
        theme.follow(self, self._dress)

    def show_line(self, line: Line, first: bool) -> None:
        """Show a line; its buttons are made anew only where they are others."""
        self._rule.setVisible(not first)
        if line == self._line:
            return
        self._line = line
        self.setAccessibleName(" ".join(part for part in (line.title, line.chip, line.note, line.text) if part))
        self._title.say(line.title)
        self._chip.set(line.chip, line.chip_tone)
        for label, text in ((self._note, line.note), (self._text, line.text)):
            label.say(text)
            label.setVisible(bool(text))
        if line.ways != self._ways:
            self._make_buttons(line)
        self._dress(theme.of(self))

    def _make_buttons(self, line: Line) -> None:
        for button in self._buttons:
            self._beside.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._ways, self._buttons = line.ways, [self._button(line.id, way, text) for way, text in line.ways]
        for button in self._buttons:
            self._beside.addWidget(button)
            button.show()

    def _button(self, line_id: str, way: str, text: str) -> KeyButton:
        button = KeyButton(text)
        button.setProperty("role", "quiet")
        button.clicked.connect(lambda _checked=False: self._do(line_id, way))
        return button

    def _dress(self, worn: theme.Theme) -> None:
        self._head.setSpacing(worn.space)
        self._beside.setSpacing(worn.space // 2)
        self._words.setSpacing(worn.space // 4)
        self._across.setSpacing(worn.space)
        self._across.setContentsMargins(0, worn.space // 2, 0, worn.space // 2)
        if self._line is not None:
            art = theme.pixmap(self._line.icon, self._line.tone, worn.icon_px, self.devicePixelRatioF(), worn)
            self._icon.setPixmap(art)
