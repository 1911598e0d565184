"""The first screen never stands still, and each fault is said under the field that mends it."""

import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.clock import SystemClock
from app.paths import Profile
from app.protocol import Session
from app.qt.tasks import Tasks
from app.shell.field import Field
from app.shell.gate import Gate
from app.shell.sign_in import SignIn
from app.sync import HttpHub
from tests.fakes.hub import PASSWORD, RunningHub

WAIT_MS = 15_000
Ask = Callable[..., SignIn]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path / "hub")
    running.start()
    running.add_operator("duty01", "值班员甲")
    running.add_operator("duty02", "值班员乙")
    yield running
    running.stop()


@pytest.fixture
def ask(tmp_path: Path, qtbot: QtBot) -> Iterator[Ask]:
    tasks, made = Tasks(threads=2), list[SignIn]()

    def build(
        hub_url: str, seat: str = "12", user: str = "duty01", profile: str = "seat", sign_in_s: float = 10.0
    ) -> SignIn:
        gate = Gate(partial(HttpHub, sign_in_s=sign_in_s), Profile(tmp_path / profile).make(), SystemClock())
        screen = SignIn(gate, tasks, hub_url, seat, user)
        qtbot.addWidget(screen)
        screen.show()
        made.append(screen)
        return screen

    yield build
    for screen in made:
        screen.stop()
    tasks.stop()


def fault(field: Field) -> str:
    return next((label.text() for label in field.findChildren(QLabel) if label.property("role") == "error"), "")


def type_and_enter(screen: SignIn, qtbot: QtBot, password: str) -> None:
    qtbot.keyClicks(screen.password.line, password)
    qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not screen.busy, timeout=WAIT_MS)


def test_the_right_password_lets_in_and_leaves_nothing_behind(hub: RunningHub, ask: Ask, qtbot: QtBot) -> None:
    screen = ask(hub.url)
    with qtbot.waitSignal(screen.entered, timeout=WAIT_MS) as let_in:
        type_and_enter(screen, qtbot, PASSWORD)
    session, url, online = let_in.args
    assert isinstance(session, Session)
    assert (session.actor.name, url, online) == ("值班员甲", hub.url, True)
    assert screen.password.line.text() == ""


def test_a_wrong_password_is_said_under_the_password(hub: RunningHub, ask: Ask, qtbot: QtBot) -> None:
    screen = ask(hub.url)
    type_and_enter(screen, qtbot, "wrong horse")
    assert "不正确" in fault(screen.password)
    assert screen.seat.text == "12" and screen.user.text == "duty01"


def test_a_missing_field_is_named_before_anybody_is_asked(ask: Ask, qtbot: QtBot) -> None:
    screen = ask("http://127.0.0.1:9", seat="")
    qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    assert not screen.busy
    assert "席位号" in screen.message.text() and fault(screen.password)


def test_a_hub_that_is_down_is_said_under_the_address(ask: Ask, qtbot: QtBot) -> None:
    screen = ask("http://127.0.0.1:9")
    type_and_enter(screen, qtbot, PASSWORD)
    assert "检查地址和网络" in fault(screen.hub)
    assert not screen.offline.isVisible()


def test_an_address_that_is_none_is_said_with_an_example(ask: Ask, qtbot: QtBot) -> None:
    screen = ask("中心平台")
    type_and_enter(screen, qtbot, PASSWORD)
    assert "地址" in fault(screen.hub)


def test_somebody_known_here_may_go_in_while_the_hub_is_down(hub: RunningHub, ask: Ask, qtbot: QtBot) -> None:
    with qtbot.waitSignal((first := ask(hub.url)).entered, timeout=WAIT_MS):
        type_and_enter(first, qtbot, PASSWORD)
    hub.stop()
    screen = ask(hub.url)
    type_and_enter(screen, qtbot, PASSWORD)
    assert screen.offline.isVisible()
    with qtbot.waitSignal(screen.entered, timeout=WAIT_MS) as let_in:
        qtbot.mouseClick(screen.offline, Qt.MouseButton.LeftButton)
    assert let_in.args[2] is False
    assert let_in.args[0].actor.name == "值班员甲"


def test_a_taken_seat_says_by_whom_and_can_be_taken_over(hub: RunningHub, ask: Ask, qtbot: QtBot) -> None:
    with qtbot.waitSignal((first := ask(hub.url)).entered, timeout=WAIT_MS):
        type_and_enter(first, qtbot, PASSWORD)
    screen = ask(hub.url, user="duty02", profile="other")
    type_and_enter(screen, qtbot, PASSWORD)
    assert "值班员甲" in screen.message.text()
    assert screen.seat.line.property("wrong") == "true"
    assert screen.takeover.isVisible()
    with qtbot.waitSignal(screen.entered, timeout=WAIT_MS) as let_in:
        qtbot.mouseClick(screen.takeover, Qt.MouseButton.LeftButton)
    assert let_in.args[0].actor.name == "值班员乙"


def test_the_window_stays_alive_while_the_hub_is_asked(ask: Ask, qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        screen = ask(f"http://127.0.0.1:{silent.getsockname()[1]}")
        qtbot.keyClicks(screen.password.line, "x")
        qtbot.mouseClick(screen.enter, Qt.MouseButton.LeftButton)
        assert screen.busy
        assert not screen.enter.isEnabled()
        assert "正在登录" in screen.message.text()
        silent.accept()[0].close()
    qtbot.waitUntil(lambda: not screen.busy, timeout=WAIT_MS)
    assert screen.enter.isEnabled()


def test_a_server_that_never_answers_is_named_and_nobody_waits_long(ask: Ask, qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        screen = ask(f"http://127.0.0.1:{silent.getsockname()[1]}", sign_in_s=0.3)
        qtbot.keyClicks(screen.password.line, "x")
        qtbot.mouseClick(screen.enter, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not screen.busy, timeout=WAIT_MS)
    assert "没有回答" in fault(screen.hub)
    assert screen.password.text == "x"
