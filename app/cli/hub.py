"""`hall hub`: the reference hub in the foreground."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.hub_backup import backup, restore
from app.cli.hub_keys import key, opened
from app.words import refusal

hub = typer.Typer(help="The reference hub.", invoke_without_command=True)
hub.add_typer(key, name="key")
hub.command("backup")(backup)
hub.command("restore")(restore)


@hub.callback()
def run(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="folder for the database, media and snapshots")] = Path("hub-data"),
    db: Annotated[
        str,
        typer.Option(envvar="HALL_DB", help="database URL, e.g. postgresql+psycopg://…; SQLite under --data if empty"),
    ] = "",
    listen: Annotated[str, typer.Option(help="HOST:PORT; port 0 takes a free one")] = "127.0.0.1:8700",
    admin_password_file: Annotated[
        Path | None, typer.Option(help="file with the first administrator's password", exists=True, dir_okay=False)
    ] = None,
    name: Annotated[str, typer.Option(help="name of the hall, shown at every seat")] = "城市运行管理中心",
    json: Annotated[bool, typer.Option("--json", help="tell the address as one line of JSON")] = False,
    lifeline: Annotated[bool, typer.Option(hidden=True)] = False,
    stage: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run the hub until Ctrl-C. On an empty database it creates the administrator and shows the password once."""
    if context.invoked_subcommand is not None:
        return
    from app import log
    from app.bootstrap.children import ready, stop_signal
    from app.hub import garbage
    from app.hub.first_start import ensure_admin
    from app.hub.settings import HubSettings

    host, port = address(listen)
    stop = stop_signal(lifeline)
    log.start(data / "logs")
    with _server(HubSettings(data_dir=data, db_url=db, host=host, port=port, title=name)) as server:
        if stage is not None:
            _settle(server, data, stage)
        password = ensure_admin(server.house.database, admin_password_file)
        if password:
            typer.echo(f"first start: user admin, password {password}   (shown once; change it)", err=True)
        if json or lifeline:
            ready(url=server.url)
        else:
            typer.echo(f"hub at {server.url}; Ctrl-C ends it", err=True)
        garbage.settle()
        stop.wait()


def _server(settings: Any) -> Any:
    from app.hub.serve import HubServer

    with opened():
        return HubServer(settings)


def _settle(server: Any, data: Path, stage: Path) -> None:
    """Put the demo city of a stage description into the hub."""
    import json

    from app.bootstrap.city_hub import settle

    told = json.loads(stage.read_text("utf-8"))
    settle(server, data, told["size"], told["seed"], told, told["password"])


def address(listen: str) -> tuple[str, int]:
    """Read HOST:PORT; anything else is wrong usage."""
    host, colon, port = listen.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise typer.BadParameter(f"{refusal('listen.address')} ({listen!r})", param_hint="--listen")
    return host.strip("[]") or "127.0.0.1", int(port)
