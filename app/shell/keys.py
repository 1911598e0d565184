"""Every key of every room and of the shell, bound once, routed to the room the hands are in."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.qt.composing import Composing
from app.qt.pane import Pane, PaneAction


class KeyBoard(QObject):
    """A key with Ctrl or Alt and a function key reaches its action from anywhere; a plain letter only in its own room.

    Where several rooms share a key, the room in hand goes first, then the shell, then the only other room that has it.
    While an input method composes, no key means anything but to it: some let function keys through.
    """

    def __init__(
        self,
        window: QWidget,
        panes: Callable[[], Mapping[str, Pane]],
        own: Callable[[], list[PaneAction]],
        active: Callable[[], str],
        blocked: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._window, self._panes, self._own, self._active, self._blocked = window, panes, own, active, blocked
        self._shortcuts: list[QShortcut] = []
        self.composing = Composing(self)

    def bind(self) -> None:
        """Bind what the rooms and the shell offer now."""
        self._unbind()
        for key in dict.fromkeys(action.shortcut for action in self._all() if reaches_far(action.shortcut)):
            self._add(key, self._window, Qt.ShortcutContext.ApplicationShortcut, "")
        for room, pane in self._panes().items():
            for action in pane.actions():
                if action.shortcut and not reaches_far(action.shortcut):
                    self._add(action.shortcut, pane.widget, Qt.ShortcutContext.WidgetWithChildrenShortcut, room)

    def stop(self) -> None:
        """Unbind every key and leave the input method alone."""
        self.composing.stop()
        self._unbind()

    def press(self, key: str, room: str = "") -> bool:
        """Do what a key means now; `room` limits it to one room. False where it means nothing at the moment."""
        if self._blocked() or self.composing.on:
            return False
        for action in self._meanings(key, room):
            if action.enabled():
                action.run()
                return True
        return False

    def _unbind(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts.clear()

    def _meanings(self, key: str, room: str) -> list[PaneAction]:
        if room:
            return _with(key, self._panes()[room].actions())
        here = self._panes().get(self._active())
        found = _with(key, here.actions()) if here is not None else []
        found += _with(key, self._own())
        elsewhere = [
            action for pane in self._panes().values() if pane is not here for action in _with(key, pane.actions())
        ]
        return found + (elsewhere if len(elsewhere) == 1 else [])

    def _all(self) -> list[PaneAction]:
        return [*self._own(), *(action for pane in self._panes().values() for action in pane.actions())]

    def _add(self, key: str, parent: QWidget, context: Qt.ShortcutContext, room: str) -> None:
        shortcut = QShortcut(QKeySequence(key), parent)
        shortcut.setContext(context)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: self.press(key, room))
        self._shortcuts.append(shortcut)


def reaches_far(key: str) -> bool:
    """Whether a key cannot be meant as typing: it has a modifier, or is a function key.

    Enter confirms what the hands are at, with any modifier: sent from a case's form it must not start a broadcast.
    """
    first = key.split(",")[0].strip()
    if first.endswith(("Return", "Enter")):
        return False
    return any(word in first for word in ("Ctrl+", "Alt+", "Meta+")) or (first[:1] == "F" and first[1:].isdigit())


def _with(key: str, actions: list[PaneAction]) -> list[PaneAction]:
    return [action for action in actions if action.shortcut == key]
