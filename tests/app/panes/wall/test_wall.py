"""An operator at the wall: real cameras, real player, real store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.bus import DeviceChanged
from app.domain.camera import Camera
from app.panes.wall import queries
from app.panes.wall.pane import WallPane
from app.panes.wall.parts.camera_list import CameraList
from app.panes.wall.queries import CameraBook, CameraGroup
from app.qt.selection import Shot, Spot
from app.words import word
from tests.fakes.lane import Lane, furnish


@pytest.fixture
def lane(tmp_path: Path, qapp: Any) -> Iterator[Lane]:
    lane = furnish(tmp_path, count=10, hidden_tile_s=0.5)
    yield lane
    lane.close()


@pytest.fixture
def pane(lane: Lane, qtbot: Any) -> Iterator[WallPane]:
    pane = WallPane(lane.ctx)
    qtbot.addWidget(pane.widget)
    pane.lay_out(4)
    pane.widget.resize(1280, 800)
    pane.widget.show()
    pane.view.grid.setFocus()
    qtbot.waitUntil(lambda: [tile.face.level for tile in pane.view.grid.tiles] == ["live"] * 4, timeout=15_000)
    yield pane
    pane.stop()


def words(pane: WallPane) -> list[str]:
    return [state.word for state in pane.wall.states]


def hung(pane: WallPane) -> list[str]:
    return [camera.no if camera else "" for camera in pane.wall.cameras]


def test_four_tiles_live_move_and_say_so(pane: WallPane, qtbot: Any) -> None:
    tile = pane.view.grid.tiles[0]
    before = tile.grab().toImage()
    qtbot.waitUntil(lambda: tile.grab().toImage() != before, timeout=3000)
    qtbot.waitUntil(lambda: tile.accessibleDescription() == word("tile", "live"))
    qtbot.waitUntil(lambda: pane.view.truth.level == "fresh")
    assert tile.accessibleName().startswith(hung(pane)[0])


def test_a_frozen_camera_is_marked_on_the_tile_and_told_to_the_hall(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    told: list[DeviceChanged] = []
    lane.ctx.bus.subscribe(DeviceChanged, told.append)
    no = hung(pane)[1]
    lane.street.fault(no, "freeze")
    tile = pane.view.grid.tiles[1]
    qtbot.waitUntil(lambda: tile.accessibleDescription() == word("tile", "stale"), timeout=5000)
    assert tile.face.age and tile.face.level == "stale"
    assert [(notice.kind, notice.state) for notice in told] == [("camera", "stale")]
    lane.street.fault(no, "")
    qtbot.waitUntil(lambda: tile.face.level == "live", timeout=5000)


def test_a_camera_is_found_by_initials_and_hung_with_enter(pane: WallPane, qtbot: Any) -> None:
    cameras = pane.view.cameras
    qtbot.keyClicks(cameras.search, "gtz")
    qtbot.keyClick(cameras.search, Qt.Key.Key_Return)
    assert [len(group.cameras) for group in cameras.model.groups] == [1]
    cameras.search.left_downwards.emit()
    pane.view.grid.choose(2)
    cameras.tree.setCurrentIndex(cameras.model.find("c010"))
    qtbot.keyClick(cameras.tree, Qt.Key.Key_Return)
    assert hung(pane)[2] == "010"
    qtbot.waitUntil(lambda: words(pane)[2] == "live", timeout=8000)


def test_enlarging_swaps_to_the_main_stream_without_a_black_gap(pane: WallPane, qtbot: Any) -> None:
    grid = pane.view.grid
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    channel = pane.wall.channel(grid.index)
    assert channel is not None and channel.frame() is not None and channel.frame().width == 640
    qtbot.waitUntil(lambda: channel.frame() is not None and channel.frame().width == 1920, timeout=8000)
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: channel.frame().width == 640, timeout=8000)


def test_keys_turn_the_head_and_letting_go_stops_it(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    pane.show_camera("c001", 0)
    head = lane.street.farm.cameras.states["001"].head
    turn = next(action for action in pane.actions() if action.id == "wall.steer")
    assert not turn.enabled(), "nobody turns a head blind"
    qtbot.keyPress(pane.view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyRelease(pane.view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(turn.enabled, timeout=20000)
    head.settle()
    assert head.pan == 0.0
    qtbot.keyPress(pane.view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)

    def turned() -> bool:
        head.settle()
        return head.pan > 0.1

    qtbot.waitUntil(turned, timeout=4000)
    qtbot.keyRelease(pane.view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: head._speed == (0.0, 0.0, 0.0), timeout=4000)


def test_gathering_round_a_place_shows_its_nearest_cameras(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    lane.ctx.selection.go_around(Spot(109.4972, 36.59, "新城路", "case", "k1"))
    qtbot.waitUntil(lambda: hung(pane) == ["008", "009", "007", "010"], timeout=4000)
    assert pane.view.grid.index == 0
    spots: list[Spot] = []
    lane.ctx.selection.around.connect(spots.append)
    next(action for action in pane.actions() if action.shortcut == "F4").run()
    assert (spots[0].origin_kind, spots[0].origin_id) == ("camera", "c008")


def test_a_picture_is_kept_with_camera_and_time_and_offered_to_a_case(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    with qtbot.waitSignal(lane.ctx.selection.shot_taken, timeout=4000) as heard:
        next(action for action in pane.actions() if action.id == "wall.shot").run()
    shot: Shot = heard.args[0]
    image = QImage(shot.path)
    assert (image.width(), image.text("Camera").split()[0]) == (640, hung(pane)[0])
    (waiting,) = lane.store.reader.pending()
    assert "media.add" in repr(waiting)


def test_a_hidden_wall_stops_painting_at_once_and_lets_its_streams_go(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    pane.widget.hide()
    assert not pane.view.grid.running
    qtbot.waitUntil(lambda: not lane.street.farm.cameras.watched(), timeout=4000)
    pane.widget.show()
    qtbot.waitUntil(lambda: words(pane).count("live") == 4, timeout=8000)


def test_the_wall_is_found_again_after_a_restart(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    pane.page(1)
    saved = pane.save()
    other = WallPane(lane.ctx)
    qtbot.addWidget(other.widget)
    other.restore(saved | {"cameras": [*saved["cameras"][:3], "gone"]})
    qtbot.waitUntil(lambda: hung(other)[:3] == hung(pane)[:3], timeout=4000)
    assert hung(other)[3] == ""
    other.stop()


def test_a_wrong_password_is_said_on_the_tile(pane: WallPane, lane: Lane, qtbot: Any) -> None:
    lane.street.fault(hung(pane)[0], "password")
    lane.street.fault(hung(pane)[0], "drop")
    tile = pane.view.grid.tiles[0]
    qtbot.waitUntil(lambda: tile.accessibleDescription() == word("tile", "wrong_password"), timeout=5000)
    assert "口令" in tile.face.note


def metropolis() -> CameraBook:
    cameras = [
        Camera(id=f"c{i}", no=f"{i:05}", name=f"新城路{i}号", pinyin=f"XCL{i}H", lon=109, lat=36) for i in range(2028)
    ]
    groups = tuple(CameraGroup(f"街道{at}", tuple(cameras[at::12])) for at in range(12))
    return CameraBook(groups, {camera.id: camera for camera in cameras})


def test_the_list_of_a_large_city_answers_at_once(qtbot: Any) -> None:
    whole, panel = metropolis(), CameraList()
    qtbot.addWidget(panel)
    panel.show()
    begun = time.perf_counter()
    panel.show_book(whole)
    panel.search.setText("xcl20")
    panel._filter("xcl20")
    panel._filter("")
    assert time.perf_counter() - begun < 10
    assert len(queries.find(whole, "xcl 2027")[0].cameras) == 1


def test_pages_go_round_the_whole_list() -> None:
    whole = metropolis()
    ids = [camera.id for camera in whole.ordered]
    first = queries.next_page(whole, ["gone"], 9, 1)
    assert first == ids[:9]
    assert queries.next_page(whole, first, 9, 1) == ids[9:18]
    assert queries.next_page(whole, first, 9, -1) == ids[-9:]
