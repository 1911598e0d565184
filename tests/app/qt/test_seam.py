"""What another thread says reaches the screen on the main thread, and stops when the screen is gone."""

import threading

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bus import Bus, Link, LinkChanged, RecordsChanged
from app.qt.bridge import Bridge
from app.qt.selection import Selection, Spot
from app.qt.tasks import Tasks


def main_thread() -> QThread:
    application = QApplication.instance()
    assert application is not None
    return application.thread()


def test_a_notice_from_another_thread_arrives_on_the_main_thread(qtbot: QtBot) -> None:
    bus = Bus()
    bridge = Bridge(bus)
    heard: list[tuple[str, object, bool]] = []
    bridge.records_changed.connect(
        lambda kind, ids: heard.append((kind, ids, QThread.currentThread() is main_thread()))
    )
    speaker = threading.Thread(target=lambda: bus.publish(RecordsChanged("case", frozenset({"a"}))))
    speaker.start()
    speaker.join()
    assert not heard, "nothing may be handed over before the main thread takes its turn"
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("case", frozenset({"a"}), True)]
    bridge.stop()


def test_what_was_on_its_way_when_a_window_closed_reaches_nobody(qtbot: QtBot) -> None:
    bus = Bus()
    bridge, later = Bridge(bus), Bridge(bus)
    heard: list[str] = []
    bridge.records_changed.connect(lambda kind, ids: heard.append(kind))
    with qtbot.waitSignal(later.records_changed):
        bus.publish(RecordsChanged("case", frozenset()))
        bridge.stop()
    assert not heard
    later.stop()


def test_after_stop_the_screen_hears_nothing(qtbot: QtBot) -> None:
    bus = Bus()
    bridge, later = Bridge(bus), Bridge(bus)
    heard: list[object] = []
    bridge.link_changed.connect(heard.append)
    bridge.stop()
    bus.publish(LinkChanged(Link(state="live")))
    with qtbot.waitSignal(later.link_changed):
        bus.publish(LinkChanged(Link(state="offline")))
    assert heard == []
    later.stop()


def test_work_is_done_elsewhere_and_its_answer_comes_back_here(qtbot: QtBot) -> None:
    tasks = Tasks(2)
    answers: list[object] = []
    tasks.run(lambda: threading.current_thread().name, answers.append)
    tasks.run(lambda: 1 // 0, answers.append, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    tasks.stop()
    names = [a for a in answers if isinstance(a, str)]
    assert names and names[0].startswith("task")
    assert any(isinstance(a, ZeroDivisionError) for a in answers)


def test_nobody_gets_an_answer_he_no_longer_wants(qtbot: QtBot) -> None:
    tasks = Tasks(1)
    go = threading.Event()
    answers: list[str] = []
    dropped = tasks.run(lambda: go.wait(5), lambda _: answers.append("dropped"))
    dropped.cancel()
    go.set()
    tasks.run(lambda: "kept", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    tasks.stop()
    assert answers == ["kept"]


def test_one_word_gathers_every_room_and_choosing_twice_says_it_once(qtbot: QtBot) -> None:
    selection = Selection()
    spots: list[Spot] = []
    cases: list[str] = []
    selection.around.connect(spots.append)
    selection.case_changed.connect(cases.append)
    selection.choose_case("c1")
    selection.choose_case("c1")
    selection.go_around(Spot(109.49, 36.58, "延河路口", "case", "c1"))
    assert cases == ["c1"]
    assert selection.spot is spots[0]
