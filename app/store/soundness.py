"""Whether a file of the profile is ours, of this version, and readable."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.paths import Profile
from app.store.schema import CACHE_MARK, OUTBOX_MARK, OUTBOX_VERSION, cache_version


@dataclass(frozen=True, slots=True)
class FileState:
    """One file of a profile as a look at it found it: sound, missing, older, newer, foreign or damaged, and what SQLite
    says of the damage. `rows` are its commands or cases."""

    name: str
    state: str
    detail: str = ""
    size: int = 0
    rows: int = 0


def look(profile: Profile) -> tuple[FileState, FileState]:
    """Look at every page of the outbox and the cache, reading only; a console may be running beside it."""
    return (
        _look(profile.outbox_db, OUTBOX_MARK, OUTBOX_VERSION, "intent"),
        _look(profile.cache_db, CACHE_MARK, cache_version(), "case"),
    )


def is_sound(path: Path, mark: int, version: int, thorough: bool) -> bool:
    """Say whether a file is one of ours, of this version, and readable; `thorough` reads every page of it.

    Raises sqlite3.OperationalError where the disk does not let it be opened: that says nothing about the file.
    """
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=20)
        try:
            named = connection.execute("PRAGMA application_id").fetchone()[0] == mark
            current = connection.execute("PRAGMA user_version").fetchone()[0] == version
            check = "PRAGMA quick_check(1)" if thorough else "SELECT 'ok' FROM sqlite_master LIMIT 1"
            return bool(named and current and connection.execute(check).fetchone() == ("ok",))
        finally:
            connection.close()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def version_of(path: Path, mark: int) -> int:
    """Return the version of a file of ours; 0 where it is not ours or cannot be read."""
    named = _all(path, "PRAGMA application_id")
    version = _all(path, "PRAGMA user_version")
    return int(version[0][0]) if named and version and named[0][0] == mark else 0


def was_left_open(path: Path) -> bool:
    """Say whether the last writer did not close the file: its WAL is still there."""
    return path.with_name(path.name + "-wal").exists()


def _look(path: Path, mark: int, version: int, table: str) -> FileState:
    if not path.exists():
        return FileState(path.name, "missing")
    size = path.stat().st_size
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=20)) as connection:
            named, current = (
                connection.execute(f"PRAGMA {n}").fetchone()[0] for n in ("application_id", "user_version")
            )
            if named != mark:
                return FileState(path.name, "foreign", f"application_id {named}", size)
            verdict = "; ".join(row[0] for row in connection.execute("PRAGMA quick_check(3)"))
            rows = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    except sqlite3.DatabaseError as fault:
        return FileState(path.name, "damaged", str(fault), size)
    if verdict != "ok":
        return FileState(path.name, "damaged", verdict, size, rows)
    if current != version:
        return FileState(path.name, "newer" if table == "intent" and current > version else "older", "", size, rows)
    return FileState(path.name, "sound", "", size, rows)


def _all(path: Path, sql: str) -> list[tuple[int]]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql).fetchall()
    except sqlite3.DatabaseError:
        return []
