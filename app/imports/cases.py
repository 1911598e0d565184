"""Rows as reports for the intake, or as whole cases out of another system's archive."""

from typing import Any

from app.domain.case import Case, CaseState
from app.domain.case.flow import SOURCES
from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.imports.fields import Fields


def report(fields: Fields) -> dict[str, Any]:
    """Return a row as a report for the hub's intake, which gives the same source and number the same case."""
    case = _told(fields)
    case |= {"kind": fields.text("kind", 8) if fields.text("kind") in ("part", "event") else ""}
    return {name: value for name, value in case.items() if value not in (None, "")}


def _told(fields: Fields) -> dict[str, Any]:
    source = fields.text("source", 32) or fields.plan.source or "hotline"
    if source not in SOURCES:
        raise Rejected("field.invalid", f"source {source}")
    spot = fields.spot()
    return {
        "source": source,
        "source_no": fields.needed("source_no", 64),
        "description": fields.needed("description", 8000),
        "address": fields.text("address"),
        "lon": spot[0] if spot else None,
        "lat": spot[1] if spot else None,
        "matter_id": fields.text("matter_id", 64),
        "area_code": fields.text("area_code", 15),
        "area_name": fields.text("area_name", 200),
        "reporter": fields.text("reporter", 100),
        "reporter_phone": fields.text("reporter_phone", 40),
        "occurred_at": fields.time("reported_at"),
    }


def case(fields: Fields) -> Case:
    """Return a row as a whole case with its own state and times, for the archive of another system."""
    told = _told(fields)
    reported, closed, due = told.pop("occurred_at"), fields.time("closed_at"), fields.time("dispose_due_at")
    if reported is None:
        raise Rejected("field.missing", "reported_at")
    if closed is not None and closed < reported:
        raise Rejected("field.invalid", "closed_at before reported_at")
    state = fields.text("state", 16) or ("closed" if closed else "handling" if due else "reported")
    if state not in set(CaseState):
        raise Rejected("field.invalid", f"state {state}")
    still_open = state not in ("closed", "declined", "not_filed", "voided")
    return Case(
        id=stable_id("intake", told["source"], told["source_no"]),
        **told,
        case_no=fields.text("case_no", 64),
        state=state,
        kind=fields.text("kind", 8) or "event",
        matter_name=fields.text("matter_name", 200),
        unit_name=fields.text("unit_name", 200),
        occurred_at=reported,
        reported_at=reported,
        closed_at=None if still_open else closed,
        updated_at=closed or reported,
        clock="dispose" if still_open and due else "",
        clock_from=reported if still_open and due else None,
        due_at=due if still_open else None,
        dispose_due_at=due,
        close_type=("overtime" if due and closed > due else "normal") if closed and state == "closed" else "",
        version=1,
    )
