"""`hall export`: lists of ours out as files."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from app.cli.printing import as_json

EXPORTED = ("cases", "audit", "broadcasts", "orders")
FORMATS = ("csv", "ndjson", "xlsx")


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
