"""Cameras as the hall knows them. Their passwords are not here: a seat keeps those in its own profile."""

from dataclasses import dataclass


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
