"""The saved filters in one row, each with its count; late ones speak in alarm, what does not fit stands in a menu."""

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from app.panes.cases.queries import TABS, TABS_BY_ID
from app.text import _
from widgets import theme

GAP = 2


class FilterTabs(QWidget):
    """`chosen(tab_id)` when the operator takes another filter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, int] = {}
        self._current = TABS[0].id
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        for tab in TABS:
            self._add(tab.id)
        self._more = QPushButton("…")
        self._more.setProperty("role", "quiet")
        self._more.setAccessibleName(_("更多"))
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._row.addWidget(self._more)
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._dress)

    def set_current(self, tab_id: str) -> None:
        """Show which filter is in force, without a word."""
        self._current = tab_id
        self._buttons[tab_id].setChecked(True)
        self._fit()

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many cases stand behind each."""
        self._counts = counts
        for tab_id, button in self._buttons.items():
            button.setText(self.text_of(tab_id))
        self._dress(theme.of(self))

    def text(self, tab_id: str) -> str:
        """What a tab says."""
        return self._buttons[tab_id].text()

    def text_of(self, tab_id: str) -> str:
        """The name of a filter with its count."""
        name, number = _(TABS_BY_ID[tab_id].name), self._counts.get(tab_id)
        return name if number is None else f"{name} {number}"

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.of(self).font_px * 12, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _add(self, tab_id: str) -> None:
        button = QPushButton(self.text_of(tab_id))
        button.setCheckable(True)
        button.setProperty("role", "quiet")
        button.clicked.connect(partial(self._choose, tab_id))
        self._buttons[tab_id] = button
        self._group.addButton(button)
        self._row.addWidget(button)

    def _choose(self, tab_id: str, _checked: bool = False) -> None:
        self.chosen.emit(tab_id)

    def _fit(self) -> None:
        """Show as many as there is room for, the one in force always; the rest goes into the menu."""
        widths = {tab_id: button.sizeHint().width() + GAP for tab_id, button in self._buttons.items()}
        room = self.width()
        if sum(widths.values()) > room:
            room -= self._more.sizeHint().width() + widths[self._current]
        hidden = []
        for tab_id, button in self._buttons.items():
            if tab_id != self._current or sum(widths.values()) <= self.width():
                room -= widths[tab_id]
            shown = room >= 0 or tab_id == self._current
            button.setVisible(shown)
            if not shown:
                hidden.append(tab_id)
        self._fill_menu(hidden)

    def _fill_menu(self, hidden: list[str]) -> None:
        self._more.setVisible(bool(hidden))
        self._menu.clear()
        for tab_id in hidden:
            self._menu.addAction(self.text_of(tab_id)).triggered.connect(partial(self._choose, tab_id))

    def _dress(self, worn: theme.Theme) -> None:
        for tab_id, tone in (("overdue", worn.alarm), ("warning", worn.warn)):
            loud = bool(self._counts.get(tab_id))
            self._buttons[tab_id].setStyleSheet(f"color: {tone}; font-weight: 600;" if loud else "")
        self._fit()
