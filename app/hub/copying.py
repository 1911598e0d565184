"""A copy of a hub's SQLite file made while it works: whole, looked at, and only then under its own name."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from app.domain.errors import Rejected

_PAGES_AT_ONCE = 1_024


def copy_file(source: Path, dest: Path) -> None:
    """Copy a database that may be in use to `dest`; what was there before is replaced by a sound copy only.

    Raises Rejected("backup.damaged"), sqlite3.Error, OSError.
    """
    part = dest.with_name(f"{dest.name}.part")
    dest.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy, pages=_PAGES_AT_ONCE)
            copy.execute("PRAGMA journal_mode = delete")
            verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise Rejected("backup.damaged", str(verdict))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(dest)
    finally:
        part.unlink(missing_ok=True)
