"""The signs of things on the map: shape first, colour second, one drawing for page and painter."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

Form = Literal["disc", "diamond", "triangle", "square", "ring", "badge"]
Glyph = Literal["", "bang", "dome", "camera", "horn", "pause", "clock", "off", "unit", "place"]
_SIDE = 24.0


@dataclass(frozen=True)
class Sprite:
    """One sign: its form, its fill, the ink of the glyph inside, the edge that parts it from the ground."""

    form: Form
    fill: str
    ink: str = "#ffffff"
    edge: str = "#0d141d"
    glyph: Glyph = ""


@lru_cache(maxsize=512)
def sprite_image(sprite: Sprite, size: int, scale: int) -> QImage:
    """The sign as a picture of `size` CSS pixels."""
    image = QImage(size * scale, size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    brush = QPainter(image)
    brush.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush.scale(size * scale / _SIDE, size * scale / _SIDE)
    body = _body(sprite.form)
    brush.strokePath(
        body, QPen(QColor(sprite.edge), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    if sprite.form == "ring":
        brush.strokePath(body, QPen(QColor(sprite.fill), 2.2))
    else:
        brush.fillPath(body, QColor(sprite.fill))
    if sprite.glyph:
        _draw_glyph(brush, sprite.glyph, QColor(sprite.ink))
    brush.end()
    return image


def sprite_png(sprite: Sprite, size: int, scale: int) -> bytes:
    """The sign as PNG."""
    store = QByteArray()
    device = QBuffer(store)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    sprite_image(sprite, size, scale).save(device, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
    return bytes(store.data())


def _body(form: Form) -> QPainterPath:
    path = QPainterPath()
    if form == "disc":
        path.addEllipse(QPointF(12, 12), 8, 8)
    elif form == "ring":
        path.addEllipse(QPointF(12, 12), 5, 5)
    elif form == "badge":
        path.addRoundedRect(QRectF(1.8, 1.8, 20.4, 20.4), 6.5, 6.5)
    elif form == "square":
        path.addRoundedRect(QRectF(4.5, 4.5, 15, 15), 2.5, 2.5)
    elif form == "diamond":
        path.addPolygon(_polygon((12, 1.8), (22.2, 12), (12, 22.2), (1.8, 12), (12, 1.8)))
    else:
        path.addPolygon(_polygon((12, 2.2), (22.4, 20.6), (1.6, 20.6), (12, 2.2)))
    return path


def _polygon(*at: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in at])


def _draw_glyph(brush: QPainter, glyph: Glyph, ink: QColor) -> None:
    pen = QPen(ink, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    brush.setPen(pen)
    brush.setBrush(Qt.BrushStyle.NoBrush)
    brush.drawPath(_GLYPHS[glyph]())
    if glyph in ("bang", "clock", "dome"):
        brush.setPen(Qt.PenStyle.NoPen)
        brush.setBrush(ink)
        middle = {"bang": QPointF(12, 16.6), "clock": QPointF(12, 18), "dome": QPointF(12, 12.6)}[glyph]
        brush.drawEllipse(middle, 1.35 if glyph != "dome" else 1.9, 1.35 if glyph != "dome" else 1.9)


def _strokes(*runs: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for run in runs:
        path.moveTo(*run[0])
        for at in run[1:]:
            path.lineTo(*at)
    return path


def _bang() -> QPainterPath:
    return _strokes(((12, 7), (12, 12.8)))


def _clock() -> QPainterPath:
    return _strokes(((12, 9.4), (12, 14.2)))


def _pause() -> QPainterPath:
    return _strokes(((10, 9), (10, 15)), ((14, 9), (14, 15)))


def _camera() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5.2, 8.6, 9.2, 6.8), 1.6, 1.6)
    path.addPath(_strokes(((14.6, 11), (18.8, 8.8), (18.8, 15.2), (14.6, 13))))
    return path


def _dome() -> QPainterPath:
    path = _strokes(((5.4, 7.2), (18.6, 7.2)))
    path.moveTo(6.6, 10)
    path.cubicTo(6.6, 19, 17.4, 19, 17.4, 10)
    path.lineTo(6.6, 10)
    return path


def _horn() -> QPainterPath:
    path = _strokes(((5.6, 10.2), (8.4, 10.2), (12.6, 6.8), (12.6, 17.2), (8.4, 13.8), (5.6, 13.8), (5.6, 10.2)))
    path.moveTo(15.4, 9.4)
    path.cubicTo(17, 10.8, 17, 13.2, 15.4, 14.6)
    path.moveTo(17.6, 7.4)
    path.cubicTo(20.4, 10, 20.4, 14, 17.6, 16.6)
    return path


def _off() -> QPainterPath:
    return _strokes(((7, 7), (17, 17)), ((17, 7), (7, 17)))


def _unit() -> QPainterPath:
    return _strokes(
        ((6.6, 17.4), (6.6, 8.6), (12, 6), (17.4, 8.6), (17.4, 17.4), (6.6, 17.4)),
        ((10.4, 17.4), (10.4, 13), (13.6, 13), (13.6, 17.4)),
    )


def _place() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 3.4, 3.4)
    return path


_GLYPHS = {
    "bang": _bang,
    "clock": _clock,
    "pause": _pause,
    "camera": _camera,
    "dome": _dome,
    "horn": _horn,
    "off": _off,
    "unit": _unit,
    "place": _place,
}
