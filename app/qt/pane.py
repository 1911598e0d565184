"""The shape of a room: what it is given, what it shows, what it lets the operator do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from app.bus import Bus, Notice
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.clock import Clock
from app.domain.command import Actor
from app.domain.errors import Unavailable
from app.paths import Profile
from app.qt.bridge import Bridge
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Reader


@dataclass(frozen=True, slots=True)
class PaneAction:
    """One thing the operator can do in a room, by key or from the palette; `title` is already translated."""

    id: str
    title: str
    run: Callable[[], None]
    shortcut: str = ""
    icon: str = ""
    enabled: Callable[[], bool] = lambda: True


def no_media(media_id: str) -> Path:
    """Stand in where nothing fetches files. Raises Unavailable, as fetching does while the hub is away."""
    raise Unavailable(f"no file {media_id}", code="hub.away")


@dataclass(frozen=True)
class PaneContext:
    """Everything a room may use; `video`, `voice` and `speech` are None where this seat has none.

    `media` returns the file of a picture or recording, fetched first where need be: never call it on the main thread.
    `basemap` is the folder of the ground under the map. `unread` hands out once what was to be told before there was a
    window. `watch` tells the other seats which case somebody here is looking at. `mend` lets the seat's files be looked
    at and healed beside the work; a notice tells what was found.
    """

    reader: Reader
    dispatch: Dispatch
    bus: Bus
    bridge: Bridge
    tasks: Tasks
    selection: Selection
    clock: Clock
    settings: Settings
    profile: Profile
    actor: Callable[[], Actor]
    video: Any = None
    voice: Any = None
    speech: Any = None
    camera_login: Callable[[str], tuple[str, str]] = lambda camera_id: ("", "")
    basemap: Path | None = None
    media: Callable[[str], Path] = no_media
    unread: Callable[[], list[Notice]] = list
    watch: Callable[[str], None] = lambda case_id: None
    mend: Callable[[], None] = lambda: None


class Pane(Protocol):
    """A room that is built."""

    widget: QWidget

    def actions(self) -> list[PaneAction]:
        """Return what can be done here, in the order of the shortcut list."""
        ...

    def save(self) -> dict[str, Any]:
        """Return what should be found again after a restart: JSON only."""
        ...

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what `save` returned; what no longer fits is left out."""
        ...

    def stop(self) -> None:
        """Let go of everything: streams, timers, subscriptions."""
        ...


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """How the shell learns of a room. `title` is a marked Chinese sentence, translated where it is shown."""

    id: str
    title: str
    icon: str
    order: int
    build: Callable[[PaneContext], Pane]
