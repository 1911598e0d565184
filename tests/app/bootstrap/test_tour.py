"""A tour says when it ends at the latest, ends by itself, and names what it waited for in vain."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import tour as touring
from app.bootstrap.desk_route import CHAPTERS, OTHERS, OWN, desk
from app.bootstrap.tour import Stop, Tour


class Program(QObject):
    """Where a console would be: something that can be told to end."""

    ended = Signal()

    def quit(self) -> None:
        self.ended.emit()


def walk(program: Program, shots: Path | None, stops: list[Stop], seconds: float = 0.0) -> Tour:
    shell = SimpleNamespace(window=QWidget(), first=None, sign_in=None)
    console = SimpleNamespace(store=SimpleNamespace(reader=None), settings=SimpleNamespace(seat="01"))
    opened = SimpleNamespace(application=program, shell=shell, console=console)
    return Tour(cast(Any, opened), shots, seconds, lambda _tour: list(stops))


@pytest.fixture
def program() -> Program:
    return Program()


def stop(name: str, ready: Callable[[], bool], done: list[str]) -> Stop:
    return name, ready, lambda: done.append(name)


def test_it_ends_by_itself_once_every_stop_was_seen(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    done: list[str] = []
    walked = walk(program, tmp_path, [stop(name, lambda: True, done) for name in ("a: one", "a: two")])
    with qtbot.waitSignal(program.ended):
        walked.start()
    walked.stop()
    assert done == ["a: one", "a: two"] and walked.missing == []


def test_a_chapter_waits_in_vain_and_the_next_one_goes_on(
    program: Program, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touring, "PATIENCE_S", 0.1)
    done: list[str] = []
    names = {"a: one": True, "a: two": False, "a: three": True, "b: one": True}
    walked = walk(program, tmp_path, [stop(name, partial(bool, seen), done) for name, seen in names.items()])
    with qtbot.waitSignal(program.ended):
        walked.start()
    walked.stop()
    assert done == ["a: one", "b: one"] and walked.missing == ["a: two", "a: three"]


def test_out_of_time_it_ends_and_names_all_that_is_left(
    program: Program, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touring, "STOP_S", 0.0)
    monkeypatch.setattr(touring, "PATIENCE_S", 1_000.0)
    no_time_left = partial(monkeypatch.setattr, touring, "OPENING_S", 0.0)
    walked = walk(program, tmp_path, [("a: one", lambda: True, no_time_left), stop("a: two", lambda: False, [])])
    assert walked.limit_s == touring.OPENING_S > 60
    with qtbot.waitSignal(program.ended):
        walked.start()
    walked.stop()
    assert walked.missing == ["a: two"]


def test_without_a_folder_and_without_a_time_it_never_ends(program: Program, qtbot: QtBot) -> None:
    ended: list[str] = []
    program.ended.connect(lambda: ended.append("ended"))
    walked = walk(program, None, [])
    walked.start()
    assert not walked.findChildren(QTimer)[0].isActive() and not ended
    walked.stop()


def test_the_whole_desk_is_every_chapter_and_its_limit_is_said_before(program: Program, tmp_path: Path) -> None:
    assert {*OWN, *(name for name, _seat, _user in OTHERS)} == set(CHAPTERS)
    walked = walk(program, tmp_path, [])
    stops = desk(walked)
    chapters = list(dict.fromkeys(name.partition(": ")[0] for name, _ready, _do in stops))
    assert chapters == [*OWN, *(name for name, _seat, _user in OTHERS)]
    walked.length = len(stops)
    assert 10 * 60 < walked.limit_s < 60 * 60
