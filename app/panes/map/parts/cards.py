"""The card that floats beside the thing in hand; everything in it is plain text."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.panes.map.queries import Card
from widgets import theme

_WIDEST = 320


class HoverCard(QFrame):
    """Title, some lines and a note; never takes the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title, self._lines, self._note = QLabel(), QLabel(), QLabel()
        worn = theme.of(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(worn.space, worn.space // 2, worn.space, worn.space // 2)
        layout.setSpacing(worn.space // 4)
        for label, role in ((self._title, "strong"), (self._lines, "muted"), (self._note, "small")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            label.setWordWrap(True)
            layout.addWidget(label)
        self.hide()

    @property
    def text(self) -> str:
        """What is read."""
        return "\n".join(filter(None, (self._title.text(), self._lines.text(), self._note.text())))

    def tell(self, card: Card, at: QPoint, room: QWidget) -> None:
        """Show the card beside a point of its neighbour `room`, inside that one's edges."""
        self._title.setText(card.title)
        self._lines.setText("\n".join(card.lines))
        self._note.setText(card.note)
        self._lines.setVisible(bool(card.lines))
        self._note.setVisible(bool(card.note))
        self.setFixedWidth(self._width())
        self.adjustSize()
        x = at.x() + 18 if at.x() + 18 + self.width() < room.width() else at.x() - 18 - self.width()
        y = max(4, min(at.y() - 12, room.height() - self.height() - 4))
        self.move(room.mapToParent(QPoint(max(4, x), y)))
        self.show()
        self.raise_()

    def _width(self) -> int:
        scale = theme.of(self).scale
        widest = max(
            label.fontMetrics().horizontalAdvance(line)
            for label in (self._title, self._lines)
            for line in [*label.text().split("\n"), ""]
        )
        return round(min(_WIDEST * scale, widest + 4 * theme.of(self).space))
