"""The words a route is written in: keys pressed one after another, words typed, what must be seen, a picture kept."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication

from app.bootstrap.tour import CHAPTER, Stop, Tour
from app.shell.sign_in import SignIn
from app.store import CaseRow
from app.text import _

# Long enough for a key to have done its work where nothing tells of it, short enough for a tour of three hundred keys.
BEAT_S = 0.35
Seen = Callable[[], bool]


class Script:
    """Collects the stops of a route. Whatever is not seen in time is named by the tour as missing."""

    def __init__(self, tour: Tour, chapter: str) -> None:
        self.tour, self._chapter = tour, chapter
        self.stops: list[Stop] = []

    def keys(self, keys: str) -> None:
        """Press keys, separated by blanks, with a breath between them."""
        for key in keys.split():
            self._add(f"key {key}", self._rested, partial(self.tour.key, key))

    def type(self, words: str | Callable[[], str]) -> None:
        """Write words where the keyboard is; a function is asked for them when the time has come."""
        say = words if callable(words) else lambda: words
        self._add("words", self._rested, lambda: self.tour.type(say()))

    def wait(self, name: str, seen: Seen) -> None:
        """Go on once something is so."""
        self._add(name, lambda: self._rested() and seen(), lambda: None)

    def see(self, *words: str) -> None:
        """Go on once all these words stand on the screen."""
        for said in words:
            self.wait(f"see {said}", partial(self.tour.sees, said))

    def seek(self, what: str, wanted: Callable[[CaseRow], bool]) -> None:
        """Go down the list with J until it stands on such a case and shows it; in vain only where the list ends."""
        passed: list[str] = []

        def found() -> bool:
            case = self.tour.pointed()
            if case is not None and passed[-1:] != [case.id]:
                passed.append(case.id)
                self.tour.wait_on()
            if case is None or not wanted(case):
                self.tour.key("J")
                return False
            shown = self.tour.case()
            return shown is not None and shown.id == case.id

        self._add(f"find {what}", found, lambda: None)

    def until(self, key: str, what: str, seen: Seen) -> None:
        """Press a key again and again until something is so."""

        def found() -> bool:
            if not self._rested():
                return False
            if seen():
                return True
            self.tour.key(key)
            return False

        self._add(f"{key} until {what}", found, lambda: None)

    def shot(self, name: str) -> None:
        """Keep a picture, once everything stands still."""
        self._add(f"picture {name}", self.tour.settled, partial(self.tour.picture, name))

    def front(self) -> None:
        """Come back to the window after a dialog: a screen without a window manager leaves nothing in front."""

        def there() -> bool:
            window, shown = QApplication.activeWindow(), self.tour.shell.window or self.tour.shell.first
            if window is None and shown is not None:
                shown.activateWindow()
            return window is not None and window is shown

        self._add("window in front", there, lambda: None)

    def change_seat(self, seat: str, user: str) -> None:
        """Sign out and sit down at another seat, taking it over where somebody has left it signed in."""
        shell = self.tour.shell
        self.keys("Alt+3 Esc Esc Ctrl+K")
        self.type(_("退出登录"))
        self.keys("Return")
        self.wait("first screen", lambda: shell.window is None and shell.sign_in is not None)
        self.front()
        self.keys("Shift+Tab Shift+Tab Ctrl+A")
        self.type(seat)
        self.keys("Tab Ctrl+A")
        self.type(user)
        self.keys("Tab")
        self.type(lambda: self.tour.password)
        self.keys("Return")
        self.wait("an answer", lambda: shell.window is not None or _taken(shell.sign_in))
        self.until("Tab", "the way in", lambda: shell.window is not None or _held(shell.sign_in))
        self._add("in", self._rested, lambda: None if shell.window is not None else self.tour.key("Space"))
        self.wait("window", lambda: shell.window is not None)
        self.front()
        self.keys("Alt+3 Ctrl+1")

    def _rested(self) -> bool:
        return self.tour.settled(BEAT_S)

    def _add(self, name: str, ready: Seen, do: Callable[[], None]) -> None:
        self.stops.append((self._chapter + CHAPTER + name, ready, do))


def _taken(screen: SignIn | None) -> bool:
    """The hub says that somebody sits there."""
    return screen is not None and screen.takeover.isVisible() and not screen.busy


def _held(screen: SignIn | None) -> bool:
    return screen is not None and screen.takeover.hasFocus()
