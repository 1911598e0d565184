"""A case's whole life, and every way it may not go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case import OPERATIONS, Case, CaseState, Light, Step, allowed, decide, expectation, light
from app.domain.command import Actor, Command
from app.domain.decisions import clashes
from app.domain.errors import Rejected
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.rules import Rules
from app.domain.verdict import Decision

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
OFFICER = Actor("12", "op-1", "值班员甲", Role.DUTY_OFFICER)
UNIT = Actor("u-3", "unit-3", "环卫中心", Role.UNIT)
GARBAGE = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
    limit_value=4, limit_unit="work_hour",
)  # fmt: skip
RULES = Rules(matters={GARBAGE.id: GARBAGE})


def ask(
    case: Case | None, operation: str, by: Actor = OFFICER, at: datetime = NOON, **args: Any
) -> Decision | Rejected:
    target = case.id if case else "case-1"
    return decide(case, Command(kind=f"case.{operation}", target=target, by=by, at=at, args=args), RULES)


def do(case: Case | None, operation: str, by: Actor = OFFICER, at: datetime = NOON, **args: Any) -> Case:
    verdict = ask(case, operation, by, at, **args)
    assert isinstance(verdict, Decision), verdict
    after = verdict.records[0]
    assert isinstance(after, Case)
    return after


def refused(verdict: Decision | Rejected) -> str:
    assert isinstance(verdict, Rejected)
    return verdict.code


def reported() -> Case:
    return do(None, "report", description="延河路口垃圾外溢", matter_id=GARBAGE.id, lon=109.49, lat=36.58)


def handling() -> Case:
    case = do(do(do(reported(), "accept"), "file"), "dispatch", unit_id="unit-3", unit_name="环卫中心")
    return do(case, "sign", UNIT)


def test_a_report_goes_through_its_whole_life() -> None:
    case = handling()
    case = do(case, "finish", UNIT, at=NOON + timedelta(hours=3), note="已清运")
    case = do(case, "send_check")
    case = do(case, "check_pass")
    case = do(case, "close", at=NOON + timedelta(hours=4))
    assert (case.state, case.close_type, case.is_open) == (CaseState.CLOSED, "normal", False)
    assert case.closed_at == NOON + timedelta(hours=4)
    assert case.due_at is None


def test_each_step_says_who_from_where_and_to_where() -> None:
    verdict = ask(reported(), "accept", note="属实")
    assert isinstance(verdict, Decision)
    step = verdict.records[1]
    assert isinstance(step, Step)
    assert (step.action, step.from_state, step.to_state) == ("accept", "reported", "accepted")
    assert (step.seat, step.operator, step.note) == ("12", "值班员甲", "属实")


def test_the_disposal_limit_comes_from_the_matter_and_runs_on_work_hours() -> None:
    case = do(do(do(reported(), "accept"), "file"), "dispatch", unit_id="unit-3")
    assert case.dispose_due_at == datetime(2026, 11, 16, 10, 0, tzinfo=UTC), "14:00 + 4 work hours = 18:00 in Shanghai"
    assert case.clock == "sign"
    assert do(case, "sign", UNIT).due_at == case.dispose_due_at


def test_a_case_closed_late_is_closed_as_overtime() -> None:
    case = do(handling(), "finish", UNIT, at=NOON + timedelta(days=3), note="已清运")
    case = do(do(case, "send_check"), "check_pass")
    assert do(case, "close").close_type == "overtime"


def test_a_unit_that_is_not_responsible_returns_the_case_and_the_bounce_is_counted() -> None:
    case = do(do(do(reported(), "accept"), "file"), "dispatch", unit_id="unit-3")
    back = do(case, "return", UNIT, note="不属本单位管辖")
    assert (back.state, back.unit_id, back.returns) == (CaseState.FILED, "", 1)


def test_time_on_account_does_not_count() -> None:
    case = handling()
    due = case.due_at
    assert due is not None
    held = do(do(case, "request_suspend", UNIT, note="待开挖"), "approve")
    assert held.state == CaseState.SUSPENDED
    assert light(held, NOON + timedelta(days=30)) == Light.PAUSED
    back = do(held, "resume", at=NOON + timedelta(days=2))
    assert (back.state, back.due_at) == (CaseState.HANDLING, due + timedelta(days=2))


def test_an_extension_needs_a_request_and_an_approval() -> None:
    case = handling()
    assert refused(ask(case, "approve")) == "case.nothing_asked"
    asked = do(case, "request_extend", UNIT, note="雨天")
    assert refused(ask(asked, "request_extend", UNIT, note="再延")) == "case.already_asked"
    longer = do(asked, "approve", limit_value=1, limit_unit="work_day")
    assert longer.extends == 1
    assert longer.due_at is not None and case.due_at is not None and longer.due_at > case.due_at


def test_a_failed_check_is_rework_and_counts() -> None:
    case = do(do(handling(), "finish", UNIT, note="已清运"), "send_check")
    assert refused(ask(case, "close")) == "case.not_checked"
    again = do(case, "check_fail", note="仍有积存")
    assert (again.state, again.reworks, again.checked) == (CaseState.REWORK, 1, "fail")
    assert do(again, "finish", UNIT, note="已补清").state == CaseState.HANDLED


def test_what_must_be_said_is_asked_for_by_name() -> None:
    verdict = ask(reported(), "decline", note="  ")
    assert isinstance(verdict, Rejected)
    assert (verdict.code, verdict.detail) == ("field.missing", "note")


def test_a_case_without_matter_cannot_be_filed_until_one_is_chosen() -> None:
    case = do(do(None, "report", description="路灯不亮"), "accept")
    assert refused(ask(case, "file")) == "field.missing"
    assert refused(ask(case, "file", matter_id="event-9999")) == "matter.unknown"
    assert do(case, "file", matter_id=GARBAGE.id).matter_name == "暴露垃圾"


def test_another_seats_claim_is_respected_unless_a_reason_is_given() -> None:
    mine = do(reported(), "claim")
    other = Actor("13", "op-2", "值班员乙", Role.DUTY_OFFICER)
    assert refused(ask(mine, "claim", other)) == "case.claimed"
    assert do(mine, "claim", other, note="交接班").claimed_by == "13"


def test_hostile_text_is_kept_as_text() -> None:
    case = do(None, "report", description="\x00<b>=1+1</b>" + "长" * 20_000)
    assert case.description.startswith("<b>=1+1</b>")
    assert len(case.description) == 8_000


def test_a_position_off_the_earth_is_refused() -> None:
    assert refused(ask(None, "report", description="x", lon=200.0, lat=3.0)) == "field.invalid"
    assert refused(ask(None, "report", description="x", lon=109.0)) == "field.invalid"


def test_a_clash_names_the_field_and_both_values() -> None:
    case = reported()
    command = Command(kind="case.accept", target=case.id, by=OFFICER, at=NOON, expect=expectation(case, "accept"))
    assert clashes(case, command) == {}
    assert clashes(do(case, "accept"), command) == {"state": ("reported", "accepted")}


@pytest.mark.parametrize(
    ("minutes_left", "expected"),
    [(45, Light.NORMAL), (14, Light.WARNING), (0, Light.OVERDUE), (-60, Light.OVERDUE)],
)
def test_the_light_follows_what_is_left(minutes_left: int, expected: Light) -> None:
    case = Case(id="c", clock="dispatch", clock_from=NOON, due_at=NOON + timedelta(minutes=48))
    assert case.due_at is not None
    assert light(case, case.due_at - timedelta(minutes=minutes_left)) == expected


def test_every_state_operation_and_role_gets_an_answer_that_agrees_with_the_table() -> None:
    args = {
        "note": "原因", "unit_id": "unit-3", "matter_id": GARBAGE.id, "media_ids": ["m1"], "into": "c2", "step": 1,
        "unit_ids": ["u"], "stage": "final", "to": "due", "response": "yes", "solved": "no", "satisfied": "no",
        "title": "路面塌陷",
    }  # fmt: skip
    stands = {"end_incident": {"incident": "open"}, "untie": {"tied_to": "c3"}, "end_response": {"response": "started"}}
    for state in CaseState:
        for op in OPERATIONS.values():
            for role in Role:
                case = Case(
                    id="c", state=state.value, matter_id=GARBAGE.id, asked="extend" if op.asks else "", checked="pass",
                    unit_id="unit-3", satisfaction="unsatisfied", duplicate_of="c2", urgent=True,
                    assist_units=("unit-3",),
                    **stands.get(op.id, {}),
                )  # fmt: skip
                verdict = ask(case, op.id, Actor("1", "o", "n", role), **args)
                signs = not RULES.chain_left(role, RULES.chains.get(op.chain, ()))
                may = RULES.may(role, op.id) and state in op.sources and signs
                if op.id == "report":
                    assert isinstance(verdict, Rejected)
                    continue
                assert isinstance(verdict, Decision) == may, (state, op.id, role, verdict)
                assert (op in allowed(case, role, RULES)) == may


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(OPERATIONS)), max_size=25),
    st.dictionaries(
        st.sampled_from(["note", "unit_id", "matter_id", "limit_value", "limit_unit", "grade", "lon", "media_ids"]),
        st.none() | st.text(max_size=20) | st.integers() | st.floats(allow_nan=False) | st.lists(st.text(max_size=3)),
    ),
)
def test_no_order_of_operations_and_no_argument_breaks_the_judge(operations: list[str], args: dict[str, Any]) -> None:
    case = reported()
    for n, operation in enumerate(operations):
        verdict = ask(case, operation, at=NOON + timedelta(minutes=n), **args)
        if isinstance(verdict, Decision):
            after = verdict.records[0]
            assert after.version == case.version + 1
            case = replace(after)
