"""The left side: saved filters, search, the list, how true it is, and what is under way with several cases."""

from typing import Any

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.queue.filter_row import FilterRow
from app.panes.cases.parts.queue.filter_words import shown_words
from app.panes.cases.parts.queue.look import ORDERS, Look, falls, restored_look
from app.panes.cases.parts.queue.look_menu import LookMenu
from app.panes.cases.parts.queue.saved_filters import PRESETS, FilterBook, SavedFilter
from app.panes.cases.parts.queue.tabs import FilterTabs
from app.store import CaseQuery
from app.text import _, n_
from widgets import theme
from widgets.record_list import Column, ColumnHead, RecordList, RecordModel
from widgets.search_box import SearchBox
from widgets.truth_strip import TruthStrip

# A longer text would not be looked for to its end.
LONGEST_SEARCH = 200


class QueuePanel(QWidget):
    """`query_changed()` when the operator asks for another list; `new_asked()` for a new case."""

    query_changed = Signal()
    new_asked = Signal()

    def __init__(self, model: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.book, self.look, self.tab = FilterBook(), Look(), PRESETS[0].id
        self.tabs, self.filters = FilterTabs(), FilterRow()
        self.search = SearchBox(_("编号、地点、描述（两字即可）、拼音首字母"))
        self.search.setMaxLength(LONGEST_SEARCH)
        self.truth, self.total = TruthStrip(), PlainLabel("small", wrap=False)
        self.list = RecordList(model)
        self.list.setAccessibleName(_("案件队列"))
        self.head = ColumnHead(Column("light", _("时限"), sort="due"), _("状态"), right_sort="state")
        self.look_menu = LookMenu(lambda: self.look, self.take_look, self)
        self._narrow, self._looks = QPushButton(_("筛选")), QPushButton()
        self._narrow.setCheckable(True)
        self._new = KeyButton(_("新建"), "N")
        self._build()
        self._connect()
        self.show_book()
        self._show_look()
        theme.follow(self, self._dress)

    @property
    def chosen(self) -> SavedFilter:
        """The saved filter in force."""
        return self.book.find(self.tab) or PRESETS[0]

    @property
    def narrowing(self) -> str:
        """What the list is narrowed to, in words."""
        return shown_words(self.chosen, self.bare_query(), self.filters.text_of)

    def query(self, seat: str) -> CaseQuery:
        """What the operator wants to see."""
        return self.look.over(self.chosen.over(self.bare_query(), seat))

    def bare_query(self) -> CaseQuery:
        """The operator's own narrowing without the saved filter, for the counts on the tabs."""
        return CaseQuery(text=self.search.text().strip(), **self.filters.choices())

    def choose_tab(self, filter_id: str) -> None:
        """Take a saved filter."""
        if filter_id != self.tab and self.book.find(filter_id) is not None:
            self.tab = filter_id
            self.tabs.set_current(filter_id)
            self.query_changed.emit()

    def choose_key(self, key: str) -> None:
        """Take the saved filter of a digit."""
        found = self.book.by_key(key)
        if found is not None:
            self.choose_tab(found.id)

    def take_look(self, look: Look) -> None:
        """Show the list differently."""
        asks = (look.order, look.reverse, look.late_first) != (
            self.look.order,
            self.look.reverse,
            self.look.late_first,
        )
        self.look = look
        self._show_look()
        if asks:
            self.query_changed.emit()

    def open_looks(self) -> None:
        """Open the menu of order, columns and row height."""
        self.look_menu.popup(self._looks.mapToGlobal(QPoint(0, self._looks.height())))

    def show_book(self) -> None:
        """The saved filters are others now."""
        if self.book.find(self.tab) is None:
            self.tab = PRESETS[0].id
        self.tabs.set_filters(self.book.filters)
        self.tabs.set_current(self.tab)

    def show_count(self, count: int, late: int) -> None:
        """Say how long the list is, and where the late ones end."""
        below = 0 < late < count
        self.list.set_divider(late if below else 0, _("以上超期 {n} 件").format(n=f"{late:,}") if below else "")
        said = n_("共 {n} 件", count).format(n=f"{count:,}")
        self.total.say(_("{all} · 超期 {n}").format(all=said, n=f"{late:,}") if late else said)

    def save(self) -> dict[str, Any]:
        """What should be found again."""
        return {
            "tab": self.tab,
            "filters": self.filters.save(),
            "book": self.book.save(),
            "look": self.look.save(),
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take back what `save` gave."""
        self.filters.restore(dict(saved.get("filters") or {}))
        self._mark_narrow()
        book, tab = saved.get("book"), str(saved.get("tab", ""))
        self.book.restore(book if isinstance(book, list) else ())
        self.look = restored_look(saved.get("look"))
        self.tab = tab if self.book.find(tab) is not None else PRESETS[0].id
        self.show_book()
        self._show_look()

    def put_above(self, strip: QWidget) -> None:
        """A quiet line above the list."""
        self._column.insertWidget(self._column.indexOf(self.head), strip)

    def put_below(self, strip: QWidget) -> None:
        """A quiet line below the list."""
        self._column.addWidget(strip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_head()

    def _build(self) -> None:
        for button in (self._narrow, self._looks):
            button.setProperty("role", "quiet")
        self._looks.setAccessibleName(_("排序、列与行高"))
        self._looks.setToolTip(_("排序、列与行高（H）"))
        self.filters.hide()
        self._head, self._tools = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self.total)
        self._head.addStretch()
        self._head.addWidget(self.truth)
        self._tools.addWidget(self.search, 1)
        for tool in (self._narrow, self._looks, self._new):
            self._tools.addWidget(tool)
        self._upper = QVBoxLayout()
        self._upper.addLayout(self._head)
        self._upper.addWidget(self.tabs)
        self._upper.addLayout(self._tools)
        self._upper.addWidget(self.filters)
        line = QFrame()
        line.setProperty("rule", "true")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._upper)
        for part in (line, self.head):
            self._column.addWidget(part)
        self._column.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.query_changed.connect(self._show_order)
        self.tabs.chosen.connect(self.choose_tab)
        self.filters.changed.connect(self._narrowed)
        self.search.searched.connect(self.query_changed)
        self.search.left_downwards.connect(self.list.setFocus)
        self.head.sort_asked.connect(lambda order: self.take_look(self.look.ordered_by(order)))
        self.list.widened.connect(self.head.set_room)
        self._narrow.toggled.connect(self.filters.setVisible)
        self._looks.clicked.connect(self.open_looks)
        self._new.clicked.connect(self.new_asked)

    def _show_look(self) -> None:
        lanes = self.look.lanes()
        self.list.set_look(self.look.compact, lanes)
        self.head.set_columns(lanes)
        self._show_head()

    def _show_order(self) -> None:
        """Say by what the list really goes: not every list knows every order."""
        query = self.query("")
        self.head.set_order(query.order, falls(query))
        seen = self._headed and self.head.shows(query.order)
        arrow = "↓" if falls(query) else "↑"
        self._looks.setText("" if seen else _("按{name} {way}").format(name=_(ORDERS[query.order]), way=arrow))

    def _show_head(self) -> None:
        self.head.setVisible(self._headed)
        self._show_order()

    @property
    def _headed(self) -> bool:
        return self.look.compact and self.head.fits(self.width())

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
        self._upper.setContentsMargins(pad, worn.space // 2, pad, worn.space // 2)
        self._upper.setSpacing(worn.space // 2)
        self._tools.setSpacing(worn.space // 2)
        for button, icon in ((self._narrow, "sliders-horizontal"), (self._looks, "list")):
            button.setIconSize(QSize(worn.icon_px, worn.icon_px))
            button.setIcon(theme.icon(icon, "muted", worn))
        self._new.setIcon(theme.icon("plus", "accent", worn))
