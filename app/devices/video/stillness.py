"""Tells a frozen camera from a quiet street by what changes between the pictures, not by how much happens in them.

A camera that repeats one picture still sends a new coding of it at every key frame, which moves many pixels by a
little. A living one, even at night, moves a few pixels by much (clock, lights) or many by a little (sensor noise) also
between key frames.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

STRONG = 40
"""A change of brightness (0-255) that no re-coding of the same picture makes."""
NOISE_SHARE = 0.0005
"""Share of changed samples above which a picture between key frames is alive."""


@dataclass(frozen=True)
class Look:
    """One comparison of two pictures: how long after the other, whether a key frame fell between, whether it lives."""

    span_s: float
    key: bool
    moved: bool
    strong: bool


@dataclass
class StillnessWatch:
    """Looks at the newest picture every half second and keeps the looks of the last `window_s`."""

    window_s: float = 3.2
    frozen: bool = False
    since: float = 0.0
    _before: npt.NDArray[np.uint8] | None = None
    _before_at: float = 0.0
    _looks: deque[Look] = field(default_factory=deque)

    def look(self, picture: npt.NDArray[np.uint8], now: float, key: bool) -> bool:
        """Take the green channel of a picture; `key` says a key frame came since the last look. True when frozen."""
        sample = picture[::2, ::2].copy()
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
        looks = self._looks
        whole = sum(look.span_s for look in looks) >= self.window_s
        quiet = [look for look in looks if not look.key]
        alive = any(look.strong for look in looks) or any(look.moved for look in quiet)
        if len(quiet) * 2 < len(looks):
            # Hardly a picture without a key frame to judge by: only complete stillness counts.
            alive = alive or any(look.moved for look in looks)
        if alive or not whole:
            self.frozen = self.frozen and not alive
            if alive:
                self.since = now
        else:
            self.frozen = True


def _compare(before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8], span_s: float, key: bool) -> Look:
    difference = np.maximum(before, after) - np.minimum(before, after)
    moved = np.count_nonzero(difference)
    strong = bool(moved) and int(np.count_nonzero(difference > STRONG)) > 3
    return Look(span_s, key, bool(moved > NOISE_SHARE * difference.size), strong)
