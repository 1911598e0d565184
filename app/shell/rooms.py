"""The rooms of a window: a frame for each at once, the room itself when its turn comes or somebody asks for it."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.qt.pane import Pane, PaneAction, PaneContext, PaneSpec
from app.text import _
from widgets.empty_state import EmptyState

_log = logging.getLogger(__name__)


class ClosedRoom:
    """Stands where a room could not be built."""

    def __init__(self, title: str) -> None:
        sentence = _("“{room}”没有打开，原因已记入日志；其他窗格不受影响").format(room=title)
        self.widget: QWidget = EmptyState("triangle-alert", sentence)

    def actions(self) -> list[PaneAction]:
        """Nothing can be done here."""
        return []

    def save(self) -> dict[str, Any]:
        """Nothing is kept."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing is put back."""

    def stop(self) -> None:
        """Nothing runs."""


class Frame(QWidget):
    """Where a room stands; until it does, a calm page says that it is being opened."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._waiting: QWidget | None = None
        self._icon, self._title = icon, title

    def wait(self) -> None:
        """Say that the room is being opened."""
        self._waiting = EmptyState(self._icon, _("正在打开“{room}”…").format(room=self._title))
        self._layout.addWidget(self._waiting)

    def take(self, room: QWidget) -> None:
        """Let the room stand here."""
        self._layout.addWidget(room)
        # Qt: a layout shows what it takes in on a later turn; whoever asked for the room looks at once.
        room.show()
        if self._waiting is not None:
            self._layout.removeWidget(self._waiting)
            self._waiting.hide()
            self._waiting.deleteLater()
            self._waiting = None


class Rooms(QObject):
    """Builds each room once. `standing` holds those that are built; emits `built(room id)` when one more stands."""

    built = Signal(str)

    def __init__(self, specs: Sequence[PaneSpec], context: PaneContext, states: Mapping[str, Any]) -> None:
        super().__init__()
        self.specs = tuple(specs)
        self.context = context
        self.standing: dict[str, Pane] = {}
        self.frames = {spec.id: Frame(_(spec.title), spec.icon) for spec in self.specs}
        self._states = states

    @property
    def missing(self) -> list[str]:
        """The rooms that do not stand yet, in their order."""
        return [spec.id for spec in self.specs if spec.id not in self.standing]

    def build(self, room_id: str) -> None:
        """Build a room where it does not stand yet."""
        spec = next((spec for spec in self.specs if spec.id == room_id), None)
        if spec is None or room_id in self.standing:
            return
        pane = _build(spec, self.context)
        self.frames[room_id].take(pane.widget)
        self.standing = {one.id: pane if one is spec else self.standing[one.id] for one in self._in_order(spec)}
        _put_back(room_id, pane, self._states.get(room_id, {}))
        self.built.emit(room_id)

    def await_others(self) -> None:
        """Show in each frame that has no room yet that it is being opened."""
        for room in self.missing:
            self.frames[room].wait()

    def save(self) -> dict[str, Any]:
        """The state of every room; one that never stood keeps what it had."""
        return {room: state for room, state in self._states.items() if room in self.missing} | {
            room: _saved(room, pane) for room, pane in self.standing.items()
        }

    def stop(self) -> None:
        """End every room."""
        for room, pane in self.standing.items():
            _stop(room, pane)

    def _in_order(self, new: PaneSpec) -> list[PaneSpec]:
        return [spec for spec in self.specs if spec is new or spec.id in self.standing]


def _build(spec: PaneSpec, context: PaneContext) -> Pane:
    try:
        pane = spec.build(context)
    except Exception:  # edge: the load of a plugin
        _log.exception("the room %s could not be built", spec.id)
        pane = ClosedRoom(_(spec.title))
    if not pane.widget.accessibleName():
        pane.widget.setAccessibleName(_(spec.title))
    return pane


def _saved(room: str, pane: Pane) -> dict[str, Any]:
    try:
        return pane.save()
    except Exception:  # edge: a room's fault must not cost the others their memory
        _log.exception("the room %s could not be saved", room)
        return {}


def _put_back(room: str, pane: Pane, state: dict[str, Any]) -> None:
    if not state:
        return
    try:
        pane.restore(state)
    except Exception:  # edge: what an older version saved may not fit
        _log.exception("the room %s could not be restored", room)


def _stop(room: str, pane: Pane) -> None:
    try:
        pane.stop()
    except Exception:  # edge: every room is ended, whatever the others do
        _log.exception("the room %s did not end cleanly", room)
