"""Remembers beside the database how far it had come, so that a backup put back in its place is noticed by itself."""

import os
from pathlib import Path

import orjson

from app.hub import epoch
from app.hub.connection import Database


class Tidemark:
    """A small file with the epoch and the highest change number seen. Losing it loses only the warning."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "tidemark.json"
        self._kept = 0

    def check(self, database: Database) -> bool:
        """Begin a new epoch where the database has fallen behind the mark; say whether it had."""
        marked_life, marked = self._read()  # before the database: another hub may go on while this one starts
        with database.read() as connection:
            life, head = epoch.current(connection), epoch.head(connection)
        fell_back = marked_life == life and head < marked
        if fell_back:
            life = epoch.renew_after_restore(database)
        self.keep(life, head)
        return fell_back

    def keep(self, life: str, head: int) -> None:
        """Move the mark. Written beside and renamed, so that it is never half a file."""
        if head == self._kept:
            return
        part = self._path.with_suffix(f".{os.getpid()}.{id(self)}.part")  # several hubs may share the folder
        part.write_bytes(orjson.dumps({"epoch": life, "seq": head}))
        part.replace(self._path)
        self._kept = head

    def _read(self) -> tuple[str, int]:
        try:
            found = orjson.loads(self._path.read_bytes())
            return str(found["epoch"]), int(found["seq"])
        except (OSError, ValueError, KeyError, TypeError):
            return "", 0
