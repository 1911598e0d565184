"""What the hub's newest verified backup holds: a seat lets go of its own actions only behind it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.hub import audit, epoch
from app.hub.connection import Database
from app.hub.tables import meta, seat

_SEAT, _LAST = "backup:", "last_backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was looked at and found whole: when, up to which change number, and how many seats it knows.

    `files` pictures and recordings of `file_bytes` are in it; `awaited` are recorded and were not at the hub, `damaged`
    are not what their record says. `files` is -1 where only a database was looked at. `place` is the backup's folder.
    """

    at: str
    seq: int
    seats: int
    files: int = -1
    file_bytes: int = 0
    awaited: int = 0
    damaged: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A copy of a database that is sound: of which life of a hub, up to which change, and each seat's last number."""

    life: str
    seq: int
    settled: Mapping[str, int]


def reach(connection: Connection, no: str) -> int:
    """Return the last of a seat's own numbers that the newest verified backup holds, 0 where there is none."""
    return int(connection.execute(select(meta.c.v).where(meta.c.k == f"{_SEAT}{no}")).scalar() or 0)


def last(connection: Connection) -> Backup | None:
    """Return the newest verified backup, None where there has been none."""
    kept = connection.execute(select(meta.c.v).where(meta.c.k == _LAST)).scalar()
    names = {field.name for field in fields(Backup)}  # another version of this program may say more
    return Backup(**{k: v for k, v in orjson.loads(kept).items() if k in names}) if kept else None


def look(copy: Database) -> Looked:
    """Look at a copy of a hub's database. Raises Rejected("backup.damaged") where the chain of its audit is broken."""
    broken = audit.verify(copy)
    if broken is not None:
        raise Rejected("backup.damaged", str(broken))
    with copy.read() as connection:
        settled = {str(no): int(n) for no, n in connection.execute(select(seat.c.no, seat.c.last_n))}
        return Looked(epoch.stored(connection), epoch.head(connection), settled)


def note(live: Database, found: Looked, now: datetime, more: Mapping[str, Any] | None = None) -> Backup:
    """Note in the hub how far a copy reaches, with `more` of what `Backup` tells, and return that.

    Raises Rejected: backup.foreign (of another hub, or of another life of this one), backup.ahead (it holds more than
    the hub: the two are the wrong way round).
    """
    backup = Backup(to_text(now), found.seq, len(found.settled), **(more or {}))
    with live.write() as connection:
        if epoch.stored(connection) != found.life:
            raise Rejected("backup.foreign", found.life)
        if epoch.head(connection) < found.seq:
            raise Rejected("backup.ahead", str(found.seq))
        _keep(connection, backup, found.settled)
    return backup


def confirm(live: Database, copy: Database, now: datetime) -> Backup:
    """Look at a copy of this hub's database, note how far it reaches, and return that. Raises as both do."""
    return note(live, look(copy), now)


def _keep(connection: Connection, backup: Backup, settled: Mapping[str, int]) -> None:
    connection.execute(meta.delete().where(meta.c.k.startswith(_SEAT, autoescape=True) | (meta.c.k == _LAST)))
    rows = [{"k": f"{_SEAT}{no}", "v": str(n)} for no, n in settled.items()]
    connection.execute(meta.insert(), [*rows, {"k": _LAST, "v": orjson.dumps(asdict(backup)).decode()}])
