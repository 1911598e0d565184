"""The case in hand by keyboard alone: who may sign what, who should handle it, and what follows when it bounces."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt

from app.domain.case import Case
from app.domain.clock import to_text
from app.domain.command import Actor
from app.domain.responsibility import Responsibility, Ruling
from app.panes.cases.parts.hand.steps import timeline_of
from app.store.rows import StepRow
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step
from tests.app.panes.cases.hands import a_bounced_case, at_unit, begun, part, sent

K, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
UNIT = Actor("21", "o-sz", "市政值班", "unit")
LEADER = Actor("01", "o-l", "带班", "duty_leader")
Make = Callable[..., Desk]


# --- requests and approvals ---


def test_a_unit_asks_for_two_more_days_and_says_why(make_desk: Make) -> None:
    desk = make_desk(at_unit(), actor=UNIT)
    form = begun(desk, "request_extend")
    part(form, "limit").write({"limit_value": 2, "limit_unit": "work_day"})
    part(form, "reason_code").write({"reason_code": "weather"})
    part(form, "note").write({"note": "降温，沥青无法铺设"})
    form.submit()
    said = {"limit_value": 2.0, "limit_unit": "work_day", "reason_code": "weather", "note": "降温，沥青无法铺设"}
    assert sent(desk) == said
    desk.until(lambda: desk.detail.body.approval.request is not None)
    request = desk.detail.body.approval.request
    assert "2 工作日" in request.title and request.reason == "降温，沥青无法铺设"


def a_request(**changes: Any) -> Case:
    request = {
        "by": "市政值班",
        "at": to_text(NOON - timedelta(hours=1)),
        "chain": ["duty_leader"],
        "passed": ["dispatcher"],
        "value": 2,
        "unit": "work_day",
    }
    return at_unit(asked="extend", asked_reason="降温", request=request, **changes)


def test_who_asked_why_how_much_who_signed_and_whose_turn_it_is(make_desk: Make) -> None:
    signed = a_step("c00001", "approve", "handling", NOON - timedelta(minutes=30))
    desk = make_desk(a_request(), signed)
    desk.see("c00001")
    request = desk.detail.body.approval.request
    assert (request.title, request.reason) == ("申请延期 · 2 工作日", "降温")
    assert "市政值班" in request.asked_by
    assert [(post.role, post.by, post.standing) for post in request.posts] == [
        ("dispatcher", "王某", "given"),
        ("duty_leader", "", "now"),
    ]
    assert request.turn == "等待带班领导审批"
    assert "approve" not in desk.detail.bar.operations


def test_the_leader_whose_turn_it_is_approves_with_one_key_and_enter(make_desk: Make) -> None:
    desk = make_desk(a_request(), actor=LEADER)
    desk.see("c00001")
    assert desk.detail.body.approval.request.mine
    assert desk.detail.bar.button("approve").property("role") == "primary"
    desk.rows.setFocus()
    desk.key(K.Key_P)
    desk.key(K.Key_Return)
    sent(desk)
    desk.until(lambda: desk.detail.dossier.case.asked == "")
    assert desk.detail.dossier.case.extends == 1
    desk.until(lambda: desk.detail.body.approval.request is None)


# --- dispatch with advice ---


def test_a_dispatch_proposes_the_ruling_first_and_says_its_basis(make_desk: Make) -> None:
    ruling = Ruling(
        id="r1", matter_id="part-0102", unit_id="u-yl", unit_name="园林绿化中心", basis="移交纪要",
        lon=109.5, lat=36.6, decided_at=NOON - timedelta(days=60),
    )  # fmt: skip
    line = Responsibility(id="l1", matter_id="part-0102", unit_id="u-hw", basis="清单 3.2")
    desk = make_desk(a_case(1, state="filed", clock="dispatch"), ruling, line)
    form = begun(desk, "dispatch")
    choices = part(form, "unit_id").picker.choices
    assert [choice.id for choice in choices[:3]] == ["u-yl", "u-hw", "u-sz"]
    assert "附近同类裁定" in choices[0].remark and "移交纪要" in choices[0].remark
    assert "责任清单" in choices[1].remark and "清单 3.2" in choices[1].remark
    desk.key(K.Key_Return)
    args = sent(desk)
    assert (args["unit_id"], args["unit_name"]) == ("u-yl", "园林绿化中心")
    desk.until(lambda: desk.detail.dossier.case.unit_name == "园林绿化中心")


def test_a_unit_that_gave_the_case_back_is_marked_and_not_proposed(make_desk: Make) -> None:
    bounced = a_case(1, state="filed", clock="dispatch", transfers=1, returns=1)
    desk = make_desk(bounced, a_step("c00001", "return", "filed", unit_id="u-sz", unit_name="市政设施管理所"))
    form = begun(desk, "dispatch")
    picker = part(form, "unit_id").picker
    assert picker.value == ""
    marked = [choice for choice in picker.choices if choice.doubtful]
    assert [choice.id for choice in marked] == ["u-sz"] and "已退回过本案" in marked[0].remark


def test_a_decision_is_remembered_as_a_ruling_and_proposed_for_the_next_case(make_desk: Make) -> None:
    next_one = a_case(2, state="filed", clock="dispatch", lon=109.5001, lat=36.6001)
    desk = make_desk(a_case(1, state="filed", clock="dispatch"), next_one)
    form = begun(desk, "dispatch")
    part(form, "unit_id").write({"unit_id": "u-hw"})
    part(form, "ruling").write({"ruling": True})
    form.submit()
    assert "裁定依据" in form._message.text()
    part(form, "ruling_basis").write({"ruling_basis": "现场会商"})
    form.submit()
    sent(desk)
    desk.see("c00002")
    desk.until(lambda: desk.detail.dossier.advice[0].unit_id == "u-hw")
    assert desk.detail.dossier.advice[0].why_code == "ruling_near"


def test_who_helps_by_the_list_is_proposed_first(make_desk: Make) -> None:
    line = Responsibility(id="l1", matter_id="part-0102", unit_id="u-sz", assist_unit_ids=("u-yl",), basis="清单")
    desk = make_desk(at_unit(), line)
    form = begun(desk, "assist")
    assert form.values()["unit_ids"] == ["u-yl"]
    form.submit()
    assert sent(desk)["unit_ids"] == ["u-yl"]
    desk.until(lambda: "园林绿化中心" in desk.detail.facts.text("helpers"))


# --- bounces ---


def test_the_second_bounce_proposes_a_conference_one_key_away(make_desk: Make) -> None:
    desk = make_desk(*a_bounced_case())
    desk.see("c00001")
    alert = next(alert for alert in desk.detail.body.alerts.alerts if "已流转 2 次" in alert.text)
    assert "市政所 → 环卫" in alert.text
    assert alert.operations == ("conference_call",)
    assert desk.detail.header.marks["transfers"] == "流转 2 次"
    turns = desk.detail.body.turns.turns
    assert [(turn.unit, turn.took, turn.how) for turn in turns] == [
        ("市政所", "1天0时", "回退"),
        ("环卫", "2时0分", "回退"),
    ]
    desk.rows.setFocus()
    desk.key(K.Key_H, SHIFT)
    form = desk.detail.form
    assert form.operation == "conference_call"
    assert "市政所 → 环卫" in form.values()["letter_body"]
    part(form, "note").write({"note": "雨水井归属"})
    form.submit()
    letter = sent(desk)["letter"]
    assert letter["reply_hours"] == 48.0 and "会商" in letter["subject"]
    desk.until(lambda: desk.detail.dossier.case.conference == "called")
    desk.until(lambda: len(desk.detail.body.letters.lines) == 1)
    assert "编号待定" in desk.detail.body.letters.lines[0].title


def test_a_conference_is_held_with_its_ruling_in_one_action(make_desk: Make) -> None:
    case, *steps = a_bounced_case()
    desk = make_desk(replace(case, conference="called"), *steps)
    desk.see("c00001")
    assert any("等待结论" in alert.text for alert in desk.detail.body.alerts.alerts)
    form = begun(desk, "conference_hold")
    part(form, "note").write({"note": "归园林"})
    part(form, "ruling_unit_id").write({"ruling_unit_id": "u-yl"})
    part(form, "ruling_basis").write({"ruling_basis": "绿化带内"})
    seats = part(form, "attended").seats
    assert list(seats) == ["u-sz", "u-hw"], "whoever has had the case sits at the table"
    seats["u-sz"][1].write({"said_u-sz": "树根顶起，不是设施"})
    form.submit()
    args = sent(desk)
    assert args["ruling"]["unit_id"] == "u-yl"
    assert [(one["unit_id"], one["said"]) for one in args["attended"]] == [("u-sz", "树根顶起，不是设施"), ("u-hw", "")]
    body = args["letter"]["body"]
    assert all(said in body for said in ("树根顶起", "会商结论：归园林", "园林绿化中心负责", "绿化带内"))
    desk.until(lambda: desk.detail.dossier.case.conference == "ruled")
    desk.until(lambda: len(desk.detail.body.letters.lines) == 1)
    line = desk.detail.body.letters.lines[0]
    assert "会商纪要" in line.title and [way for way, _text in line.ways] == ["docx", "pdf"], "kept, and printable"
    assert any("树根顶起" in step.note for step in desk.detail.timeline.steps)
    desk.until(lambda: desk.detail.dossier.advice[0].unit_id == "u-yl")


# --- taking over ---


def test_taking_a_case_over_is_called_so_and_names_who_has_it(make_desk: Make) -> None:
    desk = make_desk(a_case(1, state="accepted", clock="file", claimed_by="12", claimed_name="王某"))
    form = begun(desk, "claim")
    assert form.accessibleName() == "接管" and "12 号席 王某" in form._title.text()
    part(form, "note").write({"note": "王某已换班"})
    form.submit()
    assert sent(desk) == {"note": "王某已换班"}


def test_a_units_own_step_bears_its_name_once() -> None:
    own = a_step("c00001", "sign", "handling", operator="城管局", role="unit", seat="", unit_name="城管局")
    sent = a_step("c00001", "dispatch", "dispatched", unit_name="城管局")
    lines = timeline_of(StepRow(**{f.name: getattr(step, f.name) for f in fields(step)}) for step in (sent, own))
    assert [(line.who.count("城管局"), line.note.count("城管局")) for line in lines] == [(1, 0), (0, 1)]
