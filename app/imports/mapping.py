"""The mapping of one file: which column is which field, and its time zone, coordinate system and encoding."""

import codecs
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import Rejected
from app.paths import resources

AUTO = 0
"""The header row is looked for: the first that has several cells, all of them text."""
CRS = ("wgs84", "cgcs2000", "gcj02", "bd09")
_KNOWN = frozenset(
    "title encoding timezone crs source sheet header delimiter date_order as existing quoted columns usual values "
    "defaults verdict".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictMap:
    """The other system's own word on lateness: its column, the words for late and in time, and when it was written."""

    column: str
    late: str
    on_time: str
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """How to read a file. `columns` maps a field to the columns it is taken from (several are joined by a space).

    Every column of `columns` must be in the file; of `usual`, the first that says something is taken. With `quoted`, an
    apostrophe before a text is the protection the hall's own export puts there and is taken away again. With `keep`
    (`existing = "keep"`) a record the hub has already is left as it is.
    """

    encoding: str = "auto"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    crs: str = "wgs84"
    source: str = ""
    sheet: str = ""
    header: int = 1
    delimiter: str = ""
    date_order: str = "ymd"
    whole: bool = False
    quoted: bool = False
    keep: bool = False
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    usual: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    verdict: VerdictMap | None = None

    def named_fields(self) -> tuple[str, ...]:
        """Return every field the mapping speaks of."""
        return tuple(dict.fromkeys((*self.columns, *self.usual, *self.values, *self.defaults)))


def find_map(name: str) -> Path | None:
    """Return the file of a mapping given by path or by the name of one of ours (`boston311`); None for none.

    Raises Rejected("map.unknown") with the names there are.
    """
    if not name or Path(name).is_file():
        return Path(name) if name else None
    if name not in map_names():
        raise Rejected("map.unknown", f"{name}; {', '.join(map_names())}")
    return resources("imports", f"{name}.toml")


def map_names() -> tuple[str, ...]:
    """Return the names of the mappings that come with the program."""
    return tuple(sorted(path.stem for path in resources("imports").glob("*.toml")))


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
    zone = _zone(str(told.get("timezone", "Asia/Shanghai")))
    return FieldMap(
        encoding=_encoding(str(told.get("encoding", "auto"))),
        timezone=zone,
        crs=_one_of("crs", str(told.get("crs", "wgs84")).lower().replace("-", ""), CRS),
        source=str(told.get("source", "")),
        sheet=str(told.get("sheet", "")),
        header=_header(told.get("header", 1)),
        delimiter=str(told.get("delimiter", "")),
        date_order=_one_of("date_order", str(told.get("date_order", "ymd")).lower(), ("ymd", "mdy", "dmy")),
        whole=_one_of("as", str(told.get("as", "reports")), ("reports", "records")) == "records",
        quoted=told.get("quoted") is True,
        keep=_one_of("existing", str(told.get("existing", "update")), ("update", "keep")) == "keep",
        columns={str(name): _names(value) for name, value in _table(told, "columns").items()},
        usual={str(name): _names(value) for name, value in _table(told, "usual").items()},
        values={str(n): _words(n, table) for n, table in _table(told, "values").items()},
        defaults={str(name): str(value) for name, value in _table(told, "defaults").items()},
        verdict=_verdict(_table(told, "verdict"), zone),
    )


def _one_of(name: str, said: str, known: tuple[str, ...]) -> str:
    if said not in known:
        raise Rejected("map.invalid", f"{name} {said}; {', '.join(known)}")
    return said


def _encoding(name: str) -> str:
    try:
        return name if name == "auto" else codecs.lookup(name).name
    except LookupError as wrong:
        raise Rejected("map.invalid", f"encoding {name}") from wrong


def _header(row: Any) -> int:
    if row == "auto":
        return AUTO
    if not isinstance(row, int) or row < 1:
        raise Rejected("map.invalid", f"header {row}")
    return row


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise Rejected("map.invalid", f"timezone {name}") from wrong


def _table(told: dict[str, Any], name: str) -> dict[str, Any]:
    table = told.get(name, {})
    if not isinstance(table, dict):
        raise Rejected("map.invalid", name)
    return table


def _words(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise Rejected("map.invalid", f"values.{name}")
    return {str(k): str(v) for k, v in table.items()}


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)


def _verdict(told: dict[str, Any], zone: ZoneInfo) -> VerdictMap | None:
    if not told:
        return None
    if missing := {"column", "late", "on_time"} - set(told):
        raise Rejected("map.invalid", f"verdict.{sorted(missing)[0]}")
    as_of = told.get("as_of")
    if as_of is not None and not isinstance(as_of, datetime):
        raise Rejected("map.invalid", f"verdict.as_of {as_of}")
    moment = as_of.replace(tzinfo=as_of.tzinfo or zone) if as_of is not None else None
    return VerdictMap(column=str(told["column"]), late=str(told["late"]), on_time=str(told["on_time"]), as_of=moment)
