"""The case room as the operator sees it: the queue, and beside it the case in hand, a new one, or a page of its own."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from app.panes.cases.parts.hand.detail import CaseDetail
from app.panes.cases.parts.intake import Intake
from app.panes.cases.parts.queue.queue_panel import QueuePanel
from app.qt.drafts import Drafts
from widgets import theme
from widgets.record_list import RecordModel

SIDE_BY_SIDE_EM = 66
QUEUE_SHARE = {Qt.Orientation.Horizontal: 0.5, Qt.Orientation.Vertical: 0.52}


class CasesView(QWidget):
    """Single keys are actions wherever nobody is typing: `on_key(sequence)` does what one stands for, if anything."""

    new_asked = Signal()
    page_left = Signal()

    def __init__(self, model: RecordModel[Any], drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.queue, self.detail = QueuePanel(model), CaseDetail(drafts)
        self.intake: Intake | None = None
        self.page: QWidget | None = None
        self.on_key: Callable[[str], bool] = lambda _key: False
        self._right = QStackedWidget()
        self._right.addWidget(self.detail)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.splitter.addWidget(self.queue)
        self.splitter.addWidget(self._right)
        self._way: Qt.Orientation | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.queue.new_asked.connect(self.new_asked)
        self.queue.list.opened.connect(self._read_on)
        self.detail.form_left.connect(self.queue.list.setFocus)
        # Whoever gives the room the keyboard means the queue, not its first button.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.queue.list)

    @property
    def window_of(self) -> QWidget:
        """The widget a dialog of the room belongs to."""
        return self

    def open_intake(self, intake: Intake) -> None:
        """Show the form of a new case beside the queue."""
        self.close_intake()
        self.intake = intake
        self._right.addWidget(intake)
        self._right.setCurrentWidget(intake)
        intake.focus_first()

    def close_intake(self) -> None:
        """Back to the case in hand."""
        if self.intake is not None:
            self._right.removeWidget(self.intake)
            self.intake.hide()
            self.intake.deleteLater()
            self.intake = None
        self._right.setCurrentWidget(self.page or self.detail)
        self.queue.list.setFocus()

    def open_page(self, page: QWidget) -> None:
        """Show a page beside the queue and give it the keyboard; it stands until it is closed or another one comes."""
        if self.page is not page:
            self._drop_page()
            self.page = page
            self._right.addWidget(page)
        self._right.setCurrentWidget(page)
        page.show()
        page.setFocus()

    def close_page(self) -> None:
        """Back to the case in hand."""
        self._drop_page()
        self._right.setCurrentWidget(self.intake or self.detail)
        self.queue.list.setFocus()

    def show_detail(self) -> None:
        """The case in hand comes to the front; a page stays open behind it."""
        self._right.setCurrentWidget(self.intake or self.detail)

    def search(self) -> None:
        """Give the keyboard to the search field."""
        self.queue.search.setFocus()
        self.queue.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            if self.page is not None:
                self.close_page()
            self.queue.list.setFocus()
        elif not self.on_key(QKeySequence(event.key() | held.value).toString()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.of(self).font_px * SIDE_BY_SIDE_EM
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._way != way:
            self._way = way
            self.splitter.setOrientation(way)
            share, whole = QUEUE_SHARE[way], self.width() if wide else self.height()
            self.splitter.setSizes([round(whole * share), round(whole * (1 - share))])

    def _drop_page(self) -> None:
        if self.page is not None:
            page, self.page = self.page, None
            self._right.removeWidget(page)
            page.hide()
            page.deleteLater()
            self.page_left.emit()

    def _read_on(self) -> None:
        self.detail.timeline.setFocus()
