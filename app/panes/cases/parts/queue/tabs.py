"""The saved filters in one row, each with its count; late ones speak in alarm, what does not fit stands in a menu."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import tip
from app.panes.cases.parts.queue.saved_filters import SavedFilter, title_of
from app.panes.cases.parts.queue.shared_filters import owner_words
from app.text import _
from widgets import theme

GAP = 2


class FilterTabs(QWidget):
    """`chosen(filter_id)` when the operator takes another filter, `keeping_asked()` for the book of filters,
    `counted()` when the counts are others."""

    chosen = Signal(str)
    keeping_asked = Signal()
    counted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._filters: dict[str, SavedFilter] = {}
        self._counts: dict[str, int] = {}
        self._current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._more = QPushButton("…")
        self._more.setProperty("role", "quiet")
        self._more.setAccessibleName(_("更多筛选"))
        self._menu = QMenu(self._more)
        self._menu.setAccessibleName(_("更多筛选"))
        self._more.setMenu(self._menu)
        self._row.addWidget(self._more)
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._dress)

    def set_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Offer these, in this order."""
        if list(self._filters.values()) == list(filters):
            return
        self._filters = {found.id: found for found in filters}
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        for place, found in enumerate(filters):
            self._add(place, found)
        if self._current in self._buttons:
            self._buttons[self._current].setChecked(True)
        self._dress(theme.of(self))

    def set_current(self, filter_id: str) -> None:
        """Show which filter is in force, without a word."""
        self._current = filter_id
        if filter_id in self._buttons:
            self._buttons[filter_id].setChecked(True)
        self._fit()

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many cases stand behind each."""
        if counts == self._counts:
            return
        self._counts = counts
        for filter_id, button in self._buttons.items():
            button.setText(self.text_of(filter_id))
        self._dress(theme.of(self))
        self.counted.emit()

    def open_menu(self) -> None:
        """Show every filter that has no room in the row, and the way to the book."""
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def count(self, filter_id: str) -> int | None:
        """How many cases stand behind a filter, where that is known."""
        return self._counts.get(filter_id)

    def text(self, filter_id: str) -> str:
        """What a tab says."""
        return self._buttons[filter_id].text()

    def text_of(self, filter_id: str) -> str:
        """The name of a filter with its count; `&` is no mark of a key here."""
        name, number = title_of(self._filters[filter_id]).replace("&", "&&"), self._counts.get(filter_id)
        return name if number is None else f"{name} {number:,}"

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.of(self).font_px * 12, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _add(self, place: int, found: SavedFilter) -> None:
        button = QPushButton(self.text_of(found.id))
        button.setCheckable(True)
        button.setProperty("role", "quiet")
        button.setToolTip(tip(owner_words(found)))
        button.setAccessibleDescription(owner_words(found))
        button.clicked.connect(partial(self._choose, found.id))
        self._buttons[found.id] = button
        self._group.addButton(button)
        self._row.insertWidget(place, button)

    def _choose(self, filter_id: str, _checked: bool = False) -> None:
        self.chosen.emit(filter_id)

    def _fit(self) -> None:
        """Show as many as there is room for, the one in force always; the rest goes into the menu."""
        widths = {filter_id: button.sizeHint().width() + GAP for filter_id, button in self._buttons.items()}
        room = self.width() - self._more.sizeHint().width() - widths.get(self._current, 0)
        hidden = []
        for filter_id, button in self._buttons.items():
            if filter_id != self._current:
                room -= widths[filter_id]
            shown = room >= 0 or filter_id == self._current
            button.setVisible(shown)
            if not shown:
                hidden.append(filter_id)
        self._fill_menu(hidden)

    def _fill_menu(self, hidden: list[str]) -> None:
        self._menu.clear()
        for filter_id in hidden:
            entry, owner = self._menu.addAction(self.text_of(filter_id)), self._filters[filter_id].owner
            if owner is not None:
                # Behind a tab a menu writes to the right, as it does with keys.
                entry.setText("\t".join((entry.text(), _("{seat} 号席").format(seat=one_line(owner.seat, 8)))))
                entry.setIcon(theme.icon("users", "muted", theme.of(self)))
            entry.triggered.connect(partial(self._choose, filter_id))
        if hidden:
            self._menu.addSeparator()
        self._menu.addAction(theme.icon("pencil", "muted"), _("保存与整理筛选…")).triggered.connect(
            lambda: self.keeping_asked.emit()
        )

    def _dress(self, worn: theme.Theme) -> None:
        for filter_id, button in self._buttons.items():
            tone, loud = self._filters[filter_id].tone, bool(self._counts.get(filter_id))
            button.setStyleSheet(f"color: {worn.color(tone)}; font-weight: 600;" if tone and loud else "")
            if self._filters[filter_id].owner is not None:
                button.setIconSize(QSize(worn.icon_px, worn.icon_px))
                button.setIcon(theme.icon("users", "muted", worn))
        self._fit()
