"""A major incident: led, tied, noted, ended; and the response that is started once and ended with a reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.case import Case, CaseState, Kin, decide, expectation, faces, kin_of
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.domain.operator import Role
from app.domain.records import from_row, to_row
from app.domain.rules import Rules
from app.domain.verdict import Decision

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
LEADER = Actor("01", "op-0", "班长", Role.SHIFT_LEADER)
OFFICER = Actor("12", "op-1", "值班员甲", Role.DUTY_OFFICER)
RULES = Rules()
LEAD = Case(id="lead", state="handling", unit_id="u-1", incident="open", incident_title="东关街塌陷")
OTHER = Case(id="c2", state="handling", unit_id="u-2")


def ask(case: Case, operation: str, by: Actor = LEADER, kin: Kin | None = None, **args: Any) -> Any:
    command = Command(kind=f"case.{operation}", target=case.id, by=by, at=NOON, args=args)
    return decide(case, command, RULES, kin)


def do(case: Case, operation: str, by: Actor = LEADER, kin: Kin | None = None, **args: Any) -> Case:
    verdict = ask(case, operation, by, kin, **args)
    assert isinstance(verdict, Decision), verdict
    return from_row("case", to_row(verdict.records[0]))  # type: ignore[no-any-return]  # as it comes from the wire


def no(verdict: Any) -> str:
    assert isinstance(verdict, Rejected), verdict
    return verdict.code


def test_a_leader_declares_a_major_incident_and_others_are_tied_without_being_closed() -> None:
    plain = replace(LEAD, incident="", incident_title="")
    assert no(ask(plain, "declare_incident", OFFICER, title="塌陷")) == "role.forbidden"
    lead = do(plain, "declare_incident", title="东关街塌陷")
    assert (lead.incident, lead.incident_title, lead.state) == ("open", "东关街塌陷", "handling")
    tied = do(OTHER, "tie", OFFICER, Kin(lead=lead), into="lead")
    assert (tied.tied_to, tied.state, tied.unit_id, tied.is_open) == ("lead", "handling", "u-2", True)
    assert do(tied, "untie", OFFICER).tied_to == ""
    assert ask(tied, "untie", OFFICER).records[1].detail == {"into": "lead"}, "the timeline says from what"


def test_what_cannot_be_tied_says_why() -> None:
    assert no(ask(LEAD, "tie", into="x", kin=Kin(lead=LEAD))) == "incident.leads"
    assert no(ask(OTHER, "tie", into="c2", kin=Kin())) == "incident.self"
    assert no(ask(OTHER, "tie", into="gone", kin=Kin())) == "case.unknown"
    assert no(ask(OTHER, "tie", into="lead", kin=Kin(lead=replace(LEAD, incident="ended")))) == "incident.not_open"
    tied = replace(OTHER, tied_to="lead")
    assert no(ask(tied, "tie", into="lead", kin=Kin(lead=LEAD))) == "incident.tied_already"
    assert no(ask(tied, "declare_incident", title="x")) == "incident.tied_first"
    assert do(tied, "tie", into="l2", kin=Kin(lead=replace(LEAD, id="l2"))).tied_to == "l2", "it moves to another one"
    assert no(ask(OTHER, "untie")) == "incident.not_tied"


def test_a_lead_is_closed_over_open_ties_only_by_a_leader_who_says_why() -> None:
    lead = replace(LEAD, state="checking", checked="pass")
    assert no(ask(lead, "close", OFFICER, Kin(tied_open=2), note="完")) == "incident.tied_open"
    assert no(ask(lead, "close", LEADER, Kin(tied_open=2))) == "incident.say_why"
    closed = do(lead, "close", LEADER, Kin(tied_open=2), note="其余由街道办完")
    assert (closed.state, closed.incident) == (CaseState.CLOSED, "ended")
    assert do(lead, "close", OFFICER, Kin()).state == CaseState.CLOSED, "with nothing open it closes as any case"


@pytest.mark.parametrize("operation", ["decline", "not_file", "void", "merge"])
def test_a_lead_does_not_end_by_the_way(operation: str) -> None:
    states = {"decline": "reported", "not_file": "accepted", "void": "filed", "merge": "handling"}
    lead = replace(LEAD, state=states[operation])
    assert no(ask(lead, operation, note="x", into="c2")) == "incident.running"
    ended = do(lead, "end_incident", note="抢险结束")
    assert isinstance(ask(ended, operation, note="x", into="c2"), Decision)


def test_an_approval_does_not_end_a_lead_either() -> None:
    lead = replace(LEAD, state="filed", asked="void", request={"chain": [Role.SHIFT_LEADER], "by": "甲"})
    assert no(ask(lead, "approve")) == "incident.running"


def test_ties_and_declarations_guard_what_was_seen_and_not_the_state() -> None:
    assert expectation(OTHER, "tie") == {"tied_to": ""}
    assert expectation(LEAD, "end_incident") == {"incident": "open"}
    assert "state" in expectation(OTHER, "close")


def test_the_judge_looks_up_no_more_than_it_needs() -> None:
    looked: list[str] = []

    def find(case_id: str) -> Case | None:
        looked.append(case_id)
        return LEAD

    def count(case_id: str) -> int:
        looked.append(f"count {case_id}")
        return 3

    def kin(case: Case, operation: str, **args: Any) -> Kin:
        command = Command(kind=f"case.{operation}", target=case.id, by=LEADER, at=NOON, args=args)
        return kin_of(case, command, find, count)

    assert kin(OTHER, "note") == kin(OTHER, "close") == Kin() and looked == []
    assert kin(OTHER, "tie", into="lead").lead == LEAD
    assert kin(LEAD, "close").tied_open == 3 and looked == ["lead", "count lead"]


def test_a_response_is_started_once_lasts_visibly_and_is_ended_with_a_reason() -> None:
    case = do(OTHER, "start_response", OFFICER, note="启动四级响应")
    assert no(ask(case, "start_response", OFFICER, note="再启动")) == "case.response_started"
    face = {f.name: f for f in faces(case, NOON + timedelta(hours=2), RULES)}["response"]
    assert (face.since, face.done, face.late) == (NOON, None, False)
    assert no(ask(replace(case, state="checking", checked="pass"), "close")) == "response.running"
    assert no(ask(case, "end_response")) == "field.missing"
    over = do(case, "end_response", note="险情排除")
    assert over.response == "ended"
    assert {f.name: f for f in faces(over, NOON, RULES)}["response"].done == NOON
    assert do(over, "start_response", note="复燃").response == "started", "it may be needed again"


def test_the_minutes_of_a_conference_keep_who_sat_there_and_what_each_said() -> None:
    called = replace(OTHER, conference="called")
    said = [
        {"unit_id": "u-1", "unit_name": "供电公司", "said": "线杆已移交"},
        {"unit_id": "u-2", "unit_name": "通信公司", "said": "\x00愿意承担"},
        {"unit_id": "u-2", "unit_name": "通信公司", "said": "愿意承担"},
    ]
    minutes = {"id": "m1", "subject": "会商纪要", "body": "……"}
    verdict = ask(called, "conference_hold", note="归通信公司", attended=said, letter=minutes)
    case, step, letter = verdict.records
    assert case.conference == "held", "without a ruling it still waits for one"
    assert [(one["unit_name"], one["said"]) for one in step.detail["attended"]] == [
        ("供电公司", "线杆已移交"), ("通信公司", "愿意承担"),
    ]  # fmt: skip
    assert isinstance(letter, Letter) and letter.kind == "minutes"
    assert no(ask(called, "conference_hold", note="x", attended="甲")) == "field.invalid"
    ruling = {"id": "r1", "unit_id": "u-2", "unit_name": "通信公司", "basis": "会商纪要"}
    assert do(called, "conference_hold", note="归通信公司", ruling=ruling).conference == "ruled"
