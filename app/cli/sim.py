"""`hall sim`: one simulator alone, talking the real protocols."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

sim = typer.Typer(help="Simulators that talk the real protocols: RTSP, ONVIF, RTP, HTTP.", no_args_is_help=True)
City = Annotated[str, typer.Option("--city", help="county, district or metropolis")]
Seed = Annotated[int, typer.Option("--seed", help="the same seed gives the same city")]
HubUrl = Annotated[str, typer.Option("--hub", help="address of the hub")]
PasswordFile = Annotated[Path, typer.Option("--password-file", help="file with the password of the demo accounts")]
Lifeline = Annotated[bool, typer.Option("--lifeline", hidden=True)]
Host = Annotated[str, typer.Option("--host", help="address to listen on")]


@sim.command("cameras")
def cameras(
    city: City = "district",
    seed: Seed = 7,
    count: Annotated[int, typer.Option(help="only the first so many; 0 for all")] = 0,
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(help="RTSP port, 0 for a free one")] = 8554,
    ptz_port: Annotated[int, typer.Option(help="ONVIF port, 0 for a free one")] = 8580,
    login_file: Annotated[Path | None, typer.Option(help="file with USER:PASSWORD that every stream asks for")] = None,
    clips: Annotated[bool, typer.Option(help="repeat a few coded clips instead of painting live")] = False,
    lifeline: Lifeline = False,
) -> None:
    """Cameras of the demo city: RTSP streams at /<number>/main and /<number>/sub, heads that turn over ONVIF."""
    from app.bootstrap.children import stop_signal
    from app.demo.scene import camera_config

    user, _, password = login_file.read_text("utf-8").strip().partition(":") if login_file else ("", "", "")
    stop = stop_signal(lifeline)
    described = camera_config(_city(city, seed), user, password)["cameras"][: count or None]
    asyncio.run(_serve_cameras(described, host, (port, ptz_port), not clips, stop, lifeline))


async def _serve_cameras(
    described: list[dict[str, Any]], host: str, ports: tuple[int, int], live: bool, stop: Any, lifeline: bool
) -> None:
    from app.bootstrap.children import ready
    from app.devices.drivers.onvif.simulator import OnvifServer, SimHead
    from app.devices.drivers.rtsp.simulator import RtspFarm, SimCamera
    from app.devices.drivers.rtsp.simulator.camera import PRESETS

    farm = RtspFarm([SimCamera(**each) for each in described], host, live)
    names = {token: f"预置位{token}" for token in PRESETS}
    heads = {
        no: SimHead(state.head, names, state.camera.user, state.camera.password)
        for no, state in farm.states.items()
        if state.camera.ptz
    }
    turning = OnvifServer(heads, host)
    await farm.start(ports[0])
    await turning.start(ports[1])
    if lifeline:
        ready(rtsp=f"rtsp://{host}:{farm.port}", ptz=f"http://{host}:{turning.port}")
    else:
        typer.echo(f"{len(described)} cameras, e.g. {farm.url(described[0]['no'], 'sub')}; Ctrl-C ends them", err=True)
    await asyncio.to_thread(stop.wait)
    await turning.stop()
    await farm.stop()


@sim.command("speakers")
def speakers(
    city: City = "district",
    seed: Seed = 7,
    host: Host = "127.0.0.1",
    first_port: Annotated[int, typer.Option(help="first of four ports a speaker; 0 for any free ones")] = 20_000,
    recordings: Annotated[Path, typer.Option(help="folder for what each speaker plays")] = Path("build/speakers"),
    lifeline: Lifeline = False,
) -> None:
    """Loudspeakers of the demo city: real RTP receivers that play into WAV files and report back."""
    import json

    from app.bootstrap.children import ready, stop_signal
    from app.demo.scene import speaker_config
    from app.devices.drivers.rtp.simulator import run

    stop = stop_signal(lifeline)
    recordings.mkdir(parents=True, exist_ok=True)
    config = recordings / "speakers.json"
    config.write_text(json.dumps(speaker_config(_city(city, seed), recordings, host, first_port)), "utf-8")

    def tell(ports: dict[str, int]) -> None:
        if lifeline:
            ready(host=host, ports=ports)
        else:
            typer.echo(f"{len(ports)} speakers play into {recordings}; Ctrl-C ends them", err=True)

    run(str(config), tell, stop)


@sim.command("units")
def units(
    hub: HubUrl,
    password_file: PasswordFile,
    seed: Seed = 7,
    speed: Annotated[float, typer.Option(help="60 makes a minute of every hour")] = 60.0,
    lifeline: Lifeline = False,
) -> None:
    """Responsible units and collectors: they sign, handle, return, finish, verify and check over time."""
    from app.bootstrap.life import live_on, people

    live_on(people(hub, password_file, seed, speed), lifeline)


@sim.command("sensors")
def sensors(
    hub: HubUrl,
    password_file: PasswordFile,
    city: City = "district",
    seed: Seed = 7,
    drill: Annotated[str, typer.Option(help="flood or snow")] = "",
    every_s: Annotated[float, typer.Option(help="seconds between readings")] = 10.0,
    lifeline: Lifeline = False,
) -> None:
    """Water levels and rain, and the reports that keep coming in."""
    from app.bootstrap.life import live_on, world

    live_on(world(hub, password_file, _city(city, seed), seed, drill, every_s), lifeline)


def _city(size: str, seed: int) -> Any:
    from app.demo.city import generate
    from app.demo.plan import PLANS

    if size not in PLANS:
        raise typer.BadParameter(f"no city {size!r}; choose one of {', '.join(PLANS)}")
    return generate(size, seed, datetime.now(UTC))
