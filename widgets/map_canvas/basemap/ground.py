"""Reads a GeoJSON collection into shapes that can be painted quickly at any zoom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from widgets.map_canvas.basemap.style import road_class
from widgets.map_canvas.mercator import Floats, worlds

KINDS = ("block", "park", "water", "building", "rail", "road", "boundary", "place")
# Painter paths are kept in pixels of this zoom, from the collection's own corner, so that no digit is lost.
PATH_ZOOM = 12
PATH_SCALE = 256.0 * 2**PATH_ZOOM
_AREA_KINDS = {"block", "park", "water", "building"}


@dataclass(frozen=True)
class Shape:
    """One thing on the ground: its path for the painter and its lines (unit square) for the labels."""

    kind: str
    sort: str
    name: str
    rank: float
    level: int
    filled: bool
    path: QPainterPath
    lines: tuple[tuple[Floats, Floats], ...]
    width_m: float = 0.0

    def crosses(self, box: tuple[float, float, float, float]) -> bool:
        """Whether any stretch of the outline comes near a box: the boxes of its stretches are asked."""
        return any(_stretch_touches(x, y, box) for x, y in self.lines)

    def anchor(self) -> tuple[float, float]:
        """Where a label of this shape belongs: the point itself, or the broadest spot inside its largest ring."""
        x, y = max(self.lines, key=lambda line: float(np.ptp(line[0]) * np.ptp(line[1])) if len(line[0]) > 1 else 0.0)
        if not self.filled and self.kind != "boundary":
            return float(x[len(x) // 2]), float(y[len(y) // 2])
        return _broadest(x, y)


@dataclass(frozen=True)
class Sheet:
    """All shapes of one kind, with their boxes (west, north, east, south) as columns."""

    shapes: tuple[Shape, ...] = ()
    boxes: Floats = field(default_factory=lambda: np.zeros((0, 4)))

    def inside(self, box: tuple[float, float, float, float]) -> Iterable[Shape]:
        """The shapes whose box touches this one."""
        b = self.boxes
        hit = (b[:, 0] <= box[2]) & (b[:, 2] >= box[0]) & (b[:, 1] <= box[3]) & (b[:, 3] >= box[1])
        return (self.shapes[k] for k in np.flatnonzero(hit))


@dataclass(frozen=True)
class Ground:
    """Everything drawn, by kind; `origin` is the corner (unit square) the painter paths count from."""

    sheets: Mapping[str, Sheet]
    origin: tuple[float, float]
    box: tuple[float, float, float, float] | None

    def sheet(self, kind: str) -> Sheet:
        """The shapes of this kind, maybe none."""
        return self.sheets.get(kind, _EMPTY)

    def __len__(self) -> int:
        return sum(len(sheet.shapes) for sheet in self.sheets.values())


_EMPTY = Sheet()
Lines = list[tuple[Floats, Floats]]


def read_ground(features: Iterable[Mapping[str, Any]], language: str = "zh_CN") -> Ground:
    """Shapes of a FeatureCollection's features; what has no known `kind` or no geometry is left out."""
    kept = [(props, lines) for props, lines in map(_parts, features) if lines]
    if not kept:
        return Ground({}, (0.0, 0.0), None)
    boxes = np.array([_box(lines) for _, lines in kept])
    whole = (boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max())
    origin = (float(whole[0]), float(whole[1]))
    shapes = [_shape(props, lines, origin, language) for props, lines in kept]
    sheets = {kind: _sheet(kind, shapes, boxes) for kind in KINDS}
    return Ground(sheets, origin, (origin[0], origin[1], float(whole[2]), float(whole[3])))


def _sheet(kind: str, shapes: Sequence[Shape], boxes: Floats) -> Sheet:
    at: NDArray[np.int64] = np.array([k for k, shape in enumerate(shapes) if shape.kind == kind], dtype=np.int64)
    return Sheet(tuple(shapes[k] for k in at), boxes[at].reshape(-1, 4))


def _parts(feature: Mapping[str, Any]) -> tuple[Mapping[str, Any], Lines]:
    props, geometry = feature.get("properties") or {}, feature.get("geometry") or {}
    if props.get("kind") not in KINDS:
        return props, []
    return props, [_columns(run) for run in _runs(geometry.get("type"), geometry.get("coordinates") or []) if len(run)]


def _runs(kind: str | None, at: Any) -> list[Any]:
    """Every run of positions of a geometry, whatever its type."""
    if kind == "Point":
        return [[at]]
    if kind in ("LineString", "MultiPoint"):
        return [at]
    if kind in ("MultiLineString", "Polygon"):
        return list(at)
    return [ring for polygon in at for ring in polygon] if kind == "MultiPolygon" else []


def _columns(run: Sequence[Sequence[float]]) -> tuple[Floats, Floats]:
    table = np.array([position[:2] for position in run], dtype=float)
    return worlds(table[:, 0], table[:, 1])


def _box(lines: Lines) -> tuple[float, float, float, float]:
    x = np.concatenate([line[0] for line in lines])
    y = np.concatenate([line[1] for line in lines])
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _shape(props: Mapping[str, Any], lines: Lines, origin: tuple[float, float], language: str) -> Shape:
    kind = str(props["kind"])
    sort = str(
        props.get("icon") if props.get("class") == "landmark" and props.get("icon") else props.get("class") or ""
    )
    closed = all(len(x) > 3 and x[0] == x[-1] and y[0] == y[-1] for x, y in lines)
    name = str((props.get("name_en") if language == "en" else "") or props.get("name") or "")
    return Shape(
        kind=kind,
        sort=road_class(sort) if kind == "road" else sort,
        name=name.strip(),
        rank=float(props.get("rank", 50) or 0),
        level=int(props.get("level") or 0),
        filled=closed and kind in _AREA_KINDS,
        path=_path(lines, origin),
        lines=tuple(lines),
        width_m=float(props.get("width_m") or 0),
    )


def _path(lines: Lines, origin: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for x, y in lines:
        if len(x) > 1:
            px, py = (x - origin[0]) * PATH_SCALE, (y - origin[1]) * PATH_SCALE
            path.addPolygon(QPolygonF([QPointF(a, b) for a, b in zip(px.tolist(), py.tolist(), strict=True)]))
    return path


def _stretch_touches(x: Floats, y: Floats, box: tuple[float, float, float, float]) -> bool:
    west, north, east, south = box
    left, right = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
    top, bottom = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])
    return bool(np.any((left <= east) & (right >= west) & (top <= south) & (bottom >= north)))


def _broadest(x: Floats, y: Floats) -> tuple[float, float]:
    """The middle of the largest circle inside a ring: never on the bank of a bent river."""
    ring = shapely.make_valid(shapely.Polygon(np.column_stack([x, y]))) if len(x) > 3 else shapely.Point(x[0], y[0])
    if ring.area == 0:
        return float(x.mean()), float(y.mean())
    radius = shapely.get_coordinates(shapely.maximum_inscribed_circle(ring, max(np.ptp(x), np.ptp(y)) / 200))
    return float(radius[0, 0]), float(radius[0, 1])
