"""`hall console`: one seat."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer


def console(
    profile: Annotated[Path, typer.Option(help="profile folder of this seat")],
    hub: Annotated[str, typer.Option(help="address of the hub")] = "",
    seat: Annotated[str, typer.Option(help="seat number")] = "",
    user: Annotated[str, typer.Option(help="user name; with --password-file it signs in at once")] = "",
    password_file: Annotated[Path | None, typer.Option(help="file with the password")] = None,
    language: Annotated[str, typer.Option(help="zh_CN or en")] = "",
    theme: Annotated[str, typer.Option(help="dark or light")] = "",
) -> None:
    """Open the console of one seat. Without a password file it asks at the first screen."""
    from app.bootstrap.console import open_console

    given = {"hub_url": hub, "seat": seat, "user": user, "language": language, "theme": theme}
    with ExitStack() as stack:
        session = typed = None
        if user and password_file is not None:
            from app.bootstrap.seat import enter_or_stay_out
            from app.paths import Profile
            from app.shell.gate import Attempt

            attempt = Attempt(hub, seat, user, password_file.read_text("utf-8").strip())
            session = enter_or_stay_out(Profile(profile), attempt)
            typed = None if session.token else attempt
        opened = open_console(stack, profile, {k: v for k, v in given.items() if v}, session, typed)
        code = opened.application.exec()
    sys.exit(code)
