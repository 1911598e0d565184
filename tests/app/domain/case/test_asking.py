"""Approvals: who must agree, in which order, and what a small hall may do alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.case import Case, CaseState, Light, decide, held, light
from app.domain.case.noun import Step
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.rules import Rules, Ruleset
from app.domain.verdict import Decision

MONDAY = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # noon in the hall
UNIT = Actor("u-3", "unit-3", "环卫中心", Role.UNIT)
DISPATCHER = Actor("7", "op-7", "派遣员甲", Role.DISPATCHER)
LEADER = Actor("2", "op-2", "值班长甲", Role.SHIFT_LEADER)
CHIEF = Actor("1", "op-1", "带班领导甲", Role.DUTY_LEADER)
ACCEPTOR = Actor("9", "op-9", "受理员甲", Role.ACCEPTOR)
MATTER = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
    limit_value=4, limit_unit="work_hour",
)  # fmt: skip
RULES = Rules(matters={MATTER.id: MATTER})


def ask(case: Case, operation: str, by: Actor, at: datetime = MONDAY, rules: Rules = RULES, **args: Any) -> Any:
    return decide(case, Command(kind=f"case.{operation}", target=case.id, by=by, at=at, args=args), rules)


def do(case: Case, operation: str, by: Actor, at: datetime = MONDAY, rules: Rules = RULES, **args: Any) -> Case:
    verdict = ask(case, operation, by, at, rules, **args)
    assert isinstance(verdict, Decision), verdict
    after = verdict.records[0]
    assert isinstance(after, Case)
    return after


def no(verdict: Any) -> tuple[str, str]:
    assert isinstance(verdict, Rejected), verdict
    return verdict.code, verdict.detail


def handling() -> Case:
    case = Case(id="c1", state=CaseState.FILED, matter_id=MATTER.id, filed_at=MONDAY)
    case = do(case, "dispatch", DISPATCHER, unit_id="unit-3", unit_name="环卫中心")
    return do(case, "sign", UNIT)


def test_the_first_extension_takes_the_dispatcher_and_the_second_the_leader_too() -> None:
    case = do(handling(), "request_extend", UNIT, note="雨天无法作业", limit_value=2, limit_unit="work_day")
    assert case.request["chain"] == ["dispatcher"]
    longer = do(case, "approve", DISPATCHER)
    assert (longer.extends, longer.asked, longer.request) == (1, "", {})
    assert longer.due_at == datetime(2026, 11, 18, 10, 0, tzinfo=UTC), "two work days, at the close of duty"

    again = do(longer, "request_extend", UNIT, note="仍有雨")
    assert again.request["chain"] == ["dispatcher", "duty_leader"]
    half = do(again, "approve", DISPATCHER)
    assert (half.asked, half.request["chain"], half.request["passed"]) == ("extend", ["duty_leader"], ["dispatcher"])
    assert half.due_at == longer.due_at, "nothing is given before the last of them has signed"
    assert no(ask(half, "approve", DISPATCHER)) == ("case.not_your_turn", "duty_leader")
    assert do(half, "approve", CHIEF).extends == 2


def test_who_is_not_next_can_neither_agree_nor_refuse() -> None:
    case = do(handling(), "request_suspend", UNIT, note="待开挖")
    half = do(case, "approve", DISPATCHER)
    assert no(ask(half, "refuse", DISPATCHER, note="不同意")) == ("case.not_your_turn", "shift_leader")
    kept = do(half, "refuse", LEADER, note="两天内可以完成")
    assert (kept.state, kept.asked, kept.paused_at) == (CaseState.HANDLING, "", None)


def test_one_who_stands_in_for_both_signs_once() -> None:
    case = do(handling(), "request_suspend", UNIT, note="待开挖")
    held_up = do(case, "approve", LEADER)
    assert (held_up.state, light(held_up, MONDAY + timedelta(days=9))) == (CaseState.SUSPENDED, Light.PAUSED)


def test_a_dispatcher_may_not_put_on_account_alone_what_takes_two() -> None:
    assert no(ask(handling(), "suspend", DISPATCHER, note="待开挖")) == ("case.needs_approval", "shift_leader")
    assert do(handling(), "suspend", LEADER, note="待开挖").state == CaseState.SUSPENDED


def test_time_on_account_is_given_back_as_the_limit_counts_it() -> None:
    case = do(handling(), "suspend", LEADER, at=MONDAY + timedelta(hours=4), note="待开挖")  # 16:00, two hours left
    friday_evening = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # 20:00, after duty
    back = do(case, "resume", DISPATCHER, at=friday_evening)
    assert back.due_at == datetime(2026, 11, 23, 2, 30, tzinfo=UTC), "Monday 08:30 + two work hours"
    assert back.limit_unit == "work_hour"


def test_a_wrong_case_is_voided_by_the_shift_leader_and_only_asked_for_by_others() -> None:
    case = Case(id="c1", state=CaseState.REPORTED)
    assert no(ask(case, "void", ACCEPTOR, note="测试"))[0] == "role.forbidden"
    asked = do(case, "request_void", ACCEPTOR, note="重复登记")
    assert asked.state == CaseState.REPORTED
    assert do(asked, "approve", LEADER).state == CaseState.VOIDED


def test_a_return_after_signing_is_the_dispatchers_to_grant_and_counts_as_a_transfer() -> None:
    asked = do(handling(), "request_return", UNIT, note="属电力公司")
    back = do(asked, "approve", DISPATCHER, at=MONDAY + timedelta(hours=1))
    assert (back.state, back.unit_id, back.returns, back.transfers) == (CaseState.FILED, "", 1, 1)
    other = do(back, "dispatch", DISPATCHER, unit_id="unit-4")
    moved = do(do(other, "sign", UNIT), "redispatch", DISPATCHER, unit_id="unit-5", note="属通信公司")
    assert moved.transfers == 2


def test_a_hall_may_write_its_own_chains() -> None:
    own = Rules.from_records(
        Ruleset(chains={"extend": ["shift_leader", "duty_leader"], "suspend": []}, stand_ins={"duty_leader": []}),
        [MATTER],
    )
    case = do(handling(), "request_extend", UNIT, rules=own, note="雨天")
    assert no(ask(case, "approve", CHIEF, rules=own)) == ("case.not_your_turn", "shift_leader")
    at_once = do(handling(), "request_suspend", UNIT, rules=own, note="待开挖")
    assert at_once.state == CaseState.SUSPENDED, "nobody has to agree where the chain is empty"


@pytest.mark.parametrize("bad", [{"sign": [0, "hour"]}, {"sign": [2, "fortnight"]}, {"sign": "soon"}])
def test_a_ruleset_that_makes_no_sense_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Rules.from_records(Ruleset(step_limits=bad))


def test_who_held_it_and_for_how_long() -> None:
    def step(n: int, action: str, hour: float, to: str = "", unit: str = "") -> Step:
        at = MONDAY + timedelta(hours=hour)
        return Step(id=f"s{n}", case_id="c1", action=action, at=at, to_state=to, unit_id=unit, unit_name=unit)

    steps = [
        step(1, "dispatch", 0, "dispatched", "A"),
        step(2, "sign", 1, "handling", "A"),
        step(3, "request_return", 2, "handling", "A"),
        step(4, "approve", 3, "filed"),
        step(5, "dispatch", 4, "dispatched", "B"),
        step(6, "return", 5, "filed"),
        step(7, "dispatch", 6, "dispatched", "C"),
    ]
    turns = held(reversed(steps), MONDAY + timedelta(hours=10))
    assert [(t.unit_id, t.seconds / 3600, t.how) for t in turns] == [
        ("A", 3, "approve"), ("B", 1, "return"), ("C", 4, ""),
    ]  # fmt: skip
    assert turns[-1].until is None


def test_an_approval_of_an_extension_does_not_end_a_turn() -> None:
    at = MONDAY
    steps = [
        Step(id="1", case_id="c", action="dispatch", at=at, to_state="dispatched", unit_id="A"),
        Step(id="2", case_id="c", action="approve", at=at + timedelta(hours=1), to_state="handling", unit_id="A"),
    ]
    assert [t.seconds for t in held(steps, at + timedelta(hours=2))] == [7200.0]


def test_an_old_case_without_chain_can_still_be_settled() -> None:
    case = replace(handling(), asked="extend", asked_reason="旧数据")
    assert do(case, "approve", DISPATCHER).extends == 1
