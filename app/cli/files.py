"""`hall import` and `hall export`: files of other systems in, lists of ours out."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json
from app.domain.errors import Rejected

IMPORTED = ("cases", "cameras", "speakers", "places", "units", "boundaries", "matters")
EXPORTED = ("cases", "audit", "broadcasts", "orders")
FORMATS = ("csv", "ndjson", "xlsx")


def import_file(
    what: Annotated[str, typer.Argument(help=f"one of {', '.join(IMPORTED)}")],
    file: Annotated[Path, typer.Argument(help="csv, xlsx, json, ndjson or geojson", exists=True, dir_okay=False)],
    hub: Annotated[str, typer.Option(help="address of the hub")],
    password_file: Annotated[Path, typer.Option(help="file with the user's password", exists=True, dir_okay=False)],
    user: Annotated[str, typer.Option(help="user allowed to write records")] = "admin",
    map: Annotated[
        Path | None,
        typer.Option("--map", help="MAP.toml: columns, time zone, crs, encoding", exists=True, dir_okay=False),
    ] = None,
    rejects: Annotated[Path | None, typer.Option(help="file for refused rows; FILE.rejects.csv if empty")] = None,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Read a file into the hub. Running it twice adds nothing; refused rows are listed with the reason."""
    from app.imports.mapping import read_map
    from app.imports.work import import_file as run
    from app.protocol.rest import RestDoor

    if what not in IMPORTED:
        raise typer.BadParameter(f"cannot import {what!r}; choose one of {', '.join(IMPORTED)}")
    with ExitStack() as stack:
        door = RestDoor(hub)
        stack.callback(door.close)
        door.sign_in("import", user, password_file.read_text("utf-8").strip())
        where = rejects or file.with_name(file.name + ".rejects.csv")
        outcome = run(what, file, read_map(map), door, where)
    _print(outcome, where if outcome.refusals else None, json)
    if outcome.refusals and not outcome.changed + outcome.known:
        first = outcome.refusals[0]
        raise Rejected(first.code, f"nothing could be taken from {file.name}; {first.detail}")


def _print(outcome: Any, rejects: Path | None, json: bool) -> None:
    told = outcome.as_dict()
    if json:
        as_json({**told, "rejects": str(rejects or "")})
        return
    typer.echo("  ".join(f"{name} {value}" for name, value in told.items() if not isinstance(value, list)))
    for refusal in outcome.refusals[:20]:
        typer.echo(f"row {refusal.place}: {refusal.code} {refusal.detail}", err=True)
    if rejects is not None:
        typer.echo(f"{len(outcome.refusals)} rows refused; they are in {rejects}", err=True)


def export_file(
    what: Annotated[str, typer.Argument(help=f"one of {', '.join(EXPORTED)}")],
    out: Annotated[Path, typer.Option(help="file to write")],
    format: Annotated[str, typer.Option("--format", help=f"one of {', '.join(FORMATS)}; by the file's ending")] = "",
    hub: Annotated[str, typer.Option(help="address of the hub")] = "",
    user: Annotated[str, typer.Option(help="user allowed to read")] = "admin",
    password_file: Annotated[
        Path | None, typer.Option(help="file with the user's password", exists=True, dir_okay=False)
    ] = None,
    profile: Annotated[Path | None, typer.Option(help="profile of a seat: works without the hub")] = None,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Write a list to csv, ndjson or xlsx, with a watermark of who took it and when."""
    chosen = format or out.suffix.lstrip(".")
    if what not in EXPORTED or chosen not in FORMATS:
        raise typer.BadParameter(f"export one of {', '.join(EXPORTED)} as one of {', '.join(FORMATS)}")
    with ExitStack() as stack:
        if profile is not None:
            count = _from_profile(stack, what, profile, out, chosen)
        elif hub and password_file is not None:
            count = _from_hub(stack, what, (hub, user, password_file.read_text("utf-8").strip()), out, chosen)
        else:
            raise typer.BadParameter("name --profile, or --hub with --password-file")
    if json:
        as_json({"file": str(out), "rows": count})
    else:
        typer.echo(f"{count} rows in {out}")


def _from_profile(stack: ExitStack, what: str, profile: Path, out: Path, form: str) -> int:
    from app.bootstrap.seat import open_seat
    from app.documents.export import Mark, export
    from app.documents.sources import store_rows

    seat = open_seat(stack, profile)
    mark = Mark(seat.actor().seat, seat.actor().name, seat.store.clock.now())
    return export(what, store_rows(what, seat.store.reader), out, form, mark)


def _from_hub(stack: ExitStack, what: str, login: tuple[str, str, str], out: Path, form: str) -> int:
    from datetime import UTC, datetime

    from app.documents.export import Mark, export
    from app.documents.sources import hub_rows
    from app.protocol.rest import RestDoor

    door = RestDoor(login[0])
    stack.callback(door.close)
    actor = door.sign_in("export", login[1], login[2])
    return export(what, hub_rows(what, door), out, form, Mark("", actor.name, datetime.now(UTC)))
