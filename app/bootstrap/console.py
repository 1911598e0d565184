"""The console: builds the parts of a seat, shows the first screen or the window, and ends everything in reverse."""

import contextlib
import importlib
import logging
import os
import sys
import tomllib
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app import config, log, text
from app.bootstrap.seat import NOBODY
from app.bootstrap.session_file import SessionFile
from app.bus import Bus, Notice, VoiceChanged
from app.devices.audio.service import VoiceService
from app.devices.audio.speech import SpeechService
from app.devices.video.service import VideoService
from app.dispatch import Dispatch
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.errors import Unavailable
from app.paths import Profile, resources
from app.protocol import Hub, Session
from app.qt.application import Faults, Interrupt, has_chinese_font, make_application
from app.qt.bridge import Bridge
from app.qt.garbage import MainThreadCollector
from app.qt.pane import PaneContext
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.shell.catalog import find_rooms
from app.shell.gate import Gate
from app.shell.shell import Shell
from app.store import Store
from app.sync import HttpHub, SyncEngine
from widgets.map_canvas.browser import chromium_flags, register_scheme

_log = logging.getLogger(__name__)


@dataclass
class _Work:
    """What exists only while somebody is signed in."""

    stack: ExitStack
    engine: SyncEngine
    context: PaneContext


class Console:
    """A seat with a screen. Keeps the shell's promises: open, renew, look at, close."""

    def __init__(self, stack: ExitStack, profile: Profile, settings: config.Settings) -> None:
        self.profile, self.settings = profile, settings
        self.bus = Bus()
        self.store = Store.open(profile, SystemClock(), self.bus)
        stack.callback(self.store.close)
        self.tasks = Tasks(4)
        stack.callback(self.tasks.stop)
        self.bridge = Bridge(self.bus)
        stack.callback(self.bridge.stop)
        self.video = VideoService()
        stack.callback(self.video.stop)
        self.voice = self._start_voice(stack)
        self.speech = SpeechService(resources("voices"), profile.folder / "speech")
        stack.callback(self.speech.stop)
        self.session_file = SessionFile(profile)
        self._logins = _camera_logins(profile.camera_logins)
        self._work: _Work | None = None
        stack.callback(self.close)
        self._session: Session | None = None
        self._hub_url = settings.hub_url

    # -- the shell's promises ----------------------------------------------------------------------------------------

    def open(self, session: Session, hub_url: str, online: bool) -> PaneContext:
        """Begin to work for a signed-in seat; offline, the engine waits until somebody signs in again."""
        self.close()
        self._session, self._hub_url = session, hub_url
        stack = ExitStack()
        engine = SyncEngine(self.store, lambda: HttpHub(hub_url), self.bus, self.store.clock)
        stack.callback(engine.stop)
        if session.token:
            engine.resume(session)
            self._keep(hub_url, session)
        engine.start()
        context = self._context(engine)
        self._work = _Work(stack, engine, context)
        return context

    def renew(self, session: Session) -> None:
        """Go on with a fresh session."""
        self._session = session
        if self._work is not None:
            self._work.engine.resume(session)
            self._keep(self._hub_url, session)

    def look_at(self, command_id: str) -> None:
        """Note that a person has looked at an action that did not go through."""
        self.tasks.run(lambda: self.store.writer.look_at(command_id), lambda _: None)

    def close(self) -> None:
        """End the work for the seat."""
        work, self._work = self._work, None
        if work is not None:
            work.stack.close()

    # -- inside ------------------------------------------------------------------------------------------------------

    def actor(self) -> Actor:
        """Who acts here now."""
        return self._session.actor if self._session else NOBODY

    def _context(self, engine: SyncEngine) -> PaneContext:
        dispatch = Dispatch(self.store.reader, self.store.writer, self.store.clock, self.actor, engine.wake)
        return PaneContext(
            reader=self.store.reader,
            dispatch=dispatch,
            bus=self.bus,
            bridge=self.bridge,
            tasks=self.tasks,
            selection=Selection(),
            clock=self.store.clock,
            settings=self.settings,
            profile=self.profile,
            actor=self.actor,
            video=self.video,
            voice=self.voice,
            speech=self.speech,
            camera_login=self._camera_login,
            basemap=self.profile.maps,
            media=engine.fetch_media,
            unread=self._unread,
        )

    def _start_voice(self, stack: ExitStack) -> VoiceService:
        voice = VoiceService(self.profile.folder / "recordings", lambda event: self.bus.publish(VoiceChanged(event)))
        try:
            voice.start()
        except Unavailable as away:
            # Nobody is there yet to read it.
            self.store.notices.append(Notice("warning", away.code, str(away)))
        stack.callback(voice.stop)
        return voice

    def _unread(self) -> list[Notice]:
        """What had to be healed and what this machine lacks, for a screen to say; what was healed is said once."""
        notices, self.store.notices = list(self.store.notices), []
        # Opening libvlc reads many plug-ins: the window does not wait for it.
        self.tasks.run(lambda: self.video.unavailable, self._tell_of_video)
        if not has_chinese_font():
            # Without such a font only the English can be read.
            notices.append(Notice("alarm", "fonts.missing", "No Chinese font: apt-get install fonts-noto-cjk"))
            _log.warning("no Chinese font: apt-get install fonts-noto-cjk")
        return notices

    def _tell_of_video(self, missing: Unavailable | None) -> None:
        if missing is not None:
            self.bus.publish(Notice("warning", "vlc.missing", missing.what))

    def _keep(self, hub_url: str, session: Session) -> None:
        try:
            self.session_file.write(hub_url, session)
        except OSError as fault:
            _log.warning("the session is not kept: %s", fault)

    def _camera_login(self, camera_id: str) -> tuple[str, str]:
        return self._logins.get(camera_id) or self._logins.get("*", ("", ""))


@dataclass(frozen=True)
class Opened:
    """A console that stands."""

    application: QApplication
    shell: Shell
    console: Console


def open_console(stack: ExitStack, folder: Path, given: dict[str, Any], session: Session | None = None) -> Opened:
    """Build everything and show it; everything ends with the stack.

    Raises Unavailable("profile.in_use"), WrongSetting, OSError.
    """
    profile = Profile(folder).make()
    handler = log.start(profile.logs)
    if handler is not None:
        stack.callback(handler.close)
    settings = config.load(profile, **given)
    text.use(settings.language)
    for name, value in engine_switches().items():
        os.environ.setdefault(name, value)
    register_scheme()
    _load_libraries()
    application = make_application(settings.language)
    interrupt, collector = Interrupt(), MainThreadCollector()
    stack.callback(interrupt.stop)
    stack.callback(collector.stop)
    collector.start()
    faults = Faults()
    sys.excepthook = faults.take
    console = Console(stack, profile, settings)
    faults.risen.connect(lambda name: console.bus.publish(Notice("alarm", "fault.ours", name)))
    gate = Gate(_hub_at, profile, console.store.clock)
    shell = Shell(application, settings, profile, console.store.clock, console.tasks, gate, console, find_rooms)
    stack.callback(shell.stop)
    shell.start(session)
    collector.settle()
    return Opened(application, shell, console)


def engine_switches() -> dict[str, str]:
    """Return what the browser engine must be told in the environment on this machine."""
    return chromium_flags(software=not _has_gpu(), root=_is_root())


def _load_libraries() -> None:
    """Open every large library while this is the only thread.

    The loader holds a lock while a Qt module runs Python; a second thread that opens libvlc meanwhile holds Python's
    lock and waits for the loader's: neither ever goes on.
    """
    find_rooms()
    # A machine without libvlc says so by any of these; the video service tells the operator.
    with contextlib.suppress(ImportError, OSError, NotImplementedError, AttributeError, NameError, SystemExit):
        importlib.import_module("vlc")


def _hub_at(url: str) -> Hub:
    return HttpHub(url)


def _camera_logins(path: Path) -> dict[str, tuple[str, str]]:
    """Read `[cameras]` of the logins file: camera id (or "*" for all) to user and password."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError) as fault:
        _log.warning("the camera logins cannot be read: %s", fault)
        return {}
    entries = found.get("cameras", {})
    return {str(k): (str(v.get("user", "")), str(v.get("password", ""))) for k, v in entries.items()}


def _has_gpu() -> bool:
    return Path("/dev/dri").exists() or os.name == "nt"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
