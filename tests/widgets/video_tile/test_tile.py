"""A tile shows what it is given, and never an old picture in its own colours."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor

from widgets.video_tile import TileFace, VideoTile


@dataclass(frozen=True)
class Frame:
    data: memoryview
    width: int = 64
    height: int = 36
    stride: int = 256
    number: int = 1


def red(number: int = 1) -> Frame:
    pixels = np.zeros((36, 64, 4), np.uint8)
    pixels[:, :, 2] = 255
    return Frame(pixels.reshape(36, 256).data.cast("B"), number=number)


def middle(tile: VideoTile) -> QColor:
    picture = tile.grab().toImage()
    return picture.pixelColor(picture.width() // 2, picture.height() // 5)


def tile_with(qtbot, level: str) -> VideoTile:
    tile = VideoTile()
    qtbot.addWidget(tile)
    tile.resize(320, 206)
    tile.follow(red)
    tile.show_face(TileFace("人民路口", "001", level, "实时" if level == "live" else "画面停滞", note="静止"))
    return tile


def test_a_live_picture_keeps_its_colours(qtbot) -> None:
    seen = middle(tile_with(qtbot, "live"))
    assert (seen.red(), seen.green(), seen.blue()) == (255, 0, 0)


def test_an_old_picture_is_grey_and_dark(qtbot) -> None:
    for level in ("stale", "lost", "held", "waiting"):
        seen = middle(tile_with(qtbot, level))
        assert max(seen.red(), seen.green(), seen.blue()) < 100
        assert abs(seen.red() - seen.green()) < 30


def test_it_tells_a_screen_reader_name_and_state(qtbot) -> None:
    tile = tile_with(qtbot, "stale")
    assert tile.accessibleName() == "001 人民路口"
    assert tile.accessibleDescription() == "画面停滞"


def test_only_a_new_picture_is_painted(qtbot) -> None:
    tile, frames = VideoTile(), [red(1), red(1), red(2)]
    qtbot.addWidget(tile)
    tile.follow(lambda: frames[0])
    assert tile.tick() and not tile.tick()
    frames[0] = red(2)
    assert tile.tick()
