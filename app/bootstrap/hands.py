"""The hands of a tour: real key presses and words as an input method gives them, wherever the keyboard is."""

from PySide6.QtCore import QKeyCombination, QTimer
from PySide6.QtGui import QCursor, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget


def held() -> QWidget | None:
    """What has the keyboard: an open menu, what is focused, or else the window in front."""
    return QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()


def press(key: str) -> None:
    """Press and release a key, named as its shortcut is ("Ctrl+Return"); shortcuts and fields hear it alike.

    It is pressed in a turn of its own, so that a menu or a dialog that stays open does not hold up the tour.
    """
    QTimer.singleShot(0, lambda: _press(key))


def write(words: str) -> None:
    """Commit words into the field that has the keyboard, as an input method does."""
    field = held()
    if field is not None:
        event = QInputMethodEvent("", [])
        event.setCommitString(words)
        QApplication.sendEvent(field, event)


def lay_pointer_aside() -> None:
    """Put the pointer into the corner, where it points at nothing."""
    screen = QApplication.primaryScreen()
    if screen is not None:
        QCursor.setPos(screen.geometry().bottomRight())


def _press(key: str) -> None:
    from PySide6.QtTest import QTest  # only who takes a tour presses keys by program

    field = held()
    stroke: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]  # its stubs do not know that it has places
    if field is not None:
        QTest.keyClick(field, stroke.key(), stroke.keyboardModifiers())
