"""What lies near a point: boxes from the R*Trees, then real distances in metres."""

from typing import Any

from app.domain.area import Area
from app.domain.geo import box_around, distance_m, in_rings
from app.domain.unit import Unit
from app.store.connection import Connection, fetch
from app.store.rows import Near
from app.store.schema import SPOT_KINDS
from app.store.shapes import case_rows, nouns, select_list

# Nobody in a hall looks for a camera farther away than this.
_RADII_M = (250.0, 600.0, 1_500.0, 4_000.0, 12_000.0)
GRID_LEVEL = 4


def near(connection: Connection, lon: float, lat: float, radius_m: float, kinds: tuple[str, ...]) -> list[Near]:
    """Return records within `radius_m` of a point, the nearest first; a case only while it is open."""
    found: list[Near] = []
    for kind in kinds:
        for record in _in_box(connection, kind, box_around(lon, lat, radius_m)):
            distance = distance_m(lon, lat, record.lon, record.lat)
            if distance <= radius_m:
                found.append(Near(kind, record, distance))
    return sorted(found, key=lambda item: item.distance_m)


def nearest(connection: Connection, lon: float, lat: float, kind: str, number: int) -> tuple[Near, ...]:
    """Return the nearest `number` usable records of a kind, looking farther only where there are too few."""
    found: list[Near] = []
    for radius in _RADII_M:
        found = [n for n in near(connection, lon, lat, radius, (kind,)) if getattr(n.record, "enabled", True)]
        if len(found) >= number:
            break
    return tuple(found[:number])


def grid_at(connection: Connection, lon: float, lat: float) -> Area | None:
    """Return the smallest piece of ground that holds the point, or None where the hall has no boundaries there."""
    boxed = fetch(
        connection,
        f"SELECT {select_list('area', 'r')} FROM spot_area s JOIN area r ON r.rowid = s.rid "
        "WHERE s.west <= ? AND s.east >= ? AND s.south <= ? AND s.north >= ? ORDER BY r.level DESC",
        (lon, lon, lat, lat),
    )
    areas: list[Area] = nouns("area", boxed)
    return next((area for area in areas if in_rings(lon, lat, area.rings)), None)


def unit_for(connection: Connection, area_code: str, lon: float, lat: float) -> Unit | None:
    """Return who is in charge: the unit with the longest area code that covers the ground, else the nearest unit."""
    covering = fetch(
        connection,
        f"SELECT {select_list('unit', 'u')} FROM unit u WHERE u.enabled AND u.area_code <> '' "
        "AND substr(?, 1, length(u.area_code)) = u.area_code ORDER BY length(u.area_code) DESC, u.code LIMIT 20",
        (area_code,),
    )
    units: list[Unit] = nouns("unit", covering)
    best = [unit for unit in units if len(unit.area_code) == len(units[0].area_code)]
    if best:
        return min(best, key=lambda unit: _reach(unit, lon, lat))
    close = nearest(connection, lon, lat, "unit", 1)
    return close[0].record if close else None


def _reach(unit: Unit, lon: float, lat: float) -> tuple[float, str]:
    if unit.lon is None or unit.lat is None:
        return float("inf"), unit.code
    return distance_m(lon, lat, unit.lon, unit.lat), unit.code


def _in_box(connection: Connection, kind: str, box: tuple[float, float, float, float]) -> list[Any]:
    if kind not in (*SPOT_KINDS, "case"):
        raise KeyError(f"{kind} has no place on the ground")
    west, south, east, north = box
    spots, table = (f"spot_{kind}", kind) if kind != "case" else ("spot_open_case", "open_case")
    extra = ", 0, 0, '', 0" if kind == "case" else ""
    found = fetch(
        connection,
        f"SELECT {select_list(kind, 'r')}{extra} FROM {spots} s JOIN {table} r ON r.rowid = s.rid "
        "WHERE s.east >= ? AND s.west <= ? AND s.north >= ? AND s.south <= ?",
        (west, east, south, north),
    )
    return list(case_rows(found)) if kind == "case" else nouns(kind, found)
