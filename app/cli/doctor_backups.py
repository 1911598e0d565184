"""What `hall doctor` says of backups: the last verified one, its age, what that means for the seats, and the remedy."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.cli.finding import Finding
from app.domain.clock import from_text
from app.domain.errors import Rejected, Unavailable
from app.text import local_time

# A night may fail and the next one make good for it; after two somebody must look.
STALE = timedelta(hours=48)
NAME, KEPT = "backup", "actions kept"
_NIGHTLY = "run `hall hub backup --to FOLDER` at the hub every night, onto another disk"
_MEANS = "every seat keeps what it has done since, and the hub's disk is the only other place"


def told_by_hub(metrics: str, now: datetime) -> Finding:
    """What a hub says of its backups in its metrics, to whoever asks from outside."""
    values = dict(line.split(" ", 1) for line in metrics.splitlines() if line.startswith("hall_hub_") and " " in line)
    at, seq = values.get("hall_hub_backup_timestamp_seconds"), values.get("hall_hub_backup_change_number", "0")
    if at is None:
        return Finding(NAME, "warning", "this hub does not say", "bring the hub up to this version")
    if not float(at):
        return _none()
    head = float(values.get("hall_hub_change_number", "0"))
    return _aged(datetime.fromtimestamp(float(at), UTC), now, f", change {float(seq):.0f} of {head:.0f}")


def told_at_hub(data: Path, db: str, now: datetime) -> Finding:
    """What a hub's own database says of its backups, and whether the newest still lies where it was put."""
    from sqlalchemy.exc import SQLAlchemyError

    if not db and not (data / "hub.db").is_file():
        return Finding(NAME, "fault", f"{data} holds no hub", "check --data, or name the database with --db")
    try:
        return _looked_up(data, db, now)
    except (SQLAlchemyError, ModuleNotFoundError) as away:
        reason = str(getattr(away, "orig", None) or away).strip().splitlines()[0]
        return Finding(NAME, "fault", f"the database does not open: {reason}", "check --db and --data")


def kept_by_seat(outbox: Path, now: datetime) -> Finding:
    """What a seat keeps because no backup that it has heard of holds it."""
    from app.store.connection import Connection
    from app.store.pruning import backed

    where = f"{outbox.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(where, uri=True, factory=Connection)) as connection:
            found = backed(connection)
    except (sqlite3.DatabaseError, ValueError) as fault:
        return Finding(KEPT, "warning", f"cannot be told: {fault}", "see what is said of outbox.db")
    said = f"{found.bare} done and in no verified backup"
    said += f"; newest backup with something of this seat {local_time(found.at, 'full')}" if found.at else ""
    if found.since is None or now - found.since <= STALE:
        return Finding(KEPT, "ok", said)
    said += f"; the oldest since {local_time(found.since, 'full')}: they stay here until a backup has them"
    return Finding(KEPT, "warning", said, _NIGHTLY)


def _looked_up(data: Path, db: str, now: datetime) -> Finding:
    from app.hub import backup_sets, backups, epoch
    from app.hub.connection import Database
    from app.hub.settings import HubSettings

    database = Database(HubSettings(data_dir=data, db_url=db).database_url)
    try:
        with database.read() as connection:
            last, head = backups.last(connection), epoch.head(connection)
    finally:
        database.close()
    if last is None:
        return _none()
    pictures = f", {last.files} pictures and recordings" if last.files >= 0 else ", without pictures"
    found = _aged(from_text(last.at), now, f", change {last.seq} of {head}{pictures}")
    if found.level != "ok":
        return found
    if last.files < 0:
        return Finding(
            NAME, "warning", found.found, "copy the folder `media` of --data too, or back up with --to FOLDER"
        )
    if last.damaged:
        said = f"{found.found}, {last.damaged} damaged at the hub"
        return Finding(NAME, "warning", said, f"look into backup.json in {last.place}, and check the hub's disk")
    return found if _is_there(backup_sets.newest, last.place) else _gone(found, last.place)


def _is_there(newest: Callable[[Path], Path], place: str) -> bool:
    try:
        return newest(Path(place)).is_dir()
    except (Rejected, Unavailable, OSError):
        return False


def _gone(found: Finding, place: str) -> Finding:
    return Finding(NAME, "warning", f"{found.found}; not found in {place}", "connect its disk, or make another backup")


def _none() -> Finding:
    said = "none was ever verified: every seat keeps all it has done, and the hub's disk is the only other place"
    return Finding(NAME, "warning", said, _NIGHTLY)


def _aged(at: datetime, now: datetime, more: str) -> Finding:
    said = f"{local_time(at, 'full')}, {_age(now - at)} old{more}"
    if now - at <= STALE:
        return Finding(NAME, "ok", f"{said}; seats let go of what it holds")
    return Finding(NAME, "warning", f"{said}: {_MEANS}", _NIGHTLY)


def _age(span: timedelta) -> str:
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"
