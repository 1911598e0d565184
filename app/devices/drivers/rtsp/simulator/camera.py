"""One simulated camera: who it is, where it looks, and what is wrong with it at the moment."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

SCENES = (
    "crossroads",
    "night_market",
    "underpass",
    "park",
    "river",
    "square",
    "school_gate",
    "snow_road",
    "construction",
    "station",
)
FAULTS = ("", "stall", "freeze", "reject", "missing", "silence", "password")
PRESETS = {"1": (-0.8, 0.0, 1.0), "2": (0.0, 0.0, 1.0), "3": (0.8, 0.0, 1.0), "4": (0.25, 0.3, 2.2)}
MOST_ZOOM = 4.0


@dataclass(frozen=True)
class SimCamera:
    """A camera of the farm: its streams are at /<no>/main and /<no>/sub; `scene` "" chooses one by number."""

    no: str
    name: str
    scene: str = ""
    ptz: bool = False
    user: str = ""
    password: str = ""

    @property
    def kind(self) -> str:
        """The scene drawn for it."""
        return self.scene if self.scene in SCENES else SCENES[sum(self.no.encode()) % len(SCENES)]


@dataclass
class Head:
    """Where a camera looks: pan and tilt from -1 to 1, zoom from 1 to 4, moving at the speeds last asked for."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0
    _speed: tuple[float, float, float] = (0.0, 0.0, 0.0)
    _moved_at: float = field(default_factory=time.monotonic)

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Start to move; a full turn from end to end takes about four seconds at speed 1."""
        self.settle()
        self._speed = (pan, tilt, zoom)

    def stop(self) -> None:
        """Hold the present position."""
        self.move(0.0, 0.0, 0.0)

    def go(self, token: str) -> bool:
        """Jump to a preset; False where it does not exist."""
        if token not in PRESETS:
            return False
        self.stop()
        self.pan, self.tilt, self.zoom = PRESETS[token]
        return True

    def settle(self) -> None:
        """Bring the position up to now."""
        now = time.monotonic()
        passed, self._moved_at = now - self._moved_at, now
        pan, tilt, zoom = self._speed
        self.pan = min(1.0, max(-1.0, self.pan + pan * passed * 0.5 / self.zoom))
        self.tilt = min(1.0, max(-1.0, self.tilt + tilt * passed * 0.5 / self.zoom))
        self.zoom = min(MOST_ZOOM, max(1.0, self.zoom * math.exp(zoom * passed * 0.6)))


@dataclass
class CameraState:
    """A simulated camera at work."""

    camera: SimCamera
    head: Head = field(default_factory=Head)
    fault: str = ""
