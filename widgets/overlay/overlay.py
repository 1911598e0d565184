"""Covers its parent, holds one card, closes on Escape, and gives the keyboard back to where it was."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from widgets import theme


class Overlay(QWidget):
    """`card` is a QFrame for the content; `place` decides where it stands. Not a dialog: the hall goes on behind it."""

    closed = Signal()

    def __init__(self, parent: QWidget, closable: bool = True) -> None:
        super().__init__(parent)
        self._home = parent
        self._closable = closable
        self._before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("card", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        parent.installEventFilter(self)
        self.hide()

    @property
    def shown(self) -> bool:
        """Whether it is open."""
        return not self.isHidden()

    def open(self) -> None:
        """Cover the parent and take the keyboard."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.fit()
        self.show()
        self.raise_()
        self.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def close_card(self) -> None:
        """Uncover the parent and give the keyboard back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and _alive(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def first_focus(self) -> QWidget:
        """Who gets the keyboard when it opens."""
        return self

    def card_rect(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the card: by default its size hint in the middle."""
        hint = self.card.sizeHint()
        width, height = min(hint.width(), self.width() - 32), min(hint.height(), self.height() - 32)
        return (self.width() - width) // 2, (self.height() - height) // 2, width, height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._closable:
            self.close_card()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._closable and not self.card.geometry().contains(event.position().toPoint()):
            self.close_card()

    def event(self, event: QEvent) -> bool:
        # Escape may be the first stroke of somebody's shortcut; over an open card it closes the card.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _escape(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.of(self)
        veil = QColor("#000000" if worn.dark else worn.text)
        veil.setAlphaF(0.5 if worn.dark else 0.28)
        QPainter(self).fillRect(self.rect(), veil)

    def fit(self) -> None:
        """Cover the parent and lay the card anew, after what it holds has changed."""
        self.setGeometry(self._home.rect())
        left, top, width, height = self.card_rect()
        self.card.setGeometry(left, top, width, height)


def _escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


def _alive(widget: QWidget) -> bool:
    try:
        return widget.isVisible() and widget.mapToGlobal(QPoint()) is not None
    except RuntimeError:  # Qt: the widget was deleted meanwhile
        return False
