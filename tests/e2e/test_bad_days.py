"""What goes wrong between a seat and its hub: each has a sentence that says what to do, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.clock import from_text
from app.hub.tables import account, token
from app.paths import Profile
from app.shell.sign_in import SignIn
from app.text import local_time
from tests.e2e.conftest import Seat
from tests.fakes.hub import LIGHT, PASSWORD, RunningHub
from tests.fakes.ports import free_port

Door = Callable[..., Seat]
TYPED = "解放路口积水约十厘米，一辆电动车被困"


class _Shop(BaseHTTPRequestHandler):
    """A web server that is no hub."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        page = "<html>欢迎光临</html>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def shop() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Shop)
    thread = Thread(target=server.serve_forever, name="shop")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def screen_of(seat: Seat) -> SignIn:
    assert seat.shell.sign_in is not None
    return seat.shell.sign_in


def enter(seat: Seat, password: str = PASSWORD) -> None:
    """Type a password at the first screen, press Enter and wait for the answer."""
    screen = screen_of(seat)
    screen.password.line.setFocus()
    screen.password.line.selectAll()
    seat.qtbot.keyClicks(screen.password.line, password)
    seat.qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    seat.until(lambda: not screen.busy)


def blamed(field: object) -> str:
    """The sentence under a field of the first screen."""
    return str(field.line.accessibleDescription())  # type: ignore[attr-defined]  # a Field


def begin_a_case(seat: Seat) -> None:
    """N, then type what has happened; nothing is sent yet."""
    at_the_window(seat)
    seat.window.show_room("cases")
    seat.pane("cases").new_case()
    to_the_form(seat)
    seat.type(TYPED)
    assert typed_in(seat) == TYPED


def typed_in(seat: Seat) -> str:
    intake = seat.pane("cases").view.intake
    return str(intake.values().get("description", "")) if intake is not None else ""


def send(seat: Seat) -> None:
    """Ctrl+Enter in the form of the new case."""
    to_the_form(seat)
    seat.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def register(seat: Seat) -> None:
    send(seat)
    assert seat.pane("cases").view.intake is None


def to_the_form(seat: Seat) -> None:
    """This seat's keyboard into the text of the new case; another seat's window may be in front of it."""
    intake = seat.pane("cases").view.intake
    seat.window.activateWindow()
    intake.focus_first()
    seat.until(lambda: intake.isAncestorOf(seat.hand))


def at_the_window(seat: Seat) -> None:
    """Wait until the window stands and this seat's keyboard is in its room."""
    seat.until(lambda: seat.shell.window is not None and seat.shell.first is None)
    seat.qtbot.waitExposed(seat.window)
    seat.window.activateWindow()
    seat.until(lambda: seat.hand is not seat.window)


def reported(hub: RunningHub) -> list[str]:
    return [row[0] for row in hub.rows('select description from "case"')]


def renew(seat: Seat, password: str = PASSWORD) -> None:
    """Type into the bar that asks again."""
    bar = seat.window.renew_bar
    seat.until(bar.isVisible)
    bar.password.setFocus()
    bar.password.clear()
    seat.qtbot.keyClicks(bar.password, password)
    seat.qtbot.keyClick(bar.password, Qt.Key.Key_Return)


def test_a_wrong_hub_address_is_said_under_the_address_until_it_is_right(
    front_door: Door, hub: RunningHub, shop: str
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    seat = front_door(url="城运中心")
    screen = screen_of(seat)
    wrong = {
        "城运中心": "http://10.0.0.8:8700",
        "127.0.0.1:8700": "http://10.0.0.8:8700",
        "http://127.0.0.1:99999": "地址",
        shop: "不是城运中心平台",
        nobody: "检查地址和网络",
    }
    for address, remedy in wrong.items():
        screen.hub.line.setText(address)
        enter(seat)
        assert remedy in blamed(screen.hub), address
        assert QApplication.focusWidget() is screen.hub.line
        assert screen.password.line.text() == PASSWORD and screen.user.text == "seat01", "nothing typed is lost"
    screen.hub.line.setText(hub.url)
    seat.qtbot.keyClick(screen.hub.line, Qt.Key.Key_Return)
    seat.until(lambda: seat.shell.window is not None)
    assert seat.shell.first is None


def test_wrong_passwords_say_what_is_left_and_then_until_when_it_is_locked(front_door: Door, hub: RunningHub) -> None:
    seat = front_door()
    screen = screen_of(seat)
    for left in (4, 3, 2, 1):
        enter(seat, "wrong horse")
        assert "不正确" in blamed(screen.password) and f"还可以再试 {left} 次" in blamed(screen.password)
        assert QApplication.focusWidget() is screen.password.line
    enter(seat, "wrong horse")
    until = "以后可以再试"
    assert "锁定" in blamed(screen.password) and until in blamed(screen.password)
    enter(seat)
    assert "锁定" in screen.message.text() and until in screen.message.text(), "the right one is not taken now"
    assert screen.seat.text == "01" and screen.user.text == "seat01"


def test_a_name_nobody_has_is_answered_like_any_other(front_door: Door, hub: RunningHub) -> None:
    seat = front_door(user="nobody")
    screen = screen_of(seat)
    said = []
    for _ in range(6):
        enter(seat)
        said.append(blamed(screen.password) or screen.message.text())
    assert [f"还可以再试 {left} 次" in words for left, words in zip((4, 3, 2, 1), said, strict=False)] == [True] * 4
    assert all("锁定" in words for words in said[4:])


def test_with_the_hub_down_at_start_the_seat_works_with_what_it_knows_and_sends_later(
    front_door: Door, known_seat: Callable[..., Profile], hub: RunningHub
) -> None:
    known_seat()
    hub.stop()
    seat = front_door()
    screen = screen_of(seat)
    enter(seat)
    assert "离线进入" in blamed(screen.hub)
    seat.click(screen.offline)
    at_the_window(seat)
    assert seat.reader.all("camera"), "what the seat knew is there"
    begin_a_case(seat)
    register(seat)
    assert [p.command.kind for p in seat.reader.pending()] == ["case.report"]
    bar = seat.window.renew_bar
    assert not bar.isVisible() and seat.reader.link().state == "offline", "nobody is asked again for what was typed"

    hub.start()
    seat.until(lambda: seat.reader.link().state == "live" and not seat.reader.pending(), 30)
    assert reported(hub) == [TYPED]
    assert not bar.isVisible()
    assert seat.console.actor().name == "值班员甲"
    kept = [path for path in seat.console.profile.folder.rglob("*") if path.is_file()]
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()], "it was kept in memory alone"


def test_after_an_offline_start_the_password_is_asked_for_only_where_the_hub_refuses_it(
    front_door: Door, known_seat: Callable[..., Profile], hub: RunningHub
) -> None:
    known_seat()
    with hub.server.house.database.write() as connection:
        connection.execute(account.update().values(password=LIGHT.hash("another horse")))
    hub.stop()
    seat = front_door()
    enter(seat)
    seat.click(screen_of(seat).offline)
    begin_a_case(seat)
    register(seat)
    hub.start()
    bar = seat.window.renew_bar
    seat.until(bar.isVisible, 30)
    assert "不正确" in bar.words.text()
    renew(seat, "another horse")
    seat.until(lambda: not bar.isVisible() and not seat.reader.pending(), 30)
    assert reported(hub) == [TYPED]


def test_a_session_that_ends_while_typing_costs_nothing_typed(sit_down: Door, hub: RunningHub) -> None:
    seat = sit_down()
    begin_a_case(seat)
    with hub.server.house.database.write() as connection:
        connection.execute(token.update().values(expires_at="2020-01-01T00:00:00.000Z"))
    hub.server.house.stream.recheck()
    bar = seat.window.renew_bar
    seat.until(bar.isVisible)
    assert "重新登录" in bar.words.text() and "都还在" in bar.words.text()
    assert typed_in(seat) == TYPED
    seat.type("，请派人")
    register(seat)
    assert [p.command.kind for p in seat.reader.pending()] == ["case.report"], "work goes on"
    renew(seat, "wrong horse")
    seat.until(lambda: "还可以再试 4 次" in bar.words.text())
    renew(seat)
    seat.until(lambda: not bar.isVisible() and not seat.reader.pending(), 30)
    assert reported(hub) == [TYPED + "，请派人"]
    assert not seat.reader.troubles()


def test_a_second_seat_with_the_same_number_says_who_sits_there_and_both_keep_what_they_typed(
    sit_down: Door, front_door: Door, hub: RunningHub
) -> None:
    hub.add_operator("seat02", "值班员乙")
    first = sit_down()
    begin_a_case(first)
    since = hub.rows("select issued_at from hub_token where ended_at = ''")[0][0]
    second = front_door(user="seat02", folder="other-machine")
    screen = screen_of(second)
    enter(second)
    said = screen.message.text()
    assert "值班员甲" in said and local_time(from_text(since), "time") in said and "接管" in said
    assert screen.password.line.text() == PASSWORD
    second.click(screen.takeover)
    at_the_window(second)

    bar = first.window.renew_bar
    first.until(bar.isVisible)
    assert "接管" in bar.words.text()
    assert typed_in(first) == TYPED, "the first seat loses nothing"
    register(first)
    renew(first)
    first.until(bar.takeover.isVisible)
    assert "值班员乙" in bar.words.text()
    first.click(bar.takeover)
    first.until(lambda: not bar.isVisible() and not first.reader.pending(), 30)
    assert reported(hub) == [TYPED]
    second.until(second.window.renew_bar.isVisible)
