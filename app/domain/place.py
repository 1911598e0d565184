"""Named places and municipal parts: markets, schools, underpasses, ponding points, manholes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with a code (一铺一码, a 16-digit part code …); `kind` says market, school, ponding_point, manhole …"""

    id: str
    code: str
    name: str
    kind: str
    lon: float
    lat: float
    pinyin: str = ""
    address: str = ""
    area_code: str = ""
    unit_id: str = ""
