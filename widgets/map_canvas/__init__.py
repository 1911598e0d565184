"""A map without a network: a closed browser page (or a painter) over point clouds, shapes and drawn ground.

The ground comes as a GeoJSON FeatureCollection (WGS-84 lon, lat). Property `kind` is one of `water`, `park`, `block`,
`building`, `road`, `rail`, `boundary`, `place`; roads carry `class` (motorway, trunk, primary, secondary, street),
blocks may (residential, commercial, industrial, public), places do (city, town, village, landmark; a landmark may add
`icon`: hospital, school, station, government); boundaries carry `level` 1–4; a stream is a LineString of kind water
with `width_m`. `name` is drawn, `name_en` in its stead for English, `rank` 0 is the most important name.
"""

from widgets.map_canvas.basemap import DrawnTiles, Ground, MbTiles, TileSource, read_ground
from widgets.map_canvas.canvas import MapCanvas, has_browser
from widgets.map_canvas.cloud import Picture, PointCloud, Spot, Window
from widgets.map_canvas.scene import Look, Palette, Shape, View
from widgets.map_canvas.sprites import Sprite

__all__ = [
    "DrawnTiles",
    "Ground",
    "Look",
    "MapCanvas",
    "MbTiles",
    "Palette",
    "Picture",
    "PointCloud",
    "Shape",
    "Spot",
    "Sprite",
    "TileSource",
    "View",
    "Window",
    "has_browser",
    "read_ground",
]
