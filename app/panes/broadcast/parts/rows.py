"""A quiet two-line list row: name and note left, icon and state word right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionButton, QStyleOptionViewItem, QWidget

from app.panes.broadcast.model import ROW, Row
from widgets import theme

_Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints a `Row` with the theme's colours."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        worn = theme.of()
        return QSize(worn.space * 20, worn.row_px + worn.space + worn.space // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        view = option.widget
        if not isinstance(row, Row) or view is None:
            return
        worn = theme.of(view)
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, view)
        box = option.rect.adjusted(worn.space, 0, -worn.space, 0)
        if row.checkable:
            box.setLeft(self._paint_check(painter, option, box, row, worn) + worn.space)
        right = self._paint_state(painter, box, row, worn)
        self._paint_words(
            painter, QRect(box.left(), box.top(), right - box.left() - worn.space, box.height()), row, worn
        )

    def _paint_check(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, row: Row, worn: theme.Theme
    ) -> int:
        edge = worn.icon_px
        spot = QRect(box.left(), box.center().y() - edge // 2, edge, edge)
        button = QStyleOptionButton()
        button.rect = spot
        button.state = QStyle.StateFlag.State_Enabled
        button.state |= QStyle.StateFlag.State_On if row.checked else QStyle.StateFlag.State_Off
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, button, painter, option.widget
        )
        return spot.right()

    def _paint_state(self, painter: QPainter, box: QRect, row: Row, worn: theme.Theme) -> int:
        """Icon over a fixed column, word beside it, so that a list of states lines up; returns the left edge."""
        metrics = QFontMetrics(self._small(painter, worn))
        room = max(metrics.horizontalAdvance(row.state), metrics.horizontalAdvance("字字字"))
        left = box.right() - room - worn.icon_px - worn.space // 2
        icon = QRect(left, box.center().y() - worn.icon_px // 2 + 1, worn.icon_px, worn.icon_px)
        theme.icon(row.icon, row.tone, worn).paint(painter, icon)
        painter.setFont(self._small(painter, worn))
        painter.setPen(QColor(worn.color(row.tone)))
        text = QRect(icon.right() + worn.space // 2, box.top(), room + 2, box.height())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), row.state)
        return left

    def _paint_words(self, painter: QPainter, box: QRect, row: Row, worn: theme.Theme) -> None:
        body = QFont(painter.font())
        body.setPixelSize(worn.font_px)
        painter.setFont(body)
        painter.setPen(QColor(worn.text))
        title = QFontMetrics(body).elidedText(row.title, Qt.TextElideMode.ElideRight, box.width())
        small = self._small(painter, worn)
        if not row.note:
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), title)
            return
        line, second = QFontMetrics(body).height(), QFontMetrics(small).height()
        top = box.top() + (box.height() - line - second) // 2
        painter.drawText(QRect(box.left(), top, box.width(), line), int(Qt.AlignmentFlag.AlignVCenter), title)
        painter.setFont(small)
        painter.setPen(QColor(worn.muted))
        note = QFontMetrics(small).elidedText(row.note, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(QRect(box.left(), top + line, box.width(), second), int(Qt.AlignmentFlag.AlignVCenter), note)

    @staticmethod
    def _small(painter: QPainter, worn: theme.Theme) -> QFont:
        font = QFont(painter.font())
        font.setPixelSize(worn.font_small_px)
        return font


def list_view(name: str, parent: QWidget | None = None) -> QListView:
    """A list of `Row`s; `name` is its accessible name."""
    view = QListView(parent)
    view.setItemDelegate(RowDelegate(view))
    view.setUniformItemSizes(True)
    view.setAccessibleName(name)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setMouseTracking(True)
    return view
