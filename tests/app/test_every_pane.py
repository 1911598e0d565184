"""The same manners are asked of every room, found by scan as the shell finds them."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.qt.pane import Pane, PaneSpec
from app.shell.catalog import find_rooms
from app.shell.keys import reaches_far
from tests.app.shell.desk import Desk, open_desk
from tests.app.shell.test_accessible import nameless
from widgets import theme
from widgets.map_canvas.browser import chromium_flags, register_scheme

for name, value in chromium_flags(software=True, root=hasattr(os, "geteuid") and os.geteuid() == 0).items():
    os.environ[name] = value
register_scheme()

ROOMS = find_rooms()
every_room = pytest.mark.parametrize("spec", ROOMS, ids=lambda spec: spec.id)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, "dark")
    with open_desk(tmp_path / "seat") as made:
        yield made
    qapp.setStyleSheet("")


@pytest.fixture
def room(spec: PaneSpec, desk: Desk, qtbot: QtBot) -> Iterator[Pane]:
    pane = spec.build(desk.context())
    qtbot.addWidget(pane.widget)
    yield pane
    pane.stop()


def shown(pane: Pane, qtbot: QtBot) -> QWidget:
    pane.widget.resize(900, 640)
    pane.widget.show()
    qtbot.waitExposed(pane.widget)
    return pane.widget


def test_the_hall_has_its_six_rooms() -> None:
    assert [room.id for room in ROOMS] == ["cases", "wall", "map", "broadcast", "triage", "books"]


@every_room
def test_a_room_introduces_itself(spec: PaneSpec) -> None:
    assert spec.title
    assert spec.icon in theme.icon_names()


@every_room
def test_it_stands_with_nothing_to_show(spec: PaneSpec, room: Pane, qtbot: QtBot) -> None:
    assert shown(room, qtbot).isVisible()


@every_room
def test_it_fits_a_corner_of_a_common_screen(spec: PaneSpec, room: Pane, qtbot: QtBot) -> None:
    least = shown(room, qtbot).minimumSizeHint()
    assert least.width() <= 640
    assert least.height() <= 560


@every_room
def test_each_of_its_controls_has_a_name(spec: PaneSpec, room: Pane, qtbot: QtBot) -> None:
    root = shown(room, qtbot)
    assert not [f"{type(part).__name__} {part.objectName()}" for part in nameless(root)]


@every_room
def test_keys_on_a_list_are_not_pinyin(spec: PaneSpec, room: Pane, qtbot: QtBot) -> None:
    root = shown(room, qtbot)
    lists = [part for part in root.findChildren(QAbstractItemView) if part.window() is root.window()]
    for part in (root, *lists):
        QApplication.sendEvent(part, QFocusEvent(QEvent.Type.FocusIn))
        assert not part.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), part.accessibleName()


@every_room
def test_its_actions_have_words_icons_and_keys_of_their_own(spec: PaneSpec, room: Pane) -> None:
    actions = room.actions()
    assert actions
    assert all(action.id.startswith(f"{spec.id}.") and action.title for action in actions)
    assert {action.icon for action in actions if action.icon} <= set(theme.icon_names())
    keys = [action.shortcut for action in actions if action.shortcut]
    assert len(keys) == len(set(keys))
    assert all(isinstance(action.enabled(), bool) for action in actions)


@every_room
def test_with_nothing_in_hand_no_possible_action_harms(spec: PaneSpec, room: Pane, qtbot: QtBot) -> None:
    shown(room, qtbot)
    for action in room.actions():
        if action.enabled() and not reaches_far(action.shortcut):
            action.run()


@every_room
def test_what_it_saves_is_json_and_can_be_put_back(spec: PaneSpec, room: Pane, qtbot: QtBot) -> None:
    shown(room, qtbot)
    saved = room.save()
    room.restore(json.loads(json.dumps(saved)))
    assert room.save() == saved


@every_room
def test_what_an_older_room_saved_does_no_harm(spec: PaneSpec, room: Pane) -> None:
    room.restore({"no such thing": [1, 2, 3]})


@every_room
def test_a_theme_switch_is_taken_in_one_go(spec: PaneSpec, room: Pane, qtbot: QtBot, qapp: QApplication) -> None:
    root = shown(room, qtbot)
    theme.apply(qapp, "light")
    assert root.isVisible()


@every_room
def test_ended_it_leaves_no_timer_and_no_thread(spec: PaneSpec, desk: Desk, qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    pane = spec.build(desk.context())
    qtbot.addWidget(pane.widget)
    shown(pane, qtbot)
    pane.stop()
    assert not [timer for timer in pane.widget.findChildren(QTimer) if timer.isActive()]
    strangers = {thread.name for thread in set(threading.enumerate()) - before}
    assert not {name for name in strangers if not name.startswith(("task", "Dummy"))}


@every_room
def test_ended_twice_it_stays_ended(spec: PaneSpec, desk: Desk, qtbot: QtBot) -> None:
    pane = spec.build(desk.context())
    qtbot.addWidget(pane.widget)
    pane.stop()
    pane.stop()
