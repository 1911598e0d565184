"""Above the list of clashes: how many there are, and the sections it may be narrowed to, turned by F."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.offline.clash_rows import ClashRow, section_words, sections
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from widgets import theme

_COUNTED = ("conflict", "refused", "waiting", "together", "alone")


class _Flow(QWidget):
    """A line of buttons that breaks where the width ends."""

    def __init__(self) -> None:
        super().__init__()
        self.row = FlowLayout(self)

    def sizeHint(self) -> QSize:
        return QSize(0, self.row.heightForWidth(max(self.width(), 1)))


class Narrowing(QWidget):
    """`narrowed()` when another section was chosen; `holds` says whether it has a row."""

    narrowed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section = ""
        self._sections: dict[str, int] = {}
        self._buttons: dict[str, KeyButton] = {}
        self._group, self._flow = QButtonGroup(self), _Flow()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._make)
        self._said = PlainLabel("strong")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._said)
        self._column.addWidget(self._flow)
        theme.follow(self, self._dress)

    @property
    def offered(self) -> dict[str, int]:
        """The sections and their sizes."""
        return dict(self._sections)

    @property
    def text(self) -> str:
        """How many there are, in words."""
        return self._said.text()

    def show_rows(self, rows: Sequence[ClashRow]) -> None:
        """Count these; a section that is empty by now gives way to all of them."""
        found = Counter(name for row in rows for name in row.sections)
        counts = {name: found[name] for name in _COUNTED}
        said = (_("{what} {n} 项").format(what=section_words(k), n=f"{n:,}") for k, n in counts.items() if n)
        self._said.say(" · ".join(said))
        self._said.setVisible(bool(rows))
        self._sections = sections(rows)
        if self.section not in self._sections:
            self.section = ""
        self._flow.setVisible(bool(self._sections))
        self._soon.start()

    def holds(self, row: ClashRow) -> bool:
        """Whether a row is in the section."""
        return not self.section or self.section in row.sections

    def turn(self, by: int) -> None:
        """Go on to the next section, or back."""
        names = list(self._sections)
        if names:
            self.choose(names[(names.index(self.section) + by) % len(names)])

    def choose(self, section: str) -> None:
        """Narrow the list to this section."""
        if section != self.section and (section in self._sections or not section):
            self.section = section
            self._check()
            self.narrowed.emit()

    def _make(self) -> None:
        """The buttons, in a turn of their own; those whose section is still there only count anew."""
        for name in [name for name in self._buttons if name not in self._sections]:
            button = self._buttons.pop(name)
            self._flow.row.removeWidget(button)
            button.hide()
            button.deleteLater()
        for name, number in self._sections.items():
            button = self._buttons.get(name) or self._add(name)
            button.setText(f"{section_words(name)} {number:,}")
        self._check()
        self._flow.updateGeometry()

    def _add(self, name: str) -> KeyButton:
        button = KeyButton(section_words(name), "F" if not name else "")
        button.setCheckable(True)
        button.setProperty("role", "quiet")
        button.clicked.connect(lambda _on=False: self.choose(name))
        self._group.addButton(button)
        self._flow.row.addWidget(button)
        button.show()
        self._buttons[name] = button
        return button

    def _check(self) -> None:
        if self.section in self._buttons:
            self._buttons[self.section].setChecked(True)

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setSpacing(worn.space // 2)
        self._flow.row.setSpacing(worn.space // 2)
