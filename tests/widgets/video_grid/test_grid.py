"""A hand moves over the wall by key, mouse and drag."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QDropEvent

from widgets.video_grid import CAMERA_MIME, COUNTS, VideoGrid, cells
from widgets.video_grid.cells import neighbour


@pytest.fixture
def grid(qtbot) -> VideoGrid:
    grid = VideoGrid()
    qtbot.addWidget(grid)
    grid.set_count(9)
    grid.resize(900, 600)
    grid.show()
    grid.setFocus()
    return grid


@pytest.mark.parametrize("count", COUNTS)
def test_tiles_fill_the_wall_without_overlap(count: int) -> None:
    rooms = cells(count, QRect(0, 0, 1919, 1079), 2)
    assert len(rooms) == count
    assert all(not one.intersects(other) for at, one in enumerate(rooms) for other in rooms[:at])
    united = QRect()
    for room in rooms:
        united = united.united(room)
    assert united == QRect(0, 0, 1919, 1079)


def test_arrows_and_digits_choose(grid: VideoGrid, qtbot) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.index == 4
    qtbot.keyClick(grid, Qt.Key.Key_9)
    assert grid.index == 8
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.index == 8
    assert neighbour(6, 0, 1, 0) in (1, 2)


def test_enter_enlarges_and_escape_goes_back(grid: VideoGrid, qtbot) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_3)
    with qtbot.waitSignal(grid.enlarged):
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.tiles[2].geometry() == grid.rect() and not grid.tiles[0].isVisible()
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.large == -1 and all(tile.isVisible() for tile in grid.tiles)


def test_a_double_click_enlarges_and_goes_back(grid: VideoGrid, qtbot) -> None:
    qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(450, 300))
    assert grid.large == 4
    qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(450, 300))
    assert grid.large == -1


def test_a_head_turns_while_the_key_is_held_and_stops_with_it(grid: VideoGrid, qtbot) -> None:
    turned: list[tuple[float, float, float]] = []
    grid.turned.connect(lambda *speed: turned.append(speed))
    qtbot.keyPress(grid, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert turned == [(-0.6, 0.0, 0.0)] and grid.index == 0
    with qtbot.waitSignal(grid.turn_ended):
        qtbot.keyRelease(grid, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)


def test_a_head_stops_when_the_hand_goes_elsewhere(grid: VideoGrid, qtbot) -> None:
    grid.steering = True
    qtbot.keyPress(grid, Qt.Key.Key_Up)
    with qtbot.waitSignal(grid.turn_ended):
        grid.clearFocus()
    qtbot.keyPress(grid, Qt.Key.Key_Plus)
    with qtbot.waitSignal(grid.turn_ended):
        grid.choose(3)


def test_a_camera_dropped_falls_on_the_tile_under_it(grid: VideoGrid, qtbot) -> None:
    data = QMimeData()
    data.setData(CAMERA_MIME, b"c7")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(grid.dropped) as heard:
        grid.dropEvent(QDropEvent(QPointF(850, 550), copy, data, left, none))
    assert heard.args == [8, "c7"]
