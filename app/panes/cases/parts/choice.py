"""One thing to choose and how a row of it looks: the name strong, the reason quiet, a doubtful one marked."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.panes.cases.parts.plain import one_line
from widgets import theme

CHOICE = Qt.ItemDataRole.UserRole + 1
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its id, its name, a reason a remark, every text it may be found by; `doubtful` warns."""

    id: str
    name: str
    remark: str = ""
    keys: tuple[str, ...] = ()
    doubtful: bool = False
    icon: str = ""
    key: str = ""

    def fits(self, typed: str) -> bool:
        """Whether every word typed occurs in one of the texts."""
        texts = (self.name.lower(), *(key.lower() for key in self.keys))
        return all(any(word in text for text in texts) for word in typed.lower().split())

    def begins(self, typed: str) -> bool:
        """Whether one of the texts begins with what was typed."""
        return any(text.lower().startswith(typed.strip().lower()) for text in (self.name, *self.keys))


class ChoiceArt(QStyledItemDelegate):
    """Paints the choices of a list."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice, worn = index.data(CHOICE), theme.of(self._view)
        if choice is None:
            choice = Choice("", "", str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(worn.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, QColor(worn.hover))
        inside = option.rect.adjusted(worn.space, 0, -worn.space, 0)
        icon = "triangle-alert" if choice.doubtful else choice.icon
        if icon:
            box = QRect(inside.left(), inside.center().y() - worn.icon_px // 2, worn.icon_px, worn.icon_px)
            theme.icon(icon, "warn" if choice.doubtful else "muted", worn).paint(painter, box)
            inside.setLeft(box.right() + worn.space)
        self._words(painter, inside, choice, worn)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, choice: Choice, worn: theme.Theme) -> None:
        small = QFont(self._view.font())
        small.setPixelSize(worn.font_small_px)
        if choice.key:
            wide = QFontMetrics(small).horizontalAdvance(choice.key) + 2
            self._write(painter, box.adjusted(box.width() - wide, 0, 0, 0), choice.key, small, worn.faint)
            box.setRight(box.right() - wide - worn.space)
        used = self._write(painter, box, choice.name, self._view.font(), worn.muted if choice.doubtful else worn.text)
        rest = box.adjusted(used + worn.space * 2, 0, 0, 0)
        if choice.remark and rest.width() > worn.font_px * 2:
            self._write(painter, rest, choice.remark, small, worn.warn if choice.doubtful else worn.muted)

    def _write(self, painter: QPainter, box: QRect, text: str, font: QFont, colour: str) -> int:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(one_line(text), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _MIDDLE, shown)
        return QFontMetrics(font).horizontalAdvance(shown)
