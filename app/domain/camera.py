"""Cameras as the hall knows them. Their passwords are not here: a seat keeps those in its own profile."""

from dataclasses import dataclass

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One camera. `kind` is dome (PTZ) or fixed; stream addresses carry no user information."""

    id: str
    no: str
    name: str
    lon: float
    lat: float
    pinyin: str = ""
    kind: str = "fixed"
    ptz: bool = False
    area_code: str = ""
    group: str = ""
    tags: tuple[str, ...] = ()
    url_main: str = ""
    url_sub: str = ""
    ptz_url: str = ""
    unit_id: str = ""
    bearing: float = 0.0
    restricted: bool = False
    enabled: bool = True


def decide(camera: Camera | None, command: Command, rules: Rules) -> Decision | Rejected:
    """Judge `camera.view`: a fact for the hub's audit book, which changes no record. It needs a camera we know."""
    if command.operation != "view":
        return Rejected("command.unknown", command.kind)
    if camera is None:
        return Rejected("camera.unknown", command.target)
    return Decision(())
