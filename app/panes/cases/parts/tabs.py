"""The saved filters in a row, each with its count; late ones speak in the colour of alarm."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.queries import TABS
from app.text import _
from widgets import theme


class FilterTabs(QWidget):
    """`chosen(tab_id)` when the operator takes another filter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, int] = {}
        for tab in TABS:
            button = QPushButton(_(tab.name))
            button.setCheckable(True)
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _checked=False, tab_id=tab.id: self.chosen.emit(tab_id))
            self._buttons[tab.id] = button
            self._group.addButton(button)
            self._flow.addWidget(button)
        theme.follow(self, self._dress)

    def set_current(self, tab_id: str) -> None:
        """Show which filter is in force, without a word."""
        self._buttons[tab_id].setChecked(True)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many cases stand behind each."""
        self._counts = counts
        for tab in TABS:
            number = counts.get(tab.id)
            self._buttons[tab.id].setText(_(tab.name) if number is None else f"{_(tab.name)} {number}")
        self._dress(theme.of(self))
        self._flow.invalidate()

    def text(self, tab_id: str) -> str:
        """What a tab says."""
        return self._buttons[tab_id].text()

    def _dress(self, worn: theme.Theme) -> None:
        for tab_id, tone in (("overdue", worn.alarm), ("warning", worn.warn)):
            loud = bool(self._counts.get(tab_id))
            self._buttons[tab_id].setStyleSheet(f"color: {tone}; font-weight: 600;" if loud else "")
