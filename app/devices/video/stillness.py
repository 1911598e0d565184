"""Tells a frozen camera from a quiet street by what changes between the pictures, not by how much happens in them.

A camera that repeats one picture still codes it anew: much changes at each key frame, and between them its encoder
polishes by very small steps. A living one, even at night, changes a few places by much (a clock, a light), or some by
more than polishing does in most looks (the noise of its sensor). Looks across a key frame therefore count less.
Limits: a scene without clock, movement or visible noise is called frozen after three seconds, and a camera that spends
a constant bit rate on its frozen picture looks noisy.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

STRONG = 40
"""A change of brightness (0-255) that a new coding of the same picture hardly ever makes."""
STRONG_SAMPLES = 3
STRONG_SAMPLES_AT_KEY = 8
NOISE = 3
"""An encoder polishes a picture that does not change in steps up to this; the noise of a sensor goes beyond."""
NOISE_SAMPLES = 1
ALIVE_LOOKS = 0.6
"""Share of the looks that must show noise for the picture to count as alive."""
FEW_LOOKS = 3


@dataclass(frozen=True)
class Look:
    """One comparison of two pictures: seconds between them, whether a key frame fell there, noise, a strong change."""

    span_s: float
    key: bool
    noisy: bool
    strong: bool


@dataclass
class StillnessWatch:
    """Compares the newest picture with the one before and keeps the looks of the last `window_s`."""

    window_s: float = 3.0
    frozen: bool = False
    since: float = 0.0
    _before: npt.NDArray[np.uint8] | None = None
    _before_at: float = 0.0
    _strong_at: float = 0.0
    _looks: deque[Look] = field(default_factory=deque)

    def look(self, picture: npt.NDArray[np.uint8], now: float, key: bool) -> bool:
        """Take one channel of a picture; `key` says a key frame came since the last look. True when frozen."""
        sample = picture.copy()
        before, self._before = self._before, sample
        span, self._before_at = now - self._before_at, now
        if before is None or before.shape != sample.shape:
            self.forget(now)
            self._before = sample
            return False
        self._looks.append(_compare(before, sample, span, key))
        while sum(look.span_s for look in self._looks) - self._looks[0].span_s >= self.window_s:
            self._looks.popleft()
        self._judge(now)
        return self.frozen

    def forget(self, now: float) -> None:
        """Start again, as after a new connection."""
        self._before, self._looks, self.frozen, self.since = None, deque(), False, now
        self._before_at = now

    def _judge(self, now: float) -> None:
        if self._looks[-1].strong:
            self._strong_at = now
        span = sum(look.span_s for look in self._looks)
        if self._alive():
            self.frozen, self.since = False, now
        elif span >= self.window_s and not self.frozen:
            self.frozen, self.since = True, max(self._strong_at, now - span)

    def _alive(self) -> bool:
        if any(look.strong for look in self._looks):
            return True
        quiet = [look for look in self._looks if not look.key]
        judged = quiet if len(quiet) >= FEW_LOOKS else list(self._looks)
        return sum(look.noisy for look in judged) >= ALIVE_LOOKS * len(judged)


def _compare(before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8], span_s: float, key: bool) -> Look:
    difference = np.maximum(before, after) - np.minimum(before, after)
    if not difference.any():
        return Look(span_s, key, False, False)
    noisy = _more(difference, NOISE, NOISE_SAMPLES)
    strong = _more(difference, STRONG, STRONG_SAMPLES_AT_KEY if key else STRONG_SAMPLES)
    return Look(span_s, key, noisy, strong)


def _more(difference: npt.NDArray[np.uint8], level: int, samples: int) -> bool:
    return int(np.count_nonzero(difference > level)) > samples
