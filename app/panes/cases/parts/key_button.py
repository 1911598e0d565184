"""A button that shows the key which does the same."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from widgets import theme

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeyButton(QPushButton):
    """Its word, then its key in a small cap."""

    def __init__(self, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.key = key
        self.setAccessibleName(text)
        self.setAccessibleDescription(key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.follow(self, self._dress)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        gap = theme.of(self).space // 2
        return QSize(hint.width() + self._cap_width() + gap, hint.height()) if self.key else hint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt: outside a dialog Enter presses no button; here whoever stands on one means it.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _HELD:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.key:
            option.rect = option.rect.adjusted(0, 0, -self._cap_width() - theme.of(self).space // 2, 0)
        if (missing := self.sizeHint().width() - self.width()) > 0:
            # Qt: a word too long for its button loses half a character on either side.
            room = self.fontMetrics().horizontalAdvance(option.text) - missing
            option.text = self.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        if self.key:
            self._paint_cap(painter)

    def _dress(self, worn: theme.Theme) -> None:
        self.setIconSize(QSize(worn.icon_px, worn.icon_px))

    def _cap_width(self) -> int:
        worn = theme.of(self)
        return max(worn.font_small_px + worn.space, round(worn.font_small_px * 0.66 * len(self.key)) + worn.space)

    def _paint_cap(self, painter: QPainter) -> None:
        worn = theme.of(self)
        width, height = self._cap_width(), worn.font_small_px + worn.space // 2 + 2
        box = QRect(self.width() - width - worn.space, (self.height() - height) // 2, width, height)
        ink = worn.on_accent if self.property("role") == "primary" and self.isEnabled() else worn.muted
        colour = QColor(ink if self.isEnabled() else worn.faint)
        font = painter.font()
        font.setPixelSize(worn.font_small_px - 1)
        painter.setFont(font)
        line = QColor(colour)
        line.setAlphaF(0.45)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line, 1))
        painter.drawRoundedRect(box, worn.radius // 2, worn.radius // 2)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
