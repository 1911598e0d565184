"""Finds the rooms: every package under `app.panes` that exports PANE."""

import importlib
import logging
import pkgutil
from types import ModuleType

import app.panes
from app.qt.pane import PaneSpec

_log = logging.getLogger(__name__)


class NoRooms(RuntimeError):
    """A console with no rooms does not start: the build has left them out."""


def find_rooms(house: ModuleType = app.panes) -> tuple[PaneSpec, ...]:
    """Return the rooms in their order; a room that cannot be loaded is logged and left out. Raises NoRooms."""
    names = [found.name for found in pkgutil.iter_modules(house.__path__) if found.ispkg]
    rooms = [room for name in names if (room := _load(f"{house.__name__}.{name}")) is not None]
    if not rooms:
        raise NoRooms(f"no room under {house.__name__}: reinstall the console")
    return tuple(sorted(rooms, key=lambda room: (room.order, room.id)))


def _load(name: str) -> PaneSpec | None:
    try:
        found = getattr(importlib.import_module(name), "PANE", None)
    except Exception:  # edge: the load of a plugin
        _log.exception("the room %s cannot be loaded", name)
        return None
    return found if isinstance(found, PaneSpec) else None
