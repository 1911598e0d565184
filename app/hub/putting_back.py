"""A backup put back where there is no hub: its database, its pictures, and a new epoch so that every seat knows."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from app.domain.errors import Rejected
from app.hub import dumping, epoch
from app.hub.backup_sets import POSTGRESQL, SQLITE, media_sums, newest, sums_of
from app.hub.connection import Database
from app.hub.media_copy import copy_checked, sha256_of
from app.hub.settings import HubSettings


@dataclass(frozen=True, slots=True)
class PutBack:
    """Which set was put back, how many pictures and recordings, and the ids of those it does not have whole."""

    source: Path
    files: int
    damaged: tuple[str, ...]


def put_back(source: Path, settings: HubSettings, renew: bool = True) -> PutBack:
    """Put a set, or the newest of a folder of backups, where `settings` say; the database appears last.

    Without `renew` the seats are not told that the hub has forgotten something: for measurements only. Raises
    Rejected: backup.none, backup.spoiled, backup.other_kind, restore.occupied (there is a hub already); Unavailable
    without PostgreSQL's programs; OSError.
    """
    one = newest(source)
    sums, url = sums_of(one), make_url(settings.database_url)
    name = SQLITE if url.get_backend_name() == "sqlite" else POSTGRESQL
    if name not in sums:
        raise Rejected("backup.other_kind", next(iter(sums)))
    if sha256_of(one / name) != sums[name]:
        raise Rejected("backup.spoiled", name)
    file = Path(str(url.database))
    if _is_taken(file) if name == SQLITE else not dumping.is_empty(url):
        raise Rejected("restore.occupied", str(file) if name == SQLITE else url.render_as_string())
    wanted = media_sums(sums)
    damaged = _media_back(one.parent / "media", settings.media_dir, wanted)
    if name == SQLITE:
        _file_back(one / name, file, renew)
    else:
        dumping.restore(one / name, url)
        if renew:
            _renew(settings.database_url)
    return PutBack(one, len(wanted) - len(damaged), damaged)


def _is_taken(file: Path) -> bool:
    """A log that lies there alone would be read into whatever is put beside it."""
    return any(file.with_name(file.name + more).exists() for more in ("", "-wal", "-journal"))


def _media_back(source: Path, dest: Path, wanted: dict[str, str]) -> tuple[str, ...]:
    dest.mkdir(parents=True, exist_ok=True)
    return tuple(name for name, found in wanted.items() if not _one_back(source / name, dest / name, found))


def _one_back(source: Path, dest: Path, wanted: str) -> bool:
    if dest.is_file() and sha256_of(dest) == wanted:
        return True
    return source.is_file() and bool(copy_checked(source, dest, wanted))


def _file_back(source: Path, file: Path, renew: bool) -> None:
    part = file.with_name(f"{file.name}.part")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, part)
        if renew:
            _renew(f"sqlite:///{part}")
        with part.open("rb+") as copied:
            os.fsync(copied.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _renew(url: str) -> None:
    database = Database(url)
    try:
        epoch.renew_after_restore(database)
    finally:
        database.close()
