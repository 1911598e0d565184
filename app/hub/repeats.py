"""How often the same was reported before: by the same telephone, or the same matter within a hundred metres."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, literal_column, or_, select

from app.domain.case import Case
from app.domain.clock import to_text
from app.domain.geo import box_around, distance_m
from app.hub.tables import RECORDS

NEAR_M = 100.0
SPAN = timedelta(days=90)
# What a camera takes of one corner all day is for the triage bench, not a repeated report.
_MACHINE = "ai"
_SAYS = ("reporter_phone", "matter_id", "lon", "lat")
_NOTHING: ColumnElement[str] = literal_column(
    "''"
)  # said once more, so that the indexes of known telephones and matters may be used


def may_differ(before: Case | None, after: Case) -> bool:
    """Say whether a case has to be counted (anew): it is new, or says now who, what or where it did not say before."""
    return before is None or any(getattr(before, name) != getattr(after, name) for name in _SAYS)


def count(connection: Connection, case: Case, beside: Iterable[Case]) -> int:
    """Return how many cases of the 90 days before it say the same as a case; `beside` are those of the same batch."""
    same = _same(case)
    if case.reported_at is None or case.source == _MACHINE or same is None:
        return 0
    table = RECORDS["case"]
    wanted = select(table.c.id, table.c.reporter_phone, table.c.matter_id, table.c.lon, table.c.lat).where(
        table.c.reported_at > to_text(case.reported_at - SPAN),
        table.c.reported_at <= to_text(case.reported_at),
        table.c.source != _MACHINE,
        table.c.id != case.id,
        same,
    )
    found = {row.id for row in connection.execute(wanted) if _says_the_same(case, row)}
    until = case.reported_at
    others = (one for one in beside if one.reported_at is not None and one.reported_at <= until and one.id != case.id)
    found |= {one.id for one in others if one.source != _MACHINE and _says_the_same(case, one)}
    return len(found)


def _same(case: Case) -> ColumnElement[bool] | None:
    """Return the condition that an index can answer; None where a case says neither who nor what and where."""
    table, ways = RECORDS["case"], []
    if case.reporter_phone:
        ways.append(and_(table.c.reporter_phone == case.reporter_phone, table.c.reporter_phone != _NOTHING))
    if case.matter_id and case.lon is not None and case.lat is not None:
        west, south, east, north = box_around(case.lon, case.lat, NEAR_M)
        near = table.c.lon.between(west, east), table.c.lat.between(south, north)
        ways.append(and_(table.c.matter_id == case.matter_id, table.c.matter_id != _NOTHING, *near))
    return or_(*ways) if ways else None


def _says_the_same(case: Case, other: Any) -> bool:
    if case.reporter_phone and other.reporter_phone == case.reporter_phone:
        return True
    if not case.matter_id or other.matter_id != case.matter_id or None in (case.lon, case.lat, other.lon, other.lat):
        return False
    return distance_m(case.lon or 0.0, case.lat or 0.0, other.lon or 0.0, other.lat or 0.0) <= NEAR_M
