"""What the hub refused is told once and listed until looked at; an ended session asks without a dialog."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.bus import CommandSettled, Link, LinkChanged, Notice
from app.domain.command import Command
from app.protocol import Outcome, Receipt, Reply
from app.shell.window import HallWindow
from tests.app.shell.desk import ACTOR, Desk


def refuse(desk: Desk, outcome: str = Outcome.REFUSED, code: str = "case.closed", **conflicts: tuple) -> Command:  # type: ignore[type-arg]
    """An action is taken here, and the hub says no."""
    command = Command(kind="case.dispatch", target="case-1", by=ACTOR, at=datetime.now(UTC))
    n = desk.store.writer.enqueue(command)
    receipt = Receipt(command_id=command.id, n=n, outcome=outcome, code=code, conflicts=conflicts)
    desk.store.writer.absorb(Reply(epoch="e1", cursor=2, now=datetime.now(UTC), receipts=(receipt,)))
    return command


def words(window: HallWindow) -> str:
    return " ".join(label.text() for label in window.mishaps.card.findChildren(QLabel))


def button_of(window: HallWindow, says: str, qtbot: QtBot) -> QPushButton:
    """The only button of the list with these words, once the list has it."""

    def found() -> list[QPushButton]:
        return [b for b in window.mishaps.card.findChildren(QPushButton) if b.text() == says and b.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


@pytest.fixture(autouse=True)
def at_the_hub(desk: Desk) -> None:
    desk.fill(camera=[])


def test_a_refusal_is_told_and_counted_and_listed(window: HallWindow, desk: Desk, qtbot: QtBot) -> None:
    refuse(desk)
    qtbot.waitUntil(lambda: any("派遣" in text for text in window.notices.stack.texts), timeout=5000)
    qtbot.waitUntil(lambda: window.strip._troubles.text() == "1 项未办成", timeout=5000)
    window.open_troubles()
    qtbot.waitUntil(lambda: "案件已经结束" in words(window))


def test_a_clash_shows_seen_found_and_asked(window: HallWindow, desk: Desk, qtbot: QtBot) -> None:
    refuse(desk, Outcome.CONFLICT, "conflict", state=("filed", "dispatched", "dispatched"))
    window.open_troubles()
    qtbot.waitUntil(lambda: all(text in words(window) for text in ("当时看到", "待派遣", "待签收")))


def test_once_looked_at_it_is_gone(window: HallWindow, desk: Desk, qtbot: QtBot) -> None:
    command = refuse(desk)
    window.open_troubles()
    qtbot.mouseClick(button_of(window, "知道了", qtbot), Qt.MouseButton.LeftButton)
    assert desk.looked_at == [command.id]
    assert desk.store.reader.troubles() == []
    qtbot.waitUntil(lambda: not window.strip._troubles.isVisible() and "案件已经结束" not in words(window))


def test_opening_one_takes_the_case_in_hand(window: HallWindow, desk: Desk, qtbot: QtBot) -> None:
    refuse(desk)
    window.open_troubles()
    qtbot.mouseClick(button_of(window, "打开", qtbot), Qt.MouseButton.LeftButton)
    assert desk.selection.case_id == "case-1"
    assert window.docks.active == "cases"


def test_a_notice_of_the_bus_is_read_from_another_thread(window: HallWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.tasks.run(lambda: desk.bus.publish(Notice("alarm", "disk.full")), lambda _: None)
    qtbot.waitUntil(lambda: any("磁盘已满" in text for text in window.notices.stack.texts), timeout=5000)


def test_an_expired_session_asks_in_a_bar_and_takes_nothing_from_the_hands(
    window: HallWindow, desk: Desk, qtbot: QtBot
) -> None:
    window.activateWindow()
    field = window.panes["cases"].field  # type: ignore[attr-defined]
    field.setFocus()
    qtbot.keyClicks(field, "half a word")
    desk.bus.publish(LinkChanged(Link(state="refused", code="token.expired", since=datetime.now(UTC))))
    qtbot.waitUntil(window.renew_bar.isVisible, timeout=5000)
    qtbot.keyClicks(field, " and the rest")
    assert field.text() == "half a word and the rest"
    assert "过期" in window.renew_bar.words.text()


def test_a_wrong_password_in_the_bar_is_said_and_the_right_one_goes_on(
    window: HallWindow, desk: Desk, qtbot: QtBot
) -> None:
    bar = window.renew_bar
    bar.ask("token.expired")
    qtbot.keyClicks(bar.password, "wrong")
    qtbot.keyClick(bar.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "不正确" in bar.words.text(), timeout=5000)
    bar.password.clear()
    qtbot.keyClicks(bar.password, "right")
    with qtbot.waitSignal(bar.renewed, timeout=5000):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert [session.token for session in desk.renewed] == ["fresh"]
    assert not bar.isVisible()


def test_a_receipt_that_simply_applied_says_nothing(window: HallWindow, desk: Desk, qtbot: QtBot) -> None:
    command = Command(kind="case.dispatch", target="case-1", by=ACTOR, at=datetime.now(UTC))
    with qtbot.waitSignal(desk.bridge.settled):
        desk.bus.publish(CommandSettled(Receipt(command_id=command.id, n=1, outcome=Outcome.APPLIED), command))
    assert window.notices.stack.texts == ()
