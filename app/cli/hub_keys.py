"""`hall hub key`: the keys of other programs that bring reports, made and taken back beside the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_table
from app.domain.errors import Unavailable

key = typer.Typer(help="Keys of other programs (Open311); there is none by default.", no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="folder of the hub's data")]
Db = Annotated[str, typer.Option(envvar="HALL_DB", help="database URL of the hub; SQLite under --data if empty")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
_DATA = Path("hub-data")


@key.command("add")
def add(
    name: Annotated[str, typer.Argument(help="name of the program; its reports carry it")],
    source: Annotated[str, typer.Option(help="source of its cases, e.g. internet, report_reward")] = "internet",
    data: Data = _DATA,
    db: Db = "",
    json: Json = False,
) -> None:
    """Make a key, or a new secret for the key of that name, and show the secret once."""
    from app.domain.clock import SystemClock
    from app.hub import keys

    with database_at(data, db) as database, database.write() as connection:
        secret = keys.make(connection, name, source, "", SystemClock().now())
    if json:
        as_json({"name": name, "source": source, "api_key": secret})
    else:
        typer.echo(secret)


@key.command("list")
def list_keys(data: Data = _DATA, db: Db = "", json: Json = False) -> None:
    """List the keys that hold; secrets are not kept."""
    from app.hub import keys

    with database_at(data, db) as database, database.read() as connection:
        found = [(one.name, one.source, one.made_at) for one in keys.listed(connection)]
    if json:
        as_json([dict(zip(("name", "source", "made_at"), one, strict=True)) for one in found])
    else:
        as_table(("name", "source", "made at"), found)


@key.command("end")
def end(name: Annotated[str, typer.Argument(help="name of the program")], data: Data = _DATA, db: Db = "") -> None:
    """Take a key back at once."""
    from app.domain.clock import SystemClock
    from app.hub import keys

    with database_at(data, db) as database, database.write() as connection:
        keys.end(connection, name, "", SystemClock().now())


@contextmanager
def opened() -> Iterator[None]:
    """Say plainly why a database cannot be opened. Raises Unavailable."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as fault:
        # The first line only: what follows is the statement, and may be long.
        reason = str(getattr(fault, "orig", None) or fault).strip().splitlines()[0]
        raise Unavailable(f"cannot open the database: {reason}", "check --db and --data", "database.away") from fault
    except ModuleNotFoundError as missing:
        raise Unavailable(f"cannot open the database: {missing}", "check --db", "database.away") from missing


@contextmanager
def database_at(data: Path, db: str) -> Iterator[Any]:
    """Open a hub's database beside the hub. Raises Unavailable where it cannot be."""
    from app.hub.schema import open_database
    from app.hub.settings import HubSettings

    with opened():
        database = open_database(HubSettings(data_dir=data, db_url=db).database_url)
    try:
        yield database
    finally:
        database.close()
