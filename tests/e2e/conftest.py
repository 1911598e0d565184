"""The whole console at one seat, against a real hub, with real cameras and speakers where a story needs them."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from app import config
from app.bootstrap.console import Console
from app.bootstrap.seat import enter, open_seat, sign_in
from app.demo.city import City, generate
from app.demo.scene import furnish
from app.devices.drivers.onvif.simulator import OnvifServer, SimHead
from app.devices.drivers.rtp.simulator import SpeakerConfig, SpeakerFarm
from app.devices.drivers.rtsp.simulator import RtspFarm, SimCamera
from app.dispatch import Sent
from app.paths import Profile
from app.shell.catalog import find_rooms
from app.shell.gate import Attempt, Gate
from app.shell.shell import Shell
from app.shell.workspaces import by_id
from app.sync import HttpHub, SyncEngine
from tests.fakes.hub import PASSWORD, RunningHub
from widgets.map_canvas.browser import chromium_flags, register_scheme

for _name, _value in chromium_flags(software=True, root=hasattr(os, "geteuid") and os.geteuid() == 0).items():
    os.environ.setdefault(_name, _value)
register_scheme()

REFERENCE = ("ruleset", "areas", "units", "matters", "cameras", "zones", "speakers", "places", "phrases")
KINDS = dict(
    zip(REFERENCE, ("ruleset", "area", "unit", "matter", "camera", "zone", "speaker", "place", "phrase"), strict=True)
)
CAMERAS = 6
SPEAKERS = 4


class Street:
    """A few cameras and speakers of the city that really send and really play."""

    def __init__(self, city: City, folder: Path) -> None:
        self.folder = folder
        self._cameras = city.cameras[:CAMERAS]
        self._speakers = city.speakers[:SPEAKERS]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="street-cameras")
        self.farm = RtspFarm([SimCamera(c.no, c.name, ptz=c.ptz) for c in self._cameras])
        heads = {c.no: SimHead(self.farm.states[c.no].head, {"1": "一"}) for c in self._cameras if c.ptz}
        self._onvif = OnvifServer(heads)
        self.speakers = SpeakerFarm([SpeakerConfig(s.id) for s in self._speakers], folder)
        self._speaking = threading.Thread(target=self.speakers.run, name="street-speakers")
        self._stop = threading.Event()

    def start(self) -> None:
        self._thread.start()
        self.run(self.farm.start())
        self.run(self._onvif.start())
        self.speakers.stop_with(self._stop)
        self._speaking.start()

    def furnished(self, city: City) -> City:
        """The city with only what is here, at its real addresses."""
        ports = {i: s.config.port for i, s in self.speakers.speakers.items()}
        small = replace(city, cameras=self._cameras, speakers=self._speakers)
        rtsp, ptz = f"rtsp://127.0.0.1:{self.farm.port}", f"http://127.0.0.1:{self._onvif.port}"
        return furnish(small, rtsp, ptz, "127.0.0.1", ports)

    def run(self, work: Any) -> Any:
        """Do something in the cameras' own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def stop(self) -> None:
        self._stop.set()
        self._speaking.join(5)
        self.run(self.farm.stop())
        self.run(self._onvif.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def _belongs(widget: QObject | None, window: QWidget) -> bool:
    """Whether a widget is a window's own, floating rooms and dialogs included."""
    while widget is not None and widget is not window:
        widget = widget.parent()
    return widget is window


@dataclass
class Seat:
    """One console and the hand that works it, by keyboard alone."""

    console: Console
    shell: Shell
    qtbot: QtBot

    @property
    def window(self) -> Any:
        assert self.shell.window is not None
        return self.shell.window

    @property
    def reader(self) -> Any:
        return self.console.store.reader

    def pane(self, room: str) -> Any:
        return self.window.panes[room]

    @property
    def hand(self) -> QWidget:
        """What has the keyboard at this seat; several seats share one screen, and only one of them is in front."""
        held = QApplication.focusWidget()
        if held is not None and (self.shell.window is None or _belongs(held, self.window)):
            return held
        found: QWidget = self.window.focusWidget() or self.window
        return found

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard of this seat is."""
        self.qtbot.keyClick(self.hand, key, held)

    def type(self, text: str) -> None:
        """Commit a text as an input method does."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.hand, event)

    def until(self, true: Callable[[], bool], seconds: float = 90.0) -> None:
        self.qtbot.waitUntil(true, timeout=int(seconds * 1000))

    def picture(self, name: str, room: str = "cases") -> None:
        """Keep a picture of a room for the handbook, where HALL_ALBUM names a folder for them."""
        if album := os.environ.get("HALL_ALBUM"):
            self.window.resize(1920, 1080)
            found, hand = by_id("desk"), self.hand
            assert found is not None
            self.window.use(found)
            self.window.show_room(room)
            self.qtbot.wait(800)
            self.pane(room).widget.grab().save(str(Path(album) / f"{name}.png"))
            hand.setFocus()  # the story goes on where the keyboard was

    def whole_picture(self, name: str) -> None:
        """Keep a picture of the whole window as it stands, as `picture` does of a room."""
        if album := os.environ.get("HALL_ALBUM"):
            self.window.resize(1920, 1080)
            self.qtbot.wait(1_500)
            self.window.grab().save(str(Path(album) / f"{name}.png"))

    def linger(self, seconds: float) -> None:
        """Let time go by for a picture's sake alone: an outage of minutes looks like one."""
        if os.environ.get("HALL_ALBUM"):
            self.qtbot.wait(int(seconds * 1000))

    def click(self, button: Any) -> None:
        """Press a button by mouse, once it is in sight."""
        self.until(lambda: button.isVisible() and button.isEnabled())
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def told(self) -> str:
        """Everything the notices say now, in one text."""
        stack = self.window.notices.stack
        return "\n".join(slip.accessibleName() for slip in stack.findChildren(QFrame) if slip.property("card"))

    def tiles(self, word: str) -> list[QWidget]:
        """Video tiles whose accessible description is this word."""
        return [w for w in self.pane("wall").widget.findChildren(QWidget) if w.accessibleDescription() == word]


@pytest.fixture(scope="session")
def city() -> City:
    return generate("county", 3, datetime.now(UTC))


@pytest.fixture
def hub(tmp_path: Path, city: City) -> Iterator[RunningHub]:
    """A hub that knows the city and its operators, and no case."""
    with RunningHub(tmp_path / "hub") as running:
        people(running, city)
        yield running


def people(hub: RunningHub, city: City) -> None:
    """Tell a new hub of the city and of those who work in it."""
    hub.load("ruleset", [city.ruleset])
    for name in REFERENCE[1:]:
        hub.load(KINDS[name], getattr(city, name))
    hub.add_operator("seat01", "值班员甲")
    hub.add_operator("unit", "责任单位", "unit")
    hub.add_operator("patrol", "采集员", "collector")
    hub.add_operator("intake", "受理接口", "system")


@pytest.fixture
def street(hub: RunningHub, city: City, tmp_path: Path) -> Iterator[Street]:
    """Cameras and speakers at work, known to the hub by their real addresses."""
    here = Street(city, tmp_path / "street")
    here.start()
    wired = here.furnished(city)
    hub.load("camera", wired.cameras)
    hub.load("speaker", wired.speakers)
    yield here
    here.stop()


def _bury() -> None:
    """Let what was closed really die now: a browser page that outlives its profile ends the process at its exit.

    A page takes its profile with it, so the dying goes on for as long as one death orders another.
    """
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def sit_down(qapp: QApplication, qtbot: QtBot, tmp_path: Path, hub: RunningHub) -> Iterator[Callable[..., Seat]]:
    """Open the console of a seat that is signed in; its window answers and its cache is filled."""
    stack = ExitStack()

    def sit(number: str = "01", user: str = "seat01", url: str = "") -> Seat:
        profile = Profile(tmp_path / f"seat-{number}").make()
        settings = config.load(profile, hub_url=url or hub.url, seat=number, user=user)
        console = Console(stack, profile, settings)
        gate = Gate(HttpHub, profile, console.store.clock)
        shell = Shell(qapp, settings, profile, console.store.clock, console.tasks, gate, console, find_rooms)
        stack.callback(shell.stop)
        session = enter(profile, console.store.clock, Attempt(url or hub.url, number, user, PASSWORD))
        shell.start(session)
        seat = Seat(console, shell, qtbot)
        qtbot.waitExposed(seat.window)
        seat.window.activateWindow()
        seat.until(lambda: seat.reader.link().state == "live", 30)
        return seat

    yield sit
    stack.close()
    _bury()


@pytest.fixture
def front_door(qapp: QApplication, qtbot: QtBot, tmp_path: Path, hub: RunningHub) -> Iterator[Callable[..., Seat]]:
    """Start the console of a seat at its first screen, where nobody has signed in yet."""
    stack = ExitStack()

    def start(number: str = "01", user: str = "seat01", url: str = "", folder: str = "") -> Seat:
        profile = Profile(tmp_path / (folder or f"seat-{number}")).make()
        settings = config.load(profile, hub_url=url or hub.url, seat=number, user=user)
        console = Console(stack, profile, settings)
        gate = Gate(HttpHub, profile, console.store.clock)
        shell = Shell(qapp, settings, profile, console.store.clock, console.tasks, gate, console, find_rooms)
        stack.callback(shell.stop)
        shell.start()
        seat = Seat(console, shell, qtbot)
        qtbot.waitExposed(shell.first)
        return seat

    yield start
    stack.close()
    _bury()


@pytest.fixture
def known_seat(tmp_path: Path, hub: RunningHub) -> Callable[..., Profile]:
    """A seat that somebody worked at before: its cache is filled, its operator is remembered, its console is closed.

    `asked` are cases that were reported there and have not been sent yet.
    """

    def work(number: str = "01", user: str = "seat01", asked: Sequence[str] = ()) -> Profile:
        folder = tmp_path / f"seat-{number}"
        with ExitStack() as stack:
            seat = open_seat(stack, folder)
            session = sign_in(seat, hub.url, number, user, PASSWORD, takeover=True)
            engine = SyncEngine(seat.store, seat.open_hub, seat.bus, seat.store.clock)
            stack.callback(engine.stop)
            engine.resume(session)
            engine.once()
            for text in asked:
                assert isinstance(seat.dispatch.ask("case.report", "", {"description": text}), Sent)
            seat.open_hub().sign_out()
        return Profile(folder)

    return work
