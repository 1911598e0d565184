"""Search as one types, never on an unfinished composition."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from widgets import theme


class SearchBox(QLineEdit):
    """Emits `searched(text)` a moment after the last change, at once on Return, and never while composing."""

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, hint: str = "", wait_ms: int = 150, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self._last = ""
        self._wait = QTimer(self, singleShot=True, interval=wait_ms)
        self._wait.timeout.connect(self._search)
        # Qt: the icons of QLineEdit's own actions do not grow with the type.
        self._glass, self._clear = QLabel(self), QToolButton(self)
        self._clear.setCursor(Qt.CursorShape.PointingHandCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.clear_all)
        self._clear.hide()
        self.textChanged.connect(self._changed)
        self.set_hint(hint)
        theme.follow(self, self._dress)

    @property
    def composing(self) -> bool:
        """Whether an input method holds an unfinished composition."""
        return self._composing

    def set_hint(self, hint: str, clear: str = "") -> None:
        """Say what can be searched, and what the clear button does; both are accessible names too."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._clear.setAccessibleName(clear or hint)
        self._clear.setToolTip(clear)

    def clear_all(self) -> None:
        """Empty the field and search for nothing at once."""
        self.clear()
        self._search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        if self._composing:
            self._wait.stop()
        super().inputMethodEvent(event)
        if not self._composing and self.text() != self._last:
            self._wait.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.text() and not self._composing:
                self.clear_all()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not self._composing:
                self._search()
                super().keyPressEvent(event)
            case Qt.Key.Key_Down if not self._composing:
                self.left_downwards.emit()
            case _:
                super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if not self._composing:
            self._wait.start()

    def _search(self) -> None:
        self._wait.stop()
        if self._composing or self.text() == self._last:
            return
        self._last = self.text()
        self.searched.emit(self._last)

    def _dress(self, worn: theme.Theme) -> None:
        edge, ratio = worn.icon_px, self.devicePixelRatioF()
        self._glass.setPixmap(theme.pixmap("search", "faint", edge, ratio, worn))
        self._clear.setIcon(theme.icon("x", "muted", worn))
        self._clear.setIconSize(QSize(edge - 2, edge - 2))
        self.setTextMargins(edge + worn.space // 2, 0, edge + worn.space // 2, 0)
        self._place()

    def _place(self) -> None:
        worn = theme.of(self)
        edge, room = worn.icon_px, worn.icon_px + worn.space
        self._glass.setGeometry(worn.space, (self.height() - edge) // 2, edge, edge)
        self._clear.setGeometry(self.width() - room - worn.space // 2, (self.height() - room) // 2, room, room)
