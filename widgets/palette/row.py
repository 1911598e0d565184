"""Draws the rows of the palette: a section line, or icon, title, hint and key."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets import theme

ITEM = Qt.ItemDataRole.UserRole + 1
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_END = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
Index = QModelIndex | QPersistentModelIndex


class RowArt(QStyledItemDelegate):
    """A section's data is its title; an item's is the item."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        worn = theme.of(self._view)
        section = isinstance(index.data(ITEM), str)
        return QSize(80, worn.row_px - worn.space // 2 if section else worn.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        worn, found = theme.of(self._view), index.data(ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(found, str):
            self._section(painter, option.rect, found, worn)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._item(painter, option.rect, found, worn, chosen)
        painter.restore()

    def _section(self, painter: QPainter, rect: QRect, title: str, worn: theme.Theme) -> None:
        painter.setFont(self._small(worn))
        painter.setPen(QColor(worn.faint))
        painter.drawText(rect.adjusted(worn.space, worn.space // 2, 0, 0), _MIDDLE, title)

    def _item(self, painter: QPainter, rect: QRect, item: object, worn: theme.Theme, chosen: bool) -> None:
        icon, title, hint, key, tone = (getattr(item, name) for name in ("icon", "title", "hint", "shortcut", "tone"))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(worn.selection))
            painter.drawRoundedRect(QRectF(rect), worn.radius, worn.radius)
        inside = rect.adjusted(worn.space, 0, -worn.space, 0)
        if icon:
            edge = worn.icon_px
            art = QRect(inside.left(), inside.center().y() - edge // 2, edge, edge)
            theme.icon(icon, "text" if chosen else tone, worn).paint(painter, art)
        words = inside.adjusted(worn.icon_px + worn.space, 0, 0, 0)
        words.setRight(self._key(painter, words, key, worn))
        self._words(painter, words, title, hint, worn)

    def _words(self, painter: QPainter, rect: QRect, title: str, hint: str, worn: theme.Theme) -> None:
        painter.setFont(self._view.font())
        painter.setPen(QColor(worn.text))
        metrics = QFontMetrics(self._view.font())
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _MIDDLE, shown)
        left = metrics.horizontalAdvance(shown) + 2 * worn.space
        if hint and left < rect.width():
            painter.setFont(self._small(worn))
            painter.setPen(QColor(worn.muted))
            rest = rect.adjusted(left, 0, 0, 0)
            fit = QFontMetrics(painter.font()).elidedText(hint, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, _END, fit)

    def _key(self, painter: QPainter, rect: QRect, key: str, worn: theme.Theme) -> int:
        """Draw a key cap at the right end; returns where the words must end."""
        if not key:
            return rect.right()
        painter.setFont(self._small(worn))
        metrics = QFontMetrics(painter.font())
        width, height = metrics.horizontalAdvance(key) + worn.space, metrics.height() + worn.space // 4
        cap = QRectF(rect.right() - width, rect.center().y() - height / 2, width, height)
        painter.setPen(QColor(worn.tint("faint", 0.5)))
        painter.setBrush(QColor(worn.surface))
        painter.drawRoundedRect(cap, worn.radius / 2, worn.radius / 2)
        painter.setPen(QColor(worn.muted))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)
        return round(cap.left()) - worn.space

    def _small(self, worn: theme.Theme) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(worn.font_small_px)
        return font
