"""Where squares of the ground come from; drawn ones are remembered."""

from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from widgets.map_canvas.basemap.ground import Ground
from widgets.map_canvas.basemap.painter import TilePainter
from widgets.map_canvas.basemap.style import DARK, STYLES, Style, colour
from widgets.map_canvas.mercator import TILE_PX

_CACHE_BYTES = 64 * 1024 * 1024
_PNG_QUALITY = 75  # Qt: higher is larger but quicker to pack; the files never leave the machine


class TileSource(Protocol):
    """Gives squares of 256 CSS pixels; called from worker threads."""

    max_zoom: int

    def encoded(self, style: str, z: int, x: int, y: int, scale: int) -> tuple[str, bytes] | None:
        """Media type and bytes; None where there is nothing."""

    def image(self, style: str, z: int, x: int, y: int, scale: int) -> QImage | None:
        """The same as a picture."""


class DrawnTiles:
    """Squares painted from a ground; without one, an empty sheet with a fine grid, so that the map is never a hole."""

    max_zoom = 19

    def __init__(self, ground: Ground | None, sheet: str = "base") -> None:
        self._painter = TilePainter(ground) if ground is not None else None
        self._sheet = sheet
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int, int, int, int], bytes] = OrderedDict()
        self._bytes = 0

    def encoded(self, style: str, z: int, x: int, y: int, scale: int) -> tuple[str, bytes] | None:
        """The square as PNG."""
        key = (style, z, x, y, scale)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return "image/png", kept
        if self._painter is not None and self._painter.is_empty(self._sheet, z, x, y):
            return "image/png", _clear_png()
        data = pack_png(self.image(style, z, x, y, scale))
        self._keep(key, data)
        return "image/png", data

    def image(self, style: str, z: int, x: int, y: int, scale: int) -> QImage:
        """The square as a picture."""
        look = STYLES.get(style, DARK)
        if self._painter is None:
            return _blank(look, scale, self._sheet)
        return self._painter.paint(self._sheet, look, z, x, y, scale)

    def _keep(self, key: tuple[str, int, int, int, int], data: bytes) -> None:
        with self._lock:
            self._bytes += len(data) - len(self._kept.pop(key, b""))
            self._kept[key] = data
            while self._bytes > _CACHE_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone)


@lru_cache(maxsize=1)
def _clear_png() -> bytes:
    """The square with nothing on it, packed once; the page stretches it."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return pack_png(image)


def pack_png(image: QImage) -> bytes:
    """A picture as PNG bytes, packed quickly rather than small."""
    store = QByteArray()
    device = QBuffer(store)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(device, "PNG", _PNG_QUALITY)  # type: ignore[call-overload]  # the stub wants bytes, PySide takes text
    return bytes(store.data())


def _blank(style: Style, scale: int, sheet: str) -> QImage:
    image = QImage(TILE_PX * scale, TILE_PX * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(colour(style.ground) if sheet == "base" else Qt.GlobalColor.transparent)
    if sheet == "base":
        brush = QPainter(image)
        brush.scale(scale, scale)
        brush.setPen(QPen(colour(style.grid), 1))
        for k in (0.5, 64.5, 128.5, 192.5):
            brush.drawLine(QPointF(k, 0), QPointF(k, TILE_PX))
            brush.drawLine(QPointF(0, k), QPointF(TILE_PX, k))
        brush.end()
    return image
