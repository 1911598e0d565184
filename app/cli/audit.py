"""`hall audit`: check the hash chain of the hub's audit book."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json
from app.domain.errors import Rejected

audit = typer.Typer(help="The audit book of the hub.", no_args_is_help=True)


@audit.command("verify")
def verify(
    hub: Annotated[str, typer.Option(help="address of the hub")] = "",
    profile: Annotated[Path | None, typer.Option(help="profile of a signed-in seat, for its session")] = None,
    user: Annotated[str, typer.Option(help="user allowed to read the book")] = "admin",
    password_file: Annotated[
        Path | None, typer.Option(help="file with that user's password", exists=True, dir_okay=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Check every row against the one before it; exit 1 and the first broken row where the chain does not hold."""
    verdict = _ask(hub, profile, user, password_file)
    if json:
        as_json(verdict)
    elif verdict["sound"]:
        typer.echo("the audit book is sound")
    if not verdict["sound"]:
        typer.echo(f"the audit book is broken at row {verdict['first_broken']}", err=True)
    sys.exit(0 if verdict["sound"] else 1)


def _ask(hub: str, profile: Path | None, user: str, password_file: Path | None) -> dict[str, Any]:
    from app.protocol.rest import RestDoor

    if profile is not None:
        from app.bootstrap.session_file import SessionFile
        from app.paths import Profile

        kept = SessionFile(Profile(profile)).read()
        if kept is None:
            raise Rejected("token.invalid", f"nobody has signed in with {profile}")
        door = RestDoor(hub or kept[0])
        door.use_token(kept[1].token)
    elif hub and password_file:
        door = RestDoor(hub)
        door.sign_in("audit", user, password_file.read_text("utf-8").strip())
    else:
        raise typer.BadParameter("name --profile, or --hub with --password-file")
    try:
        return door.verify_audit()
    finally:
        door.close()
