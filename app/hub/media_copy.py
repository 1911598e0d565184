"""Copies of pictures and recordings beside a backup: each kept once, and read back against its SHA-256."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from app.durable import settle_names
from app.hub.media import is_media_id
from app.hub.tables import RECORDS

# What was read back before is read again once in so many backups: a disk spoils what nobody looks at.
EACH = 7
_BLOCK = 1 << 20


@dataclass
class Copied:
    """What lies in the copy: SHA-256 by id; what is on its way to the hub; what is not what its record says."""

    sums: dict[str, str] = field(default_factory=dict)
    size: int = 0
    fresh: int = 0
    fresh_size: int = 0
    read_back: int = 0
    awaited: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def recorded(connection: Connection) -> dict[str, str]:
    """Return the SHA-256 of each file that a hub's records name, by id."""
    table = RECORDS["media"]
    found = connection.execute(select(table.c.id, table.c.sha256))
    return {str(row.id): str(row.sha256) for row in found if is_media_id(str(row.id))}


def copy_media(source: Path, dest: Path, records: Mapping[str, str], before: Mapping[str, str], turn: int) -> Copied:
    """Bring the files of a hub to a folder of copies, which keeps what it has; return what is there now.

    `before` are the sums of the backup before this one, which is believed without reading for all but one of `EACH`
    parts of them; `turn` says which part that is now. A file without a record yet is copied too. Raises OSError.
    """
    dest.mkdir(parents=True, exist_ok=True)
    here, kept, copied = _sizes(source), _sizes(dest), Copied()
    for media_id in sorted(here.keys() | records.keys()):
        wanted = records.get(media_id) or before.get(media_id, "")
        found = before.get(media_id, "") if media_id in kept and kept[media_id] == here.get(media_id, -1) else ""
        if not found or (wanted and found != wanted) or int(found[:4], 16) % EACH == turn % EACH:
            found = _brought(source / media_id, dest / media_id, wanted, copied)
        if found:
            copied.sums[media_id] = found
            copied.size += (dest / media_id).stat().st_size
        elif media_id in here:
            copied.damaged.append(media_id)
        else:
            copied.awaited.append(media_id)
    settle_names(dest)
    return copied


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hex. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def copy_checked(source: Path, dest: Path, wanted: str) -> str:
    """Copy a file and read the copy back; it gets its name only where it is as `wanted` (anything where that is empty).

    Returns its SHA-256, or empty where it is another one. Raises OSError.
    """
    part = dest.with_name(f"{dest.name}.part")
    try:
        shutil.copyfile(source, part)
        found = sha256_of(part)
        if wanted and found != wanted:
            return ""
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(dest)
        return found
    finally:
        part.unlink(missing_ok=True)


def _brought(source: Path, dest: Path, wanted: str, copied: Copied) -> str:
    """Return the SHA-256 of the copy, made anew from the hub's file where the copy is not what it should be."""
    if dest.is_file():
        copied.read_back += 1
        found = sha256_of(dest)
        if wanted and found == wanted:
            return found
    if not source.is_file():
        return ""
    found = copy_checked(source, dest, wanted)
    if found:
        copied.fresh += 1
        copied.fresh_size += dest.stat().st_size
    return found


def _sizes(folder: Path) -> dict[str, int]:
    """The finished files of a folder: what is still coming is called `.part`."""
    return dict(_listed(folder)) if folder.is_dir() else {}


def _listed(folder: Path) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and is_media_id(entry.name):
                yield entry.name, entry.stat().st_size
