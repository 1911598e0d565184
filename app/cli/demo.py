"""`hall demo`: everything in one process group, so that one command shows it all working."""

import math
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer


def demo(
    city: Annotated[str, typer.Option(help="county, district or metropolis")] = "district",
    seconds: Annotated[
        float, typer.Option(help="end by itself after so many seconds; 0 runs until closed, or to a tour's end")
    ] = 0.0,
    shots: Annotated[Path | None, typer.Option(help="folder for screenshots of a short tour")] = None,
    tour: Annotated[str, typer.Option(help="which way the tour takes: rooms, desk, or a chapter of desk")] = "rooms",
    drill: Annotated[str, typer.Option(help="flood or snow")] = "",
    seed: Annotated[int, typer.Option(help="the same seed gives the same city")] = 7,
    speed: Annotated[float, typer.Option(help="how fast units work; 60 makes a minute of every hour")] = 60.0,
    seat: Annotated[str, typer.Option(help="which seat to sit down at; 02 is the shift leader's")] = "01",
    user: Annotated[str, typer.Option(help="who sits there; the seat's own officer if empty")] = "",
    data: Annotated[Path | None, typer.Option(help="folder for the demo's own data")] = None,
    language: Annotated[str, typer.Option(help="zh_CN or en")] = "zh_CN",
    theme: Annotated[str, typer.Option(help="dark or light")] = "dark",
) -> None:
    """Show the console on an embedded hub with a demo city, simulated cameras, speakers, sensors and units."""
    from app.bootstrap.console import open_console
    from app.bootstrap.household import demo_folder, open_household, sit_down
    from app.bootstrap.routes import ROUTES
    from app.bootstrap.tour import Tour
    from app.demo.plan import PLANS

    if city not in PLANS:
        raise typer.BadParameter(f"no city {city!r}; choose one of {', '.join(PLANS)}")
    if drill not in ("", "flood", "snow"):
        raise typer.BadParameter("--drill is flood or snow")
    if tour not in ROUTES:
        raise typer.BadParameter(f"--tour is {' or '.join(ROUTES)}")
    folder = demo_folder(city, seed, data)
    with ExitStack() as stack:
        typer.echo(f"the demo city lives in {folder}; the first start of a day builds it", err=True)
        home = open_household(stack, city, seed, folder, drill, speed)
        home = replace(home, seat=seat, user=user or f"seat{seat}")
        profile, session = sit_down(home)
        given = {"hub_url": home.hub_url, "seat": home.seat, "user": home.user, "language": language, "theme": theme}
        opened = open_console(stack, profile, given, session)
        if drill:
            opened.shell.set_mode("drill")
        walk = Tour(opened, shots, seconds, ROUTES[tour], home.password)
        if shots is not None:
            minutes = math.ceil(walk.limit_s / 60)
            typer.echo(f"{walk.length} stops; the tour ends by itself, within {minutes} minutes", err=True)
        walk.start()
        code = opened.application.exec()
        walk.stop()
    if shots is not None and walk.missing:
        typer.echo(f"not everything was seen working: {', '.join(walk.missing)}", err=True)
        code = code or 1
    sys.exit(code)
