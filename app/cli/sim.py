"""`hall sim`: one simulator alone, talking the real protocols."""

import asyncio
import json as json_text
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.domain.errors import Rejected, Unavailable

sim = typer.Typer(help="Simulators that talk the real protocols: RTSP, ONVIF, RTP, HTTP.", no_args_is_help=True)
City = Annotated[str, typer.Option("--city", help="county, district or metropolis")]
Seed = Annotated[int, typer.Option("--seed", help="the same seed gives the same city")]
HubUrl = Annotated[str, typer.Option("--hub", help="address of the hub")]
PasswordFile = Annotated[
    Path,
    typer.Option("--password-file", exists=True, dir_okay=False, help="file with the password of the demo accounts"),
]
Lifeline = Annotated[bool, typer.Option("--lifeline", hidden=True)]
Json = Annotated[bool, typer.Option("--json", help="tell the addresses as one line of JSON")]
Host = Annotated[str, typer.Option("--host", help="address to listen on")]


@sim.command("cameras")
def cameras(
    city: City = "district",
    seed: Seed = 7,
    count: Annotated[int, typer.Option(min=0, help="only the first so many; 0 for all")] = 0,
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="RTSP port, 0 for a free one")] = 8554,
    ptz_port: Annotated[int, typer.Option(min=0, max=65535, help="ONVIF port, 0 for a free one")] = 8580,
    fault_port: Annotated[int, typer.Option(min=0, max=65535, help="port for `hall sim fault`, 0 for a free one")] = 0,
    login_file: Annotated[
        Path | None,
        typer.Option(help="file with USER:PASSWORD that every stream asks for", exists=True, dir_okay=False),
    ] = None,
    clips: Annotated[bool, typer.Option(help="repeat a few coded clips instead of painting live")] = False,
    json: Json = False,
    lifeline: Lifeline = False,
) -> None:
    """Cameras of the demo city: RTSP streams at /<number>/main and /<number>/sub, heads that turn over ONVIF."""
    from app.bootstrap.children import stop_signal
    from app.demo.scene import camera_config
    from app.devices.camera_farm import CameraFarm
    from app.devices.drivers.rtsp.simulator import SimCamera

    user, _, password = login_file.read_text("utf-8").strip().partition(":") if login_file else ("", "", "")
    stop = stop_signal(lifeline)
    described = camera_config(_city(city, seed), user, password)["cameras"][: count or None]
    farm = CameraFarm([SimCamera(**each) for each in described], host, port, ptz_port, fault_port, live=not clips)
    asyncio.run(_serve(farm, str(described[0]["no"]), stop, json or lifeline))


async def _serve(farm: Any, first: str, stop: threading.Event, json: bool) -> None:
    from app.bootstrap.children import ready

    try:
        try:
            ports = await farm.start()
        except OSError as taken:
            raise _taken(taken) from taken
        rtsp, ptz = f"rtsp://{ports.host}:{ports.rtsp}", f"http://{ports.host}:{ports.onvif}"
        if json:
            ready(rtsp=rtsp, ptz=ptz, control=f"{ports.host}:{ports.control}")
        else:
            typer.echo(
                f"{len(farm.cameras.states)} cameras, e.g. {rtsp}/{first}/sub; heads at {ptz}; "
                f"faults at {ports.host}:{ports.control}; Ctrl-C ends them",
                err=True,
            )
        await asyncio.to_thread(stop.wait)
    finally:
        await farm.stop()


@sim.command("fault")
def fault(
    no: Annotated[str, typer.Argument(help="number of the camera")],
    kind: Annotated[str, typer.Argument(help="what breaks; heals it if empty")] = "",
    at: Annotated[str, typer.Option("--at", help="HOST:PORT that `hall sim cameras` has named for faults")] = "",
) -> None:
    """Break a simulated camera, or heal it: loss, a frozen picture, a wrong password, as they come in a real street."""
    from app.devices.camera_farm import FarmControl
    from app.devices.drivers.rtsp.simulator import FAULTS

    host, _, port = at.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("name HOST:PORT", param_hint="--at")
    if kind not in ("", "drop", *FAULTS):
        raise typer.BadParameter(f"no fault {kind!r}; choose one of {', '.join(('drop', *FAULTS))}")
    try:
        FarmControl(host, int(port)).fault(no, kind)
    except ValueError as unknown:
        raise Rejected("record.unknown", no) from unknown
    except OSError as away:
        raise Unavailable(f"no cameras at {at}: {away.strerror or away}", "is `hall sim cameras` running?") from away


def _taken(taken: OSError) -> Unavailable:
    return Unavailable(f"cannot listen: {taken.strerror or taken}", "choose another port", "listen.taken")


@sim.command("speakers")
def speakers(
    city: City = "district",
    seed: Seed = 7,
    host: Host = "127.0.0.1",
    first_port: Annotated[
        int, typer.Option(min=0, max=65535, help="first of four ports a speaker; 0 for any free ones")
    ] = 20_000,
    recordings: Annotated[Path, typer.Option(help="folder for what each speaker plays")] = Path("build/speakers"),
    json: Json = False,
    lifeline: Lifeline = False,
) -> None:
    """Loudspeakers of the demo city: real RTP receivers that play into WAV files and report back."""
    from app.bootstrap.children import ready, stop_signal
    from app.demo.scene import speaker_config
    from app.devices.drivers.rtp.simulator import run

    stop = stop_signal(lifeline)
    recordings.mkdir(parents=True, exist_ok=True)
    config = recordings / "speakers.json"
    config.write_text(json_text.dumps(speaker_config(_city(city, seed), recordings, host, first_port)), "utf-8")

    def tell(ports: dict[str, int]) -> None:
        if json or lifeline:
            ready(host=host, ports=ports)
        else:
            typer.echo(f"{len(ports)} speakers play into {recordings}; Ctrl-C ends them", err=True)

    try:
        run(str(config), tell, stop)
    except OSError as taken:
        raise _taken(taken) from taken


@sim.command("units")
def units(
    hub: HubUrl,
    password_file: PasswordFile,
    seed: Seed = 7,
    speed: Annotated[float, typer.Option(min=0.01, help="60 makes a minute of every hour")] = 60.0,
    lifeline: Lifeline = False,
) -> None:
    """Responsible units and collectors: they sign, handle, return, finish, verify and check over time."""
    from app.bootstrap.life import live_on, people

    live_on(people(hub, password_file, seed, speed), lifeline, lambda: _alive("units and collectors", hub))


@sim.command("sensors")
def sensors(
    hub: HubUrl,
    password_file: PasswordFile,
    city: City = "district",
    seed: Seed = 7,
    drill: Annotated[str, typer.Option(help="flood or snow")] = "",
    every_s: Annotated[float, typer.Option(min=0.1, help="seconds between readings")] = 10.0,
    lifeline: Lifeline = False,
) -> None:
    """Water levels and rain, and the reports that keep coming in."""
    from app.bootstrap.life import live_on, world

    if drill not in ("", "flood", "snow"):
        raise typer.BadParameter("--drill is flood or snow")
    parts = world(hub, password_file, _city(city, seed), seed, drill, every_s)
    live_on(parts, lifeline, lambda: _alive("sensors and callers", hub))


def _alive(who: str, hub: str) -> None:
    typer.echo(f"{who} are at work at {hub}; Ctrl-C ends them", err=True)


def _city(size: str, seed: int) -> Any:
    from app.demo.city import generate
    from app.demo.plan import PLANS

    if size not in PLANS:
        raise typer.BadParameter(f"no city {size!r}; choose one of {', '.join(PLANS)}")
    return generate(size, seed, datetime.now(UTC))
