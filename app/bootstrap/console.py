"""The console: builds the parts of a seat, shows the first screen or the window, and ends everything in reverse."""

import logging
import sys
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from app import config, log, text
from app.bootstrap.libraries import Libraries
from app.bootstrap.session_file import NOBODY, SessionFile
from app.bus import Bus, Notice, SignedIn
from app.dispatch import Dispatch
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.errors import Unavailable
from app.paths import Profile
from app.protocol import Hub, Session
from app.qt.application import Faults, Interrupt, has_chinese_font, make_application
from app.qt.bridge import Bridge
from app.qt.garbage import MainThreadCollector
from app.qt.pane import PaneContext, no_media
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.shell.catalog import find_rooms
from app.shell.gate import Attempt, Gate
from app.shell.shell import Shell
from app.store import Store

if TYPE_CHECKING:
    from app.bootstrap.devices import Devices
    from app.sync import SyncEngine

_log = logging.getLogger(__name__)


@dataclass
class _Work:
    """What exists only while somebody is signed in."""

    stack: ExitStack
    hub_url: str
    online: Session | None
    typed: Attempt | None = None
    engine: "SyncEngine | None" = None


class Console:
    """A seat with a screen. Keeps the shell's promises: open, furnish, begin, renew, look at, close."""

    def __init__(self, stack: ExitStack, profile: Profile, settings: config.Settings) -> None:
        self.profile, self.settings = profile, settings
        self.bus = Bus()
        self.store = Store.open(profile, SystemClock(), self.bus)
        stack.callback(self.store.close)
        self.tasks = Tasks(4)
        stack.callback(self.tasks.stop)
        self.bridge = Bridge(self.bus)
        stack.callback(self.bridge.stop)
        self._stack = stack
        self._libraries = Libraries()
        self._devices: Devices | None = None
        self.session_file = SessionFile(profile)
        self._logins = _camera_logins(profile.camera_logins)
        self._work: _Work | None = None
        stack.callback(self.close)
        self._session: Session | None = None
        self._hub_url = settings.hub_url

    # -- the shell's promises ----------------------------------------------------------------------------------------

    def open(self, session: Session, hub_url: str, online: bool) -> PaneContext:
        """Begin to work for a signed-in seat: what the first room needs. The rest comes with `errands` and `equip`."""
        self.close()
        self._session, self._hub_url = session, hub_url
        if session.token:
            self._keep(hub_url, session)
        self._work = _Work(ExitStack(), hub_url, session if session.token else None)
        return self._context()

    def errands(self) -> list[Callable[[], None]]:
        """What must be done before the rooms with devices are built, step by step on the main thread."""
        return self._libraries.errands()

    def equip(self, context: PaneContext) -> PaneContext:
        """Give a context the devices of this seat; the first time, they are started."""
        self.open_libraries()
        if self._devices is None:
            from app.bootstrap.devices import Devices

            self._devices = Devices(self._stack, self.profile, self.bus, self.store.notices)
        return replace(context, video=self._devices.video, voice=self._devices.voice, speech=self._devices.speech)

    def open_libraries(self) -> None:
        """Open every large library now: the first screen's threads need them, and nobody waits for pictures there."""
        self._libraries.open_all()

    def sign_in_later(self, typed: Attempt) -> None:
        """Sign in with what was typed at an offline sit-down when the hub is back."""
        if self._work is not None:
            self._work.typed = typed

    def begin(self) -> None:
        """Talk with the hub from now on; offline, the engine waits for it with what was typed at the sit-down."""
        work = self._work
        if work is None or work.engine is not None:
            return
        from app.sync import HttpHub, SyncEngine

        url = work.hub_url
        away_s = self.settings.away_s
        work.engine = SyncEngine(self.store, lambda: HttpHub(url), self.bus, self.store.clock, away_s)
        work.stack.callback(work.engine.stop)
        typed, work.typed = work.typed, None
        if work.online is not None:
            work.engine.resume(work.online)
        elif typed is not None:
            user = typed.user
            work.stack.callback(self.bus.subscribe(SignedIn, lambda told: self._signed_in(user, told.session)))
            work.engine.sign_in_when_possible(typed.seat, user, typed.password, typed.takeover)
        work.engine.start()

    def renew(self, session: Session) -> None:
        """Go on with a fresh session."""
        self._session = session
        if self._work is not None:
            self._work.online = session
            if self._work.engine is not None:
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

    def _signed_in(self, user: str, session: Session) -> None:
        """The hub is back and has taken what was typed. Told in the conversation's thread."""
        work = self._work
        if work is not None:
            self._session = work.online = session
            self._keep(work.hub_url, session)
            Gate(_hub_at, self.profile, self.store.clock).confirm(user, session)

    def actor(self) -> Actor:
        """Who acts here now."""
        return self._session.actor if self._session else NOBODY

    def _context(self) -> PaneContext:
        dispatch = Dispatch(self.store.reader, self.store.writer, self.store.clock, self.actor, self._wake)
        return PaneContext(
            reader=self.store.reader,
            dispatch=dispatch,
            bus=self.bus,
            bridge=self.bridge,
            tasks=self.tasks,
            selection=Selection(),
            clock=self.store.clock,
            settings=replace(self.settings, hall_name=self._hall_name(), hub_url=self._hub_url),
            profile=self.profile,
            actor=self.actor,
            camera_login=self._camera_login,
            basemap=self.profile.maps,
            media=self._media,
            unread=self._unread,
            watch=self._watch,
            mend=self.store.suspect,
        )

    def _hall_name(self) -> str:
        """The hub knows what the hall is called; without its word the seat's own setting holds."""
        return (self._session.hall_name if self._session else "") or self.settings.hall_name

    def _wake(self) -> None:
        """Something waits in the outbox; an engine that does not run yet looks there when it begins."""
        if self._work is not None and self._work.engine is not None:
            self._work.engine.wake()

    def _watch(self, case_id: str) -> None:
        if self._work is not None and self._work.engine is not None:
            self._work.engine.watching(case_id)

    def _media(self, media_id: str) -> Path:
        work = self._work
        return no_media(media_id) if work is None or work.engine is None else work.engine.fetch_media(media_id)

    def _unread(self) -> list[Notice]:
        """What had to be healed and what this machine lacks, for a screen to say; what was healed is said once."""
        notices, self.store.notices = list(self.store.notices), []
        # Opening libvlc reads many plug-ins: the window does not wait for it.
        if self._devices is not None:
            video = self._devices.video
            self.tasks.run(lambda: video.unavailable, self._tell_of_video)
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


def open_console(
    stack: ExitStack,
    folder: Path,
    given: dict[str, Any],
    session: Session | None = None,
    typed: Attempt | None = None,
) -> Opened:
    """Build everything and show it; everything ends with the stack. `typed` comes with an offline session.

    Raises Unavailable("profile.in_use"), WrongSetting, OSError.
    """
    profile = Profile(folder).make()
    handler = log.start(profile.logs)
    if handler is not None:
        stack.callback(handler.close)
    settings = config.load(profile, **given)
    text.use(settings.language)
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
    shell.settled.connect(collector.settle)
    if session is None:
        console.open_libraries()
    shell.start(session, typed)
    return Opened(application, shell, console)


def _hub_at(url: str) -> Hub:
    from app.sync import HttpHub

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
