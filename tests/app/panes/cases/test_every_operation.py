"""Every operation of the table can be begun by its name, filled in and sent; none asks for what it does not show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.domain.case import OPERATIONS, Case
from app.domain.clock import to_text
from app.domain.command import Actor
from app.domain.rules import Rules
from app.panes.cases.parts.acting.action_bar import NOT_HERE
from app.panes.cases.parts.choice import Choice
from tests.app.panes.cases.conftest import NOON, Desk, a_case
from tests.app.panes.cases.hands import part

ROLES = ("duty_leader", "unit", "duty_officer")
RULES = Rules()
NAMED = {
    "unit_id": "u-hw",
    "unit_ids": ["u-yl"],
    "note": "写明的理由",
    "reason_code": "other",
    "matter_id": "event-0102",
    "to": "区总值班室",
}
MORE: dict[str, dict[str, Any]] = {
    "visit": {"response": "yes", "solved": "no", "satisfied": "no"},
    "request_extend": {"limit_value": 1, "limit_unit": "work_day"},
    "assist_done": {"unit_id": "u-yl"},
    "reward": {"to": "due"},
    "report_up": {"stage": "first_phone"},
    "conference_hold": {"ruling": True, "ruling_unit_id": "u-hw", "ruling_basis": "纪要"},
    "amend": {"address": "改正后的地点"},
    "call_note": {"phone": "110"},
}


def post_of(operation: str) -> str:
    return next(role for role in ROLES if RULES.may(role, operation))


def case_for(number: int, operation: str) -> Case:
    """A case on which the operation makes sense."""
    sources = [str(state) for state in OPERATIONS[operation].sources]
    liked = ("handling", "filed", "dispatched", "closed", "reported", "checking")
    state = next((name for name in liked if name in sources), sources[0])
    request = {"by": "市政", "at": to_text(NOON), "chain": [], "passed": []}
    return a_case(
        number,
        state=state,
        lon=109.5 + number * 0.1,
        unit_id="u-sz",
        unit_name="市政设施管理所",
        dispatched_at=NOON - timedelta(hours=1),
        dispose_due_at=NOON + timedelta(hours=5),
        closed_at=NOON if state in ("closed", "voided") else None,
        paused_at=NOON if state == "suspended" else None,
        checked="pass" if operation == "close" else "",
        asked="return" if OPERATIONS[operation].asks else "",
        request=request if OPERATIONS[operation].asks else {},
        satisfaction="unsatisfied" if operation == "redo" else "",
        duplicate_of="c00099" if operation == "split" else "",
        conference="called" if operation == "conference_hold" else "",
        urgent=operation == "report_up",
        response="started" if operation == "end_response" else "",
        incident="open" if operation == "end_incident" else "",
        tied_to="c00099" if operation == "untie" else "",
        supervised=operation == "supervise_reply",
        assist_units=("u-yl",) if operation == "assist_done" else (),
        claimed_by="03" if operation == "release" else "",
        matter_id="event-0102",
    )


@pytest.mark.parametrize("role", ROLES)
def test_every_operation_can_be_begun_filled_in_and_sent(make_desk: Callable[..., Desk], role: str) -> None:
    operations = [name for name in OPERATIONS if name not in NOT_HERE and post_of(name) == role]
    cases = {name: case_for(number, name) for number, name in enumerate(operations, start=1)}
    other = a_case(99, state="filed", incident="open", incident_title="东关街塌陷")
    desk = make_desk(*cases.values(), other, actor=Actor("03", "o", "某", role))
    for name, case in cases.items():
        desk.see(case.id)
        assert name in desk.detail.bar.operations, name
        desk.pane.desk.begin(name)
        form = desk.detail.form
        if form is not None:
            for said, value in (NAMED | {"into": other.id} | MORE.get(name, {})).items():
                found = part(form, said) or (part(form, "limit") if said.startswith("limit") else None)
                if found is not None:
                    found.write(NAMED | {"into": other.id} | MORE.get(name, {}) | {said: value})
            if name == "merge":
                part(form, "into").offer([Choice(other.id, other.case_no)])
                part(form, "into").write({"into": other.id})
            form.submit()
            assert desk.detail.form is None, f"{name}: {form._message.text()}"
        sent = [waiting.command for waiting in desk.store.reader.pending() if waiting.command.target == case.id]
        assert [command.operation for command in sent] == [name]
