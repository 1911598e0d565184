"""What a case has to do with a major incident: what it leads, what it is tied to, what was written on its lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.case import Case
from app.domain.case.incident import SPREADS
from app.domain.geo import distance_m
from app.panes.cases.queries import in_tongue
from app.store import CaseQuery, CaseRow, Reader
from app.store.rows import StepRow

NEAR_M = 500.0
LATELY = timedelta(days=3)
# A city has a handful open at once; more than this nobody could choose from.
MOST = 50
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Incident:
    """`tied` are the cases this one leads; `lead` the one it is tied to; `told` what was done to its leads while it was
    tied to them; `open` the major incidents it could be tied to, the closest first; `near` one it may belong to."""

    tied: tuple[CaseRow, ...] = ()
    lead: CaseRow | None = None
    told: tuple[StepRow, ...] = ()
    open: tuple[CaseRow, ...] = ()
    near: CaseRow | None = None


def incident_of(reader: Reader, case: CaseRow, steps: Sequence[StepRow]) -> Incident:
    """Read everything about a case's major incident."""
    found = open_incidents(reader, case)
    return Incident(
        tied=in_tongue(reader, reader.tied_to(case.id)) if case.incident else (),
        lead=reader.case(case.tied_to) if case.tied_to else None,
        told=told_on(reader, case, steps),
        open=found,
        near=_near(case, found, steps),
    )


def open_incidents(reader: Reader, case: Case | None = None) -> tuple[CaseRow, ...]:
    """The cases that lead an open major incident, closest to this case first; without this case and its own lead."""
    rows = reader.cases(CaseQuery(incident=True, order="updated", late_first=False), limit=MOST).rows
    if case is None:
        return in_tongue(reader, rows)
    others = [row for row in rows if row.id not in (case.id, case.tied_to)]
    return in_tongue(reader, sorted(others, key=lambda row: metres(case, row) or float("inf")))


def metres(case: Case, other: Case) -> float | None:
    """How far apart two cases lie; None where one of them lies nowhere."""
    if case.lon is None or case.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_m(case.lon, case.lat, other.lon, other.lat)


def told_on(reader: Reader, case: Case, steps: Sequence[StepRow]) -> tuple[StepRow, ...]:
    """What was done to the leads of a case, from the moment it was tied to each until it was not."""
    told: dict[str, StepRow] = {}
    for lead_id, since, until in _spans(case, steps):
        for step in reader.steps(lead_id):
            if step.action in SPREADS and since <= step.at and (until is None or step.at < until):
                told[step.id] = step
    return tuple(sorted(told.values(), key=lambda step: (step.at, step.id)))


def _spans(case: Case, steps: Iterable[StepRow]) -> list[tuple[str, datetime, datetime | None]]:
    """(lead, since, until) for each time the case was tied; a seat without the step takes it as tied from the first."""
    spans: list[tuple[str, datetime, datetime | None]] = []
    now: tuple[str, datetime] | None = None
    for step in steps:
        if step.action not in ("tie", "untie"):
            continue
        if now is not None:
            spans.append((*now, step.at))
        now = (str(step.detail.get("into", "")), step.at) if step.action == "tie" else None
    if now is None and case.tied_to:
        now = (case.tied_to, _BEGINNING)
    return [*spans, (*now, None)] if now is not None else spans


def _near(case: CaseRow, found: Sequence[CaseRow], steps: Sequence[StepRow]) -> CaseRow | None:
    """An open major incident close by in place and time; one that was untied by hand is not proposed again."""
    if not case.is_open or case.tied_to or case.incident == "open":
        return None
    refused = {str(step.detail.get("into", "")) for step in steps if step.action == "untie"}
    for lead in found:
        apart = metres(case, lead)
        begun = lead.reported_at is not None and case.reported_at is not None
        lately = begun and case.reported_at >= lead.reported_at - LATELY  # type: ignore[operator]  # both are known
        if apart is not None and apart <= NEAR_M and lately and lead.id not in refused:
            return lead
    return None
