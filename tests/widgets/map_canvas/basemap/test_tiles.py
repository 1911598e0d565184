"""The ground is drawn from GeoJSON, the same on both sides of a tile's edge, and never a hole."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from widgets.map_canvas import DrawnTiles, MbTiles, read_ground
from widgets.map_canvas.basemap.labels import Labels
from widgets.map_canvas.basemap.mbtiles import sniff
from widgets.map_canvas.mercator import TILE_PX, world

LON, LAT = 109.49, 36.585


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    x, y = world(lon, lat)
    return int(x * 2**z), int(y * 2**z)


def colours(image: QImage) -> set[str]:
    step = max(1, image.width() // 64)
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), step) for y in range(0, image.height(), step)
    }


@pytest.mark.parametrize("style", ["dark", "light"])
def test_streets_river_and_names_are_drawn(qapp: QGuiApplication, town: list[Any], style: str) -> None:
    tiles = DrawnTiles(read_ground(town))
    image = tiles.image(style, 15, *tile_of(LON, LAT, 15), 2)
    assert image.width() == 2 * TILE_PX
    assert len(colours(image)) > 12


def test_dark_is_dark_and_light_is_light(qapp: QGuiApplication, town: list[Any]) -> None:
    tiles = DrawnTiles(read_ground(town))
    at = tile_of(LON, LAT, 14)
    brightness = {s: tiles.image(s, 14, *at, 1).scaled(1, 1).pixelColor(0, 0).lightness() for s in ("dark", "light")}
    assert brightness["dark"] < 60 and brightness["light"] > 200


def test_a_tile_is_remembered(qapp: QGuiApplication, town: list[Any]) -> None:
    tiles = DrawnTiles(read_ground(town))
    first = tiles.encoded("dark", 14, *tile_of(LON, LAT, 14), 1)
    assert first is not None and first[0] == "image/png" and first[1].startswith(b"\x89PNG")
    assert tiles.encoded("dark", 14, *tile_of(LON, LAT, 14), 1) == first


def test_boundaries_are_a_clear_sheet_of_their_own(qapp: QGuiApplication, town: list[Any]) -> None:
    lines = DrawnTiles(read_ground(town), "lines").image("dark", 13, *tile_of(LON, LAT, 13), 1)
    assert lines.pixelColor(2, 2).alpha() == 0 or lines.pixelColor(128, 20).alpha() == 0
    assert any(lines.pixelColor(x, y).alpha() > 100 for x in range(TILE_PX) for y in range(0, TILE_PX, 8))


def test_a_square_without_boundaries_is_told_to_be_empty(qapp: QGuiApplication, town: list[Any]) -> None:
    lines = DrawnTiles(read_ground(town), "lines")
    x, y = tile_of(LON + 0.015, LAT + 0.013, 17)
    bare, crossed = lines.encoded("dark", 17, x, y, 1), lines.encoded("dark", 17, *tile_of(LON, LAT, 17), 1)
    assert bare is not None and crossed is not None
    assert QImage.fromData(bare[1]).width() == 1 and QImage.fromData(crossed[1]).width() == TILE_PX


def test_names_do_not_collide(qapp: QGuiApplication, town: list[Any]) -> None:
    labels = Labels(read_ground(town))
    x0, y0 = tile_of(LON, LAT, 16)
    seen = {
        label
        for x in range(x0 - 4, x0 + 5)
        for y in range(y0 - 4, y0 + 5)
        for label in labels.on_tile(16, x, y, "base")
    }
    flat = [label for label in seen if all(letter.turn == 0 for letter in label.letters)]
    assert len(seen) > 20
    for a in flat:
        for b in flat:
            apart = a.box[2] <= b.box[0] or b.box[2] <= a.box[0] or a.box[3] <= b.box[1] or b.box[3] <= a.box[1]
            assert a is b or apart, (a, b)


def test_neighbouring_tiles_agree_on_the_names_across_their_edge(qapp: QGuiApplication, town: list[Any]) -> None:
    ground = read_ground(town)
    x, y = tile_of(LON, LAT, 16)
    forward, backward = Labels(ground), Labels(ground)
    one = [set(forward.on_tile(16, x + k, y, "base")) for k in range(4)]
    other = [set(backward.on_tile(16, x + k, y, "base")) for k in reversed(range(4))][::-1]
    assert one == other


def test_a_street_going_north_is_read_upright(qapp: QGuiApplication, town: list[Any]) -> None:
    labels = Labels(read_ground(town))
    x, y = tile_of(LON, LAT, 16)
    steep = [
        label
        for dx in range(-3, 4)
        for dy in range(-3, 4)
        for label in labels.on_tile(16, x + dx, y + dy, "base")
        if label.tint == "road" and abs(label.letters[0].y - label.letters[-1].y) > 40
    ]
    assert steep
    for label in steep:
        assert label.letters[0].y < label.letters[-1].y, "read from the top"
        assert all(abs(letter.turn) < 30 for letter in label.letters)


def test_english_names_are_used_where_there_are_some(town: list[Any]) -> None:
    town[0]["properties"]["name_en"] = "Yan River"
    names = {shape.name for shape in read_ground(town, "en").sheet("water").shapes}
    assert names == {"Yan River"}


def test_broken_features_are_left_out() -> None:
    ground = read_ground(
        [{"type": "Feature"}, {"properties": {"kind": "road"}, "geometry": None}, {"properties": {"kind": "x"}}]
    )
    assert len(ground) == 0 and ground.box is None


def test_without_a_ground_there_is_a_grid_not_a_hole(qapp: QGuiApplication) -> None:
    assert len(colours(DrawnTiles(None).image("light", 12, 3, 4, 1))) > 1


def pack(path: Path, tiles: list[tuple[int, int, int, bytes]]) -> Path:
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE metadata (name text, value text)")
        link.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        link.executemany("INSERT INTO tiles VALUES (?,?,?,?)", tiles)
    return path


def test_a_pack_of_others_is_read_with_its_rows_flipped(qapp: QGuiApplication, tmp_path: Path, town: list[Any]) -> None:
    made = DrawnTiles(read_ground(town)).encoded("light", 11, 1646, 791, 1)
    assert made is not None
    packed = MbTiles(pack(tmp_path / "a.mbtiles", [(11, 1646, 1256, made[1])]))
    assert packed.encoded("dark", 11, 1646, 791, 1) == made
    assert packed.encoded("dark", 11, 1646, 790, 1) is None
    image = packed.image("dark", 11, 1646, 791, 1)
    assert image is not None and image.pixelColor(3, 3) != QColor()
    deeper = packed.image("dark", 13, 1646 * 4 + 1, 791 * 4 + 2, 1)
    assert deeper is not None and deeper.width() == TILE_PX and packed.encoded("dark", 13, 6584, 3164, 1) is not None
    west, south, east, north = packed.box
    assert west < 109.5 < east and south < north


def test_a_file_that_is_no_pack_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "broken.mbtiles").write_bytes(b"not a database at all, but long enough to look at" * 20)
    with pytest.raises(ValueError, match=r"broken\.mbtiles"):
        MbTiles(tmp_path / "broken.mbtiles")
    with pytest.raises(ValueError, match="no picture tiles"):
        MbTiles(pack(tmp_path / "vector.mbtiles", [(0, 0, 0, b"\x1f\x8b\x08vector")]))


def test_a_format_is_told_by_its_first_bytes() -> None:
    assert sniff(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert sniff(b"RIFF....WEBP") == "image/webp"
    assert sniff(b"\x1f\x8b") is None
