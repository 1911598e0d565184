"""Ctrl+K reaches every action, camera, speaker, case, place, unit and workspace by name, number or initials."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.qt.pane import PaneAction
from app.shell.deeds import Deeds, House
from app.shell.window import HallWindow
from tests.app.shell.desk import Desk


@pytest.fixture
def furnished(street: Desk, open_window: Callable[..., HallWindow]) -> HallWindow:
    window = open_window()

    def nothing(*_: object) -> None:
        return None

    window.offer(Deeds(window, street.selection, House(nothing, nothing, nothing, nothing)).actions)
    window.open_palette()
    return window


def look_for(window: HallWindow, qtbot: QtBot, text: str, title: str) -> None:
    window.palette_card.box.clear()
    if text.isascii():
        qtbot.keyClicks(window.palette_card.box, text)
    else:  # Qt: QTest has no keys for Chinese; an input method would commit it like this
        window.palette_card.box.setText(text)
    qtbot.waitUntil(lambda: title in [item.title for item in window.palette_card.items], timeout=5000)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("jflz", "解放路中山街路口"),
        ("c-0017", "解放路中山街路口"),
        ("解放路", "解放路中山街路口"),
        ("rmgc", "人民广场东"),
        ("qgys", "桥沟夜市"),
        ("桥沟", "桥沟夜市"),
        ("sl", "受理"),
        ("jiuhuamian", "九画面"),
        ("gzq", "工作区：派遣"),
        ("Ctrl+L", "锁定"),
        ("dsp", "到视频墙"),
    ],
)
def test_a_few_letters_find_it(furnished: HallWindow, qtbot: QtBot, typed: str, title: str) -> None:
    look_for(furnished, qtbot, typed, title)


def test_return_takes_the_camera_in_hand_and_closes(furnished: HallWindow, street: Desk, qtbot: QtBot) -> None:
    look_for(furnished, qtbot, "jflz", "解放路中山街路口")
    assert furnished.palette_card.current is not None
    qtbot.keyClick(furnished.palette_card.box, Qt.Key.Key_Return)
    assert street.selection.camera_id == "c1"
    assert furnished.docks.active == "wall"
    assert not furnished.palette_card.shown


def test_a_fast_hand_gets_what_it_typed_not_what_was_listed(furnished: HallWindow, street: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(furnished.palette_card.box, "rmgcd")
    qtbot.keyClick(furnished.palette_card.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: street.selection.speaker_ids == ("s1",), timeout=5000)


def test_a_place_gathers_the_rooms_round_it(furnished: HallWindow, street: Desk, qtbot: QtBot) -> None:
    look_for(furnished, qtbot, "qgys", "桥沟夜市")
    with qtbot.waitSignal(street.selection.around) as gathered:
        qtbot.keyClick(furnished.palette_card.box, Qt.Key.Key_Return)
    assert (gathered.args[0].lon, gathered.args[0].origin_kind) == (109.5, "place")


def test_an_action_is_done_as_by_its_key(furnished: HallWindow, qtbot: QtBot) -> None:
    look_for(furnished, qtbot, "受理", "受理")
    qtbot.keyClick(furnished.palette_card.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: furnished.panes["cases"].done == ["near"], timeout=5000)  # type: ignore[attr-defined]


def test_what_is_not_possible_now_is_not_offered(furnished: HallWindow, qtbot: QtBot) -> None:
    furnished.palette_card.close_card()
    furnished.offer(lambda: [PaneAction("x", "无法做的事", lambda: None, enabled=lambda: False)])
    furnished.open_palette()
    assert "无法做的事" not in [item.title for item in furnished.palette_card.items]


def test_every_action_is_offered_before_anything_is_typed(furnished: HallWindow) -> None:
    wanted = {action.id for group in furnished.groups() for action in group.actions if action.enabled()}
    assert {item.id.removeprefix("do/") for item in furnished.palette_card.items} == wanted


def test_escape_gives_the_keyboard_back(furnished: HallWindow, qtbot: QtBot) -> None:
    furnished.palette_card.close_card()
    furnished.activateWindow()
    furnished.show_room("map")
    furnished.open_palette()
    qtbot.keyClick(furnished.palette_card.box, Qt.Key.Key_Escape)
    assert not furnished.palette_card.shown
    assert furnished.docks.active == "map"
