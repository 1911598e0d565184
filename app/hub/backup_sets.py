"""A folder of backups: a dated set for each, with the database and the sums of everything, and the pictures once."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from app.domain.clock import Clock, to_text
from app.domain.errors import Rejected
from app.hub import backups, copying, dumping
from app.hub.connection import Database
from app.hub.media_copy import Copied, copy_media, recorded, sha256_of
from app.hub.settings import HubSettings

SUMS, NOTE, MEDIA = "SHA256SUMS", "backup.json", "media"
SQLITE, POSTGRESQL = "hub.db", "hub.pgdump"
KEPT = 7
_STAMP = "%Y%m%dT%H%M%SZ"
_ABANDONED_S = 24 * 3600.0


def make(live: Database, settings: HubSettings, to: Path, clock: Clock, keep: int = KEPT) -> backups.Backup:
    """Back up a hub at work into a folder, verify it, note in the hub how far it reaches, and return that.

    The database comes first: whatever a record in it names was at the hub when the pictures are copied, or is on its
    way. Sets beyond the newest `keep` go. Raises Rejected: backup.damaged, backup.foreign, backup.ahead; Unavailable
    without PostgreSQL's programs; OSError, sqlite3.Error.
    """
    to.mkdir(parents=True, exist_ok=True)
    _forget_abandoned(to)
    made = _free_name(to, clock.now())
    part = to / f"{made.name}.part"
    part.mkdir()
    try:
        found, copied, turn = _filled(live, settings, part, to)
        _write_down(part, found, copied, turn, clock.now())
        part.rename(made)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    told = {
        "files": len(copied.sums),
        "file_bytes": copied.size,
        "awaited": len(copied.awaited),
        "damaged": len(copied.damaged),
        "place": str(to.absolute()),
    }
    done = backups.note(live, found, clock.now(), told)
    for old in sets(to)[max(1, keep) :]:
        shutil.rmtree(old, ignore_errors=True)
    return done


def sets(folder: Path) -> list[Path]:
    """Return the finished sets of a folder of backups, newest first."""
    return sorted((note.parent for note in folder.glob(f"*/{NOTE}") if _when(note.parent.name)), reverse=True)


def newest(folder: Path) -> Path:
    """Return a set itself, or the newest of a folder of backups. Raises Rejected("backup.none")."""
    if (folder / NOTE).is_file():
        return folder
    found = sets(folder)
    if not found:
        raise Rejected("backup.none", str(folder))
    return found[0]


def sums_of(one: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a set, by its path from there. Raises Rejected("backup.spoiled"), OSError."""
    lines = (one / SUMS).read_text("utf-8").splitlines()
    pairs = [line.split("  ", 1) for line in lines]
    if not pairs or any(len(pair) != 2 or len(pair[0]) != 64 for pair in pairs):
        raise Rejected("backup.spoiled", SUMS)
    return {name: found for found, name in pairs}


def media_sums(sums: dict[str, str]) -> dict[str, str]:
    """Return the sums of the pictures alone, by id."""
    head = f"../{MEDIA}/"
    return {name.removeprefix(head): found for name, found in sums.items() if name.startswith(head)}


def _filled(live: Database, settings: HubSettings, part: Path, to: Path) -> tuple[backups.Looked, Copied, int]:
    """Copy the database, look at the copy, then bring the pictures it names."""
    before, turn = _before(to)
    with _copied(live, part) as copy:
        found = backups.look(copy)
        with copy.read() as connection:
            records = recorded(connection)
    return found, copy_media(settings.media_dir, to / MEDIA, records, before, turn), turn


@contextmanager
def _copied(live: Database, part: Path) -> Iterator[Database]:
    """The copy as a database that can be asked: a SQLite file is one; a dump is read back into one beside the hub's."""
    if live.is_sqlite:
        copying.copy_file(Path(str(live.url.database)), part / SQLITE)
        with _closing(Database(f"sqlite:///{part / SQLITE}")) as copy:
            yield copy
        return
    with dumping.scratch(live.url) as url:
        dumping.dump(live.url, part / POSTGRESQL)
        dumping.restore(part / POSTGRESQL, url)
        with _closing(Database(url.render_as_string(hide_password=False))) as copy:
            yield copy


@contextmanager
def _closing(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.close()


def _before(to: Path) -> tuple[dict[str, str], int]:
    """The sums of the pictures in the newest set, and whose turn it is now; what cannot be read is read anew."""
    try:
        one = newest(to)
        return media_sums(sums_of(one)), int(orjson.loads((one / NOTE).read_bytes())["turn"]) + 1
    except (Rejected, OSError, ValueError, KeyError, TypeError):
        return {}, 0


def _write_down(part: Path, found: backups.Looked, copied: Copied, turn: int, now: datetime) -> None:
    database = next(name for name in (SQLITE, POSTGRESQL) if (part / name).is_file())
    sums = {database: sha256_of(part / database)}
    sums |= {f"../{MEDIA}/{media_id}": found for media_id, found in copied.sums.items()}
    (part / SUMS).write_text("".join(f"{found}  {name}\n" for name, found in sums.items()), "utf-8", newline="\n")
    note: dict[str, Any] = {"at": to_text(now), "database": database, "epoch": found.life, "seq": found.seq}
    note |= {"seats": len(found.settled), "files": len(copied.sums), "file_bytes": copied.size, "turn": turn}
    note |= {"fresh": copied.fresh, "read_back": copied.read_back}
    note |= {"awaited": copied.awaited, "damaged": copied.damaged}
    (part / NOTE).write_bytes(orjson.dumps(note, option=orjson.OPT_INDENT_2))


def _free_name(to: Path, now: datetime) -> Path:
    """Later than every set there is, whatever the clock says: the newest is found by its name."""
    last = max((when for one in sets(to) if (when := _when(one.name))), default=None)
    moment = now.astimezone(UTC).replace(microsecond=0)
    return to / f"{max(moment, last + timedelta(seconds=1)) if last else moment:{_STAMP}}"


def _when(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _forget_abandoned(to: Path) -> None:
    """What a backup left that was cut short; one that is being made now is younger."""
    for part in to.glob("*.part"):
        if part.is_dir() and time.time() - part.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(part, ignore_errors=True)
