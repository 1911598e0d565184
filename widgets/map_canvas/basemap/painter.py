"""Paints one square of the ground."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPen, QTransform

from widgets.map_canvas.basemap.glyphs import set_letter
from widgets.map_canvas.basemap.ground import PATH_SCALE, Ground, Shape
from widgets.map_canvas.basemap.labels import Label, Labels
from widgets.map_canvas.basemap.style import (
    BOUNDARY_FROM,
    BOUNDARY_WIDTH,
    ROAD_FROM,
    ROAD_ORDER,
    Style,
    colour,
    road_width,
)
from widgets.map_canvas.mercator import TILE_PX, lonlat, metres_per_px

_PAD_PX = 24.0
_BOUNDARY_ALPHA = {1: 0.85, 2: 0.75, 3: 0.6, 4: 0.5}
_HALO = {"city": 4.0, "town": 3.6}
Box = tuple[float, float, float, float]


class TilePainter:
    """Paints squares of one ground; holds nothing between calls but the placed names."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._labels = Labels(ground)

    def paint(self, sheet: str, style: Style, z: int, x: int, y: int, scale: int) -> QImage:
        """One square of a sheet: `base` is opaque, `lines` holds the boundaries only and is clear elsewhere."""
        opaque = sheet == "base"
        form = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(TILE_PX * scale, TILE_PX * scale, form)
        image.fill(colour(style.ground) if opaque else Qt.GlobalColor.transparent)
        brush = QPainter(image)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _square(z, x, y)
        brush.setTransform(self._transform(z, x, y, scale))
        stroke = _Stroke(brush, scale, z, lonlat(0.5, (y + 0.5) / 2.0**z)[1])
        if sheet == "base":
            self._base(stroke, style, box)
        else:
            self._boundaries(stroke, style, box)
        brush.setTransform(QTransform.fromScale(scale, scale).translate(-x * TILE_PX, -y * TILE_PX))
        _write(brush, style, list(self._labels.on_tile(z, x, y, sheet)))
        brush.end()
        return image

    def is_empty(self, sheet: str, z: int, x: int, y: int) -> bool:
        """Whether a square of the boundaries has nothing on it: most have."""
        bare = sheet == "lines" and not self._lines_in(z, _square(z, x, y))
        return bare and not list(self._labels.on_tile(z, x, y, sheet))

    def _lines_in(self, z: int, box: Box) -> list[Shape]:
        """The boundaries that run through a box; those whose inside holds it whole leave no mark."""
        shapes = [s for s in self._ground.sheet("boundary").inside(box) if z >= BOUNDARY_FROM.get(s.level, 99)]
        return [shape for shape in shapes if shape.crosses(box)]

    def _transform(self, z: int, x: int, y: int, scale: int) -> QTransform:
        whole = TILE_PX * 2.0**z * scale
        ox, oy = self._ground.origin
        grow = whole / PATH_SCALE
        return QTransform(grow, 0, 0, grow, ox * whole - x * TILE_PX * scale, oy * whole - y * TILE_PX * scale)

    def _base(self, stroke: "_Stroke", style: Style, box: Box) -> None:
        for shape in self._ground.sheet("block").inside(box):
            stroke.fill(shape.path, style.block.get(shape.sort, style.block[""]))
        for shape in self._ground.sheet("park").inside(box):
            stroke.fill(shape.path, style.park, style.park_edge)
        _water(stroke, style, self._ground.sheet("water").inside(box))
        if stroke.zoom >= 16:
            for shape in self._ground.sheet("building").inside(box):
                stroke.fill(shape.path, style.building, style.building_edge)
        _roads(stroke, style, list(self._ground.sheet("road").inside(box)))
        _rails(stroke, style, list(self._ground.sheet("rail").inside(box)))

    def _boundaries(self, stroke: "_Stroke", style: Style, box: Box) -> None:
        for shape in sorted(self._lines_in(stroke.zoom, box), key=lambda s: -s.level):
            tint, width = style.boundary[shape.level], BOUNDARY_WIDTH[shape.level]
            if shape.level <= 2:
                stroke.line(shape.path, tint, width * 3.5, alpha=0.16)
            stroke.line(
                shape.path,
                tint,
                width,
                alpha=_BOUNDARY_ALPHA[shape.level],
                dashes=(5.0, 2.5) if shape.level > 1 else (9.0, 2.5, 1.5, 2.5),
            )


def _square(z: int, x: int, y: int) -> Box:
    """A tile on the unit square, with room for what leans in from outside."""
    side, pad = 1.0 / 2.0**z, _PAD_PX / (TILE_PX * 2.0**z)
    return x * side - pad, y * side - pad, (x + 1) * side + pad, (y + 1) * side + pad


class _Stroke:
    """A painter whose pens are counted in CSS pixels whatever the transform."""

    def __init__(self, brush: QPainter, scale: int, zoom: int, lat: float) -> None:
        self.zoom = zoom
        self.metre_px = 1 / metres_per_px(lat, zoom)
        self._brush, self._scale = brush, scale

    def fill(self, path: QPainterPath, tint: str, edge: str = "") -> None:
        self._brush.fillPath(path, colour(tint))
        if edge:
            self.line(path, edge, 1.0)

    def line(
        self,
        path: QPainterPath,
        tint: str,
        width: float,
        alpha: float = 1.0,
        dashes: tuple[float, ...] = (),
        flat: bool = False,
    ) -> None:
        pen = QPen(colour(tint, alpha), width * self._scale)
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashes or flat else Qt.PenCapStyle.RoundCap)
        if dashes:
            pen.setDashPattern(list(dashes))
        self._brush.strokePath(path, pen)


def _water(stroke: _Stroke, style: Style, shapes: Iterable[Shape]) -> None:
    for shape in shapes:
        if shape.filled:
            stroke.fill(shape.path, style.water, style.shore)
        else:
            width = max(1.2, min(60.0, (shape.width_m or 6.0) * stroke.metre_px))
            stroke.line(shape.path, style.water, width)


def _roads(stroke: _Stroke, style: Style, shapes: list[Shape]) -> None:
    """All casings of a class before its lines, the small classes first, so that crossings look like crossings."""
    shown = [shape for shape in shapes if stroke.zoom >= ROAD_FROM[shape.sort]]
    for sort in ROAD_ORDER:
        width, (line, casing) = road_width(sort, stroke.zoom), style.road[sort]
        mine = [shape.path for shape in shown if shape.sort == sort]
        if width > 2:
            for path in mine:
                stroke.line(path, casing, width + 1.6)
        for path in mine:
            stroke.line(path, line, width)


def _rails(stroke: _Stroke, style: Style, shapes: list[Shape]) -> None:
    if stroke.zoom < 11:
        return
    for shape in shapes:
        stroke.line(shape.path, style.rail, 3.0 if stroke.zoom >= 14 else 1.6)
        if stroke.zoom >= 14:
            stroke.line(shape.path, style.rail_gap, 1.6, dashes=(7.0, 7.0))


def _write(brush: QPainter, style: Style, labels: list[Label]) -> None:
    """All halos before all letters, so that no halo bites into a neighbour."""
    written = [(label, _outline(label)) for label in labels]
    halo = colour(style.halo, 0.92)
    for label, path in written:
        pen = QPen(halo, _HALO.get(label.tint, 3.0))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        brush.strokePath(path, pen)
    for label, path in written:
        brush.fillPath(path, colour(style.text[label.tint]))
        if label.symbol:
            _symbol(brush, style, *label.symbol)


def _outline(label: Label) -> QPainterPath:
    whole = QPainterPath()
    whole.setFillRule(Qt.FillRule.WindingFill)
    for letter in label.letters:
        whole.addPath(set_letter(letter.text, letter.x, letter.y, letter.turn, label.size, label.bold))
    return whole


def _symbol(brush: QPainter, style: Style, sort: str, x: float, y: float) -> None:
    """A small disc with a sign: cross, cap, rails or star; a plain dot for the rest."""
    tint = colour(style.symbol.get(sort, style.symbol[""]))
    known = sort in style.symbol and sort != ""
    radius = 6.5 if known else 3.4
    brush.setPen(QPen(colour(style.halo), 1.4))
    brush.setBrush(QBrush(tint))
    brush.drawEllipse(QPointF(x, y), radius, radius)
    if known:
        brush.fillPath(_sign(sort, x, y), colour(style.halo))


def _sign(sort: str, x: float, y: float) -> QPainterPath:
    path = QPainterPath()
    if sort == "hospital":
        path.addRect(QRectF(x - 1, y - 3.5, 2, 7))
        path.addRect(QRectF(x - 3.5, y - 1, 7, 2))
        path.setFillRule(Qt.FillRule.WindingFill)
    elif sort == "school":
        path.moveTo(x, y - 3.4)
        path.lineTo(x + 3.8, y + 2.6)
        path.lineTo(x - 3.8, y + 2.6)
        path.closeSubpath()
    elif sort == "station":
        path.addRect(QRectF(x - 3, y - 3, 2, 6))
        path.addRect(QRectF(x + 1, y - 3, 2, 6))
    else:
        path.addRect(QRectF(x - 2.4, y - 2.4, 4.8, 4.8))
    return path
