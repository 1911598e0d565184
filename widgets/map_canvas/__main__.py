"""A map of nothing much: two streets, a pond, a park and a thousand things on them."""

import os
import random
from typing import Any

from PySide6.QtWidgets import QWidget

from widgets import stage
from widgets.map_canvas import DrawnTiles, Look, MapCanvas, Palette, PointCloud, Shape, Sprite, View, read_ground
from widgets.map_canvas.browser import chromium_flags, register_scheme
from widgets.theme.resources import resources

LON, LAT = 109.49, 36.59


def feature(kind: str, geometry: str, at: Any, **more: Any) -> dict[str, Any]:
    """One feature of the ground."""
    return {"type": "Feature", "properties": {"kind": kind, **more}, "geometry": {"type": geometry, "coordinates": at}}


def box(lon: float, lat: float, half: float) -> list[list[list[float]]]:
    """A square of ground."""
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[[lon + half * x, lat + half * y] for x, y in corners]]


def build() -> QWidget:
    """The map with one cloud and a circle."""
    ground = read_ground(
        [
            feature("park", "Polygon", box(LON + 0.006, LAT + 0.003, 0.002), name="双拥公园"),
            feature("water", "Polygon", box(LON - 0.006, LAT - 0.003, 0.002), name="月亮湖"),
            feature(
                "road", "LineString", [[LON - 0.02, LAT], [LON + 0.02, LAT]], name="凤凰路", **{"class": "primary"}
            ),
            feature("road", "LineString", [[LON, LAT - 0.02], [LON, LAT + 0.02]], name="枣园街", **{"class": "street"}),
        ]
    )
    dice, cloud = random.Random(3), PointCloud(2, raw_limit=200)
    lons, lats = [dice.gauss(LON, 0.006) for _ in range(1000)], [dice.gauss(LAT, 0.004) for _ in range(1000)]
    cloud.load([str(k) for k in range(1000)], lons, lats, [k % 2 for k in range(1000)])
    canvas = MapCanvas(resources("map"), Palette(), View(LON, LAT, 15))
    canvas.set_sheet("base", DrawnTiles(ground))
    canvas.add_cloud("things", cloud, Look((Sprite("disc", "#52b89a"), Sprite("diamond", "#f2766e", glyph="bang"))))
    canvas.put("marks", [Shape("c", "circle", LON, LAT, 300, fill=0.1)])
    return canvas


if __name__ == "__main__":
    os.environ.update(chromium_flags(software=True, root=hasattr(os, "geteuid") and os.geteuid() == 0))
    register_scheme()
    raise SystemExit(stage.show(build, 960, 640))
