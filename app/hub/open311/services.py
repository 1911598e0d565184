"""The hall's matters as GeoReport services: what can be reported, and what a client should know before."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from app.domain.matter import in_force
from app.hub.open311.writing import Fault
from app.hub.reading import unfold
from app.hub.tables import RECORDS

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(url: str, contact: str) -> dict[str, Any]:
    """Say where the service is and which formats it speaks."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": "2011-04-21",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {"changeset": "2011-04-21", "contact": contact, "key_service": contact, "endpoints": [endpoint]}


def listed(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    """Return every matter that is in force, as a service."""
    table = RECORDS["matter"]
    found = connection.execute(select(table).where(table.c.enabled.is_(True)).order_by(table.c.id)).mappings()
    return [_service(unfold("matter", dict(row))) for row in found if _holds(row, now)]


def _holds(row: RowMapping, now: datetime) -> bool:
    return in_force(row["valid_from"] or "", row["valid_to"] or "", now)


def definition(connection: Connection, code: str, now: datetime) -> dict[str, Any]:
    """Return what a client should tell the reporter about one service. Raises Fault(404)."""
    row = matter(connection, code, now)
    told = [("filing_cond", row["filing_cond"]), ("closing_cond", row["closing_cond"])]
    shown = [(name, text) for name, text in told if text]
    return {
        "service_code": code,
        "attributes": [_notice(place, name, text) for place, (name, text) in enumerate(shown, start=1)],
    }


def matter(connection: Connection, code: str, now: datetime) -> RowMapping:
    """Return the row of a matter in force. Raises Fault(404)."""
    table = RECORDS["matter"]
    wanted = select(table).where(table.c.id == code, table.c.enabled.is_(True))
    row = None if "\x00" in code else connection.execute(wanted).mappings().one_or_none()
    if row is None or not _holds(row, now):
        raise Fault(404, f"service_code {code[:64]!r} was not found")
    return row


def _service(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "service_code": row["id"],
        "service_name": row["name"],
        "description": row["filing_cond"] or row["name_en"] or None,
        "metadata": bool(row["filing_cond"] or row["closing_cond"]),
        "type": "realtime",
        "keywords": ",".join(row["keywords"] or ()),
        "group": row["big_name"] or None,
    }


def _notice(order: int, code: str, text: str) -> dict[str, Any]:
    """Text to show, not to fill in: `variable` is false."""
    return {
        "variable": False,
        "code": code,
        "datatype": "text",
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": text,
        "values": [],
    }
