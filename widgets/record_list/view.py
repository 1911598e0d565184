"""A list over a huge model: its own keys, rows marked and a selection kept by id, in place while rows move."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from widgets import theme as themes
from widgets.record_list.columns import Column
from widgets.record_list.marks import Marks
from widgets.record_list.model import RecordModel
from widgets.record_list.row_art import row_height
from widgets.record_list.sheet import Sheet

STEPS = {
    Qt.Key.Key_J: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_K: -1,
    Qt.Key.Key_Up: -1,
}
KEY_REST_MS = 120


class RecordList(QTableView):
    """Shows a `RecordModel`; `chosen(id)` when the operator moves to a row, `opened(id)` on Enter or double click,
    `marked(ids)` when rows are marked: with Shift and the row keys, Space, Ctrl+A, or the mouse with Shift or Ctrl;
    `all_asked()` after Ctrl+A has marked what is in memory: there may be more; `widened(width)` says how wide a row
    is now."""

    chosen = Signal(str)
    opened = Signal(str)
    marked = Signal(tuple)
    widened = Signal(int)
    all_asked = Signal()

    def __init__(self, model: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._sheet = Sheet()
        self._marks = Marks()
        self._current_id = ""
        self._current_row = -1
        self._anchor: tuple[str, int] | None = None
        self._seeks = False
        self._hovered = -1
        self._empty = ("", "")
        self._rest = QTimer(self, singleShot=True, interval=KEY_REST_MS)
        self._rest.timeout.connect(self._tell_chosen)
        self._dress()
        self.setModel(model)
        model.refresh_started.connect(self._remember_place)
        model.refresh_ended.connect(self._return_to_place)
        model.modelReset.connect(self._forget)
        model.dataChanged.connect(self._learn_current)

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setMinimumSectionSize(8)
        self.verticalHeader().setDefaultSectionSize(row_height(themes.of(self), self._sheet.compact))

    # --- what the owner asks ---

    def current_id(self) -> str:
        """The record the operator stands on, or ""."""
        return self._current_id

    def select(self, record_id: str) -> bool:
        """Stand on this record without telling anybody; False where it is not in memory: a refresh may bring it."""
        self._seeks = False
        self._current_id = record_id
        number = self._rows.place(record_id)
        if number is None:
            self.selectionModel().clearSelection()
            self._seeks = True
            self.viewport().update()
            return False
        self._stand_on(number)
        self.scrollTo(self._rows.index(number, 0))
        return True

    def watched_ids(self) -> tuple[str, ...]:
        """Records whose new place the view must learn when the list moves: the one stood on, and the topmost."""
        visible = self.visible_rows()
        top = self._rows.record(visible.start) if visible else None
        return tuple(dict.fromkeys(key for key in (self._current_id, top.id if top is not None else "") if key))

    def set_empty(self, title: str, note: str) -> None:
        """What an empty list says; a list may not be empty without words."""
        self._empty = (title, note)
        self.viewport().update()

    def visible_rows(self) -> range:
        """Row numbers now on the screen."""
        first = self.rowAt(0)
        if first < 0:
            return range(0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else self._rows.rowCount() - 1) + 1)

    def step(self, by: int) -> None:
        """Move the operator by so many rows."""
        self._go(self._current_row + by if self._current_row >= 0 or by > 0 else 0)

    def set_look(self, compact: bool, columns: Sequence[Column]) -> None:
        """One line to a row, divided into these columns, or two lines."""
        if self._sheet.dress(compact, columns):
            self._fit_rows()
            self.viewport().update()

    def set_divider(self, row: int, text: str) -> None:
        """Draw a line above this row that says what stands over it; no line for row 0."""
        self._sheet.divider = (row, text)
        self.viewport().update()

    # --- marks ---

    @property
    def marks(self) -> tuple[str, ...]:
        """Ids of the marked rows, in the order of marking."""
        return self._marks.ids

    def mark_current(self) -> None:
        """Mark the row stood on, or take its mark away."""
        self._marks.toggle(self._current_id)
        self._tell_marks()

    def mark_step(self, by: int) -> None:
        """Move by a row and take it along; going back lets go."""
        leaving = self._current_id
        self.step(by)
        if self._current_id:
            self._marks.extend(leaving, self._current_id)
            self._tell_marks()

    def mark_loaded(self) -> None:
        """Mark every record in memory."""
        self._marks.add(record.id for record in self._rows.known())
        self._tell_marks()

    def set_marks(self, ids: Sequence[str]) -> None:
        """Mark these and no others."""
        self._marks.set(ids)
        self._tell_marks()

    def _mark_span(self, number: int) -> None:
        """Everything from the row stood on to this one, as far as it is in memory."""
        first, last = sorted((max(self._current_row, 0), number))
        found = (self._rows.record(row) for row in range(first, last + 1))
        self._marks.add(record.id for record in found if record is not None)

    def _tell_marks(self) -> None:
        self.viewport().update()
        self.marked.emit(self._marks.ids)

    # --- keys and mouse ---

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _steps(event):  # a key held down repeats here; as somebody's shortcut it would fire once
                event.accept()
                return True
            if self._rest.isActive():  # whatever is pressed next means the row the hand is on
                self._tell_chosen()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        page = max(1, len(self.visible_rows()) - 1)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held and self._press_marking(key, held):
            event.accept()
        elif held:
            event.ignore()  # what is held with another key belongs to the room
        elif key in STEPS:
            self.step(STEPS[key])
        elif key == Qt.Key.Key_Space:
            self.mark_current()
        elif key == Qt.Key.Key_Escape and self._marks:
            self.set_marks(())
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(self._rows.rowCount() - 1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.step(page if key == Qt.Key.Key_PageDown else -page)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            event.ignore()  # Qt: QTableView would search by letter; letters belong to the room's actions.

    def _press_marking(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        if key in STEPS and held == Qt.KeyboardModifier.ShiftModifier:
            self.mark_step(STEPS[key])
        elif key == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self.mark_loaded()
            self.all_asked.emit()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        number = self.rowAt(event.position().toPoint().y())
        if number < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ShiftModifier:
            self._mark_span(number)
        self._go(number)
        if held & Qt.KeyboardModifier.ControlModifier:
            self._marks.toggle(self._current_id)
        if held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self._tell_marks()
        self._tell_chosen()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self._open()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.viewport().update()

    def _go(self, number: int) -> None:
        number = min(max(number, 0), self._rows.rowCount() - 1)
        if number < 0:
            return
        self._stand_on(number)
        self.scrollTo(self._rows.index(number, 0))
        record = self._rows.record(number)
        self._current_id = record.id if record is not None else ""
        self._rest.start()

    def _learn_current(self) -> None:
        """The row under the operator may have been a missing page until now."""
        if self._current_row >= 0 and not self._current_id and self._current_row < self._rows.rowCount():
            record = self._rows.record(self._current_row)
            if record is not None:
                self._current_id = record.id
                self._rest.start()

    def _stand_on(self, number: int) -> None:
        self._current_row = number
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._rows.index(number, 0), flags)
        self.viewport().update()

    def _tell_chosen(self) -> None:
        self._rest.stop()
        if self._current_id:
            self.chosen.emit(self._current_id)

    def _open(self) -> None:
        self._tell_chosen()
        if self._current_id:
            self.opened.emit(self._current_id)

    # --- staying in place while the list moves ---

    def _remember_place(self) -> None:
        visible = self.visible_rows()
        standing = self._current_row if self._current_row in visible else visible.start
        if not visible or (self.verticalScrollBar().value() == 0 and standing != self._current_row):
            self._anchor = None
            return
        record = self._rows.record(standing)
        self._anchor = None if record is None else (record.id, self.rowViewportPosition(standing))

    def _return_to_place(self, places: dict[str, int]) -> None:
        number = places.get(self._current_id, self._rows.place(self._current_id))
        if number is not None:
            self._stand_on(number)
        else:
            self.selectionModel().clear()
            self._current_row = min(self._current_row, self._rows.rowCount() - 1)
        if self._seeks and number is not None:
            self._seeks = False
            self.scrollTo(self._rows.index(number, 0), QAbstractItemView.ScrollHint.PositionAtCenter)
        elif self._anchor is not None:
            record_id, top = self._anchor
            moved = places.get(record_id, self._rows.place(record_id))
            if moved is not None:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.rowViewportPosition(moved) - top)
        self.viewport().update()

    def _forget(self) -> None:
        self._current_row = -1
        number = self._rows.place(self._current_id)
        if number is not None:
            self._stand_on(number)

    # --- paint ---

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._sheet.forget()
            self._fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.resized()
        self.widened.emit(self.viewport().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, sheet = themes.of(self), self._sheet
        painter = QPainter(self.viewport())
        sheet.begin(painter, event.rect(), worn, self.font(), self.viewport().width(), self.devicePixelRatioF())
        if not self._rows.rowCount():
            sheet.paint_empty(self.viewport().rect(), *self._empty)
        for number in self.visible_rows():
            box = QRect(0, self.rowViewportPosition(number), self.viewport().width(), self.rowHeight(number))
            face = self._rows.face(number)
            current = number == self._current_row and face is not None and face.id == self._current_id
            marked = face is not None and face.id in self._marks
            sheet.paint_row(box, face, current, marked, number == self._hovered)
            if current and self.hasFocus():
                sheet.paint_focus(box)
            if number and number == sheet.divider[0]:
                sheet.paint_divider(box)
        sheet.end()


def _steps(event: QKeyEvent) -> bool:
    """Whether a key moves the operator by one row, marking or not."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in STEPS and (not held or held == Qt.KeyboardModifier.ShiftModifier)
