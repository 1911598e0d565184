"""Where the keyboard is, and how it gets into a room."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_BY_KEY = Qt.FocusPolicy.TabFocus.value


def focus_inside(room: QWidget) -> None:
    """Put the keyboard where it was last in this room, else on the first thing that takes it."""
    target = room.focusWidget()
    if target is None or not _takes_keys(target, room):
        target = next((part for part in [room, *room.findChildren(QWidget)] if _takes_keys(part, room)), room)
    target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def room_around(widget: QWidget | None, rooms: dict[QWidget, str]) -> str:
    """The id of the room a widget stands in, or empty."""
    while widget is not None:
        if widget in rooms:
            return rooms[widget]
        widget = widget.parentWidget()
    return ""


def _takes_keys(widget: QWidget, room: QWidget) -> bool:
    by_key = bool(widget.focusPolicy().value & _BY_KEY)
    return by_key and widget.isEnabled() and (widget is room or widget.isVisibleTo(room))
