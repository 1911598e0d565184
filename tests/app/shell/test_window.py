"""The window of a seat: rooms stand where they were left, can be detached, closed and brought back."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.qt.pane import PaneContext, PaneSpec
from app.shell.docks import on_a_screen
from app.shell.window import HallWindow
from app.shell.workspaces import WORKSPACES, by_id
from tests.app.shell.desk import Desk


def typed(window: HallWindow, room: str) -> QLineEdit:
    return window.panes[room].field  # type: ignore[attr-defined,no-any-return]


def docked(window: HallWindow) -> set[str]:
    return {room for room in window.panes if not window.docks.dock(room).isClosed()}


def test_every_room_is_open_and_seen_at_first(window: HallWindow) -> None:
    assert docked(window) == {"cases", "wall", "map", "broadcast"}
    assert all(pane.widget.isVisible() for pane in window.panes.values())


def test_the_officer_finds_layout_and_words_again_after_a_restart(open_window: Callable[..., HallWindow]) -> None:
    first = open_window()
    typed(first, "cases").setText("井盖")
    first.docks.dock("broadcast").toggleView(False)
    first.stop()
    second = open_window()
    assert typed(second, "cases").text() == "井盖"
    assert docked(second) == {"cases", "wall", "map"}


def test_a_room_new_since_the_layout_was_saved_is_shown(
    open_window: Callable[..., HallWindow], specs: tuple[PaneSpec, ...]
) -> None:
    open_window(specs[:3]).stop()
    assert "broadcast" in docked(open_window(specs))


def test_a_closed_room_comes_back_with_its_key(window: HallWindow) -> None:
    window.docks.dock("map").toggleView(False)
    window.show_room("map")
    assert "map" in docked(window)
    assert window.docks.active == "map"


def test_a_detached_room_has_a_window_of_its_own_and_comes_home_with_a_reset(window: HallWindow, qtbot: QtBot) -> None:
    window.docks.detach("wall")
    assert window.docks.dock("wall").isInFloatingContainer()
    assert window.panes["wall"].widget.window() is not window
    window.reset()
    assert not window.docks.dock("wall").isInFloatingContainer()
    assert window.panes["wall"].widget.window() is window


def test_a_window_left_on_a_screen_that_is_gone_comes_to_this_one(
    open_window: Callable[..., HallWindow], desk: object
) -> None:
    first = open_window()
    first.docks.detach("wall")
    first.docks.dock("wall").floatingDockContainer().setGeometry(QRect(9000, 9000, 800, 600))
    first.setWindowState(Qt.WindowState.WindowNoState)
    first.setGeometry(QRect(9000, 200, 1200, 800))
    first.stop()
    second = open_window()
    assert on_a_screen(second.frameGeometry())
    assert second.docks.dock("wall").isInFloatingContainer()
    assert on_a_screen(second.docks.dock("wall").floatingDockContainer().frameGeometry())


def test_a_room_whose_screen_was_changed_for_another_is_large_enough_to_work_with(
    open_window: Callable[..., HallWindow],
) -> None:
    first = open_window()
    first.docks.detach("wall")
    first.docks.dock("wall").floatingDockContainer().setGeometry(QRect(0, 0, 206, 100))
    first.stop()
    again = open_window().docks.dock("wall").floatingDockContainer().geometry()
    assert again.width() >= 400
    assert again.height() >= 300


@pytest.mark.parametrize("workspace", WORKSPACES, ids=lambda found: found.id)
def test_each_workspace_shows_all_rooms(window: HallWindow, workspace: object) -> None:
    window.use(workspace)  # type: ignore[arg-type]
    assert docked(window) == set(window.panes)


def test_a_workspace_is_found_as_it_was_left_and_can_be_reset(window: HallWindow) -> None:
    dispatch, duty = by_id("dispatch"), by_id("duty")
    assert dispatch is not None and duty is not None
    window.use(dispatch)
    window.docks.dock("map").toggleView(False)
    window.use(duty)
    assert "map" in docked(window)
    window.use(dispatch)
    assert "map" not in docked(window)
    window.reset()
    assert "map" in docked(window)


def test_a_damaged_layout_is_set_aside_and_the_default_stands(
    open_window: Callable[..., HallWindow], desk: object
) -> None:
    first = open_window()
    first.stop()
    path = desk.profile.folder / "window.json"  # type: ignore[attr-defined]
    kept = json.loads(path.read_text("utf-8"))
    for layout in kept["workspaces"].values():
        layout["docks"] = "bm90IGEgbGF5b3V0"
    path.write_text(json.dumps(kept), "utf-8")
    assert docked(open_window()) == {"cases", "wall", "map", "broadcast"}
    path.write_text("{", "utf-8")
    assert docked(open_window()) == {"cases", "wall", "map", "broadcast"}
    assert path.with_suffix(".damaged").exists()


@pytest.mark.expects_errors
def test_a_room_that_cannot_be_built_leaves_the_others_alone(
    open_window: Callable[..., HallWindow], specs: tuple[PaneSpec, ...]
) -> None:
    def broken(context: PaneContext) -> object:
        raise ValueError("no such thing")

    window = open_window((*specs[:2], PaneSpec("broken", "坏的", "x", 9, broken)))  # type: ignore[arg-type]
    assert "坏的" in window.panes["broken"].widget.accessibleName()
    assert docked(window) == {"cases", "wall", "broken"}


def test_closing_ends_every_room(open_window: Callable[..., HallWindow], qtbot: QtBot) -> None:
    window = open_window()
    panes = list(window.panes.values())
    with qtbot.waitSignal(window.leaving):
        window.close()
    window.stop()
    assert all(pane.stopped for pane in panes)  # type: ignore[attr-defined]


def test_the_hands_are_known_by_the_keyboard(window: HallWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.show_room("map")
    assert window.docks.active == "map"
    qtbot.mouseClick(typed(window, "broadcast"), Qt.MouseButton.LeftButton)
    typed(window, "broadcast").setFocus()
    assert window.docks.active == "broadcast"


def test_a_room_that_is_asked_for_comes_up_though_it_was_closed(window: HallWindow, desk: Desk) -> None:
    window.docks.dock("broadcast").toggleView(False)
    desk.selection.speak_requested.emit()
    assert "broadcast" in docked(window)
    assert window.docks.active == "broadcast"
    desk.selection.new_case_requested.emit({"lon": 109.4, "lat": 36.5})
    assert window.docks.active == "cases"


def test_a_window_is_found_where_it_was_left(open_window: Callable[..., HallWindow], qtbot: QtBot) -> None:
    first = open_window()
    first.setWindowState(Qt.WindowState.WindowNoState)
    first.setGeometry(QRect(20, 30, 780, 700))
    left = first.geometry()
    first.stop()
    assert open_window().geometry() == left


def test_every_room_gets_its_share_of_a_common_screen(window: HallWindow, qtbot: QtBot) -> None:
    window.setGeometry(0, 0, 1920, 1080)
    qtbot.waitUntil(lambda: window.docks.manager.width() == 1920)
    window.reset()
    wanted = {"cases": (33, 100), "wall": (43, 54), "map": (43, 46), "broadcast": (24, 100)}
    qtbot.waitUntil(lambda: all(near(share(window, room), wanted[room]) for room in wanted))


def share(window: HallWindow, room: str) -> tuple[float, float]:
    own, whole = window.docks.dock(room).dockAreaWidget().size(), window.docks.manager.size()
    return 100 * own.width() / whole.width(), 100 * own.height() / whole.height()


def near(seen: tuple[float, float], wanted: tuple[float, float]) -> bool:
    return all(abs(one - other) <= 2 for one, other in zip(seen, wanted, strict=True))
