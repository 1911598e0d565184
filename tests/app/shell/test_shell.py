"""In and out of the console: sign-in, window, theme and language at run time, a clean end."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import text
from app.config import Settings
from app.domain.clock import SystemClock
from app.domain.errors import Unavailable
from app.protocol import Session
from app.qt.pane import PaneContext, PaneSpec
from app.shell.gate import Attempt, Gate
from app.shell.shell import Shell
from app.shell.window import HallWindow
from tests.app.shell.desk import ACTOR, Desk
from widgets import theme

SESSION = Session(token="t", expires_at=datetime.now(UTC), actor=ACTOR, hall_name="示范区城运中心")


class Keeper:
    """A composition root that notes what it was asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.asked = desk, list[str]()

    def open(self, session: Session, hub_url: str, online: bool) -> PaneContext:
        self.asked.append("open")
        return self.desk.context()

    def errands(self) -> list[Callable[[], None]]:
        return []

    def equip(self, context: PaneContext) -> PaneContext:
        return context

    def sign_in_later(self, typed: Attempt) -> None:
        self.asked.append("sign_in_later")

    def begin(self) -> None:
        self.asked.append("begin")

    def renew(self, session: Session) -> None:
        self.asked.append("renew")

    def look_at(self, command_id: str) -> None:
        self.asked.append("look_at")

    def close(self) -> None:
        self.asked.append("close")


class NoHub:
    """A hub that is always away."""

    def sign_in(self, seat: str, user: str, password: str, takeover: bool = False) -> Session:
        raise Unavailable("away", "", "hub.away")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def keeper(desk: Desk) -> Keeper:
    return Keeper(desk)


@pytest.fixture
def shell(desk: Desk, keeper: Keeper, specs: tuple[PaneSpec, ...], qapp: QApplication) -> Iterator[Shell]:
    gate = Gate(lambda url: NoHub(), desk.profile, SystemClock())  # type: ignore[arg-type,return-value]
    settings = Settings(hub_url="http://127.0.0.1:9", scale=1.0)
    made = Shell(qapp, settings, desk.profile, SystemClock(), desk.tasks, gate, keeper, lambda: specs)
    yield made
    made.stop()
    qapp.setQuitOnLastWindowClosed(True)


def window(shell: Shell) -> HallWindow:
    assert shell.window is not None
    return shell.window


def read(shell: Shell) -> str:
    root = window(shell)
    return " ".join(part.text() for kind in (QLabel, QPushButton) for part in root.findChildren(kind))


def test_without_a_session_the_first_screen_asks(shell: Shell) -> None:
    shell.start()
    assert shell.window is None
    assert shell.first is not None and shell.first.isVisible()


def test_an_entered_operator_gets_the_window_and_the_first_screen_goes(shell: Shell, keeper: Keeper) -> None:
    shell.start()
    assert shell.sign_in is not None
    shell.sign_in.entered.emit(SESSION, "http://127.0.0.1:9", True)
    assert window(shell).isVisible()
    assert shell.first is None
    assert keeper.asked == ["open"]


def test_f8_changes_every_pixel_of_the_theme_and_is_remembered(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    shell.start(SESSION)
    strip = window(shell).strip
    before = strip.grab().toImage().pixelColor(2, 2)
    window(shell).press("F8")
    after = strip.grab().toImage().pixelColor(2, 2)
    assert (before.name(), after.name()) == (theme.DARK.bg, theme.LIGHT.bg)
    assert tomllib.loads(desk.profile.settings.read_text("utf-8"))["theme"] == "light"


def test_another_language_keeps_what_was_typed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.start(SESSION)
    old = window(shell)
    old.panes["cases"].field.setText("井盖")  # type: ignore[attr-defined]
    spoken: list[str] = []
    # The catalogue is built by the installer, so the test speaks English by its code only.
    monkeypatch.setattr(text, "use", spoken.append)
    shell.use_language("en")
    assert spoken == ["en"]
    assert window(shell) is not old
    assert window(shell).panes["cases"].field.text() == "井盖"  # type: ignore[attr-defined]
    assert all(pane.stopped for pane in old.panes.values())  # type: ignore[attr-defined]


def test_the_mode_stays_over_a_rebuilt_window(shell: Shell) -> None:
    shell.start(SESSION)
    shell.set_mode("drill")
    shell.use_language("zh_CN")
    assert window(shell).strip.mode == "drill"


def test_signing_out_ends_the_rooms_and_asks_again(shell: Shell, keeper: Keeper) -> None:
    shell.start(SESSION)
    panes = list(window(shell).panes.values())
    shell.sign_out()
    assert all(pane.stopped for pane in panes)  # type: ignore[attr-defined]
    assert shell.window is None
    assert shell.first is not None and shell.first.isVisible()
    assert keeper.asked == ["open", "begin", "close"]


def test_after_the_end_no_timer_runs(shell: Shell, qtbot: QtBot) -> None:
    shell.start(SESSION)
    root = window(shell)
    with qtbot.waitSignal(shell.left):
        root.close()
    assert not any(timer.isActive() for timer in root.findChildren(QTimer))
    assert not any(timer.isActive() for timer in shell.findChildren(QTimer))


def test_the_strip_s_clock_goes_by_itself(shell: Shell, qtbot: QtBot) -> None:
    shell.start(SESSION)
    first = read(shell)
    qtbot.waitUntil(lambda: read(shell) != first, timeout=3000)
