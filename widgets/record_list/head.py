"""The titles above the columns of a one-line list; a click asks for another order."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme as themes
from widgets.record_list.columns import HEADED_EM, Column, lanes


class ColumnHead(QWidget):
    """`sort_asked(order)` when a title that names an order is clicked; hidden where the list is narrow."""

    sort_asked = Signal(str)

    def __init__(self, light: Column, right: str, parent: QWidget | None = None, right_sort: str = "") -> None:
        super().__init__(parent)
        self._light, self._right = light, Column("right", right, sort=right_sort)
        self._columns: tuple[Column, ...] = ()
        self._order, self._falling = "", False
        self._room = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(light.title)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these titles."""
        self._columns = tuple(columns)
        self.setAccessibleName(" · ".join(column.title for column in (self._light, *columns)))
        self.update()

    def set_order(self, order: str, falling: bool) -> None:
        """Show by what the list is ordered, and which way."""
        self._order, self._falling = order, falling
        self.update()

    def shows(self, order: str) -> bool:
        """Whether a title that is seen names this order."""
        return any(column.sort == order for column, _box in self._boxes())

    def set_room(self, width: int) -> None:
        """Rows are so wide: narrower than the titles' line where a scroll bar stands beside them."""
        self._room = width
        self.update()

    def sizeHint(self) -> QSize:
        worn = themes.of(self)
        return QSize(worn.font_px * 10, round(worn.font_small_px * 2.1))

    def fits(self, width: int) -> bool:
        """Whether titles are worth their line at this width."""
        return width >= themes.of(self).font_px * HEADED_EM

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint().x()
        for column, box in self._boxes():
            if box.left() <= at <= box.right() and column.sort and event.button() == Qt.MouseButton.LeftButton:
                self.sort_asked.emit(column.sort)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = themes.of(self), QPainter(self)
        painter.fillRect(event.rect(), QColor(worn.surface))
        font = QFont(self.font())
        font.setPixelSize(worn.font_small_px)
        painter.setFont(font)
        for column, box in self._boxes():
            self._paint_title(painter, column, box, worn)
        painter.setPen(QColor(worn.line))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())

    def _paint_title(self, painter: QPainter, column: Column, box: QRect, worn: themes.Theme) -> None:
        chosen = bool(column.sort) and column.sort == self._order
        painter.setPen(QColor(worn.text if chosen else worn.faint))
        metrics, side = painter.fontMetrics(), worn.font_small_px
        text = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, box.width() - (side if chosen else 0))
        if column is self._right:  # what stands under it keeps to the right too
            box = box.adjusted(box.width() - metrics.horizontalAdvance(text) - (side + 3 if chosen else 0), 0, 0, 0)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        if chosen:
            spot = QRect(box.left() + metrics.horizontalAdvance(text) + 3, box.center().y() - side // 2 + 1, side, side)
            themes.icon("arrow-down" if self._falling else "arrow-up", "accent", worn).paint(painter, spot)

    def _boxes(self) -> list[tuple[Column, QRect]]:
        shown = lanes(self._columns, self._room or self.width(), self.height(), themes.of(self))
        slots = [(slot.column, QRect(slot.left, 0, slot.width, self.height())) for slot in shown.slots]
        return [(self._light, shown.light), *slots, (self._right, shown.right)]
