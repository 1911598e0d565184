"""Where names go on the ground: once per zoom for the whole ground, so that tiles agree and nothing collides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from threading import Lock

import numpy as np

from widgets.map_canvas.basemap.glyphs import advance
from widgets.map_canvas.basemap.ground import Ground, Shape
from widgets.map_canvas.basemap.style import ROAD_ORDER
from widgets.map_canvas.mercator import TILE_PX, Floats

BLOCK_TILES = (
    8  # street names are placed block by block; none crosses a block's edge, so blocks need not ask each other
)
_BLOCK_PX = BLOCK_TILES * TILE_PX
_REPEAT_PX = 460.0
_BUCKET = 64
Box = tuple[float, float, float, float]

# class → (first zoom, last zoom, size in px, bold)
_PLACES = {"city": (5, 12, 21, True), "town": (10, 15, 16, True), "village": (13, 18, 14, False)}
_LANDMARK = (15, 20, 13, False)
_BOUNDARY = {1: (8, 10, 17, True), 2: (11, 13, 16, True), 3: (14, 16, 14, False), 4: (17, 20, 13, False)}
_ROAD_NAMES_FROM = {"motorway": 11, "trunk": 12, "primary": 13, "secondary": 14, "street": 16}


@dataclass(frozen=True)
class Letter:
    """One glyph on the world's pixels of a zoom: its middle and its turn in degrees."""

    text: str
    x: float
    y: float
    turn: float = 0.0


@dataclass(frozen=True)
class Label:
    """A name with its letters; `tint` names the colour of the style, `symbol` a pictogram left of the text."""

    letters: tuple[Letter, ...]
    box: Box
    size: float
    tint: str
    bold: bool = False
    symbol: tuple[str, float, float] | None = None
    sheet: str = "base"


class Labels:
    """Names of one ground, placed lazily per zoom and block, remembered; safe from several threads."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._lock = Lock()
        self._fixed: dict[int, tuple[list[Label], _Room]] = {}
        self._blocks: dict[tuple[int, int, int], list[Label]] = {}

    def on_tile(self, z: int, x: int, y: int, sheet: str) -> Iterator[Label]:
        """The labels of a sheet (base, lines) that touch this tile."""
        left, top = x * TILE_PX - 2, y * TILE_PX - 2
        tile = (left, top, left + TILE_PX + 4, top + TILE_PX + 4)
        with self._lock:
            fixed, room = self._fixed_at(z)
            streets = self._block_at(z, x // BLOCK_TILES, y // BLOCK_TILES, room) if sheet == "base" else []
        return (label for label in [*fixed, *streets] if label.sheet == sheet and _touch(label.box, tile))

    def _fixed_at(self, z: int) -> tuple[list[Label], "_Room"]:
        if z not in self._fixed:
            room = _Room()
            wanted = sorted(_wanted(self._ground, z), key=lambda pair: pair[0])
            self._fixed[z] = [label for _, make in wanted for label in make(room)], room
        return self._fixed[z]

    def _block_at(self, z: int, bx: int, by: int, room: "_Room") -> list[Label]:
        key = (z, bx, by)
        if key not in self._blocks:
            self._blocks[key] = list(_street_names(self._ground, z, bx, by, room.copy_near(bx, by)))
        return self._blocks[key]


class _Room:
    """What is taken already, in buckets."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, int], list[Box]] = {}

    def take(self, boxes: list[Box]) -> bool:
        """Take all of these boxes, or none where one is not free."""
        if any(_touch(box, other) for box in boxes for key in _keys(box) for other in self._taken.get(key, ())):
            return False
        for box in boxes:
            for key in _keys(box):
                self._taken.setdefault(key, []).append(box)
        return True

    def copy_near(self, bx: int, by: int) -> "_Room":
        """The part of this room that a block can touch, for its own use."""
        side = _BLOCK_PX // _BUCKET
        near = _Room()
        for column in range(bx * side, (bx + 1) * side):
            for row in range(by * side, (by + 1) * side):
                if (column, row) in self._taken:
                    near._taken[column, row] = list(self._taken[column, row])
        return near


Maker = Callable[[_Room], Iterator[Label]]


def _wanted(ground: Ground, z: int) -> Iterator[tuple[tuple[float, float], Maker]]:
    """What would like a name at this zoom, with its importance (smaller first)."""
    places = [s for s in ground.sheet("place").shapes if _PLACES.get(s.sort, _LANDMARK)[0] <= z]
    towns = {shape.name for shape in places if shape.sort in _PLACES}
    for shape in ground.sheet("boundary").shapes:
        first, last, size, bold = _BOUNDARY.get(shape.level, (99, 0, 0, False))
        if shape.name and shape.name not in towns and first <= z <= last and _fits(shape, z, size):
            yield (0.0, shape.level), _flat(shape, z, size, bold, "boundary" if shape.level < 4 else "grid", "lines")
    for shape in ground.sheet("place").shapes:
        first, last, size, bold = _PLACES.get(shape.sort, _LANDMARK)
        if shape.name and first <= z <= last:
            order = list(_PLACES).index(shape.sort) + 1.0 if shape.sort in _PLACES else 5.0
            tint = shape.sort if shape.sort in _PLACES else "landmark"
            yield (order, shape.rank), _flat(shape, z, size, bold, tint, "base")
    for kind in ("water", "park"):
        for shape in ground.sheet(kind).shapes:
            if shape.name and shape.filled and z >= 11 and _fits(shape, z, 13):
                yield (4.0, shape.rank), _flat(shape, z, 13, False, kind, "base")


def _fits(shape: Shape, z: int, size: float) -> bool:
    """Whether a shape is broad enough on the screen to carry its name."""
    x, y = shape.lines[0]
    across = float(x.max() - x.min()) * TILE_PX * 2.0**z
    return across > advance(shape.name, size) * 1.1 and float(y.max() - y.min()) * TILE_PX * 2.0**z > size * 1.6


def _flat(shape: Shape, z: int, size: float, bold: bool, tint: str, sheet: str) -> Maker:
    def make(room: _Room) -> Iterator[Label]:
        label = _flat_label(shape, z, size, bold, tint, sheet)
        if room.take([_grown(label.box, 5)]):
            yield label

    return make


def _flat_label(shape: Shape, z: int, size: float, bold: bool, tint: str, sheet: str) -> Label:
    """A level name: centred on areas and towns, right of a pictogram for landmarks."""
    x, y = (part * TILE_PX * 2.0**z for part in shape.anchor())
    spread = 0.22 * size if tint in ("boundary", "grid") else 0.04 * size
    widths = [advance(letter, size) + spread for letter in shape.name]
    total, mark = sum(widths), tint == "landmark"
    left = x + 10 if mark else x - total / 2
    letters, pen = [], left
    for letter, width in zip(shape.name, widths, strict=True):
        letters.append(Letter(letter, pen + width / 2, y))
        pen += width
    box = (x - 8 if mark else left, y - size * 0.62, left + total, y + size * 0.62)
    return Label(tuple(letters), box, size, tint, bold, (shape.sort, x, y) if mark else None, sheet)


def _street_names(ground: Ground, z: int, bx: int, by: int, room: _Room) -> Iterator[Label]:
    side = BLOCK_TILES / 2.0**z
    box = (bx * side, by * side, (bx + 1) * side, (by + 1) * side)
    roads = [s for s in ground.sheet("road").inside(box) if s.name and z >= _ROAD_NAMES_FROM[s.sort]]
    rivers = [s for s in ground.sheet("water").inside(box) if s.name and not s.filled and z >= 12]
    roads.sort(key=lambda s: (-ROAD_ORDER.index(s.sort), s.rank))
    edge = (bx * _BLOCK_PX + 3.0, by * _BLOCK_PX + 3.0, (bx + 1) * _BLOCK_PX - 3.0, (by + 1) * _BLOCK_PX - 3.0)
    for shape in [*rivers, *roads]:
        size = 12.5 if shape.sort == "street" and z < 17 else 13.5
        for x, y in shape.lines:
            for label in _along(shape, x * TILE_PX * 2.0**z, y * TILE_PX * 2.0**z, size, edge):
                if room.take([_square(letter, size * 0.62) for letter in label.letters]):
                    yield label


def _along(shape: Shape, x: Floats, y: Floats, size: float, edge: Box) -> Iterator[Label]:
    """The name set along a line, again and again at an even distance, inside the block only."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    widths = np.array([advance(letter, size) * 1.12 + 1.5 for letter in shape.name])
    need, length = float(widths.sum()), float(run[-1])
    if length < need * 1.25:
        return
    times = max(1, int(length // _REPEAT_PX))
    middles = (np.arange(times) + 0.5) * length / times
    mx, my = np.interp(middles, run, x), np.interp(middles, run, y)
    here = (mx > edge[0]) & (mx < edge[2]) & (my > edge[1]) & (my < edge[3])
    for middle in middles[here]:
        letters = _set_letters(shape.name, widths, middle - need / 2, run, x, y)
        if letters and all(_within(letter, size * 0.7, edge) for letter in letters):
            tint = "water" if shape.kind == "water" else "road"
            yield Label(letters, _around(letters, size), size, tint)


def _set_letters(name: str, widths: Floats, start: float, run: Floats, x: Floats, y: Floats) -> tuple[Letter, ...]:
    """Letters along the line, read from the left or from the top; none where the line bends too much."""
    at = start + np.cumsum(widths) - widths / 2
    px, py = np.interp(at, run, x), np.interp(at, run, y)
    ahead, behind = at + widths / 2, at - widths / 2
    dx = np.interp(ahead, run, x) - np.interp(behind, run, x)
    dy = np.interp(ahead, run, y) - np.interp(behind, run, y)
    turn = np.degrees(np.unwrap(np.arctan2(dy, dx)))
    if turn.max() - turn.min() > 32:
        return ()
    mean = float(turn.mean())
    upright = abs(sin(radians(mean))) > 0.77 and not name.isascii()
    backwards = sin(radians(mean)) < 0 if upright else cos(radians(mean)) < 0
    if backwards:
        # Read from the other end: the same places, mirrored along the line.
        last = 2 * start + float(widths.sum())
        flipped = last - at
        px, py = np.interp(flipped, run, x), np.interp(flipped, run, y)
        turn = np.full(len(at), mean) + 180.0
    lean = turn - 90.0 if upright else turn
    lean = (lean + 180.0) % 360.0 - 180.0
    return tuple(Letter(c, float(a), float(b), float(t)) for c, a, b, t in zip(name, px, py, lean, strict=True))


def _square(letter: Letter, half: float) -> Box:
    return letter.x - half, letter.y - half, letter.x + half, letter.y + half


def _around(letters: tuple[Letter, ...], size: float) -> Box:
    boxes = [_square(letter, size * 0.75) for letter in letters]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _within(letter: Letter, half: float, edge: Box) -> bool:
    left, top, right, bottom = _square(letter, half)
    return left > edge[0] and top > edge[1] and right < edge[2] and bottom < edge[3]


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _keys(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box[0] // _BUCKET), int(box[2] // _BUCKET) + 1):
        for row in range(int(box[1] // _BUCKET), int(box[3] // _BUCKET) + 1):
            yield column, row
