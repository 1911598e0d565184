"""`hall hub backup`: copy the hub's database while it works, look at the copy, and note how far it reaches."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.hub_keys import Data, Db, Json, database_at, opened
from app.cli.printing import as_json
from app.domain.errors import Unavailable


def backup(
    to: Annotated[Path | None, typer.Option(help="file for the copy of a SQLite hub, better on another disk")] = None,
    restored: Annotated[
        str, typer.Option(help="database URL of a backup put back elsewhere, to be checked: PostgreSQL, or any other")
    ] = "",
    data: Data = Path("hub-data"),
    db: Db = "",
    json: Json = False,
) -> None:
    """Make and check a backup; seats then let go of what it holds once the rules' `outbox_days` are over.

    A SQLite hub is copied to --to while it works. On PostgreSQL, restore your own backup into another database and
    name that with --restored: its audit chain is checked and how far it reaches is noted in the hub.
    """
    from app.domain.clock import SystemClock
    from app.hub import backups
    from app.hub.connection import Database
    from app.hub.copying import copy_file

    if bool(to) == bool(restored):
        raise typer.BadParameter("name the copy with --to, or a backup that was put back with --restored")
    if not db and not (data / "hub.db").exists():
        raise Unavailable(f"{data} holds no hub", "check --data", "database.away")
    with database_at(data, db) as live, opened():
        if to is not None:
            if not live.is_sqlite:
                raise typer.BadParameter("this hub is on PostgreSQL: use pg_dump, restore it elsewhere, and --restored")
            copy_file(Path(str(live.url.database)), to)
        copy = Database(restored or f"sqlite:///{to}")
        try:
            found = backups.confirm(live, copy, SystemClock().now())
        finally:
            copy.close()
    if json:
        as_json({"at": found.at, "seq": found.seq, "seats": found.seats, "copy": str(to or "")})
    else:
        typer.echo(f"sound: change {found.seq}, {found.seats} seats, {found.at}")
