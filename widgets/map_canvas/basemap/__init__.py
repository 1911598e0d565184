"""The ground under everything: our own tiles from GeoJSON, or somebody's MBTiles."""

from widgets.map_canvas.basemap.ground import Ground, read_ground
from widgets.map_canvas.basemap.mbtiles import MbTiles
from widgets.map_canvas.basemap.tiles import DrawnTiles, TileSource

__all__ = ["DrawnTiles", "Ground", "MbTiles", "TileSource", "read_ground"]
