"""A short tour of the running console: waits until each room works, then takes pictures of the screen."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.bootstrap import hands
from app.bootstrap.console import Opened
from app.qt.pane import PaneAction
from app.store import CaseRow
from app.words import word
from widgets.map_canvas import MapCanvas
from widgets.record_list import RecordList

_log = logging.getLogger(__name__)
TICK_MS = 200
PATIENCE_S = 60.0
SETTLING_S = 2.0
# What is still being read is waited for, but not for ever: a picture that moves by itself is never at rest.
READING_S = 1.5
# A tour says beforehand when it ends at the latest: opening the seat and fetching its data, then so long for each stop.
OPENING_S, STOP_S = 240.0, 3.0
# What stands before this in the name of a stop is its chapter.
CHAPTER = ": "
W = TypeVar("W", bound=QObject)
Stop = tuple[str, Callable[[], bool], Callable[[], None]]
Route = Callable[["Tour"], list[Stop]]


class Tour(QObject):
    """With a folder it walks a route, keeps pictures there and ends the program; without, it ends it after `seconds`.

    Nothing ends before `seconds` are over; without a route and with 0 the program goes on until it is closed. A stop of
    a route is its name, what to wait for, and what to do then. `missing` names what was waited for in vain, so that a
    picture of something broken is never taken for a success. `password` opens the demo's other seats.
    """

    def __init__(self, opened: Opened, shots: Path | None, seconds: float, route: Route, password: str = "") -> None:
        super().__init__()
        self._application, self.shell, self.shots = opened.application, opened.shell, shots
        self.reader, self.seat, self.password = opened.console.store.reader, opened.console.settings.seat, password
        self._seconds = seconds
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._stops: list[Stop] = route(self) if shots else []
        self._waited_since = time.monotonic()
        self.missing: list[str] = [name for name, _ready, _do in self._stops]
        self.length = len(self._stops)
        self._begun = self._waited_since

    @property
    def limit_s(self) -> float:
        """After so many seconds a tour ends, whatever it still waits for."""
        return max(self._seconds, OPENING_S + STOP_S * self.length)

    def start(self) -> None:
        """Begin."""
        if self.shots is not None:
            self.shots.mkdir(parents=True, exist_ok=True)
        self._begun = self._waited_since = time.monotonic()
        if self._stops:
            hands.lay_pointer_aside()
        if self._seconds or self._stops:
            self._timer.start(TICK_MS)

    def stop(self) -> None:
        """End the tour; the program goes on."""
        self._timer.stop()

    def _tick(self) -> None:
        now = time.monotonic()
        if self._stops and now - self._begun > self.limit_s:
            _log.warning("the tour is out of time at: %s", self._stops[0][0])
            self._stops.clear()
        if self._stops and (self.shell.window or self.shell.first) is not None:
            self._walk(now - self._waited_since)
        if not self._stops and now - self._begun >= self._seconds:
            self._application.quit()

    def _walk(self, waited: float) -> None:
        name, is_ready, do = self._stops[0]
        seen = is_ready()
        if not seen and waited <= (OPENING_S if len(self._stops) == self.length else PATIENCE_S):
            return
        self._stops.pop(0)
        if seen:
            self.missing.remove(name)
        else:
            _log.warning("the tour waited in vain for: %s", name)
        if not seen and CHAPTER in name:
            self._leave(name.partition(CHAPTER)[0] + CHAPTER)
        else:
            do()
        self._waited_since = time.monotonic()

    def _leave(self, chapter: str) -> None:
        """Go on with the next chapter: keys meant for something that is not there would do something else."""
        self._stops = [stop for stop in self._stops if not stop[0].startswith(chapter)]

    def wait_on(self) -> None:
        """Something moves: what is waited for may still come, and patience begins anew."""
        self._waited_since = time.monotonic()

    # -- looking ------------------------------------------------------------------------------------------------------

    def rows(self) -> int:
        """How many cases the queue shows."""
        rows = self._queue()
        return rows.model().rowCount() if rows is not None and rows.model() is not None else 0

    def queue_filled(self) -> bool:
        """The queue shows cases."""
        return self.rows() > 0

    def live_tiles(self) -> int:
        """How many pictures move."""
        window = self.shell.window
        live = word("tile", "live")
        return sum(1 for w in window.findChildren(QWidget) if w.accessibleDescription() == live) if window else 0

    def map_painted(self) -> bool:
        """The map is there with everything on it."""
        canvas = self.find(MapCanvas)
        return canvas is not None and canvas.isVisible() and canvas.painted and self.settled()

    def settled(self, seconds: float = SETTLING_S) -> bool:
        """A moment has gone by since the stop before, and what was asked to be read has been shown."""
        gone = time.monotonic() - self._waited_since
        return gone > seconds and (self._at_rest() or gone > seconds + READING_S)

    def sees(self, words: str) -> bool:
        """These words can be read in the window, or are the name of something in it."""
        window = self.shell.window
        shown = (w for w in window.findChildren(QWidget) if w.isVisible()) if window is not None else ()
        return any(words in w.accessibleName() or (isinstance(w, QLabel) and words in w.text()) for w in shown)

    def opened(self, name: str) -> bool:
        """A card of this name, as a form is, lies open."""
        window = self.shell.window
        shown = (w for w in window.findChildren(QWidget) if w.isVisible()) if window is not None else ()
        return any(w.property("card") == "true" and w.accessibleName() == name for w in shown)

    def stands_at(self, heading: str) -> bool:
        """A button that is held down, as a tab is, begins with these words."""
        window = self.shell.window
        buttons = window.findChildren(QPushButton) if window is not None else ()
        return any(b.isChecked() and b.isVisible() and b.text().startswith(heading) for b in buttons)

    def pointed(self) -> CaseRow | None:
        """The case that the queue stands on; it is in hand once it has been read."""
        rows = self._queue()
        return self.reader.case(rows.current_id()) if rows is not None and rows.current_id() else None

    def case(self) -> CaseRow | None:
        """The case in hand."""
        window = self.shell.window
        case_id = str(window.panes["cases"].save()["case"]) if window is not None else ""
        return self.reader.case(case_id) if case_id else None

    def find(self, kind: type[W]) -> W | None:
        """The first of its kind in the window."""
        window = self.shell.window
        return window.findChild(kind) if window is not None else None

    # -- doing --------------------------------------------------------------------------------------------------------

    def key(self, key: str) -> None:
        """Press a real key where the keyboard is."""
        hands.press(key)

    def type(self, words: str) -> None:
        """Write into the field that has the keyboard."""
        hands.write(words)

    def press(self, key: str) -> None:
        """Do what a key of the window means, wherever the keyboard is."""
        if self.shell.window is not None:
            self.shell.window.press(key)

    def show(self, room: str) -> None:
        """Bring a room forward."""
        if self.shell.window is not None:
            self.shell.window.show_room(room)

    def can(self, room: str, name: str) -> bool:
        """Say whether an action may be done now."""
        action = self._action(room, name)
        return action is not None and action.enabled()

    def do(self, room: str, name: str) -> None:
        """Do an action, where it may be done."""
        if self.can(room, name) and (action := self._action(room, name)) is not None:
            action.run()

    def picture(self, name: str) -> None:
        """Keep a picture of the screen."""
        window, shots = self.shell.window, self.shots
        if window is None or shots is None:
            return
        on_screen = QGuiApplication.platformName() not in ("offscreen", "minimal")
        picture = window.screen().grabWindow(0) if on_screen else window.grab()
        picture.save(str(shots / f"{name}.png"))

    def _queue(self) -> RecordList | None:
        """The list of the case room; other rooms have lists of their own."""
        room = self.shell.window.rooms.standing.get("cases") if self.shell.window is not None else None
        return room.widget.findChild(RecordList) if room is not None else None

    def _at_rest(self) -> bool:
        window = self.shell.window
        return window is None or window.at_rest

    def _action(self, room: str, name: str) -> PaneAction | None:
        window = self.shell.window
        pane = window.panes.get(room) if window is not None else None
        return next((a for a in pane.actions() if a.id == name), None) if pane is not None else None
