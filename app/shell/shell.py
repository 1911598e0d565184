"""Leads an operator in and out: first screen, window, changes of theme and language, and a clean end."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from app import text
from app.config import Settings
from app.domain.clock import Clock
from app.paths import Profile
from app.protocol import Session
from app.qt.application import speak
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext, PaneSpec
from app.qt.tasks import Tasks
from app.shell import preferences
from app.shell.deeds import Deeds, House
from app.shell.gate import Attempt, Gate
from app.shell.memory import Memory
from app.shell.sign_in import SignIn
from app.shell.status import Sitting
from app.shell.window import Doors, HallWindow
from app.text import _
from widgets import theme
from widgets.ticker import Ticker

_log = logging.getLogger(__name__)


class SeatHouse(Protocol):
    """What the composition root does for the shell."""

    def open(self, session: Session, hub_url: str, online: bool) -> PaneContext:
        """Begin to work for a signed-in seat and return what its rooms may use."""
        ...

    def errands(self) -> Sequence[Callable[[], None]]:
        """Return what must be done before the rooms behind the first one can be built, each short."""
        ...

    def equip(self, context: PaneContext) -> PaneContext:
        """Give the rooms behind the first one their devices."""
        ...

    def sign_in_later(self, typed: Attempt) -> None:
        """The operator sat down offline: sign in with this when the hub is back, and ask only if it refuses."""
        ...

    def begin(self) -> None:
        """Every room stands: talk with the hub from now on. Asked again for each window, begun once."""
        ...

    def renew(self, session: Session) -> None:
        """Go on with a fresh session."""
        ...

    def look_at(self, command_id: str) -> None:
        """Note that a person has looked at an action that did not go through."""
        ...

    def close(self) -> None:
        """End the work for the seat; the operator has signed out."""
        ...


class Shell(QObject):
    """Owns the windows of one seat.

    Emits `entered(window)` whenever a window is shown, `settled` when all its rooms stand, `left` when all is over.
    """

    entered = Signal(object)
    settled = Signal()
    left = Signal()

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        profile: Profile,
        clock: Clock,
        tasks: Tasks,
        gate: Gate,
        house: SeatHouse,
        specs: Callable[[], Sequence[PaneSpec]],
    ) -> None:
        super().__init__()
        self._app, self._settings, self._profile, self._clock = app, settings, profile, clock
        self._tasks, self._gate, self._house, self._specs = tasks, gate, house, specs
        self._memory, self._ticker = Memory(profile), Ticker(self)
        self._ticker.share(app)
        self._theme, self._scale = settings.theme, settings.scale or natural_scale()
        self._mode, self._hub_url = "", settings.hub_url
        self._session: Session | None = None
        self._user = settings.user or gate.last()[1]
        self._context: PaneContext | None = None
        self.first: _FirstWindow | None = None
        self.sign_in: SignIn | None = None
        self.window: HallWindow | None = None
        self._ending: set[QMainWindow] = set()
        app.setQuitOnLastWindowClosed(False)

    def start(self, session: Session | None = None, typed: Attempt | None = None) -> None:
        """Show the first screen, or the window at once where a session is given. Raises NoRooms.

        `typed` is what the hub is to be asked with when it is back, where the session is an offline one.
        """
        self._specs()
        theme.apply(self._app, self._theme, self._scale)
        self._ticker.start()
        if session is None:
            self._ask()
        else:
            self.enter(session, self._hub_url, online=typed is None, typed=typed)

    def stop(self) -> None:
        """Save and end everything; safe to call twice."""
        self._ticker.stop()
        self._end_window()
        self._end_first()

    def enter(self, session: Session, hub_url: str, online: bool, typed: Attempt | None = None) -> None:
        """Open the window for a signed-in operator."""
        self._session, self._hub_url = session, hub_url
        self._context = self._house.open(session, hub_url, online)
        if typed is not None:
            self._house.sign_in_later(typed)
        self._open_window()
        self._end_first()

    def set_mode(self, mode: str) -> None:
        """Mark every window as drill or emergency; empty for the ordinary day."""
        self._mode = mode
        if self.window is not None:
            self.window.strip.set_mode(mode)

    def switch_theme(self) -> None:
        """F8: the other theme, everywhere and at once."""
        self._theme = "light" if self._theme == "dark" else "dark"
        theme.apply(self._app, self._theme, self._scale)
        preferences.remember(self._profile, "theme", self._theme)

    def use_language(self, code: str) -> None:
        """Speak another language: the window is built anew and finds everything where it was."""
        text.use(code)
        speak(self._app, code)
        preferences.remember(self._profile, "language", code)
        if self.window is not None:
            place, state = self.window.geometry(), self.window.windowState()
            self._end_window()
            self._open_window()
            self.window.setGeometry(place)
            self.window.setWindowState(state)
        else:
            self._end_first()
            self._ask()

    def sign_out(self) -> None:
        """Back to the first screen."""
        self._end_window()
        self._context, self._session = None, None
        self._house.close()
        self._ask()

    def leave(self) -> None:
        """Close the console."""
        self.stop()
        self.left.emit()
        self._app.quit()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        sign_in = SignIn(
            self._gate, self._tasks, self._hub_url, self._settings.seat, self._user, self._settings.hall_name
        )
        sign_in.entered.connect(self._entered)
        first = _FirstWindow(_("城运指挥大厅"))
        first.setCentralWidget(sign_in)
        first.closed.connect(self.leave)
        screen = QGuiApplication.primaryScreen().availableGeometry()
        width, height = min(screen.width(), round(1120 * self._scale)), min(screen.height(), round(760 * self._scale))
        first.setGeometry(
            screen.left() + (screen.width() - width) // 2, screen.top() + (screen.height() - height) // 2, width, height
        )
        self.first, self.sign_in = first, sign_in
        first.show()
        sign_in.start_typing()

    def _entered(self, session: Session, hub_url: str, online: bool) -> None:
        typed = None
        if self.sign_in is not None:
            self._user, typed = self.sign_in.user.text, self.sign_in.take_typed()
        preferences.remember(self._profile, "hub_url", hub_url)
        self.enter(session, hub_url, online, typed)

    def _open_window(self) -> None:
        if self._context is None or self._session is None:
            raise RuntimeError("nobody has signed in")
        # Rooms that have been closed must hear nothing more: each window has its own bridge, selection and tasks.
        context = self._context
        self._context = replace(
            context, bridge=Bridge(context.bus), selection=context.selection.heir(), tasks=self._tasks.share()
        )
        sitting = Sitting(self._session.actor, self._session.hall_name or self._settings.hall_name)
        doors = Doors(
            self._unlock,
            self._renew,
            self._renewed,
            self._house.look_at,
            self._take_over,
            self._house.errands,
            self._house.equip,
            self._all_stand,
        )
        self.window = HallWindow(self._context, sitting, self._specs(), self._memory, self._ticker, doors)
        house = House(self.switch_theme, self.use_language, self.sign_out, self.leave)
        self.window.offer(Deeds(self.window, self._context.selection, house).actions)
        self.window.strip.set_mode(self._mode)
        self.window.leaving.connect(self.leave)
        self.window.show()
        self.entered.emit(self.window)

    def _all_stand(self) -> None:
        self._house.begin()
        self.settled.emit()

    def _end_window(self) -> None:
        if self.window is not None:
            self.window.leaving.disconnect(self.leave)
            self.window.stop()
            if self._context is not None:
                self._context.bridge.stop()
                self._context.tasks.stop()
            self.window.close()
            self._bury(self.window)
            self.window = None

    def _end_first(self) -> None:
        if self.first is not None and self.sign_in is not None:
            self.sign_in.stop()
            self.first.closed.disconnect(self.leave)
            self.first.close()
            self._bury(self.first)
            self.first = self.sign_in = None

    def _bury(self, window: QMainWindow) -> None:
        """Let Qt end a window on this thread; held until then, or Python's collector might end it on another."""
        self._ending.add(window)
        window.destroyed.connect(lambda: self._ending.discard(window))
        window.deleteLater()

    def _attempt(self, password: str) -> Attempt:
        seat = self._session.actor.seat if self._session is not None else ""
        return Attempt(self._hub_url, seat, self._user, password)

    def _unlock(self, password: str) -> None:
        self._gate.check(self._attempt(password))

    def _renew(self, password: str) -> Session:
        return self._gate.sign_in(self._attempt(password))

    def _take_over(self, password: str) -> Session:
        return self._gate.sign_in(replace(self._attempt(password), takeover=True))

    def _renewed(self, session: Session) -> None:
        self._session = session
        self._house.renew(session)


class _FirstWindow(QMainWindow):
    closed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)

    def closeEvent(self, event: object) -> None:
        self.closed.emit()


def natural_scale() -> float:
    """The size of type for the screen: as designed at 1080p, twice at 4K where the desktop does not scale already."""
    screen = QGuiApplication.primaryScreen()
    lines = screen.geometry().height()
    return 1.0 if lines < 1300 else 1.25 if lines < 1600 else 1.5 if lines < 2000 else 2.0
