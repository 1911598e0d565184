"""What happens beside the flow: clocks, letters, conferences, urgent reports, call-backs and merging."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.case import Case, CaseState, Light, decide, faces, was_late
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.records import from_row, to_row
from app.domain.responsibility import Ruling
from app.domain.rules import Rules, Ruleset
from app.domain.verdict import Decision

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
OFFICER = Actor("12", "op-1", "值班员甲", Role.DUTY_OFFICER)
UNIT = Actor("u-3", "unit-3", "环卫中心", Role.UNIT)
MATTER = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
    limit_value=4, limit_unit="work_hour", sop=("现场核实", "通知保洁", "拍照反馈"),
)  # fmt: skip
RULES = Rules(matters={MATTER.id: MATTER})


def ask(case: Case | None, operation: str, by: Actor = OFFICER, at: datetime = NOON, **args: Any) -> Any:
    target = case.id if case else "case-1"
    return decide(case, Command(kind=f"case.{operation}", target=target, by=by, at=at, args=args), RULES)


def do(case: Case | None, operation: str, by: Actor = OFFICER, at: datetime = NOON, **args: Any) -> Case:
    verdict = ask(case, operation, by, at, **args)
    assert isinstance(verdict, Decision), verdict
    after = verdict.records[0]
    assert isinstance(after, Case)
    return from_row("case", to_row(after))  # type: ignore[no-any-return]  # as it comes back from the wire


def no(verdict: Any) -> str:
    assert isinstance(verdict, Rejected), verdict
    return verdict.code


def reported(**args: Any) -> Case:
    return do(None, "report", description="垃圾外溢", matter_id=MATTER.id, lon=109.49, lat=36.58, **args)


def handling(**args: Any) -> Case:
    case = do(do(reported(**args), "accept"), "file")
    return do(do(case, "dispatch", unit_id="unit-3", unit_name="环卫中心"), "sign", UNIT)


def closed(**args: Any) -> Case:
    case = do(handling(source="hotline", **args), "finish", UNIT, at=NOON + timedelta(hours=1), note="已清运")
    return do(do(do(case, "send_check"), "check_pass"), "close", at=NOON + timedelta(hours=2))


def test_two_clocks_of_one_case_tell_different_things() -> None:
    case = do(handling(), "supervise", note="请于明日前回复", reply_hours=1)
    later = {face.name: face for face in faces(case, NOON + timedelta(hours=2), RULES)}
    assert (later["supervise"].light, later["supervise"].late) == (Light.OVERDUE, True)
    assert (later["dispose"].light, later["dispose"].late) == (Light.NORMAL, False)
    assert later["accept"].done == case.accepted_at and not later["accept"].late
    answered = do(case, "supervise_reply", UNIT, at=NOON + timedelta(hours=3), note="已安排")
    face = {f.name: f for f in faces(answered, NOON + timedelta(days=1), RULES)}["supervise"]
    assert (face.light, face.late, face.done) == (Light.NONE, True, NOON + timedelta(hours=3))


def test_a_clock_that_stands_says_so_and_the_others_go_on() -> None:
    case = do(do(handling(), "supervise", note="尽快", reply_hours=1), "suspend", note="待开挖")
    shown = {face.name: face.light for face in faces(case, NOON + timedelta(hours=2), RULES)}
    assert (shown["dispose"], shown["supervise"]) == (Light.PAUSED, Light.OVERDUE)


def test_a_case_sent_out_anew_begins_its_unit_clocks_anew() -> None:
    case = do(handling(), "redispatch", at=NOON + timedelta(hours=1), unit_id="unit-4", note="属电力")
    sign = {face.name: face for face in faces(case, NOON + timedelta(hours=1), RULES)}["sign"]
    assert (sign.since, sign.done) == (NOON + timedelta(hours=1), None)


def test_a_returned_case_waits_for_its_dispatch_from_the_return_on() -> None:
    back = do(do(do(do(reported(), "accept"), "file"), "dispatch", unit_id="unit-3"), "return", UNIT, note="不归我")
    later = do(back, "note", note="x")
    shown = {face.name: face for face in faces(later, NOON + timedelta(minutes=5), RULES)}
    assert (shown["dispatch"].since, shown["dispatch"].done) == (back.clock_from, None)
    assert "sign" not in shown and "dispose" not in shown and "check" not in shown


def test_a_supervision_letter_is_one_action_with_the_supervision() -> None:
    verdict = ask(
        handling(), "supervise", note="督办", letter={"id": "l1", "subject": "关于垃圾外溢", "body": "请处理"}
    )
    assert isinstance(verdict, Decision)
    letter = verdict.records[2]
    assert isinstance(letter, Letter)
    assert (letter.id, letter.kind, letter.no, letter.unit_id) == ("l1", "supervision", "", "unit-3")
    assert verdict.records[1].detail["letter_id"] == "l1"
    assert no(ask(handling(), "supervise", note="督办", letter={"id": "l1", "body": " "})) == "field.missing"


def test_a_conference_ends_with_a_ruling_that_remembers_the_place() -> None:
    case = do(handling(), "conference_call", note="井盖权属不清")
    assert case.conference == "called"
    ruling = {"id": "r1", "unit_id": "unit-9", "unit_name": "电力公司", "basis": "会议纪要 3 号"}
    verdict = ask(case, "conference_hold", note="归电力公司", ruling=ruling)
    assert isinstance(verdict, Decision)
    made = verdict.records[2]
    assert isinstance(made, Ruling)
    assert (made.unit_id, made.matter_id, made.lon, made.case_id) == ("unit-9", MATTER.id, 109.49, case.id)
    assert verdict.records[0].conference == "ruled"
    assert no(ask(case, "conference_hold", note="归", ruling={"id": "r1", "unit_id": "unit-9"})) == "field.missing"


def test_an_urgent_report_starts_the_clocks_of_its_grade() -> None:
    case = reported(urgent=True, grade=2, five={"time": "10:05", "place": "延河路", "event": "路面塌陷", "odd": "x"})
    assert (case.urgent, case.grade, case.five) == (True, 2, {"time": "10:05", "place": "延河路", "event": "路面塌陷"})
    due = {face.name: face.due for face in faces(case, NOON, RULES)}
    assert due["report_phone"] == NOON + timedelta(minutes=15)
    assert due["report_written"] == NOON + timedelta(minutes=30)
    told = do(case, "report_up", at=NOON + timedelta(minutes=9), stage="first_phone", to="市应急指挥中心")
    face = {f.name: f for f in faces(told, NOON + timedelta(hours=1), RULES)}
    assert (face["report_phone"].late, face["report_written"].late) == (False, True)
    assert no(ask(reported(), "report_up", stage="final", to="市")) == "case.not_urgent"
    assert no(ask(case, "report_up", stage="rumour", to="市")) == "field.invalid"


def test_the_three_answers_are_asked_apart_and_dissatisfaction_sends_it_back_to_the_same_unit() -> None:
    case = closed()
    assert no(ask(case, "redo", note="再办")) == "case.not_dissatisfied"
    assert no(ask(case, "visit", response="yes", solved="yes")) == "field.missing"
    asked = do(case, "visit", response="yes", solved="no", satisfied="basically")
    assert (asked.satisfaction, asked.visit["solved"]) == ("basically", "no")
    again = do(asked, "redo", at=NOON + timedelta(days=1), note="仍有垃圾")
    assert (again.state, again.unit_id, again.redos, again.visit) == (CaseState.DISPATCHED, "unit-3", 1, {})
    assert again.is_open and again.due_at is not None


def test_a_caller_who_was_not_reached_is_no_answer() -> None:
    case = do(closed(), "visit", unreached=True)
    assert (case.satisfaction, case.visit) == ("unreached", {"unreached": True})


def test_a_duplicate_follows_its_main_case_and_can_be_taken_out_again() -> None:
    case = do(reported(), "merge", into="c-main")
    assert (case.state, case.duplicate_of, case.is_open) == (CaseState.VOIDED, "c-main", False)
    back = do(case, "split", note="不是同一处")
    assert (back.state, back.duplicate_of, back.clock) == (CaseState.REPORTED, "", "accept")
    assert no(ask(reported(), "merge", into="case-1")) == "case.merge_self"
    voided = do(reported(), "void", note="测试")
    assert no(ask(voided, "split", note="x")) == "case.not_merged"


def test_a_petition_has_its_own_limit() -> None:
    rules = Rules.from_records(Ruleset(order_limits={"petition": [15, "work_day"]}), [MATTER])
    case = do(do(reported(order_type="petition"), "accept"), "file")
    command = Command(kind="case.dispatch", target=case.id, by=OFFICER, at=NOON, args={"unit_id": "unit-3"})
    verdict = decide(case, command, rules)
    assert isinstance(verdict, Decision)
    assert (verdict.records[0].limit_value, verdict.records[0].limit_unit) == (15, "work_day")
    assert reported(source="petition").order_type == "petition", "what came by the petition office is one"
    assert reported(source="petition", order_type="praise").order_type == "praise"


def test_steps_of_the_plan_card_are_ticked_and_taken_back() -> None:
    case = do(do(handling(), "tick", step=0), "tick", step=2)
    assert case.ticks == (0, 2)
    assert do(case, "tick", step=0, off=True).ticks == (2,)
    assert no(ask(case, "tick", step=-1)) == "field.invalid"


def test_impossible_times_and_unknown_matters_are_kept_and_marked() -> None:
    case = do(None, "report", description="x", matter_id="event-9999", occurred_at="2027-01-01T00:00:00.000Z")
    assert case.flags == ("impossible_times", "unknown_matter")
    assert case.occurred_at == datetime(2027, 1, 1, tzinfo=UTC)


def test_what_was_handled_in_time_stays_in_time_however_late_it_is_closed() -> None:
    case = closed()
    assert not was_late(case, NOON + timedelta(days=30))
    late = do(handling(), "finish", UNIT, at=NOON + timedelta(days=3), note="已清运")
    assert was_late(late, NOON + timedelta(days=3))


def test_co_handlers_are_named_once() -> None:
    case = do(do(handling(), "assist", unit_ids=["u-1", "u-2"]), "assist", unit_ids=["u-2", "u-3"])
    assert case.assist_units == ("u-1", "u-2", "u-3")
