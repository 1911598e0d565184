"""`hall export`: lists of ours out as files."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json

EXPORTED = ("cases", "audit", "broadcasts", "orders")
BOOKS = ("cameras", "speakers", "units", "places", "matters", "responsibilities", "rulings", "letters")
FORMATS = ("csv", "ndjson", "xlsx")


def export_file(
    what: Annotated[str, typer.Argument(help=f"one of {', '.join((*EXPORTED, *BOOKS))}")],
    out: Annotated[Path, typer.Option(help="file to write")],
    format: Annotated[str, typer.Option("--format", help=f"one of {', '.join(FORMATS)}; by the file's ending")] = "",
    hub: Annotated[str, typer.Option(help="address of the hub")] = "",
    user: Annotated[str, typer.Option(help="user allowed to read")] = "admin",
    password_file: Annotated[
        Path | None, typer.Option(help="file with the user's password", exists=True, dir_okay=False)
    ] = None,
    profile: Annotated[Path | None, typer.Option(help="profile of a seat: works without the hub")] = None,
    fields: Annotated[str, typer.Option(help="columns and their order, by field name, with commas; all if empty")] = "",
    title: Annotated[str, typer.Option(help="title of the list")] = "",
    numbered: Annotated[bool, typer.Option("--numbered", help="number the lines")] = False,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Write a list to csv, ndjson or xlsx, with a watermark of who took it, from where, and how old it is."""
    chosen = format or out.suffix.lstrip(".")
    if what not in (*EXPORTED, *BOOKS) or chosen not in FORMATS:
        raise typer.BadParameter(f"export one of {', '.join((*EXPORTED, *BOOKS))} as one of {', '.join(FORMATS)}")
    with ExitStack() as stack:
        if profile is not None:
            rows, mark = _from_profile(stack, what, profile)
        elif hub and password_file is not None:
            rows, mark = _from_hub(stack, what, hub, user, password_file.read_text("utf-8").strip())
        else:
            raise typer.BadParameter("name --profile, or --hub with --password-file")
        from app.documents.export import Shape, export

        wanted = tuple(filter(None, (name.strip() for name in fields.split(","))))
        count = export(what, rows, out, chosen, mark, Shape(title, wanted, numbered))
    if json:
        as_json({"file": str(out), "rows": count})
    else:
        typer.echo(f"{count} rows in {out}")


def _from_profile(stack: ExitStack, what: str, profile: Path) -> tuple[Any, Any]:
    from app.bootstrap.seat import open_seat
    from app.documents.export import Mark
    from app.documents.sources import store_rows
    from app.text import _

    seat = open_seat(stack, profile)
    actor, moment = seat.actor(), stack.enter_context(seat.store.reader.moment())
    whole = what not in BOOKS  # a book is read in one piece, a moment later
    mark = Mark(actor.seat, actor.name, moment.at, _("本席缓存"), moment.as_of, whole)
    return store_rows(what, seat.store.reader, moment), mark


def _from_hub(stack: ExitStack, what: str, hub: str, user: str, password: str) -> tuple[Any, Any]:
    from datetime import UTC, datetime

    from app.documents.export import Mark
    from app.documents.sources import hub_rows
    from app.protocol.rest import RestDoor
    from app.text import _

    door = RestDoor(hub)
    stack.callback(door.close)
    actor = door.sign_in("export", user, password)
    now = datetime.now(UTC)
    return hub_rows(what, door), Mark("", actor.name, now, _("中心平台"), now)
