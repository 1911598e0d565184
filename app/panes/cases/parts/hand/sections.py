"""The long parts of a case one at a time: its history, its turns, its papers; a word and a count for each."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from app.panes.cases.parts.flow import FlowLayout
from widgets import theme


@dataclass(frozen=True, slots=True)
class Heading:
    """What a section is called now; an empty one is not there. `loud` where it wants to be looked at."""

    id: str
    text: str
    loud: bool = False


class Sections(QWidget):
    """`chosen(id)` when the operator takes another section; a section that goes leaves the first one in its place."""

    chosen = Signal(str)

    def __init__(self, pages: dict[str, QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._headings: tuple[Heading, ...] = ()
        self._current = next(iter(pages))
        self._group = QButtonGroup(self)
        self._buttons = {name: self._button(name) for name in pages}
        heads = QWidget()
        heads.setProperty("ground", "none")
        self._row = FlowLayout(heads)
        for button in self._buttons.values():
            self._row.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(heads)
        for page in pages.values():
            self._column.addWidget(page)
        self._show()
        theme.follow(self, self._dress)

    @property
    def current(self) -> str:
        """The section shown."""
        return self._current

    @property
    def page(self) -> QWidget:
        """The page shown."""
        return self._pages[self._current]

    @property
    def there(self) -> tuple[str, ...]:
        """The sections that have something to show."""
        return tuple(heading.id for heading in self._headings if heading.text)

    def text(self, name: str) -> str:
        """What a section's heading says."""
        return self._buttons[name].text()

    def set_headings(self, headings: tuple[Heading, ...]) -> None:
        """Name the sections anew."""
        if headings == self._headings:
            return
        self._headings = headings
        for heading in headings:
            self._buttons[heading.id].setText(heading.text)
            self._buttons[heading.id].setVisible(bool(heading.text))
        if self._current not in self.there:
            self.choose(self.there[0])
        self._dress(theme.of(self))

    def choose(self, name: str) -> None:
        """Show a section."""
        if name in self._pages and (name in self.there or not self._headings):
            self._current = name
            self._show()
            self.chosen.emit(name)

    def step(self, by: int) -> None:
        """Show the next section, or the one before."""
        there = self.there
        if there:
            self.choose(there[(there.index(self._current) + by) % len(there)])

    def _show(self) -> None:
        for name, page in self._pages.items():
            page.setVisible(name == self._current)
        self._buttons[self._current].setChecked(True)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("role", "quiet")
        button.hide()
        button.clicked.connect(lambda: self.choose(name))
        self._group.addButton(button)
        return button

    def _dress(self, worn: theme.Theme) -> None:
        self._row.setSpacing(worn.space // 4)
        self._column.setSpacing(worn.space)
        for heading in self._headings:
            style = f"color: {worn.warn}; font-weight: 600;" if heading.loud else ""
            self._buttons[heading.id].setStyleSheet(style)
