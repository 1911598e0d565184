"""Where the tiles of a layout lie."""

from __future__ import annotations

from PySide6.QtCore import QRect

COUNTS = (1, 4, 6, 9, 16, 25, 36)
"""Layouts; 6 is one large tile with five small ones round it."""


def cells(count: int, room: QRect, gap: int) -> list[QRect]:
    """One rectangle for each tile. Raises ValueError for a count that is no layout."""
    if count not in COUNTS:
        raise ValueError(count)
    side = 3 if count == 6 else round(count**0.5)
    xs, ys = _steps(room.x(), room.width(), side, gap), _steps(room.y(), room.height(), side, gap)
    if count == 6:
        spans: tuple[tuple[int, int, int], ...] = ((0, 0, 2), (2, 0, 1), (2, 1, 1), (0, 2, 1), (1, 2, 1), (2, 2, 1))
    else:
        spans = tuple((at % side, at // side, 1) for at in range(count))
    return [_span(xs, ys, column, row, size, gap) for column, row, size in spans]


def _steps(start: int, length: int, side: int, gap: int) -> list[int]:
    return [start + round(at * (length + gap) / side) for at in range(side + 1)]


def _span(xs: list[int], ys: list[int], column: int, row: int, size: int, gap: int) -> QRect:
    width, height = xs[column + size] - xs[column] - gap, ys[row + size] - ys[row] - gap
    return QRect(xs[column], ys[row], width, height)


def neighbour(count: int, index: int, dx: int, dy: int) -> int:
    """The tile one step further, or the same at the edge."""
    rooms = cells(count, QRect(0, 0, 3600, 3600), 0)
    here = rooms[index].center()
    best, found = 10**9, index
    for at, room in enumerate(rooms):
        along = (room.center().x() - here.x()) * dx + (room.center().y() - here.y()) * dy
        aside = abs((room.center().x() - here.x()) * dy) + abs((room.center().y() - here.y()) * dx)
        if at != index and along > 0 and along + 3 * aside < best:
            best, found = along + 3 * aside, at
    return found
