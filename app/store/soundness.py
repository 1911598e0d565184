"""Whether a file of the profile is ours, of this version, and readable."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Unavailable
from app.paths import Profile
from app.store.schema import CACHE_MARK, OUTBOX_MARK, OUTBOX_VERSION, cache_version


@dataclass(frozen=True, slots=True)
class FileState:
    """One file of a profile as a look at it found it: sound, missing, older, newer, foreign, damaged, or locked and
    unreadable, which say nothing about the file itself; with what SQLite says. `rows` are its commands or cases."""

    name: str
    state: str
    detail: str = ""
    size: int = 0
    rows: int = 0


# What SQLite's own numbers of a failure mean here; everything else of the kind is the disk's.
_LOCKED = frozenset({5, 6, 15})  # BUSY, LOCKED, PROTOCOL
_SCHEMA = 1  # ERROR: a table is not there
_NO_RIGHT = frozenset({3, 8, 14, 23})  # PERM, READONLY, CANTOPEN, AUTH

_WAIT_S = 5.0


def look(profile: Profile) -> tuple[FileState, FileState]:
    """Look at every page of the outbox and the cache, reading only; a console may be running beside it."""
    return (
        _look(profile.outbox_db, OUTBOX_MARK, OUTBOX_VERSION, "intent"),
        _look(profile.cache_db, CACHE_MARK, cache_version(), "case"),
    )


def why_not(folder: Path, fault: sqlite3.OperationalError) -> Unavailable:
    """Say why the files of a profile cannot be used, and what to do: profile.locked, profile.read_only, disk.failed."""
    code = _code(fault)
    if code in _LOCKED:
        remedy = "close the program that has its files open, such as a database browser or a backup; nothing is lost"
        return Unavailable(f"{folder} is held by another program: {fault}", remedy, "profile.locked")
    if code in _NO_RIGHT:
        remedy = "run this as the user that the console runs as, or give that user the folder and its files"
        return Unavailable(f"{folder} cannot be written: {fault}", remedy, "profile.read_only")
    what = f"{folder} cannot be opened: {fault}"
    return Unavailable(what, "free some disk space and start again; nothing is lost", "disk.failed")


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
    fault: sqlite3.DatabaseError | None = None
    for way in _ways(path):
        try:
            return _read(path, way, (mark, version), table)
        except sqlite3.DatabaseError as no:
            fault = no
            if not isinstance(no, sqlite3.OperationalError) or _code(no) in (_SCHEMA, *_LOCKED):
                break
    state = _blamed(fault) if isinstance(fault, sqlite3.OperationalError) else "damaged"
    return FileState(path.name, state, str(fault), path.stat().st_size)


def _ways(path: Path) -> tuple[str, ...]:
    """How to open a file only to read it: SQLite wants to write beside it even then, unless nothing else is there."""
    return ("mode=ro",) if was_left_open(path) else ("mode=ro", "immutable=1")


def _blamed(fault: sqlite3.OperationalError) -> str:
    code = _code(fault)
    return "damaged" if code == _SCHEMA else "locked" if code in _LOCKED else "unreadable"


def _read(path: Path, way: str, known: tuple[int, int], table: str) -> FileState:
    """Raises sqlite3.DatabaseError; OperationalError where the file may not be to blame."""
    size = path.stat().st_size
    mark, version = known
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True, timeout=_WAIT_S)) as connection:
        named, current = (connection.execute(f"PRAGMA {n}").fetchone()[0] for n in ("application_id", "user_version"))
        if named != mark:
            return FileState(path.name, "foreign", f"application_id {named}", size)
        verdict = "; ".join(row[0] for row in connection.execute("PRAGMA quick_check(3)"))
        rows = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    if verdict != "ok":
        return FileState(path.name, "damaged", verdict, size, rows)
    if current != version:
        return FileState(path.name, "newer" if table == "intent" and current > version else "older", "", size, rows)
    return FileState(path.name, "sound", "", size, rows)


def _code(fault: sqlite3.Error) -> int:
    """SQLite's number of a failure without the finer shades in its upper bits."""
    return int(getattr(fault, "sqlite_errorcode", 0)) & 0xFF


def _all(path: Path, sql: str) -> list[tuple[int]]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql).fetchall()
    except sqlite3.DatabaseError:
        return []
