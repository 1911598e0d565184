"""Plain keys on a page mean the page, not the queue behind it."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent


def keeps(event: QEvent, held: bool = False) -> bool:
    """Say whether this asks if a plain key is a shortcut; if so the page keeps the key for itself.

    With `held` it keeps keys with Ctrl and the like too: for a page with such keys of its own.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.modifiers() and not held:
        return False
    event.accept()
    return True
