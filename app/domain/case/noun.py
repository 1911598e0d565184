"""A case and the steps of its life, as every seat and the hub hold them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class CaseState(StrEnum):
    """Where a case stands (standards §1.3)."""

    DRAFT = "draft"
    REPORTED = "reported"
    VERIFYING = "verifying"
    ACCEPTED = "accepted"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    HANDLED = "handled"
    CHECKING = "checking"
    REWORK = "rework"
    CLOSED = "closed"
    DECLINED = "declined"
    NOT_FILED = "not_filed"
    VOIDED = "voided"


_ENDED = frozenset({CaseState.CLOSED, CaseState.DECLINED, CaseState.NOT_FILED, CaseState.VOIDED})
OPEN_STATES = frozenset(CaseState) - _ENDED

STAGE_OF: dict[CaseState, str] = {
    CaseState.DRAFT: "collect",
    CaseState.REPORTED: "establish",
    CaseState.VERIFYING: "establish",
    CaseState.ACCEPTED: "establish",
    CaseState.FILED: "dispatch",
    CaseState.DISPATCHED: "handle",
    CaseState.HANDLING: "handle",
    CaseState.SUSPENDED: "handle",
    CaseState.REWORK: "handle",
    CaseState.HANDLED: "feedback",
    CaseState.CHECKING: "close",
    CaseState.CLOSED: "evaluate",
    CaseState.DECLINED: "establish",
    CaseState.NOT_FILED: "establish",
    CaseState.VOIDED: "dispatch",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. Times are aware UTC; the position is WGS-84; empty text means "not known".

    `due_at` belongs to the one clock the desk waits for (`clock`). `side` holds the clocks that run beside it, by name:
    `{"supervise": {"since", "due", "done"}}`, times as text. `request` is what a unit has asked for and who must still
    agree: `{"by", "at", "value", "unit", "chain": [roles left], "passed": [roles]}`. `five` is the urgent report of
    five fields; `visit` the three answers of the call-back. `flags` mark what looks wrong but is kept. `reason` is the
    list and code of why it is declined, returned, voided, on account or asks for time (`return.not_ours`), until it
    moves on; `assists_done` those of `assist_units` that have done their part. `incident` says whether the case leads a
    major incident (open, ended) called `incident_title`; `tied_to` is the id of the case that leads it. `response` is
    started or ended, `conference` called, held (without a ruling) or ruled.
    """

    id: str
    case_no: str = ""
    source: str = "patrol"
    source_no: str = ""
    state: str = CaseState.REPORTED
    kind: str = "event"
    matter_id: str = ""
    matter_name: str = ""
    grade: int = 4
    description: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    area_code: str = ""
    area_name: str = ""
    unit_id: str = ""
    unit_name: str = ""
    reporter: str = ""
    reporter_phone: str = ""
    confidential: bool = False
    camera_id: str = ""
    part_code: str = ""
    occurred_at: datetime | None = None
    reported_at: datetime | None = None
    accepted_at: datetime | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    handled_at: datetime | None = None
    checked_at: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None
    clock: str = ""
    clock_from: datetime | None = None
    due_at: datetime | None = None
    sign_due_at: datetime | None = None
    dispose_due_at: datetime | None = None
    paused_at: datetime | None = None
    limit_value: float | None = None
    limit_unit: str = ""
    asked: str = ""
    asked_reason: str = ""
    checked: str = ""
    close_type: str = ""
    returns: int = 0
    urges: int = 0
    reworks: int = 0
    extends: int = 0
    photos: int = 0
    supervised: bool = False
    claimed_by: str = ""
    claimed_name: str = ""
    satisfaction: str = ""
    duplicate_of: str = ""
    version: int = 0
    order_type: str = ""
    urgent: bool = False
    five: dict[str, Any] = field(default_factory=dict)
    response: str = ""
    algorithm: str = ""
    confidence: float | None = None
    place_id: str = ""
    request: dict[str, Any] = field(default_factory=dict)
    transfers: int = 0
    assist_units: tuple[str, ...] = ()
    conference: str = ""
    visit: dict[str, Any] = field(default_factory=dict)
    redos: int = 0
    repeats: int = 0
    ticks: tuple[int, ...] = ()
    reward: str = ""
    flags: tuple[str, ...] = ()
    result: str = ""
    side: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    assists_done: tuple[str, ...] = ()
    incident: str = ""
    incident_title: str = ""
    tied_to: str = ""

    @property
    def is_open(self) -> bool:
        """True while somebody still has to do something."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a case's timeline; its id is that of the command that made it, so it never stands there twice."""

    id: str
    case_id: str
    action: str
    at: datetime
    from_state: str = ""
    to_state: str = ""
    seat: str = ""
    operator_id: str = ""
    operator: str = ""
    role: str = ""
    unit_id: str = ""
    unit_name: str = ""
    note: str = ""
    media_ids: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
