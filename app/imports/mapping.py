"""The mapping of one file: which column is which field, and its time zone, coordinate system and encoding."""

import codecs
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import Rejected

CRS = ("wgs84", "cgcs2000", "gcj02", "bd09")
_KNOWN = frozenset(
    "encoding timezone crs source sheet header delimiter date_order as records columns values defaults ignore".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """How to read a file. `columns` maps a field to the columns it is taken from (several are joined by a space)."""

    encoding: str = "auto"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    crs: str = "wgs84"
    source: str = ""
    sheet: str = ""
    header: int = 1
    delimiter: str = ""
    date_order: str = "ymd"
    whole: bool = False
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)


def read_map(path: Path | None) -> FieldMap:
    """Read a mapping file; None gives the defaults, under which columns are known by their usual names.

    Raises Rejected("map.invalid") saying what is wrong, OSError.
    """
    if path is None:
        return FieldMap()
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Rejected("map.invalid", str(wrong)) from wrong
    unknown = set(told) - _KNOWN
    if unknown:
        raise Rejected("map.invalid", f"unknown: {sorted(unknown)[0]}")
    return _build(told)


def _build(told: dict[str, Any]) -> FieldMap:
    crs = str(told.get("crs", "wgs84")).lower().replace("-", "")
    order = str(told.get("date_order", "ymd")).lower()
    if crs not in CRS or order not in ("ymd", "mdy", "dmy"):
        raise Rejected("map.invalid", f"crs {crs}" if crs not in CRS else f"date_order {order}")
    return FieldMap(
        encoding=_encoding(str(told.get("encoding", "auto"))),
        timezone=_zone(str(told.get("timezone", "Asia/Shanghai"))),
        crs=crs,
        source=str(told.get("source", "")),
        sheet=str(told.get("sheet", "")),
        header=_header(told.get("header", 1)),
        delimiter=str(told.get("delimiter", "")),
        date_order=order,
        whole=str(told.get("as", "reports")) == "records",
        columns={str(name): _names(value) for name, value in _table(told, "columns").items()},
        values={str(n): {str(k): str(v) for k, v in table.items()} for n, table in _table(told, "values").items()},
        defaults={str(name): str(value) for name, value in _table(told, "defaults").items()},
    )


def _encoding(name: str) -> str:
    try:
        return name if name == "auto" else codecs.lookup(name).name
    except LookupError as wrong:
        raise Rejected("map.invalid", f"encoding {name}") from wrong


def _header(row: Any) -> int:
    if not isinstance(row, int) or row < 1:
        raise Rejected("map.invalid", f"header {row}")
    return row


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise Rejected("map.invalid", f"timezone {name}") from wrong


def _table(told: dict[str, Any], name: str) -> dict[str, Any]:
    table = told.get(name, {})
    if not isinstance(table, dict):
        raise Rejected("map.invalid", name)
    return table


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)
