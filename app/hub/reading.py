"""Plain reads for other programs: filters by column, pages by key, and a tag that says whether anything changed."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, or_, select, tuple_

from app.domain.errors import Rejected
from app.domain.records import column_types, columns
from app.hub import epoch
from app.hub.messages import clean_text
from app.hub.tables import RECORDS, feed

COLLECTIONS: dict[str, str] = {
    "cases": "case",
    "cameras": "camera",
    "speakers": "speaker",
    "zones": "zone",
    "units": "unit",
    "places": "place",
    "areas": "area",
    "matters": "matter",
    "responsibilities": "responsibility",
    "rulings": "ruling",
    "letters": "letter",
    "algorithms": "algorithm",
    "phrases": "phrase",
    "shared_filters": "shared_filter",
    "broadcasts": "broadcast",
    "readings": "reading",
    "operators": "operator_public",
    "rulesets": "ruleset",
    "media": "media",
}
_NEWEST = {"case": "reported_at", "broadcast": "started_at", "media": "taken_at", "letter": "issued_at"}
_TEXT = {
    "case": ("description", "address", "case_no", "source_no"),
    "broadcast": ("text",),
    "letter": ("body", "subject", "no", "unit_name"),
    "ruling": ("basis", "matter_name", "unit_name"),
    "responsibility": ("basis", "unit_name"),
}
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted of one kind."""

    kind: str
    filters: Mapping[str, Sequence[str]]
    text: str = ""
    after: str = ""
    limit: int = 200


@cache
def filters_of(kind: str) -> dict[str, str]:
    """Return the query parameters of a kind and their types; times come as `<name>_from` (in) and `<name>_to` (out)."""
    found: dict[str, str] = {}
    for name, storage in column_types(kind).items():
        if storage == "time":
            found |= {f"{name}_from": "time", f"{name}_to": "time"}
        elif storage in ("text", "integer", "boolean") and name not in _TEXT.get(kind, ())[:2]:
            found[name] = storage
    return found


def has_text(kind: str) -> bool:
    """Say whether `q` searches this kind."""
    return kind in _TEXT or "name" in columns(kind)


def page(connection: Connection, query: Query) -> tuple[list[dict[str, Any]], str]:
    """Return one page and the key of the next, which is empty on the last. Raises Rejected("field.invalid")."""
    table = RECORDS[query.kind]
    wanted = select(*(table.c[name] for name in (*columns(query.kind), "seq")))
    for name, values in query.filters.items():
        wanted = wanted.where(_filter(query.kind, name, values))
    if query.text:
        wanted = wanted.where(_contains(query.kind, query.text))
    found = [dict(row) for row in connection.execute(_ordered(query, wanted).limit(query.limit + 1)).mappings()]
    more, found = len(found) > query.limit, found[: query.limit]
    return [unfold(query.kind, row) for row in found], _key(query.kind, found[-1]) if more else ""


def one(connection: Connection, kind: str, record_id: str) -> dict[str, Any]:
    """Return one record. Raises Rejected("record.unknown")."""
    table = RECORDS[kind]
    row = connection.execute(select(table).where(table.c.id == _clean("id", record_id))).mappings().one_or_none()
    if row is None:
        raise Rejected("record.unknown", record_id[:80])
    return unfold(kind, dict(row))


def steps(connection: Connection, case_id: str) -> list[dict[str, Any]]:
    """Return the timeline of a case, oldest first. Raises Rejected("record.unknown")."""
    one(connection, "case", case_id)
    table = RECORDS["case_step"]
    found = select(table).where(table.c.case_id == case_id).order_by(table.c.at, table.c.seq)
    return [unfold("case_step", dict(row)) for row in connection.execute(found).mappings()]


def tag(connection: Connection, kind: str, question: str) -> str:
    """Return an ETag that changes when anything of this kind does; weak, as the body may travel packed."""
    newest = connection.execute(select(func.max(feed.c.seq)).where(feed.c.kind == kind)).scalar()
    told = f"{epoch.current(connection)}|{newest}|{question}"
    return f'W/"{hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]}"'


def unfold(kind: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a row into JSON: lists and maps, kept as JSON text, unfolded; keys plain (SQLAlchemy's are a subclass)."""
    row = {str(name): value for name, value in found.items()}
    for name, storage in column_types(kind).items():
        if storage == "json" and isinstance(row.get(name), str):
            row[name] = orjson.loads(row[name])
    return row


def _ordered(query: Query, wanted: Select[Any]) -> Select[Any]:
    table = RECORDS[query.kind]
    key = _decode(query.after) if query.after else None
    if query.kind not in _NEWEST:
        wanted = wanted.order_by(table.c.id)
        return wanted if key is None else wanted.where(table.c.id > key[-1])
    moment = func.coalesce(table.c[_NEWEST[query.kind]], literal_column("''"))
    wanted = wanted.order_by(moment.desc(), table.c.id.desc())
    return wanted if key is None else wanted.where(tuple_(moment, table.c.id) < tuple_(*key))


def _filter(kind: str, name: str, values: Sequence[str]) -> ColumnElement[bool]:
    table, known = RECORDS[kind], filters_of(kind)
    if name not in known:
        raise Rejected("field.unknown", name)
    cleaned = [_clean(name, value) for value in values]
    if known[name] == "time":
        column = table.c[name.removesuffix("_from").removesuffix("_to")]
        return column >= cleaned[0] if name.endswith("_from") else column < cleaned[0]
    return table.c[name].in_([_typed(name, known[name], value) for value in cleaned])


def _typed(name: str, storage: str, value: str) -> Any:
    if storage == "text":
        return value
    if storage == "boolean" and value in ("true", "false", "1", "0"):
        return value in ("true", "1")
    if storage == "integer" and value.lstrip("-").isdecimal() and len(value) < 19:
        return int(value)
    raise Rejected("field.invalid", name)


def _contains(kind: str, text: str) -> ColumnElement[bool]:
    table = RECORDS[kind]
    names = _TEXT.get(kind, tuple(n for n in ("name", "no", "code", "pinyin") if n in table.c))
    return or_(*(table.c[name].contains(_clean("q", text), autoescape=True) for name in names))


def _clean(name: str, value: str) -> str:
    try:
        return clean_text(value)
    except ValueError as wrong:
        raise Rejected("field.invalid", name) from wrong


def _key(kind: str, row: Mapping[str, Any]) -> str:
    moment = [row[_NEWEST[kind]] or ""] if kind in _NEWEST else []
    return base64.urlsafe_b64encode(orjson.dumps([*moment, row["id"]])).decode().rstrip("=")


def _decode(key: str) -> list[str]:
    try:
        found = orjson.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (binascii.Error, ValueError) as wrong:
        raise Rejected("field.invalid", "after") from wrong
    if not isinstance(found, list) or not 1 <= len(found) <= 2 or not all(isinstance(part, str) for part in found):
        raise Rejected("field.invalid", "after")
    return [_clean("after", part) for part in found]
