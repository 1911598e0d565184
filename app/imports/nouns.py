"""Rows of other systems as the hall's own nouns; each row is taken or refused alone, with the reason."""

from collections.abc import Callable, Iterator
from typing import Any

from app.domain.area import Area
from app.domain.camera import Camera
from app.domain.errors import Rejected
from app.domain.geo import to_wgs84
from app.domain.place import Place
from app.domain.speaker import Speaker
from app.domain.unit import Unit
from app.imports import values
from app.imports.cases import CASE_FIELDS, case
from app.imports.entries import algorithm, matter, responsibility, ruling, several
from app.imports.fields import Fields
from app.imports.ground import Ground
from app.words.pinyin import initials


def camera(fields: Fields) -> Camera:
    """Return a row as a camera."""
    name, no = fields.needed("name"), fields.needed("no", 64)
    lon, lat = fields.needed_spot()
    kind = "dome" if any(word in fields.text("kind").lower() for word in ("dome", "球", "ptz")) else "fixed"
    return Camera(
        id=fields.id("camera", no),
        no=no,
        name=name,
        lon=lon,
        lat=lat,
        pinyin=initials(name),
        kind=kind,
        ptz=values.flag(fields.raw("ptz"), kind == "dome"),
        area_code=fields.text("area_code", 15),
        group=fields.text("group", 100),
        tags=several(fields.text("tags")),
        url_main=_without_login(fields.text("url_main", 1000)),
        url_sub=_without_login(fields.text("url_sub", 1000)),
        enabled=values.flag(fields.raw("enabled"), True),
    )


def _without_login(url: str) -> str:
    """A password never enters the shared records."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else url


def speaker(fields: Fields) -> Speaker:
    """Return a row as a loudspeaker."""
    name, no = fields.needed("name"), fields.needed("no", 64)
    lon, lat = fields.needed_spot()
    port, volume = values.number(fields.raw("port")), values.number(fields.raw("volume"))
    if port is not None and not 0 <= port <= 65_535:
        raise Rejected("field.invalid", "port")
    return Speaker(
        id=fields.id("speaker", no),
        no=no,
        name=name,
        lon=lon,
        lat=lat,
        pinyin=initials(name),
        host=fields.text("host", 200),
        port=int(port or 0),
        volume=min(100, max(0, int(volume if volume is not None else 80))),
        area_code=fields.text("area_code", 15),
        enabled=values.flag(fields.raw("enabled"), True),
    )


def place(fields: Fields) -> Place:
    """Return a row as a place."""
    name, code = fields.needed("name"), fields.needed("code", 64)
    lon, lat = fields.needed_spot()
    return Place(
        id=fields.id("place", code),
        code=code,
        name=name,
        kind=fields.text("kind", 32) or "place",
        lon=lon,
        lat=lat,
        pinyin=initials(name),
        address=fields.text("address"),
        area_code=fields.text("area_code", 15),
    )


def unit(fields: Fields) -> Unit:
    """Return a row as a responsible unit; a position is welcome but not needed."""
    name = fields.needed("name")
    code, spot = fields.text("code", 64) or name, fields.spot()
    return Unit(
        id=fields.id("unit", code),
        code=code,
        name=name,
        short=fields.text("short") or name,
        pinyin=initials(fields.text("short") or name),
        phone=fields.text("phone", 40),
        kind=fields.text("kind", 32) or "bureau",
        area_code=fields.text("area_code", 15),
        lon=spot[0] if spot else None,
        lat=spot[1] if spot else None,
    )


_LEVELS = {"district": 1, "street": 2, "community": 3, "grid": 4, "区": 1, "街道": 2, "社区": 3, "网格": 4}


def boundary(fields: Fields) -> Area:
    """Return a GeoJSON polygon as an area; the level follows from the code's length where the file does not say."""
    code, name = fields.needed("code", 15), fields.needed("name", 100)
    geometry = fields.geometry()
    rings = tuple(_rings(geometry, fields.plan.crs)) if geometry else ()
    if not rings:
        raise Rejected("field.missing", "geometry")
    by_length = {6: 1, 9: 2, 12: 3, 15: 4}.get(len(code), 1)
    said = fields.text("level", 16)
    level = int(said) if said in ("1", "2", "3", "4") else _LEVELS.get(said, by_length)
    return Area(id=code, level=level, name=name, parent=fields.text("parent", 15), rings=rings)


def _rings(geometry: dict[str, Any], crs: str) -> Iterator[tuple[tuple[float, float], ...]]:
    shapes = {"Polygon": [geometry.get("coordinates")], "MultiPolygon": geometry.get("coordinates")}
    for polygon in shapes.get(str(geometry.get("type"))) or []:
        for ring in polygon or []:
            if len(ring) >= 4:
                yield tuple((round(x, 7), round(y, 7)) for x, y in (to_wgs84(p[0], p[1], crs) for p in ring))


def _plain(build: Callable[[Fields], Any]) -> Callable[[Fields, Ground], Any]:
    """A kind that needs no more than its row."""
    return lambda fields, _: build(fields)


KINDS: dict[str, tuple[str, Callable[[Fields, Ground], Any]]] = {
    "cases": ("case", case),
    "cameras": ("camera", _plain(camera)),
    "speakers": ("speaker", _plain(speaker)),
    "places": ("place", _plain(place)),
    "units": ("unit", _plain(unit)),
    "boundaries": ("area", _plain(boundary)),
    "matters": ("matter", matter),
    "responsibilities": ("responsibility", responsibility),
    "rulings": ("ruling", ruling),
    "algorithms": ("algorithm", algorithm),
}
"""What may be imported: the word of the command line, the kind of record, and how a row becomes one."""

_SPOT = "lon lat position"
FIELDS: dict[str, frozenset[str]] = {
    "cases": frozenset(CASE_FIELDS),
    "cameras": frozenset(f"no name kind ptz area_code group tags url_main url_sub enabled {_SPOT}".split()),
    "speakers": frozenset(f"no name host port volume area_code enabled {_SPOT}".split()),
    "places": frozenset(f"code name kind address area_code {_SPOT}".split()),
    "units": frozenset(f"code name short phone kind area_code {_SPOT}".split()),
    "boundaries": frozenset("code name level parent".split()),
    "matters": frozenset(
        "kind big_code small_code big_name name name_en limit_value limit_unit unit_name keywords standard filing_cond "
        "closing_cond valid_from valid_to sop enabled record_id".split()
    ),
    "responsibilities": frozenset(
        "matter_id matter_name area_code unit_name assist_units basis valid_from valid_to enabled record_id".split()
    ),
    "rulings": frozenset(
        "matter_id matter_name area_code part_code radius_m unit_name basis decided_by decided_at valid_from valid_to "
        f"enabled record_id {_SPOT}".split()
    ),
    "algorithms": frozenset("id name kind matter_id matter_name floor enabled".split()),
    "calendar": frozenset("date until work name".split()),
}
"""The fields a mapping may name, by the word of the command line."""
