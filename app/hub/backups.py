"""What the hub's newest verified backup holds: a seat lets go of its own actions only behind it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.hub import audit, epoch
from app.hub.connection import Database
from app.hub.tables import meta, seat

_SEAT = "backup:"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was looked at and found whole: when, up to which change number, and how many seats it knows."""

    at: str
    seq: int
    seats: int


def reach(connection: Connection, no: str) -> int:
    """Return the last of a seat's own numbers that the newest verified backup holds, 0 where there is none."""
    return int(connection.execute(select(meta.c.v).where(meta.c.k == f"{_SEAT}{no}")).scalar() or 0)


def confirm(live: Database, copy: Database, now: datetime) -> Backup:
    """Look at a copy of this hub's database, note in the hub how far it reaches, and return that.

    Raises Rejected: backup.foreign (of another hub, or of another life of this one), backup.damaged (the chain of its
    audit is broken), backup.ahead (it holds more than the hub: the two are the wrong way round).
    """
    broken = audit.verify(copy)
    if broken is not None:
        raise Rejected("backup.damaged", str(broken))
    with copy.read() as connection:
        life, seq = epoch.stored(connection), epoch.head(connection)
        settled = {str(no): int(n) for no, n in connection.execute(select(seat.c.no, seat.c.last_n))}
    found = Backup(to_text(now), seq, len(settled))
    with live.write() as connection:
        if epoch.stored(connection) != life:
            raise Rejected("backup.foreign", life)
        if epoch.head(connection) < seq:
            raise Rejected("backup.ahead", str(seq))
        _note(connection, settled)
    return found


def _note(connection: Connection, settled: dict[str, int]) -> None:
    connection.execute(meta.delete().where(meta.c.k.startswith(_SEAT, autoescape=True)))
    if settled:
        connection.execute(meta.insert(), [{"k": f"{_SEAT}{no}", "v": str(n)} for no, n in settled.items()])
