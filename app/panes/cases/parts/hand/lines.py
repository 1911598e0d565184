"""Rows of a section: a strong line, a quiet line, and what can be done with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

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
    """Shows rows; the same rows again change nothing, so that a button under the finger stays."""

    def __init__(self, do: Callable[[str, str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._do = do
        self._lines: tuple[Line, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme.follow(self, self._dress)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._build()

    def _build(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for number, line in enumerate(self._lines):
            if number:
                rule = QFrame()
                rule.setProperty("rule", "true")
                self._column.addWidget(rule)
            self._column.addWidget(self._row(line))

    def _row(self, line: Line) -> QWidget:
        worn, row = theme.of(self), QWidget()
        row.setAccessibleName(" ".join(part for part in (line.title, line.chip, line.note, line.text) if part))
        icon, words = QLabel(), QVBoxLayout()
        icon.setPixmap(theme.pixmap(line.icon, line.tone, worn.icon_px, self.devicePixelRatioF(), worn))
        head = QHBoxLayout()
        head.setSpacing(worn.space)
        title = PlainLabel("strong", wrap=False)
        title.say(line.title)
        head.addWidget(title)
        head.addWidget(Badge(line.chip, line.chip_tone))
        head.addStretch()
        words.setSpacing(worn.space // 4)
        words.addLayout(head)
        for text, role in ((line.note, "small"), (line.text, "")):
            if text:
                label = PlainLabel(role)
                label.say(text)
                words.addWidget(label)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, worn.space // 2, 0, worn.space // 2)
        across.setSpacing(worn.space)
        across.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)
        for way, text in line.ways:
            across.addWidget(self._button(line.id, way, text), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _button(self, line_id: str, way: str, text: str) -> KeyButton:
        button = KeyButton(text)
        button.setProperty("role", "quiet")
        button.clicked.connect(lambda _checked=False: self._do(line_id, way))
        return button

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setSpacing(worn.space // 2)
        self._build()
