"""The case room as the operator sees it: the queue, and beside it the case in hand, a new one, or a page of its own."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from app.panes.cases.parts.hand.detail import CaseDetail
from app.panes.cases.parts.intake import Intake
from app.panes.cases.parts.queue.queue_panel import QueuePanel
from app.qt.drafts import Drafts
from widgets.halves import Halves
from widgets.key_ground import KeyGround
from widgets.record_list import RecordModel

SIDE_BY_SIDE_EM = 66
QUEUE_BESIDE, QUEUE_UNDER = 0.5, 0.52


class CasesView(KeyGround):
    """Single keys are actions wherever nobody is typing: `on_key(sequence)` does what one stands for, if anything."""

    new_asked = Signal()
    page_left = Signal()

    def __init__(self, model: RecordModel[Any], drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.queue, self.detail = QueuePanel(model), CaseDetail(drafts)
        self.intake: Intake | None = None
        self.page: QWidget | None = None
        self._right = QStackedWidget()
        self._right.addWidget(self.detail)
        self.splitter = Halves(self.queue, self._right, SIDE_BY_SIDE_EM, QUEUE_BESIDE, QUEUE_UNDER)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.queue.new_asked.connect(self.new_asked)
        self.queue.list.opened.connect(self._read_on)
        self.detail.form_left.connect(self.queue.list.setFocus)
        self.begin_at(self.queue.list)

    @property
    def window_of(self) -> QWidget:
        """The widget a dialog of the room belongs to."""
        return self

    @property
    def hand_on_page(self) -> bool:
        """Whether the keyboard is on what stands before the case in hand: a page, or the form of a new case."""
        page, held = self.intake or self.page, QApplication.focusWidget()
        return page is not None and held is not None and (held is page or page.isAncestorOf(held))

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
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        if self.page is not None:
            self.close_page()
        self.queue.list.setFocus()

    def _drop_page(self) -> None:
        if self.page is not None:
            page, self.page = self.page, None
            self._right.removeWidget(page)
            page.hide()
            page.deleteLater()
            self.page_left.emit()

    def _read_on(self) -> None:
        self.detail.timeline.setFocus()
