"""The key of the microphone: speaks while it is held, by Space or by mouse, and never a moment longer."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme


class TalkButton(QWidget):
    """Emits `pressed` and `released`; losing the focus or the window counts as letting go."""

    pressed = Signal()
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._held = False
        self._words = ("", "")
        self._tone = "alarm"

    @property
    def held(self) -> bool:
        """Whether it is being held."""
        return self._held

    def set(self, title: str, hint: str, tone: str = "alarm") -> None:
        """What it says: a big line and a small one."""
        self._words, self._tone = (title, hint), tone
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        self.update()

    def let_go(self) -> None:
        """Release it, whoever held it."""
        if self._held:
            self._held = False
            self.update()
            self.released.emit()

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.space * 30, worn.row_px * 2 + worn.space * 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.of(self).space * 16, theme.of(self).row_px * 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.let_go()
            return
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.let_go()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.EnabledChange, QEvent.Type.ActivationChange) and not (
            self.isEnabled() and self.isActiveWindow()
        ):
            self.let_go()
        super().changeEvent(event)

    def hideEvent(self, event: QEvent) -> None:
        self.let_go()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        tone = worn.color(self._tone)
        ground = tone if self._held else worn.hover if self.underMouse() and self.isEnabled() else worn.raised
        edge = worn.focus if self.hasFocus() and not self._held else tone if self.isEnabled() else worn.line
        painter.setPen(QPen(QColor(edge), 2 if self.isEnabled() else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, worn.radius * 1.5, worn.radius * 1.5)
        self._paint_words(painter, box, worn)

    def _paint_words(self, painter: QPainter, box: QRectF, worn: theme.Theme) -> None:
        ink = worn.bg if self._held and worn.dark else worn.on_accent if self._held else worn.text
        ink = ink if self.isEnabled() else worn.faint
        edge = round(worn.icon_px * 1.6)
        font = painter.font()
        font.setPixelSize(worn.font_large_px)
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        title, hint = self._words
        width = edge + worn.space + metrics.horizontalAdvance(title)
        left, middle = box.center().x() - width / 2, box.center().y()
        top = middle - (metrics.height() + worn.font_small_px * 1.5) / 2 if hint else middle - metrics.height() / 2
        tone = ink if self._held or not self.isEnabled() else worn.color(self._tone)
        spot = QRectF(left, top + (metrics.height() - edge) / 2, edge, edge)
        theme.icon("mic" if self.isEnabled() else "mic-off", tone, worn).paint(painter, spot.toRect())
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left + edge + worn.space, top, width, metrics.height()), title)
        font.setPixelSize(worn.font_small_px)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(ink if self._held else worn.muted))
        under = QRectF(box.left(), top + metrics.height(), box.width(), worn.font_small_px * 1.6)
        painter.drawText(under, int(Qt.AlignmentFlag.AlignCenter), hint)

    def _hold(self) -> None:
        if not self._held and self.isEnabled():
            self.setFocus()
            self._held = True
            self.update()
            self.pressed.emit()
