"""The case room as the operator sees it: the queue, and beside it the case in hand or a new one."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from app.panes.cases.parts.detail import CaseDetail
from app.panes.cases.parts.drafts import Drafts
from app.panes.cases.parts.intake import Intake
from app.panes.cases.parts.keys import ACTION_KEYS
from app.panes.cases.parts.queue_panel import QueuePanel
from app.panes.cases.queries import TABS
from widgets import theme
from widgets.record_list import RecordModel

SIDE_BY_SIDE_EM = 66
QUEUE_SHARE = {Qt.Orientation.Horizontal: 0.46, Qt.Orientation.Vertical: 0.52}
_OPERATION_OF = {key: operation for operation, key in ACTION_KEYS.items()}


class CasesView(QWidget):
    """Single letters are actions wherever nobody is typing."""

    operation_asked = Signal(str)
    new_asked = Signal()

    def __init__(self, model: RecordModel[Any], drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.queue, self.detail = QueuePanel(model), CaseDetail(drafts)
        self.intake: Intake | None = None
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
        self.setFocusProxy(self.queue.list)

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
        self._right.setCurrentWidget(self.detail)
        self.queue.list.setFocus()

    def search(self) -> None:
        """Give the keyboard to the search field."""
        self.queue.search.setFocus()
        self.queue.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape:
            self.queue.list.setFocus()
        elif (held and not shift) or not self._press(key, shift):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key, shift: bool) -> bool:
        """Do what a single key stands for; False where it stands for nothing."""
        if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            return self._press_letter(chr(key), shift)
        if key == Qt.Key.Key_Slash:
            self.search()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not shift:
            self.queue.choose_tab(TABS[key - Qt.Key.Key_1].id)
        else:
            return False
        return True

    def _press_letter(self, letter: str, shift: bool) -> bool:
        if letter in "JK" and not shift:
            self.queue.list.step(1 if letter == "J" else -1)
        elif letter == "N" and not shift:
            self.new_asked.emit()
        elif (operation := _OPERATION_OF.get(f"Shift+{letter}" if shift else letter)) is not None:
            self.operation_asked.emit(operation)
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.of(self).font_px * SIDE_BY_SIDE_EM
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._way != way:
            self._way = way
            self.splitter.setOrientation(way)
            share, whole = QUEUE_SHARE[way], self.width() if wide else self.height()
            self.splitter.setSizes([round(whole * share), round(whole * (1 - share))])

    def _read_on(self) -> None:
        self.detail.timeline.setFocus()
