"""The demo's household: cameras, speakers, hub and the life of the city, each a process of its own on one lifeline."""

import json
import logging
import os
import secrets
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from app.bootstrap.children import Child
from app.bootstrap.city_hub import city_key
from app.bootstrap.seat import enter
from app.demo.plan import PLANS
from app.domain.clock import SystemClock
from app.paths import Profile
from app.protocol import Session
from app.shell.gate import Attempt

_log = logging.getLogger(__name__)
CAMERA_USER = "hall"
# A metropolis has a million cases to make and to load before its hub answers.
BUILD_S = 1_800.0


@dataclass(frozen=True)
class Home:
    """What a console needs to sit down in the demo."""

    hub_url: str
    seat: str
    user: str
    password: str
    camera_user: str
    camera_password: str
    basemap: Path
    folder: Path
    recordings: Path


def demo_folder(size: str, seed: int, data: Path | None = None) -> Path:
    """Return where the demo of today is kept."""
    return (data or user_cache_path("hall-console") / "demo") / city_key(size, seed, datetime.now(UTC))


def open_household(stack: ExitStack, size: str, seed: int, folder: Path, drill: str = "", speed: float = 60.0) -> Home:
    """Start everything but the console; it all ends with the stack. Raises Unavailable naming what did not start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    password, camera_password = _secret(folder / "password"), _secret(folder / "camera-password")
    login = folder / "camera-login"
    _private(login, f"{CAMERA_USER}:{camera_password}")
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    recordings = folder / "speakers"

    def child(name: str, *arguments: str) -> Child:
        made = Child(name, list(arguments), logs / f"{name}.log")
        stack.callback(made.stop)
        made.start()
        return made

    city = ("--city", size, "--seed", str(seed))
    cameras = child("cameras", "sim", "cameras", *city, "--port", "0", "--ptz-port", "0", "--login-file", str(login))
    speakers = child("speakers", "sim", "speakers", *city, "--first-port", "0", "--recordings", str(recordings))
    seen, heard = cameras.wait_ready(), speakers.wait_ready()
    stage = folder / "stage.json"
    told = {**seen, **heard, "size": size, "seed": seed, "password": password}
    _private(stage, json.dumps(told))
    hub = child(
        "hub",
        "hub",
        "--data",
        str(folder),
        "--listen",
        "127.0.0.1:0",
        "--stage",
        str(stage),
        "--name",
        f"{PLANS[size].name}城市运行管理中心",
    )
    url = str(hub.wait_ready(BUILD_S)["url"])
    who = ("--hub", url, "--password-file", str(folder / "password"), "--seed", str(seed))
    child("units", "sim", "units", *who, "--speed", str(speed))
    child("sensors", "sim", "sensors", *who, "--city", size, "--drill", drill)
    return Home(
        hub_url=url,
        seat="01",
        user="seat01",
        password=password,
        camera_user=CAMERA_USER,
        camera_password=camera_password,
        basemap=folder / "basemap.geojson",
        folder=folder,
        recordings=recordings,
    )


def _secret(path: Path) -> str:
    """Return the secret in a file, made up where there is none."""
    if not path.exists():
        _private(path, secrets.token_urlsafe(12) + "-Aa1")
    return path.read_text("utf-8").strip()


def _private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def sit_down(home: Home) -> tuple[Path, Session]:
    """Make the demo seat's profile ready and sign it in; returns the profile folder and the session."""
    profile = Profile(home.folder / f"seat-{home.seat}").make()
    _private(
        profile.camera_logins, f'[cameras."*"]\nuser = "{home.camera_user}"\npassword = "{home.camera_password}"\n'
    )
    shutil.copyfile(home.basemap, profile.maps / home.basemap.name)
    attempt = Attempt(home.hub_url, home.seat, home.user, home.password, takeover=True)
    return profile.folder, enter(profile, SystemClock(), attempt)
