"""What a tile is told to show; the words come from outside."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

# level -> icon, colour token; only "live" lets the picture be bright
LEVELS = MappingProxyType(
    {
        "live": ("circle-dot", "ok"),
        "waiting": ("loader-circle", "info"),
        "stale": ("history", "warn"),
        "lost": ("video-off", "alarm"),
        "login": ("key-round", "alarm"),
        "forbidden": ("lock", "alarm"),
        "held": ("circle-pause", "info"),
        "empty": ("plus", "faint"),
    }
)


class FrameLike(Protocol):
    """A decoded picture: 32-bit rows and a number that grows."""

    @property
    def data(self) -> memoryview: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def number(self) -> int: ...


@dataclass(frozen=True)
class TileFace:
    """Caption and state: `level` is a key of LEVELS, `word` its word, `age` how old the picture is, `note` why."""

    name: str = ""
    number: str = ""
    level: str = "empty"
    word: str = ""
    age: str = ""
    note: str = ""
