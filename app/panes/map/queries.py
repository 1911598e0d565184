"""What the map room reads: places of cases and devices, what is near a point, and the words of a card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

from app.domain.camera import Camera
from app.domain.case import Case, light
from app.domain.case.clocks import warn_before
from app.domain.speaker import Speaker
from app.domain.unit import Unit
from app.store import Around, CaseQuery, CaseRow, Near, Reader
from app.text import _, local_time
from app.words import word

OPEN_PAGE = 2000
CLOSED_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Dot:
    """A case on the map, with what its light needs: seconds since 1970, `inf` for never."""

    id: str
    lon: float
    lat: float
    open: bool = True
    paused: bool = False
    due_s: float = inf
    warn_s: float = inf


@dataclass(frozen=True, slots=True)
class Pin:
    """A device or unit on the map; `sort` chooses its sign."""

    id: str
    name: str
    lon: float
    lat: float
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a thing under the pointer: plain text only."""

    title: str
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Vicinity:
    """What lies round a point or inside a drawn circle."""

    lon: float
    lat: float
    radius_m: float
    title: str
    drawn: bool = False
    cases: tuple[Near, ...] = ()
    cameras: tuple[Near, ...] = ()
    speakers: tuple[Near, ...] = ()
    unit: Unit | None = None
    ground: str = ""


def open_cases(reader: Reader) -> list[Dot]:
    """Every open case that has a place."""
    return list(_dots(reader, CaseQuery(), OPEN_PAGE, None))


def closed_cases(reader: Reader) -> list[Dot]:
    """The newest settled cases that have a place, at most `CLOSED_MOST` looked at."""
    return [dot for dot in _dots(reader, CaseQuery(scope="all", order="new"), OPEN_PAGE, CLOSED_MOST) if not dot.open]


def these_cases(reader: Reader, ids: Iterable[str]) -> tuple[list[Dot], list[str]]:
    """These cases as they are now, and the ids that have no place any more."""
    found = {case_id: reader.case(case_id) for case_id in ids}
    dots = {case_id: dot_of(row) for case_id, row in found.items() if row is not None}
    placed = [dot for dot in dots.values() if dot is not None]
    return placed, [case_id for case_id in found if dots.get(case_id) is None]


def dot_of(case: Case) -> Dot | None:
    """The case as a dot, None where it has no place."""
    if case.lon is None or case.lat is None:
        return None
    due = case.due_at.timestamp() if case.due_at else inf
    warn = due - warn_before(case).total_seconds() if case.due_at else inf
    return Dot(case.id, case.lon, case.lat, case.is_open, case.paused_at is not None, due, warn)


def _dots(reader: Reader, query: CaseQuery, page: int, most: int | None) -> Iterable[Dot]:
    after, seen = None, 0
    while True:
        found = reader.cases(query, after, page)
        yield from (dot for row in found.rows if (dot := dot_of(row)) is not None)
        seen += len(found.rows)
        after = found.next
        if after is None or (most is not None and seen >= most):
            return


def pins(reader: Reader, kind: str) -> list[Pin]:
    """Cameras, speakers or units with a place."""
    return [
        Pin(r.id, r.name, r.lon, r.lat, _sort(r)) for r in reader.all(kind) if r.lon is not None and r.lat is not None
    ]


def _sort(record: Camera | Speaker | Unit) -> str:
    if not record.enabled:
        return "off"
    return record.kind if isinstance(record, Camera) else ""


def boundaries(reader: Reader) -> list[dict[str, Any]]:
    """The areas of the cache as GeoJSON features for the sheet of lines."""
    return [
        {
            "type": "Feature",
            "properties": {"kind": "boundary", "level": area.level, "name": area.name},
            "geometry": {"type": "Polygon", "coordinates": area.rings},
        }
        for area in reader.all("area")
        if area.rings
    ]


def place_of(reader: Reader, kind: str, record_id: str) -> tuple[float, float, str] | None:
    """Longitude, latitude and name of a record, None where it has no place."""
    record = reader.case(record_id) if kind == "case" else reader.get(kind, record_id)
    if record is None or record.lon is None or record.lat is None:
        return None
    return record.lon, record.lat, _title(kind, record)


def around(reader: Reader, lon: float, lat: float, radius_m: float, title: str) -> Vicinity:
    """The nearest cameras and speakers, the open cases within the radius, who is in charge, and which ground it is."""
    near: Around = reader.around(lon, lat, cameras=6, speakers=6, places=1)
    cases = tuple(reader.near(lon, lat, radius_m, ("case",))[:6])
    ground = near.grid.name if near.grid else ""
    name = title or (near.places[0].record.name if near.places and near.places[0].distance_m < radius_m else "")
    return Vicinity(
        lon, lat, radius_m, name or point_words(lon, lat), False, cases, near.cameras, near.speakers, near.unit, ground
    )


def inside(reader: Reader, lon: float, lat: float, radius_m: float) -> Vicinity:
    """What a drawn circle holds, the nearest first."""
    found = reader.near(lon, lat, radius_m, ("camera", "speaker", "case"))
    kinds = {kind: tuple(near for near in found if near.kind == kind) for kind in ("camera", "speaker", "case")}
    unit = reader.around(lon, lat, cameras=0, speakers=0, places=0).unit
    title = _("圈选 {radius}").format(radius=metres(radius_m))
    return Vicinity(lon, lat, radius_m, title, True, kinds["case"], kinds["camera"], kinds["speaker"], unit)


def card(reader: Reader, layer: str, record_id: str, now: datetime) -> Card | None:
    """The card of a thing, None where it is gone."""
    if layer == "case":
        row = reader.case(record_id)
        return _case_card(row, now) if row else None
    record = reader.get(layer, record_id)
    return _pin_card(layer, record) if record else None


def _case_card(row: CaseRow, now: datetime) -> Card:
    what = word("light", light(row, now))
    due = _("{light} · 时限 {time}").format(light=what, time=local_time(row.due_at)) if row.due_at else what
    waiting = _("待发 {n}").format(n=row.pending) if row.pending else ""
    lines = (f"{word('state', row.state)} · {word('source', row.source)}", due, row.address or row.description)
    return Card(_title("case", row), tuple(line for line in lines if line), waiting)


def _pin_card(layer: str, record: Any) -> Card:
    off = "" if record.enabled else _("已停用")
    if layer == "camera":
        restricted = _("受限：调看会记入审计") if record.restricted else ""
        kind = word("camera_kind", record.kind)
        return Card(_title(layer, record), tuple(filter(None, (kind, record.group, restricted))), off)
    if layer == "speaker":
        return Card(_title(layer, record), (_("音量 {n}").format(n=record.volume),), off)
    return Card(_title(layer, record), (record.phone,) if record.phone else (), off)


def _title(kind: str, record: Any) -> str:
    if kind == "case":
        number = record.case_no or _("待编号")
        return f"{number} {record.matter_name}".strip()
    number = getattr(record, "no", "") or getattr(record, "code", "")
    return f"{number} {record.name}".strip() if kind in ("camera", "speaker") else str(record.name)


def title_of(near: Near) -> str:
    """A neighbour's number and name."""
    return _title(near.kind, near.record)


def metres(distance: float) -> str:
    """A distance as one reads it: 85 米, 1.2 公里."""
    if distance < 1000:
        return _("{n} 米").format(n=round(distance))
    return _("{n} 公里").format(n=f"{distance / 1000:.1f}")


def point_words(lon: float, lat: float) -> str:
    """A point nobody has named: its degrees."""
    return _("{lat}°N {lon}°E").format(lat=f"{lat:.5f}", lon=f"{lon:.5f}")
