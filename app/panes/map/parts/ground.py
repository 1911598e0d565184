"""Finds the hall's ground: GeoJSON or MBTiles in the profile, boundaries from the cache; says why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from app.text import _
from widgets.map_canvas import DrawnTiles, MbTiles, TileSource, read_ground
from widgets.map_canvas.mercator import lonlat

GROUND_FILE = "basemap.geojson"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class GroundSheets:
    """The two sheets of the map, the box they cover, and what is wrong, in the operator's words."""

    base: TileSource
    lines: TileSource
    box: Box | None = None
    trouble: str = ""
    remedy: str = ""
    names: tuple[str, ...] = field(default_factory=tuple)


def find_ground(folder: Path, areas: Sequence[dict[str, Any]], language: str) -> GroundSheets:
    """Read what there is; never raises for a bad file. Runs in a worker: a big city takes a second."""
    features, trouble = _features(folder / GROUND_FILE)
    drawn = [f for f in features if not areas or (f.get("properties") or {}).get("kind") != "boundary"]
    ground = read_ground([*drawn, *areas], language)
    pack, broken = _pack(folder)
    lines = DrawnTiles(ground, "lines")
    if pack is not None:
        return GroundSheets(pack, lines, pack.box, trouble or broken, names=(pack.name,))
    if features:
        return GroundSheets(DrawnTiles(ground), lines, _degrees(ground.box), trouble or broken, names=(GROUND_FILE,))
    trouble = trouble or broken or _("没有底图")
    remedy = _("请把 {file} 或 .mbtiles 放进 {folder}；案件、摄像机和扬声器照常显示。").format(
        file=GROUND_FILE, folder=folder
    )
    return GroundSheets(DrawnTiles(None), lines, _degrees(ground.box), trouble, remedy)


def _features(file: Path) -> tuple[list[dict[str, Any]], str]:
    try:
        found = orjson.loads(file.read_bytes())["features"]
    except FileNotFoundError:
        return [], ""
    except (OSError, ValueError, KeyError, TypeError) as fault:
        return [], _("底图文件 {name} 读不出：{why}").format(name=file.name, why=fault)
    return (found, "") if isinstance(found, list) else ([], _("底图文件 {name} 不是 GeoJSON").format(name=file.name))


def _pack(folder: Path) -> tuple[MbTiles | None, str]:
    """The first pack that can be read, and what is wrong with one that cannot."""
    broken = ""
    for file in sorted(folder.glob("*.mbtiles")):
        try:
            return MbTiles(file), broken
        except ValueError as fault:
            broken = _("瓦片包 {name} 读不出：{why}").format(name=file.name, why=fault)
    return None, broken


def _degrees(box: Box | None) -> Box | None:
    if box is None:
        return None
    west, north = lonlat(box[0], box[1])
    east, south = lonlat(box[2], box[3])
    return west, south, east, north
