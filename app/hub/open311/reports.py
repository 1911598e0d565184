"""A GeoReport POST as a report for the intake: what the client sent, checked field by field."""

import hashlib
import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, or_, select

from app.domain.clock import HALL_ZONE, to_text
from app.domain.ids import new_id
from app.hub.keys import Key
from app.hub.open311.forms import Fields
from app.hub.open311.services import matter
from app.hub.open311.writing import Fault
from app.hub.tables import RECORDS

_LONGEST = 8_000
_IN_CONFIDENCE = ("confidential", "attribute[confidential]")
_YES = frozenset({"1", "true", "yes", "on", "是"})
_ATTRIBUTE = re.compile(r"^attribute\[([^\]]{1,64})\](?:\[\])?$")
# Where clients put their own number of a report, besides the header Idempotency-Key.
_OWN_NUMBERS = (
    "service_request_id_ext",
    "external_id",
    "attribute[external_id]",
    "attribute[fixmystreet_id]",
    "attribute[service_request_id_ext]",
)


def report(connection: Connection, given: Fields, key: Key, idempotency_key: str, now: datetime) -> dict[str, Any]:
    """Return the report as the intake takes it. Raises Fault naming every field that is wrong.

    What makes two posts one report: the header Idempotency-Key, else the client's own number, else the same words and
    place from the same `device_id` or `account_id` within a day. A client that gives none of these reports twice.
    """
    code = given.get("service_code", "")
    if not code:
        raise Fault(400, "service_code was not provided")
    service = matter(connection, code, now)
    told, wrong = _place(connection, given)
    media, strange = _media(given.get("media_url", ""))
    description = _description(given, str(service["name"]), media)
    if len(description) > _LONGEST:
        wrong.append(f"description is longer than {_LONGEST} characters")
    if wrong or strange:
        raise Fault(400, *wrong, *strange)
    number = idempotency_key or next((given[name] for name in _OWN_NUMBERS if name in given), "")
    number = number or _of_device(connection, given, key, now) or new_id()
    return {
        "source": key.source,
        "source_no": _source_no(key, number),
        "matter_id": service["id"],
        "kind": service["kind"],
        "description": description,
        "confidential": any(given.get(name, "").lower() in _YES for name in _IN_CONFIDENCE),
        "reporter": _reporter(given)[:100],
        "reporter_phone": (given.get("phone") or given.get("email", ""))[:40],
        **told,
    }


def _place(connection: Connection, given: Fields) -> tuple[dict[str, Any], list[str]]:
    """Return where it is, and what is wrong about that: a position, an address or the code of a place is needed."""
    told: dict[str, Any] = {"address": given.get("address_string", "")[:400]}
    lat, lon, code = given.get("lat"), given.get("long") or given.get("lon"), given.get("address_id", "")
    wrong: list[str] = []
    if lat or lon:
        told["lat"], told["lon"] = _degrees(lat, 90), _degrees(lon, 180)
        wrong = [f"{name} is no degree of WGS-84" for name in ("lat", "lon") if told[name] is None]
    elif code:
        told |= _known_place(connection, code, told["address"])
    elif not told["address"]:
        wrong = ["a location was not provided: lat and long, address_string or address_id"]
    return told, [text.replace("lon is", "long is") for text in wrong]


def _known_place(connection: Connection, code: str, address: str) -> dict[str, Any]:
    table = RECORDS["place"]
    wanted = select(table).where(or_(table.c.code == code[:64], table.c.id == code[:64])).order_by(table.c.id).limit(1)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise Fault(400, f"address_id {code[:64]!r} is not known here")
    named = address or " ".join(part for part in (row["address"], row["name"]) if part)
    return {"lat": row["lat"], "lon": row["lon"], "address": named[:400], "part_code": row["code"][:32]}


def _degrees(text: str | None, most: float) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and -most <= value <= most else None


def _media(text: str) -> tuple[list[str], list[str]]:
    """Return the addresses of pictures, which are named and never fetched, and what is wrong about them."""
    links = text.split()
    strange = [link for link in links if _scheme(link) not in ("http", "https")]
    return links, [f"media_url {link[:80]!r} is no http address" for link in strange]


def _scheme(link: str) -> str:
    """An address that cannot be read has none."""
    try:
        return urlsplit(link).scheme.lower()
    except ValueError:
        return ""


def _description(given: Fields, name: str, media: list[str]) -> str:
    """The reporter's words; whatever a client adds of its own stands below them rather than being lost."""
    lines = [given.get("description") or name]
    lines += [
        f"{found[1]}: {value}"
        for field, value in given.items()
        if field not in (*_OWN_NUMBERS, *_IN_CONFIDENCE) and (found := _ATTRIBUTE.match(field)) is not None
    ]
    return "\n".join([*lines, *media])


def _reporter(given: Mapping[str, str]) -> str:
    first, last = given.get("first_name", ""), given.get("last_name", "")
    is_chinese = any("\u3400" <= character <= "\u9fff" for character in first + last)
    name = last + first if is_chinese else f"{first} {last}".strip()
    return f"{name} {given['email']}".strip() if "phone" in given and "email" in given else name


def _of_device(connection: Connection, given: Fields, key: Key, now: datetime) -> str:
    """The number of what a device or account says now; the one it had yesterday, where that is not a day old yet."""
    if not (given.get("device_id") or given.get("account_id")):
        return ""
    told = "\x1f".join(f"{name}={value}" for name, value in sorted(given.items()) if name != "api_key")
    days = [f"{(now - timedelta(days=k)).astimezone(HALL_ZONE):%Y-%m-%d}" for k in (0, 1)]
    numbers = [hashlib.sha256(f"{day}\x1f{told}".encode()).hexdigest()[:40] for day in days]
    table = RECORDS["case"]
    asked = select(table.c.id).where(
        table.c.source == key.source,
        table.c.source_no == _source_no(key, numbers[1]),
        table.c.reported_at > to_text(now - timedelta(days=1)),
    )
    return numbers[1] if connection.execute(asked).first() else numbers[0]


def _source_no(key: Key, number: str) -> str:
    """The client's own number under its key: two clients may count alike."""
    whole = f"{key.name}:{number}"
    return whole if len(whole) <= 64 and whole.isprintable() else hashlib.sha256(whole.encode()).hexdigest()
