"""A list on a rail; keyboard and screen readers walk it like any list."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets import theme
from widgets.timeline.paint import StepArt

_STEP = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class TimelineStep:
    """One row in words: `time`, `title` (what), `who` (person, seat), `note`; `badge` such as 待发送 marks waiting."""

    time: str
    title: str
    who: str = ""
    note: str = ""
    tone: str = "accent"
    icon: str = ""
    waiting: bool = False
    badge: str = ""

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        return " · ".join(filter(None, (self.time, self.title, self.who, self.note, self.badge)))


class Timeline(QListView):
    """Shows steps; the row heights follow the width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_StepDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._steps: tuple[TimelineStep, ...] = ()

    @property
    def steps(self) -> tuple[TimelineStep, ...]:
        """What is shown."""
        return self._steps

    def set_steps(self, steps: Sequence[TimelineStep]) -> None:
        """Show these rows; the same rows again change nothing, and the eye keeps its place."""
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        place = self.verticalScrollBar().value()
        self._rows.clear()
        for step in self._steps:
            item = QStandardItem()
            item.setData(step, _STEP)
            item.setData(step.spoken, Qt.ItemDataRole.AccessibleTextRole)
            # Qt: a tip that looks like markup is taken for it; what somebody wrote is shown as it was written.
            item.setToolTip(f"<span>{escape(step.spoken)}</span>")
            self._rows.appendRow(item)
        self.verticalScrollBar().setValue(place)

    def full_height(self) -> int:
        """The height at which nothing needs to scroll, in logical pixels."""
        return sum(self.sizeHintForRow(row) for row in range(self._rows.rowCount())) + 2 * self.frameWidth()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt: item sizes are cached, and ours depend on the width.
        self.scheduleDelayedItemsLayout()


class _StepDelegate(QStyledItemDelegate):
    def __init__(self, view: Timeline) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        last = index.row() == index.model().rowCount() - 1
        art = StepArt(index.data(_STEP), theme.of(self._view), self._view.font(), _width(self._view))
        art.paint(painter, option.rect, first=index.row() == 0, last=last)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = _width(self._view)
        return QSize(width, StepArt(index.data(_STEP), theme.of(self._view), self._view.font(), width).height())


def _width(view: QListView) -> int:
    return max(120, view.viewport().width())
