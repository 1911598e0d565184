"""A ground that hears the keys nobody on it wanted, and tells when it comes into sight."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget


class KeyGround(QWidget):
    """Keys are handed to `on_key` as text, which says whether they meant something. `woke` when it comes into sight."""

    woke = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.on_key: Callable[[str], bool] = lambda _key: False

    def begin_at(self, widget: QWidget) -> None:
        """Hands that come here begin at this widget, not at the first button."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        typed = QKeySequence(int(held.value) | int(event.key())).toString(QKeySequence.SequenceFormat.PortableText)
        if not self.on_key(typed):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.woke.emit()
