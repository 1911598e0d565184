"""Houses in the blocks: slabs in rows for living, larger boxes for shops, offices and works, as a close map shows."""

import math
import random
from collections.abc import Iterator

import numpy as np
import shapely
from shapely import Polygon

from app.demo.blocks import Patch
from app.demo.shapes import largest

_SHAPES = {  # along the row, across it, gap along, gap across, share built
    "housing": (38.0, 13.0, 12.0, 23.0, 0.86),
    "mixed": (30.0, 16.0, 12.0, 20.0, 0.84),
    "commerce": (46.0, 34.0, 18.0, 22.0, 0.8),
    "office": (52.0, 20.0, 24.0, 30.0, 0.72),
    "industry": (70.0, 36.0, 22.0, 24.0, 0.74),
}


def raise_buildings(patches: tuple[Patch, ...], rng: random.Random) -> Iterator[Polygon]:
    """Yield the footprints of all houses, each wholly inside its block and square to it."""
    for patch in patches:
        if patch.use in _SHAPES and patch.shape.area > 1_500:
            yield from _rows(patch, rng)


def _rows(patch: Patch, rng: random.Random) -> Iterator[Polygon]:
    along, across, gap, alley, share = _SHAPES[patch.use]
    room = patch.shape.buffer(-7)
    if room.is_empty:
        return
    centre, turn, reach = _frame(patch.shape)
    xs, ys = np.arange(-reach, reach, along + gap), np.arange(-reach, reach, across + alley)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    grid = grid[[rng.random() < share for _ in grid]]
    if not len(grid):
        return
    sizes = np.array([(along * rng.uniform(0.72, 1.0), across * rng.uniform(0.85, 1.0)) for _ in grid])
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)])
    rings = grid[:, None, :] + corners[None, :, :] * sizes[:, None, :]
    cos, sin = math.cos(turn), math.sin(turn)
    rings = rings @ np.array([[cos, sin], [-sin, cos]]) + centre
    houses = shapely.polygons(rings)
    shapely.prepare(room)
    yield from houses[shapely.contains(room, houses)]


def _frame(shape: Polygon) -> tuple[tuple[float, float], float, float]:
    """The middle of a block, the direction of its longer side and how far it reaches."""
    box = np.asarray(largest(shape.minimum_rotated_rectangle).exterior.coords)
    sides = np.diff(box, axis=0)
    longest = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    reach = float(np.hypot(*(box[2] - box[0]))) / 2
    middle = box[:4].mean(axis=0)
    return (float(middle[0]), float(middle[1])), float(np.arctan2(longest[1], longest[0])), reach
