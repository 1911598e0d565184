"""Built cities kept for the day, so that a second start of the demo copies files instead of living all cases again."""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.demo.city import VERSION
from app.domain.clock import HALL_ZONE, from_text, to_text
from app.domain.records import column_types

_SHIFTED = ("case", "case_step", "media", "reading", "broadcast")


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder of one built city: `hub.db`, `media/`, `basemap.geojson` and whatever the composition puts beside."""

    folder: Path

    @property
    def hub_db(self) -> Path:
        """The loaded hub database, closed and whole."""
        return self.folder / "hub.db"

    @property
    def media(self) -> Path:
        """The pictures, named by media id."""
        return self.folder / "media"

    @property
    def base_map(self) -> Path:
        """The base map."""
        return self.folder / "basemap.geojson"

    @property
    def made_at(self) -> datetime | None:
        """When the city was built, None while it is not whole."""
        try:
            return from_text(json.loads((self.folder / "made.json").read_text("utf-8"))["made_at"])
        except (OSError, ValueError, KeyError):
            return None

    def clear(self) -> None:
        """Begin anew: an unfinished build is thrown away. Raises OSError."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def finish(self, now: datetime) -> None:
        """Say that the build is whole. Raises OSError."""
        (self.folder / "made.json").write_text(json.dumps({"made_at": to_text(now)}), "utf-8")

    def take(self, data_dir: Path, now: datetime) -> None:
        """Copy database and media into a hub's data folder, with all times moved on to `now`. Raises OSError."""
        data_dir.mkdir(parents=True, exist_ok=True)
        for stale in ("hub.db", "hub.db-wal", "hub.db-shm"):
            (data_dir / stale).unlink(missing_ok=True)
        shutil.copyfile(self.hub_db, data_dir / "hub.db")
        shutil.copytree(self.media, data_dir / "media", dirs_exist_ok=True, copy_function=_link)
        made = self.made_at
        if made is not None and now > made:
            shift_times(data_dir / "hub.db", now - made)


def _link(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def shelf(cache_dir: Path, size: str, seed: int, now: datetime) -> Kept:
    """Return the place of a city on the shelf; a new day, seed, size or generator has a place of its own."""
    return Kept(cache_dir / f"city-{size}-{seed}-v{VERSION}-{now.astimezone(HALL_ZONE):%Y%m%d}")


def tidy(cache_dir: Path, keep: Kept) -> None:
    """Throw away the cities of other days."""
    for old in cache_dir.glob("city-*"):
        if old != keep.folder:
            shutil.rmtree(old, ignore_errors=True)


def shift_times(database: Path, by: timedelta) -> None:
    """Move every time of the living records in a hub database by whole seconds. Raises sqlite3.Error."""
    seconds = int(by.total_seconds())
    if seconds == 0:
        return
    connection = sqlite3.connect(database)
    try:
        with connection:
            for kind in _SHIFTED:
                connection.execute(_shift(kind), {"by": f"{seconds:+d} seconds"})
    finally:
        connection.close()


def _shift(kind: str) -> str:
    """Only text that is a time is moved; names come from the domain, never from outside."""
    times = [name for name, storage in column_types(kind).items() if storage == "time"]
    sets = ", ".join(f'"{name}" = strftime(\'%Y-%m-%dT%H:%M:%fZ\', "{name}", :by)' for name in times)
    return f'update "{kind}" set {sets}'
