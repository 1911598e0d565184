"""A window opens in two goes: the queue answers at once, the other rooms come behind it, and nothing asked is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.qt.pane import PaneAction, PaneContext, PaneSpec
from app.qt.selection import Spot
from app.shell.memory import Memory
from app.shell.status import Sitting
from app.shell.window import Doors, HallWindow
from tests.app.shell.desk import ACTOR, ICONS, TITLES, Desk, TinyRoom

SPOT = Spot(109.4, 36.5, "解放路")


class Ear(TinyRoom):
    """A tiny room with a far key of its own that also hears where the rooms gather."""

    def __init__(self, name: str, context: PaneContext) -> None:
        super().__init__(name)
        self.video = context.video
        self.heard: list[Spot] = []
        context.selection.around.connect(self.heard.append)
        context.selection.speak_requested.connect(lambda: self.done.append("speak"))

    def actions(self) -> list[PaneAction]:
        far = PaneAction(f"{self.name}.far", "远", lambda: self.done.append("far"), f"Ctrl+{self.name[0].upper()}")
        return [*super().actions(), far]


Open = Callable[..., HallWindow]


@pytest.fixture
def rooms() -> tuple[PaneSpec, ...]:
    return tuple(
        PaneSpec(name, TITLES[name], ICONS[name], order, partial(Ear, name)) for order, name in enumerate(TITLES)
    )


@pytest.fixture
def just_shown(desk: Desk, rooms: tuple[PaneSpec, ...], qtbot: QtBot) -> Iterator[Open]:
    """Open a window and let no turn of the loop pass: only the first room can stand."""
    opened: list[HallWindow] = []

    def build(**more: Any) -> HallWindow:
        doors = Doors(desk.check, desk.renew, desk.renewed.append, desk.looked_at.append, **more)
        sitting = Sitting(ACTOR, "示范区城运中心")
        window = HallWindow(desk.context(), sitting, rooms, Memory(desk.profile), desk.ticker, doors)
        window.offer(list)
        qtbot.addWidget(window)
        window.show()
        opened.append(window)
        return window

    yield build
    for window in opened:
        window.stop()


def standing(window: HallWindow) -> list[str]:
    return list(window.rooms.standing)


def all_stand(window: HallWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.opening.over, timeout=30_000)
    assert standing(window) == list(TITLES)


def test_the_queue_works_before_the_other_rooms_stand(just_shown: Open, qtbot: QtBot) -> None:
    window = just_shown()
    cases: Any = window.rooms.standing["cases"]

    assert window.press("A") or window.keyboard.press("A", "cases")
    cases.field.setText("井盖")

    assert cases.done == ["near"]
    assert standing(window) == ["cases"]
    says = [label.text() for label in window.rooms.frames["map"].findChildren(QLabel)]
    assert "正在打开“地图”…" in says
    all_stand(window, qtbot)
    assert cases.field.text() == "井盖"
    assert not any("正在打开" in label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_the_rest_comes_by_itself_in_its_order(just_shown: Open, qtbot: QtBot) -> None:
    told: list[str] = []
    window = just_shown(
        errands=lambda: [lambda: told.append(f"library, {standing(window)}")],
        equip=lambda context: replace(context, video="eyes"),
        opened=lambda: told.append("opened"),
    )
    all_stand(window, qtbot)

    assert told == ["library, ['cases']", "opened"]
    assert [room.video for room in window.panes.values()] == [None, "eyes", "eyes", "eyes"]  # type: ignore[attr-defined]


def test_a_key_of_a_room_that_does_not_stand_yet_works(just_shown: Open) -> None:
    window = just_shown()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    QApplication.sendEvent(window, key)

    assert window.rooms.standing["broadcast"].done == ["far"]  # type: ignore[attr-defined]
    assert standing(window) == list(TITLES)


def test_a_room_asked_for_by_name_is_there(just_shown: Open) -> None:
    window = just_shown()
    window.show_room("map")

    assert window.docks.active == "map"
    assert window.rooms.standing["map"].field.isVisible()  # type: ignore[attr-defined]


def test_every_room_hears_where_to_gather_even_when_asked_at_once(just_shown: Open) -> None:
    window = just_shown()
    window._context.selection.go_around(SPOT)

    assert [room.heard for room in window.panes.values()] == [[SPOT]] * 4  # type: ignore[attr-defined]


def test_closing_at_once_keeps_what_the_other_rooms_had(just_shown: Open) -> None:
    first = just_shown()
    first.panes["map"].field.setText("看这里")  # type: ignore[attr-defined]
    first.stop()

    just_shown().stop()
    third = just_shown()

    assert third.panes["map"].field.text() == "看这里"  # type: ignore[attr-defined]


def test_a_seat_locked_at_once_shows_no_room_that_is_built_behind_the_lock(just_shown: Open, qtbot: QtBot) -> None:
    window = just_shown()
    window.shut()
    all_stand(window, qtbot)

    seen = {room for room, pane in window.panes.items() if pane.widget.isVisible()}
    assert seen == {"wall"}


def test_the_room_left_in_hand_gets_the_keyboard_when_it_stands(just_shown: Open, qtbot: QtBot) -> None:
    first = just_shown()
    first.show_room("broadcast")
    first.stop()

    second = just_shown()
    second.activateWindow()
    all_stand(second, qtbot)

    qtbot.waitUntil(lambda: second.docks.active == "broadcast", timeout=30_000)
    field = second.panes["broadcast"].field  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: second.focusWidget() is field, timeout=30_000)
