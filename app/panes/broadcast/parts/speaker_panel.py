"""Whom to speak to: speakers by name, number, initials, zone or distance, each with what it is doing now."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.speaker import Speaker
from app.panes.broadcast.model import RowsModel, speaker_row
from app.panes.broadcast.parts.rows import list_view
from app.panes.broadcast.queries import Street
from app.text import _
from widgets import theme
from widgets.search_box import SearchBox

_ONE_LINE_EM = 26


class SpeakerPanel(QWidget):
    """The list and its filters. It shows what it is told is chosen, and asks when a hand changes it."""

    choice_asked = Signal(tuple)
    search_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._street = Street()
        self._chosen: frozenset[str] = frozenset()
        self._states: Mapping[str, str] = {}
        self._metres: Mapping[str, float] = {}
        self._found: frozenset[str] | None = None
        self.search = SearchBox(_("名称、编号或拼音首字母"))
        self.zone = QComboBox()
        self.zone.setAccessibleName(_("分区"))
        self.model = RowsModel(self)
        self.list = list_view(_("音柱列表"))
        self.list.setModel(self.model)
        self.count = QLabel()
        self.count.setProperty("role", "strong")
        self.all_button = QPushButton(_("全选"))
        self.none_button = QPushButton(_("清空"))
        for button in (self.all_button, self.none_button):
            button.setProperty("role", "quiet")
        self._lay_out()
        self._connect()

    def show_street(self, street: Street) -> None:
        """These speakers and zones exist."""
        self._street = street
        kept = self.zone.currentData()
        self.zone.blockSignals(True)
        self.zone.clear()
        self.zone.addItem(_("全部分区"), "")
        for zone in street.zones:
            self.zone.addItem(zone.name, zone.id)
        self.zone.setCurrentIndex(max(0, self.zone.findData(kept)))
        self.zone.blockSignals(False)
        self.refresh()

    def show_chosen(self, speaker_ids: tuple[str, ...]) -> None:
        """These are chosen."""
        self._chosen = frozenset(speaker_ids)
        self.refresh()

    def show_states(self, states: Mapping[str, str]) -> None:
        """What each speaker is doing."""
        self._states = states
        self.refresh()

    def show_distances(self, metres: Mapping[str, float]) -> None:
        """Order by distance from the point in hand; an empty mapping orders by number again."""
        self._metres = metres
        self.refresh()

    def show_found(self, speaker_ids: frozenset[str] | None) -> None:
        """Only these match the search; None where nothing is searched."""
        self._found = speaker_ids
        self.refresh()

    def refresh(self) -> None:
        """Fill the list from what is known."""
        rows = [
            speaker_row(s, self._states.get(s.id, "unknown"), s.id in self._chosen, self._metres.get(s.id))
            for s in self._visible()
        ]
        self.model.show(rows)
        total = len(self._street.speakers)
        self.count.setText(_("已选 {n} / {m}").format(n=len(self._chosen), m=total))
        self.none_button.setEnabled(bool(self._chosen))

    def toggle(self, index: QModelIndex) -> None:
        """Choose or leave one speaker."""
        row = self.model.row(index)
        if row is not None:
            self._ask(self._chosen ^ {row.id})

    def choose_visible(self) -> None:
        """Choose every speaker in the list as it is filtered now."""
        self._ask(self._chosen | {row.id for row in self.model.rows()})

    def choose_none(self) -> None:
        """Leave every speaker."""
        self._ask(frozenset())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space and Return choose the row in hand."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
                self.toggle(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.choose_visible()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is width, the filters share one line and the list gains a row."""
        super().resizeEvent(event)
        wide = self.width() >= theme.of(self).font_px * _ONE_LINE_EM
        self._filters.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _visible(self) -> list[Speaker]:
        zone = self.zone.currentData() or ""
        wanted = self._street.of_zone(zone) if zone else None
        shown = [
            s
            for s in self._street.speakers
            if (wanted is None or s.id in wanted) and (self._found is None or s.id in self._found)
        ]
        if self._metres:
            shown.sort(key=lambda s: self._metres.get(s.id, float("inf")))
        return shown

    def _ask(self, chosen: frozenset[str]) -> None:
        self.choice_asked.emit(tuple(s.id for s in self._street.speakers if s.id in chosen))

    def _zone_picked(self) -> None:
        """A zone is spoken to together: picking one chooses it."""
        zone = self.zone.currentData() or ""
        self.refresh()
        if zone:
            self._ask(self._street.of_zone(zone))

    def _connect(self) -> None:
        self.list.clicked.connect(self.toggle)
        self.list.installEventFilter(self)
        self.search.searched.connect(self.search_asked)
        self.search.left_downwards.connect(self.list.setFocus)
        self.zone.activated.connect(lambda _: self._zone_picked())
        self.all_button.clicked.connect(self.choose_visible)
        self.none_button.clicked.connect(self.choose_none)

    def _lay_out(self) -> None:
        space = theme.of(self).space
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space)
        self._filters = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._filters.setSpacing(space)
        self._filters.addWidget(self.search, 3)
        self._filters.addWidget(self.zone, 2)
        layout.addLayout(self._filters)
        layout.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space // 2)
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.all_button)
        foot.addWidget(self.none_button)
        layout.addLayout(foot)
