"""Plain keys on a page mean the page, not the queue behind it."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent


def keeps(event: QEvent) -> bool:
    """Say whether this asks if a plain key is a shortcut; if so the page keeps the key for itself."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not event.modifiers():
        event.accept()
        return True
    return False
