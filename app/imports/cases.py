"""Rows as reports for the intake, or as whole cases out of another system's archive."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from app.domain.case import Case, CaseState
from app.domain.case.clocks import was_late
from app.domain.case.flow import ORDER_TYPES, SOURCES
from app.domain.case.noun import OPEN_STATES
from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.imports import values
from app.imports.fields import Fields
from app.imports.ground import Ground
from app.imports.wording import known_code

REPORT_FIELDS = (
    "source source_no kind description address lon lat position matter_id matter_name grade area_code area_name "
    "reporter reporter_phone confidential part_code reported_at occurred_at order_type camera_id place_id urgent"
).split()
# In the order in which they happen; one before another it should follow is impossible.
_TIMES = "reported_at accepted_at filed_at dispatched_at signed_at handled_at checked_at closed_at".split()
_COUNTS = "returns urges reworks extends".split()
CASE_FIELDS = (
    REPORT_FIELDS + _TIMES[1:] + _COUNTS
    + "id state case_no unit_name dispose_due_at close_type limit_value limit_unit".split()
    + "supervised satisfaction result".split()
)  # fmt: skip
_CLOSE_TYPES = ("normal", "overtime", "faulty", "special")
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_SLACK = timedelta(days=1)


def report(fields: Fields, ground: Ground) -> dict[str, Any]:
    """Return a row as a report for the hub's intake, which gives the same source and number the same case."""
    case = _told(fields, ground)
    fields.remarks.extend(case.pop("flags"))
    # The hub marks a matter it does not know; its name is the only word the file has for it.
    case["matter_id"] = (case["matter_id"] or case.pop("matter_name"))[:64]
    case.pop("matter_name", None)
    told = {
        "kind": _kind(fields, ground, case["matter_id"]) if fields.text("kind") else "",
        "reported_at": case.pop("occurred_at"),
        "occurred_at": fields.time("occurred_at"),
        "camera_id": fields.text("camera_id", 64),
        "place_id": fields.text("place_id", 64),
        "urgent": values.flag(fields.raw("urgent"), False),
    }
    return {name: value for name, value in {**case, **told}.items() if value not in (None, "") and value is not False}


def _told(fields: Fields, ground: Ground) -> dict[str, Any]:
    source = known_code("source", fields.text("source", 32)) or fields.plan.source or "hotline"
    if source not in SOURCES:
        raise Rejected("field.invalid", f"source {source}")
    spot = fields.spot()
    matter_id, matter_name = fields.text("matter_id", 64), fields.text("matter_name", 200)
    matter = ground.matter(matter_id, matter_name)
    flags = {
        "unknown_matter": bool(matter_id or matter_name) and matter is None,
        "outside_district": ground.is_outside(spot),
    }
    description, order = fields.prose("description"), known_code("order_type", fields.text("order_type", 32))
    if not description:
        raise Rejected("field.missing", "description")
    return {
        "source": source,
        "source_no": fields.needed("source_no", 64),
        "description": description,
        "address": fields.text("address"),
        "lon": spot[0] if spot else None,
        "lat": spot[1] if spot else None,
        "matter_id": matter.id if matter else matter_id,
        "matter_name": matter.name if matter else matter_name,
        "grade": _grade(fields),
        "area_code": fields.text("area_code", 15),
        "area_name": fields.text("area_name", 200),
        "reporter": fields.text("reporter", 100),
        "reporter_phone": fields.text("reporter_phone", 40),
        "confidential": values.flag(fields.raw("confidential"), False),
        "part_code": fields.text("part_code", 32),
        "order_type": order if order in ORDER_TYPES else "",
        "occurred_at": fields.time("reported_at"),
        "flags": tuple(code for code, found in flags.items() if found),
    }


def _grade(fields: Fields) -> int:
    """The grade of an event, 1 (worst) to 4; what says nothing is the mildest."""
    said = known_code("grade", fields.text("grade", 8))
    found = values.number(said) or {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "I": 1, "II": 2, "III": 3, "IV": 4}.get(
        said.upper()
    )
    return int(found) if found in (1, 2, 3, 4) else 4


def case(fields: Fields, ground: Ground) -> Case:
    """Return a row as a whole case with its own state and times, for the archive of another system.

    Times that cannot be true are kept and the case is flagged: what the other system says is evidence.
    """
    told = _told(fields, ground)
    flags = told.pop("flags")
    reported = told.pop("occurred_at")
    if reported is None:
        raise Rejected("field.missing", "reported_at")
    times = {"reported_at": reported, **{name: fields.time(name) for name in _TIMES[1:]}}
    due = fields.time("dispose_due_at")
    state = _state(fields, times["closed_at"], due)
    still_open = state in OPEN_STATES
    if still_open:
        times["closed_at"] = None
    if _impossible(times, due, ground.now):
        flags = (*flags, "impossible_times")
    counts: dict[str, Any] = {name: int(values.number(fields.raw(name)) or 0) for name in _COUNTS}
    ticking = still_open and due is not None
    made = Case(
        id=_own_id(fields) or stable_id("intake", told["source"], told["source_no"]),
        **told,
        **times,
        **counts,
        case_no=fields.text("case_no", 64),
        state=state,
        kind=_kind(fields, ground, told["matter_id"]),
        unit_name=fields.text("unit_name", 200),
        occurred_at=reported,
        updated_at=max(found for found in times.values() if found is not None),
        clock="dispose" if ticking else "",
        clock_from=reported if ticking else None,
        due_at=due if ticking else None,
        dispose_due_at=due,
        limit_value=values.number(fields.raw("limit_value")),
        limit_unit=known_code("limit_unit", fields.text("limit_unit", 16)),
        close_type=_close_type(fields, state),
        supervised=values.flag(fields.raw("supervised"), False),
        satisfaction=fields.text("satisfaction", 32),
        result=fields.prose("result"),
        flags=flags,
        version=1,
    )
    return _with_close_type(made, ground.now)


def _own_id(fields: Fields) -> str:
    """The id a case had in the hall that exported it; only a mapping that names the column is believed."""
    named = "id" in fields.plan.usual or "id" in fields.plan.columns
    return fields.text("id", 36) if named and _UUID.match(fields.text("id")) else ""


def _with_close_type(made: Case, now: datetime) -> Case:
    """How it was closed, by our own clocks where the file does not say."""
    if made.state != CaseState.CLOSED or made.close_type:
        return made
    return replace(made, close_type="overtime" if was_late(made, now) else "normal")


def _state(fields: Fields, closed: datetime | None, due: datetime | None) -> str:
    state = known_code("state", fields.text("state", 16)) or ("closed" if closed else "handling" if due else "reported")
    if state not in set(CaseState):
        raise Rejected("field.invalid", f"state {state}")
    return state


def _kind(fields: Fields, ground: Ground, matter_id: str) -> str:
    said, matter = fields.text("kind", 8), ground.matters.get(matter_id)
    code = known_code("kind", said)
    return code if code in ("part", "event") else matter.kind if matter else "event"


def _impossible(times: dict[str, datetime | None], due: datetime | None, now: datetime) -> bool:
    told = [found for name in _TIMES if (found := times[name]) is not None]
    backwards = any(later < earlier for earlier, later in pairwise(told))
    return backwards or (due is not None and due < told[0]) or any(found > now + _SLACK for found in told)


def _close_type(fields: Fields, state: str) -> str:
    if state != CaseState.CLOSED:
        return ""
    said = known_code("close_type", fields.text("close_type", 16))
    return said if said in _CLOSE_TYPES else ""
