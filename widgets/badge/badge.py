"""The chip as a control of its own."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.badge.paint import chip_size, paint_chip, whole


class Badge(QWidget):
    """A chip that takes just the room of its word; empty text hides it."""

    def __init__(self, text: str = "", tone: str = "info", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tone, self._icon, self._text = tone, icon, ""
        self.set(text, tone, icon)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._text

    @property
    def tone(self) -> str:
        """The colour token it is painted in."""
        return self._tone

    def set(self, text: str, tone: str = "info", icon: str = "") -> None:
        """Show a word in a tone (a colour token), with an icon of that name."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text)) if self.parentWidget() else None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return whole(chip_size(self._text, self.font(), theme.of(self), bool(self._icon)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._text:
            paint_chip(QPainter(self), QPointF(0, 0), self._text, self._tone, theme.of(self), self._icon)
