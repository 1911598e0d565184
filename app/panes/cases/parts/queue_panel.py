"""The left side: saved filters, search, the list, and how true it is."""

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.panes.cases.parts.filter_row import FilterRow
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.tabs import FilterTabs
from app.panes.cases.queries import TABS_BY_ID
from app.store import CaseQuery
from app.text import _
from widgets import theme
from widgets.record_list import RecordList, RecordModel
from widgets.search_box import SearchBox
from widgets.truth_strip import TruthStrip


class QueuePanel(QWidget):
    """`query_changed()` when the operator asks for another list; `new_asked()` for a new case."""

    query_changed = Signal()
    new_asked = Signal()

    def __init__(self, model: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.tab = "open"
        self.tabs, self.filters = FilterTabs(), FilterRow()
        self.search = SearchBox(_("搜索编号、地点、描述（两字即可）"))
        self.truth, self.total = TruthStrip(), PlainLabel("small", wrap=False)
        self.list = RecordList(model)
        self.list.setAccessibleName(_("案件队列"))
        self._narrow = QPushButton(_("筛选"))
        self._narrow.setCheckable(True)
        self._new = KeyButton(_("新建"), "N")
        self._build()
        self._connect()
        self.tabs.set_current(self.tab)
        theme.follow(self, self._dress)

    def query(self, seat: str) -> CaseQuery:
        """What the operator wants to see."""
        return TABS_BY_ID[self.tab].over(self.bare_query(), seat)

    def bare_query(self) -> CaseQuery:
        """The operator's own filters without the tab, for the counts on the tabs."""
        chosen = self.filters.choices()
        return CaseQuery(
            text=self.search.text().strip(),
            sources=chosen.get("sources", ()),
            units=chosen.get("units", ()),
            areas=chosen.get("areas", ()),
            states=chosen.get("states", ()),
        )

    def choose_tab(self, tab: str) -> None:
        """Take a saved filter."""
        if tab in TABS_BY_ID and tab != self.tab:
            self.tab = tab
            self.tabs.set_current(tab)
            self.query_changed.emit()

    def save(self) -> dict[str, Any]:
        """What should be found again."""
        return {"tab": self.tab, "filters": {name: list(v) for name, v in self.filters.choices().items()}}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take back what `save` gave."""
        self.filters.restore(dict(saved.get("filters") or {}))
        self._mark_narrow()
        tab = str(saved.get("tab", "open"))
        if tab in TABS_BY_ID:
            self.tab = tab
            self.tabs.set_current(tab)

    def _build(self) -> None:
        self._narrow.setProperty("role", "quiet")
        self.filters.hide()
        self._head, self._tools = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self.total)
        self._head.addStretch()
        self._head.addWidget(self.truth)
        self._tools.addWidget(self.search, 1)
        self._tools.addWidget(self._narrow)
        self._tools.addWidget(self._new)
        self._upper = QVBoxLayout()
        self._upper.addLayout(self._head)
        self._upper.addWidget(self.tabs)
        self._upper.addLayout(self._tools)
        self._upper.addWidget(self.filters)
        line = QFrame()
        line.setProperty("rule", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._upper)
        layout.addWidget(line)
        layout.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.choose_tab)
        self.filters.changed.connect(self._narrowed)
        self.search.searched.connect(self.query_changed)
        self.search.left_downwards.connect(self.list.setFocus)
        self._narrow.toggled.connect(self.filters.setVisible)
        self._new.clicked.connect(self.new_asked)

    def _narrowed(self) -> None:
        self._mark_narrow()
        self.query_changed.emit()

    def _mark_narrow(self) -> None:
        chosen = len(self.filters.choices())
        self._narrow.setText(_("筛选 {n}").format(n=chosen) if chosen else _("筛选"))
        if chosen:
            self._narrow.setChecked(True)

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space + worn.space // 2
        self._upper.setContentsMargins(pad, worn.space, pad, worn.space)
        self._upper.setSpacing(worn.space // 2 + 2)
        self._tools.setSpacing(worn.space // 2)
        self._narrow.setIconSize(QSize(worn.icon_px, worn.icon_px))
        self._narrow.setIcon(theme.icon("sliders-horizontal", "muted", worn))
        self._new.setIcon(theme.icon("plus", "accent", worn))
