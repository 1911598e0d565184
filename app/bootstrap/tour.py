"""A short tour of the running console: waits until each room works, then takes pictures of the screen."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.bootstrap.console import Opened
from app.qt.pane import PaneAction
from app.words import word
from widgets.map_canvas import MapCanvas
from widgets.record_list import RecordList

_log = logging.getLogger(__name__)
TICK_MS = 200
PATIENCE_S = 25.0
W = TypeVar("W", bound=QObject)
Stop = tuple[str, Callable[[], bool], Callable[[], None]]


class Tour(QObject):
    """Ends the program after `seconds` (0: never). With a folder it walks through the rooms and keeps pictures there.

    `missing` names what was waited for in vain, so that a picture of something broken is never taken for a success.
    """

    def __init__(self, opened: Opened, shots: Path | None, seconds: float) -> None:
        super().__init__()
        self._application, self._shell, self._shots = opened.application, opened.shell, shots
        self._reader = opened.console.store.reader
        self._ends = time.monotonic() + seconds if seconds else 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._stops: list[Stop] = self._route() if shots else []
        self._waited_since = time.monotonic()
        self.missing: list[str] = [name for name, _ready, _do in self._stops]

    def start(self) -> None:
        """Begin."""
        if self._shots is not None:
            self._shots.mkdir(parents=True, exist_ok=True)
        self._waited_since = time.monotonic()
        if self._ends or self._stops:
            self._timer.start(TICK_MS)

    def stop(self) -> None:
        """End the tour; the program goes on."""
        self._timer.stop()

    # -- the route: what to wait for, then what to do -----------------------------------------------------------------

    def _route(self) -> list[Stop]:
        return [
            ("cases", self._queue_filled, self._first_case),
            ("around", self._settled, self._around),
            ("video", lambda: self._live_tiles() >= 3, self._always_do),
            ("map", self._map_painted, lambda: self._picture("1-around-a-case")),
            ("phrase", self._settled, lambda: self._do("broadcast", "broadcast.phrase")),
            ("speak", lambda: self._can("broadcast", "broadcast.send"), self._speak),
            ("broadcast", self._was_heard, lambda: self._picture("2-broadcast")),
            ("light", self._always, lambda: self._press("F8")),
            ("light theme", self._settled, lambda: self._picture("3-light")),
            ("english", self._always, lambda: self._shell.use_language("en")),
            (
                "english, live again",
                lambda: self._queue_filled() and self._live_tiles() >= 3 and self._map_painted(),
                self._english,
            ),
            ("chinese", self._always, lambda: self._shell.use_language("zh_CN")),
            ("home", lambda: self._settled() and self._queue_filled(), lambda: self._press("F8")),
        ]

    def _tick(self) -> None:
        now = time.monotonic()
        if self._stops and self._shell.window is not None:
            name, is_ready, do = self._stops[0]
            waited = now - self._waited_since
            if is_ready() or waited > PATIENCE_S:
                if waited <= PATIENCE_S:
                    self.missing.remove(name)
                else:
                    _log.warning("the tour waited in vain for: %s", name)
                self._stops.pop(0)
                do()
                self._waited_since = time.monotonic()
        if self._ends and now >= self._ends and (not self._stops or now > self._ends + PATIENCE_S * 2):
            self._application.quit()

    # -- looking ------------------------------------------------------------------------------------------------------

    def _queue_filled(self) -> bool:
        rows = self._find(RecordList)
        return rows is not None and rows.model() is not None and rows.model().rowCount() > 0

    def _live_tiles(self) -> int:
        window = self._shell.window
        live = word("tile", "live")
        return sum(1 for w in window.findChildren(QWidget) if w.accessibleDescription() == live) if window else 0

    def _map_painted(self) -> bool:
        canvas = self._find(MapCanvas)
        return canvas is not None and canvas.isVisible() and canvas.painted and self._settled()

    def _was_heard(self) -> bool:
        """A speaker has said that it received or played it."""
        latest = self._reader.latest("broadcast", "started_at", 1)
        levels = {r.get("level") for b in latest for r in b.receipts.values()}
        return bool(levels & {"received", "playing", "heard"})

    def _settled(self) -> bool:
        return time.monotonic() - self._waited_since > 2.0

    def _always(self) -> bool:
        return True

    # -- doing --------------------------------------------------------------------------------------------------------

    def _always_do(self) -> None:
        return None

    def _press(self, key: str) -> None:
        if self._shell.window is not None:
            self._shell.window.press(key)

    def _first_case(self) -> None:
        self._do("cases", "cases.next")

    def _around(self) -> None:
        if self._shell.window is not None:
            self._shell.window.show_room("cases")
        self._press("F4")

    def _speak(self) -> None:
        self._do("broadcast", "broadcast.send")

    def _action(self, room: str, name: str) -> PaneAction | None:
        window = self._shell.window
        pane = window.panes.get(room) if window is not None else None
        return next((a for a in pane.actions() if a.id == name), None) if pane is not None else None

    def _can(self, room: str, name: str) -> bool:
        action = self._action(room, name)
        return action is not None and action.enabled()

    def _do(self, room: str, name: str) -> None:
        if self._can(room, name) and (action := self._action(room, name)) is not None:
            action.run()

    def _english(self) -> None:
        self._picture("4-english")

    def _picture(self, name: str) -> None:
        window, shots = self._shell.window, self._shots
        if window is None or shots is None:
            return
        on_screen = QGuiApplication.platformName() not in ("offscreen", "minimal")
        picture = window.screen().grabWindow(0) if on_screen else window.grab()
        picture.save(str(shots / f"{name}.png"))

    def _find(self, kind: type[W]) -> W | None:
        window = self._shell.window
        return window.findChild(kind) if window is not None else None
