"""Where things lie: the program's own resources and a seat's profile folder."""

import sys
from dataclasses import dataclass
from pathlib import Path


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resources(*parts: str) -> Path:
    """Return the path of something the program brings with it."""
    return _root().joinpath("resources", *parts)


def catalogues() -> Path:
    """Return the folder of the language catalogues."""
    return _root() / "i18n"


@dataclass(frozen=True)
class Profile:
    """A seat's folder. Copying it moves the seat (contract §5)."""

    folder: Path

    @property
    def outbox_db(self) -> Path:
        """Precious: the operator's own intents."""
        return self.folder / "outbox.db"

    @property
    def cache_db(self) -> Path:
        """Disposable: rebuilt from the hub."""
        return self.folder / "cache.db"

    @property
    def media(self) -> Path:
        """Pictures and recordings, named by their media id."""
        return self.folder / "media"

    @property
    def maps(self) -> Path:
        """The ground under the map: GeoJSON or MBTiles files."""
        return self.folder / "map"

    @property
    def logs(self) -> Path:
        """One file a day."""
        return self.folder / "logs"

    @property
    def settings(self) -> Path:
        """What this seat is set to."""
        return self.folder / "settings.toml"

    @property
    def camera_logins(self) -> Path:
        """Camera passwords of this seat, readable by its owner alone."""
        return self.folder / "camera_logins.toml"

    def make(self) -> "Profile":
        """Create the folder and its rooms, closed to other users; returns itself. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for room in (self.media, self.maps, self.logs):
            room.mkdir(exist_ok=True)
        return self
