"""Esc twice, anywhere in the console, while something of ours is on the air: everything of ours stops."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

_TOGETHER_S: Final = 0.8


class EscapeWatch(QObject):
    """Listens to the keyboard only while there is something to stop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False
        self._watched: list[QObject] = []
        self._first = 0.0
        self._stop: Callable[[], None] = lambda: None

    def watch(self, on: bool, stop: Callable[[], None]) -> None:
        """Begin or end to listen."""
        self._stop = stop
        if on != self._on:
            self._on = on
            self._listen() if on else self._leave()

    def _listen(self) -> None:
        """Every window, and its surface: a browser page keeps its keys from the window around it.

        Qt: never on the application. A Python filter there is handed the browser's own Quick items, and PySide ends the
        process when it wraps one of them inside the change of a property.
        """
        for window in QApplication.topLevelWidgets():
            self._watched += [part for part in (window, window.windowHandle()) if part is not None]
        for part in self._watched:
            part.installEventFilter(self)

    def _leave(self) -> None:
        for part in self._watched:
            if isValid(part):
                part.removeEventFilter(self)
        self._watched.clear()

    def stop(self) -> None:
        """Listen no more."""
        self.watch(False, lambda: None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt: ShortcutOverride comes first and once per press, whatever shortcut would swallow the key afterwards.
        if isinstance(event, QKeyEvent) and _is_escape(watched, event):
            self._pressed()
        return False

    def _pressed(self) -> None:
        now = time.monotonic()
        if 0.02 < now - self._first < _TOGETHER_S:
            self._first = 0.0
            self._stop()
        elif now - self._first >= _TOGETHER_S:
            self._first = now


def _is_escape(watched: QObject, event: QKeyEvent) -> bool:
    kind = QEvent.Type.KeyPress if watched.isWindowType() else QEvent.Type.ShortcutOverride
    return event.type() == kind and event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat()
