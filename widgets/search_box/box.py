"""Search as one types, never on an unfinished composition."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

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
        self._glass = self.addAction(theme.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(theme.icon("x", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.triggered.connect(self.clear_all)
        self._clear.setVisible(False)
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
        self._glass.setText(hint)
        self._clear.setText(clear or hint)

    def clear_all(self) -> None:
        """Empty the field and search for nothing at once."""
        self.clear()
        self._search()

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
        self._glass.setIcon(theme.icon("search", "faint", worn))
        self._clear.setIcon(theme.icon("x", "muted", worn))
