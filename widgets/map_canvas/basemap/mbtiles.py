"""Reads MBTiles packs made by others: format sniffed, rows flipped, broken ones refused."""

import sqlite3
from pathlib import Path
from threading import local

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from widgets.map_canvas.basemap.tiles import pack_png
from widgets.map_canvas.mercator import TILE_PX, lonlat

_SIGNS = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))


class MbTiles:
    """A pack of picture tiles; one read-only connection per thread. Raises ValueError for a file that is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = local()
        try:
            self.metadata = dict(self._link().execute("SELECT name, value FROM metadata").fetchall())
            low, high = self._link().execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
            sample = self._link().execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        except sqlite3.Error as fault:
            raise ValueError(f"{path.name}: {fault}") from fault
        if sample is None or sniff(sample[0]) is None:
            raise ValueError(f"{path.name}: no picture tiles")
        self.min_zoom, self.max_zoom = int(low), int(high)

    @property
    def name(self) -> str:
        """What the pack calls itself, else its file name."""
        return str(self.metadata.get("name") or self._path.stem)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees: as stated, else counted from the tiles of the deepest zoom."""
        stated = [float(part) for part in str(self.metadata.get("bounds") or "").split(",") if part.strip()]
        if len(stated) == 4 and stated[0] < stated[2]:
            return stated[0], stated[1], stated[2], stated[3]
        ask = "SELECT min(tile_column), max(tile_column), min(tile_row), max(tile_row) FROM tiles WHERE zoom_level=?"
        left, right, low, high = self._link().execute(ask, (self.max_zoom,)).fetchone()
        side = 2**self.max_zoom
        west, north = lonlat(left / side, (side - 1 - high) / side)
        east, south = lonlat((right + 1) / side, (side - low) / side)
        return west, south, east, north

    def encoded(self, style: str, z: int, x: int, y: int, scale: int) -> tuple[str, bytes] | None:
        """The tile as kept, with its media type; beyond the deepest zoom a piece of it, enlarged."""
        if z > self.max_zoom:
            piece = self.image(style, z, x, y, scale)
            return ("image/png", pack_png(piece)) if piece else None
        row = (
            self._link()
            .execute(
                "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?",
                (z, x, 2**z - 1 - y),
            )
            .fetchone()
        )
        kind = sniff(row[0]) if row else None
        return (kind, bytes(row[0])) if row and kind else None

    def image(self, style: str, z: int, x: int, y: int, scale: int) -> QImage | None:
        """The tile as a picture."""
        if z > self.max_zoom:
            return self._piece(z, x, y)
        found = self.encoded(style, z, x, y, scale)
        picture = QImage.fromData(found[1]) if found else QImage()
        return None if picture.isNull() else picture

    def _piece(self, z: int, x: int, y: int) -> QImage | None:
        deeper = min(z - self.max_zoom, 8)
        whole = self.image("", z - deeper, x >> deeper, y >> deeper, 1) if deeper == z - self.max_zoom else None
        if whole is None:
            return None
        side, mask = whole.width() / 2**deeper, 2**deeper - 1
        cut = whole.copy(round((x & mask) * side), round((y & mask) * side), max(1, round(side)), max(1, round(side)))
        return cut.scaled(TILE_PX, TILE_PX, mode=Qt.TransformationMode.SmoothTransformation)

    def _link(self) -> sqlite3.Connection:
        link: sqlite3.Connection | None = getattr(self._own, "link", None)
        if link is None:
            link = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            self._own.link = link
        return link


def sniff(data: bytes) -> str | None:
    """The media type of a picture tile by its first bytes; None for anything else (vector tiles too)."""
    return next((kind for sign, kind in _SIGNS if data[: len(sign)] == sign), None)
