"""Pictures of a clip: with the noise of a sensor, and numbered so that a reader can tell each from the next."""

from __future__ import annotations

import numpy as np

from app.devices.drivers.rtsp.simulator.source import Painter, Planes

CELL = 16
BITS = 10


class NumberedPainter:
    """Adds noise to what another paints, and the number into the lower left corner: lowest bit first, 1 is white."""

    def __init__(self, painter: Painter, noise: float = 3.0) -> None:
        self._painter, self._noise = painter, noise
        self._number = 0
        self._chance = np.random.default_rng(11)

    def picture(self, still: bool) -> Planes:
        """The picture of this moment with its number."""
        planes = self._painter.picture(still)
        luma = planes[0]
        luma[:] = np.clip(luma + self._chance.normal(0, self._noise, luma.shape), 16, 235).astype(np.uint8)
        top = luma.shape[0] - CELL
        for bit in range(BITS):
            luma[top:, bit * CELL : (bit + 1) * CELL] = 235 if self._number >> bit & 1 else 16
        for plane in planes[1:]:
            plane[top // 2 :, : BITS * CELL // 2] = 128
        self._number += 0 if still else 1
        return planes


def number_of(rows: memoryview, height: int, stride: int) -> int:
    """Read the number out of a decoded picture of the stream's own size, 32 bits a pixel."""
    line = (height - CELL // 2) * stride
    return sum((rows[line + (bit * CELL + CELL // 2) * 4 + 1] > 128) << bit for bit in range(BITS))
