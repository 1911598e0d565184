"""The one file through which another thread reaches a widget: bus notices become queued signals."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.bus import (
    Bus,
    CommandSettled,
    DeviceChanged,
    LinkChanged,
    Notice,
    RecordsChanged,
    VoiceChanged,
    WatchingChanged,
)


class Bridge(QObject):
    """Signals on the main thread for everything a room may want to hear of."""

    records_changed = Signal(str, object)
    link_changed = Signal(object)
    settled = Signal(object)
    device_changed = Signal(object)
    voice_changed = Signal(object)
    noticed = Signal(object)
    watching_changed = Signal(str, object)
    _arrived = Signal(object)

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Qt: a queued connection is what moves a notice from the publisher's thread to ours.
        self._arrived.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)
        kinds = (RecordsChanged, LinkChanged, CommandSettled, DeviceChanged, VoiceChanged, Notice, WatchingChanged)
        self._ends: list[Callable[[], None]] = [bus.subscribe(kind, self._arrived.emit) for kind in kinds]

    def stop(self) -> None:
        """Hear nothing more, and hand nothing on that is still on its way: who listened may be gone."""
        for end in self._ends:
            end()
        self._ends.clear()

    def _hand_on(self, notice: Any) -> None:
        if not self._ends:
            return
        match notice:
            case RecordsChanged(kind, ids):
                self.records_changed.emit(kind, ids)
            case LinkChanged(link):
                self.link_changed.emit(link)
            case CommandSettled():
                self.settled.emit(notice)
            case DeviceChanged():
                self.device_changed.emit(notice)
            case VoiceChanged(event):
                self.voice_changed.emit(event)
            case Notice():
                self.noticed.emit(notice)
            case WatchingChanged(case_id, seats):
                self.watching_changed.emit(case_id, seats)
