"""Esc twice, anywhere in the console, while something of ours is on the air: everything of ours stops."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

_TOGETHER_S: Final = 0.8


class EscapeWatch(QObject):
    """Listens to the keyboard only while there is something to stop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False
        self._first = 0.0
        self._stop: Callable[[], None] = lambda: None

    def watch(self, on: bool, stop: Callable[[], None]) -> None:
        """Begin or end to listen."""
        self._stop = stop
        app = QCoreApplication.instance()
        if on != self._on and app is not None:
            self._on = on
            app.installEventFilter(self) if on else app.removeEventFilter(self)

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
    first = event.type() == QEvent.Type.ShortcutOverride and watched.isWidgetType()
    return first and event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat()
