"""`hall hub backup` and `hall hub restore`: everything a hub keeps, copied while it works, looked at, and put back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.hub_keys import Data, Db, Json, database_at, opened
from app.cli.printing import as_json
from app.domain.errors import Rejected, Unavailable


def backup(
    to: Annotated[
        Path | None,
        typer.Option(help="folder of backups, better on another disk; used again each time", file_okay=False),
    ] = None,
    restored: Annotated[
        str, typer.Option(help="database URL of a backup of your own put back elsewhere, to be checked; no pictures")
    ] = "",
    keep: Annotated[int, typer.Option(min=1, help="how many backups stay in the folder")] = 7,
    data: Data = Path("hub-data"),
    db: Db = "",
    json: Json = False,
) -> None:
    """Back up database, pictures and recordings while the hub works, and verify the backup.

    --to gets a dated folder with the database and SHA256SUMS (`sha256sum -c` reads it), and one folder `media` in which
    every picture lies once. A SQLite file is checked whole; a PostgreSQL dump is read back into a database of its own
    beside the hub's, which takes room there for a while and CREATEDB. Seats then let go of what the backup holds once
    the rules' `outbox_days` are over. Run it every night; `hall doctor` tells of its age.

    Put a backup back with `hall hub restore FOLDER`.
    """
    from app.domain.clock import SystemClock
    from app.hub import backup_sets, backups
    from app.hub.connection import Database
    from app.hub.settings import HubSettings

    if bool(to) == bool(restored):
        raise typer.BadParameter("name a folder with --to, or a backup that was put back with --restored")
    if not db and not (data / "hub.db").exists():
        raise Unavailable(f"{data} holds no hub", "check --data", "database.away")
    with database_at(data, db) as live, opened(), _disk():
        if to is not None:
            found = backup_sets.make(live, HubSettings(data_dir=data, db_url=db), to, SystemClock(), keep)
        else:
            copy = Database(restored)
            try:
                found = backups.confirm(live, copy, SystemClock().now())
            finally:
                copy.close()
    _tell(found, json)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help="folder of backups, or one dated backup in it")],
    data: Data = Path("hub-data"),
    db: Db = "",
    json: Json = False,
) -> None:
    """Put the newest backup of FOLDER back: database, pictures and recordings, each checked by its SHA-256.

    With the hub stopped: --data must hold no hub any more (move what is left of it away, do not delete it), and a
    PostgreSQL database named by --db must be new and empty. Then start `hall hub` with the same --data and --db: every
    seat notices by itself, sends again what the backup does not have, and offers its pictures anew. Whoever signed in
    after the backup is asked for the password once more.
    """
    from app.hub.putting_back import put_back
    from app.hub.settings import HubSettings

    with opened(), _disk():
        done = put_back(source, HubSettings(data_dir=data, db_url=db))
    told = {"backup": str(done.source), "files": done.files, "damaged": list(done.damaged)}
    if json:
        as_json(told)
    else:
        typer.echo(f"put back: {done.source}, {done.files} pictures and recordings; now start the hub")
    if done.damaged:
        raise Rejected("backup.media_damaged", ", ".join(done.damaged[:20]))


def _tell(found: Any, json: bool) -> None:
    told = {"at": found.at, "seq": found.seq, "seats": found.seats, "copy": found.place}
    counts = {"files": found.files, "file_bytes": found.file_bytes, "awaited": found.awaited, "damaged": found.damaged}
    if json:
        as_json(told | (counts if found.files >= 0 else {}))
    else:
        typer.echo(f"sound: change {found.seq}, {found.seats} seats, {found.at}")
        if found.files >= 0:
            late = f", {found.awaited} not at the hub yet" if found.awaited else ""
            typer.echo(f"pictures and recordings: {found.files}, {found.file_bytes / 1e6:.1f} MB{late}")
    if found.damaged:
        raise Rejected("backup.media_damaged", f"{found.damaged}; see backup.json in {found.place}")


@contextmanager
def _disk() -> Iterator[None]:
    """Say plainly that the disk, not the hub, was at fault. Raises Unavailable."""
    try:
        yield
    except (OSError, sqlite3.Error) as fault:
        raise Unavailable(f"{fault}", "check the folder and the space on its disk", "backup.disk") from fault
