"""The book room as the keeper sees it: the books, the list of one, and the form of one entry."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.panes.books.model import TAB_WORDS
from app.panes.books.parts.form import EntryForm
from app.panes.books.queries import TABS
from app.text import _
from widgets import theme
from widgets.empty_state import EmptyState
from widgets.halves import Halves
from widgets.key_ground import KeyGround
from widgets.record_list import RecordList, RecordModel
from widgets.search_box import SearchBox
from widgets.truth_strip import TruthStrip

SIDE_BY_SIDE_EM = 50
TOOLS_EM = 34


class _Tools(QWidget):
    """The search, and beside it what else can be done; under it where there is little room."""

    def __init__(self, search: QWidget, others: Sequence[QWidget]) -> None:
        super().__init__()
        space = theme.of(self).space
        self._box, self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self), QHBoxLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(space // 2)
        self._row.setSpacing(space // 2)
        for widget in others:
            self._row.addWidget(widget)
        self._row.insertStretch(1)
        self._box.addWidget(search, 1)
        self._box.addLayout(self._row)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._row.minimumSize().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.of(self).font_px * TOOLS_EM
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if wide else ways.TopToBottom)


class BooksView(KeyGround):
    """The list and the form beside each other; in a narrow room the form comes under the list."""

    tab_chosen = Signal(str)
    new_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()

    def __init__(self, model: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar(documentMode=True, drawBase=False, expanding=False, usesScrollButtons=True)
        self.tabs.setAccessibleName(_("字典分类"))
        for tab in TABS:
            self.tabs.addTab(_(TAB_WORDS[tab]))
        self.search, self.truth = SearchBox(_("名称、代码或拼音首字母")), TruthStrip()
        self.total, self.notice = QLabel(textFormat=Qt.TextFormat.PlainText), QLabel(wordWrap=True)
        self.list = RecordList(model)
        self.list.setAccessibleName(_("字典条目"))
        self.new, self.bring = QPushButton(_("新建") + "  N"), QPushButton(_("导入") + "  I")
        self.take = QPushButton(_("导出"))
        self.take.setToolTip("Ctrl+E")
        self._beside: QWidget | None = None
        self._empty = EmptyState("folder-open", _("选择左侧的条目查看"))
        self._right = QStackedWidget()
        self._lay_out()
        self._connect()
        self.begin_at(self.list)

    @property
    def tab(self) -> str:
        """The book in front."""
        return TABS[max(0, self.tabs.currentIndex())]

    def show_tab(self, tab: str) -> None:
        """Bring a book in front."""
        if tab in TABS:
            self.tabs.setCurrentIndex(TABS.index(tab))

    @property
    def beside(self) -> QWidget:
        """The place beside the list: what is made in it need not be dressed again when it is put there."""
        return self._right

    @property
    def form(self) -> EntryForm | None:
        """The form in front."""
        return self._beside if isinstance(self._beside, EntryForm) else None

    def put(self, widget: QWidget | None) -> None:
        """Put a form or a page beside the list; what stood there goes. None leaves the place empty."""
        before, self._beside = self._beside, widget
        if widget is not None:
            self._right.addWidget(widget)
        self._right.setCurrentWidget(widget or self._empty)
        if before is not None:
            self._right.removeWidget(before)
            before.hide()
            before.deleteLater()

    def say(self, sentence: str) -> None:
        """Something to know about the whole book; "" takes it away."""
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _place: self.tab_chosen.emit(self.tab))
        self.search.left_downwards.connect(self.list.setFocus)
        self.new.clicked.connect(self.new_asked)
        self.bring.clicked.connect(self.import_asked)
        self.take.clicked.connect(self.export_asked)

    def _lay_out(self) -> None:
        space = theme.of(self).space
        pad = space + space // 2
        for label in (self.total, self.notice):
            label.setProperty("role", "small")
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notice.hide()
        for button in (self.bring, self.take):
            button.setProperty("role", "quiet")
        self._right.addWidget(self._empty)
        head = QHBoxLayout()
        head.setContentsMargins(pad, space // 2, pad, 0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.truth)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Halves(self._left(space, pad), self._right, SIDE_BY_SIDE_EM), 1)

    def _left(self, space: int, pad: int) -> QWidget:
        side = QWidget()
        tools = _Tools(self.search, (self.total, self.take, self.bring, self.new))
        upper = QVBoxLayout()
        upper.setContentsMargins(pad, space, pad, space)
        upper.addWidget(tools)
        upper.addWidget(self.notice)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.list, 1)
        return side
