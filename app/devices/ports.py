"""What the console asks of a camera: pictures with an honest state, and a head that turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class TileState:
    """The state of a picture: a word the operator knows, the picture's age in seconds (None: no picture), and why."""

    word: str
    age_s: float | None = None
    detail: str = ""


@dataclass(frozen=True)
class Frame:
    """One decoded picture in 32-bit rows (blue, green, red, unused), with a number that grows with each new picture."""

    data: memoryview
    width: int
    height: int
    stride: int
    number: int


class Player(Protocol):
    """One stream being watched."""

    @property
    def state(self) -> TileState:
        """What may honestly be said about the picture now."""
        ...

    def frame(self) -> Frame | None:
        """The newest picture, shared with the decoder: paint it at once, do not keep it."""
        ...

    def snapshot(self) -> Frame | None:
        """A copy of the newest picture, safe to keep."""
        ...

    def pause(self, paused: bool) -> None:
        """Stop or resume showing new pictures while the stream goes on."""
        ...

    def recent(self, seconds: float) -> bytes:
        """The last seconds as MPEG-TS, starting at a key frame."""
        ...

    def close(self) -> None:
        """End the stream; never waits."""
        ...


class PtzHead(Protocol):
    """A head that pans, tilts and zooms. Every call may wait for the network: never call it on the main thread."""

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move with speeds from -1 to 1 until stopped. Raises Unavailable or Rejected."""
        ...

    def stop(self) -> None:
        """Stop all movement. Raises Unavailable or Rejected."""
        ...

    def goto_preset(self, token: str) -> None:
        """Go to a stored position. Raises Unavailable or Rejected."""
        ...

    def presets(self) -> dict[str, str]:
        """Stored positions, token to name. Raises Unavailable or Rejected."""
        ...


PtzResult = Callable[[Exception | None], None]
"""Told once how a movement went; called on the device's own thread."""
