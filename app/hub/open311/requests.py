"""Cases as GeoReport service requests: which ones are asked for, and what of them may be seen from outside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from app.domain.case import OPEN_STATES
from app.domain.clock import HALL_ZONE, from_text, to_text
from app.domain.privacy import unnamed
from app.hub.messages import clean_text
from app.hub.open311.writing import Fault
from app.hub.tables import RECORDS
from app.words import word

MOST = 1_000
USUAL_DAYS = 90
# What the public reported itself; the rest of the hall's work is for those who hold a key.
PUBLIC_SOURCES = ("internet", "report_reward", "media")
_KNOWN = frozenset(
    "service_request_id service_code start_date end_date status updated_after updated_before page page_size".split()
)
_BESIDE = frozenset("jurisdiction_id api_key extensions".split())
_LOST_PLUS = re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)$")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; an empty part asks for anything."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    is_open: bool | None = None
    changed_since: datetime | None = None
    changed_until: datetime | None = None
    page: int = 1
    page_size: int = MOST


def question(asked: Mapping[str, str], now: datetime) -> Question:
    """Read the filters. Named ids make every other filter void; without any dates it is the last 90 days.

    Raises Fault(400) naming the filter that cannot be read.
    """
    given = {name: value.strip() for name, value in asked.items() if value.strip()}
    strange = sorted(given.keys() - _KNOWN - _BESIDE)
    if strange:
        raise Fault(400, f"{strange[0][:64]!r} is no filter: use {', '.join(sorted(_KNOWN))}")
    ids = _several("service_request_id", given)
    page, size = _whole("page", given, 1, 100_000), _whole("page_size", given, MOST, MOST)
    if ids:
        return Question(ids=ids, page=page, page_size=size)
    since, until = _moment("start_date", given), _moment("end_date", given)
    if since is not None and until is not None and since > until:
        raise Fault(400, "start_date is later than end_date")
    changed = _moment("updated_after", given), _moment("updated_before", given)
    if changed == (None, None) or since or until:
        since = since or (until or now) - timedelta(days=USUAL_DAYS)
        until = until or (since + timedelta(days=USUAL_DAYS))
    return Question((), _several("service_code", given), since, until, _status(given), *changed, page, size)


class Sight(Enum):
    """How much a client sees: nothing while the hall has given no key to anybody, else the public's own, else all."""

    NOTHING = "nothing"
    PUBLIC = "public"
    ALL = "all"


def found(connection: Connection, asked: Question, sight: Sight) -> list[dict[str, Any]]:
    """Return a page of up to 1,000 requests, newest first, without their pictures."""
    table = RECORDS["case"]
    wanted = select(table).where(_visible(sight), *_conditions(asked))
    newest_first = wanted.order_by(table.c.reported_at.desc(), table.c.id.desc())
    page = newest_first.limit(asked.page_size).offset((asked.page - 1) * asked.page_size)
    return [dict(row) for row in connection.execute(page).mappings()]


def row_of(connection: Connection, asked_id: str, sight: Sight) -> dict[str, Any]:
    """Return the case of a request id or token. Raises Fault(404)."""
    asked = () if _unclean(asked_id) else (asked_id,)
    wanted = select(RECORDS["case"]).where(_visible(sight), _named(asked))
    row = connection.execute(wanted.limit(1)).mappings().first()
    if row is None:
        raise Fault(404, f"service_request_id {asked_id[:64]!r} was not found")
    return dict(row)


def request_id(row: Mapping[str, Any]) -> str:
    """The case's number; a case without one is known by its id."""
    return str(row["case_no"] or row["id"])


def request(row: Mapping[str, Any], picture: str | None = None) -> dict[str, Any]:
    """Return a case as the public may see it: nothing of who reported it. `picture` is the address of its photo."""
    is_open = row["state"] in OPEN_STATES
    notes = [word("state", row["state"])]
    if row["close_type"] and not is_open:
        notes.append(word("close_type", row["close_type"]))
    return {
        "service_request_id": request_id(row),
        "status": "open" if is_open else "closed",
        "status_notes": "，".join(notes),
        "service_name": row["matter_name"] or None,
        "service_code": row["matter_id"] or "",
        "description": _public(row, "description"),
        "agency_responsible": row["unit_name"] or None,
        "service_notice": None,
        "requested_datetime": _local(row["reported_at"] or row["updated_at"]),
        "updated_datetime": _local(row["updated_at"] if is_open else row["closed_at"] or row["updated_at"]),
        "expected_datetime": _local(row["dispose_due_at"] or row["due_at"]),
        "address": _public(row, "address"),
        "address_id": row["part_code"] or None,
        "zipcode": None,
        "lat": row["lat"],
        "long": row["lon"],
        "media_url": picture,
    }


def _visible(sight: Sight) -> ColumnElement[bool]:
    table = RECORDS["case"]
    if sight is Sight.NOTHING:
        return false()
    open_to_all = table.c.confidential.isnot(True)
    return open_to_all if sight is Sight.ALL else and_(open_to_all, table.c.source.in_(PUBLIC_SOURCES))


def _conditions(asked: Question) -> list[ColumnElement[bool]]:
    table = RECORDS["case"]
    if asked.ids:
        return [_named(asked.ids)]
    conditions: list[ColumnElement[bool]] = []
    if asked.since is not None:
        conditions.append(table.c.reported_at >= to_text(asked.since))
    if asked.until is not None:
        conditions.append(table.c.reported_at <= to_text(asked.until))
    if asked.changed_since is not None:
        conditions.append(table.c.updated_at >= to_text(asked.changed_since))
    if asked.changed_until is not None:
        conditions.append(table.c.updated_at <= to_text(asked.changed_until))
    if asked.codes:
        conditions.append(table.c.matter_id.in_(asked.codes))
    if asked.is_open is not None:
        is_open = table.c.state.in_(sorted(OPEN_STATES))
        conditions.append(is_open if asked.is_open else ~is_open)
    return conditions


def _named(ids: tuple[str, ...]) -> ColumnElement[bool]:
    table = RECORDS["case"]
    return or_(table.c.case_no.in_(ids), table.c.id.in_(ids))


def _whole(name: str, given: Mapping[str, str], usual: int, most: int) -> int:
    text = given.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise Fault(400, f"{name} is a number from 1 to {most}")
    return int(text) if text else usual


def _several(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in given.get(name, "").split(",") if part.strip())
    if len(parts) > MOST or any(_unclean(part) for part in parts):
        raise Fault(400, f"{name} cannot be read")
    return parts


def _status(given: Mapping[str, str]) -> bool | None:
    words = {part.strip().lower() for part in given.get("status", "").split(",") if part.strip()}
    if words - {"open", "closed"}:
        raise Fault(400, "status is open, closed or both")
    return None if len(words) != 1 else "open" in words


def _moment(name: str, given: Mapping[str, str]) -> datetime | None:
    text = _LOST_PLUS.sub(r"\1+\2", given.get(name, ""))  # an unescaped + comes as a space
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None and not _DAY.match(text):
            raise ValueError("no time zone")
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=HALL_ZONE)
        to_text(moment)
        return moment
    except (ValueError, OverflowError) as wrong:
        raise Fault(400, f"{name} is no ISO 8601 time with a zone, such as 2026-01-31T08:00:00+08:00") from wrong


def _unclean(text: str) -> bool:
    try:
        clean_text(text)
    except ValueError:
        return True
    return len(text) > 64


def _local(moment: str | None) -> str | None:
    return from_text(moment).astimezone(HALL_ZONE).isoformat(timespec="seconds") if moment else None


def _public(row: Mapping[str, Any], name: str) -> str | None:
    """Hide who reported, and whatever else in a text points to a person."""
    return unnamed(row[name] or "", row["reporter_phone"] or "", row["reporter"] or "") or None
