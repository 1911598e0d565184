"""The case in hand by keyboard alone: every operation its form, every paper its place, nothing said twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.domain.case import OPERATIONS, Case
from app.domain.clock import to_text
from app.domain.command import Actor
from app.domain.letter import Letter
from app.domain.media import Media
from app.domain.responsibility import Responsibility, Ruling
from app.panes.cases.parts.action_bar import NOT_HERE
from app.panes.cases.parts.keys import ACTION_KEYS
from tests.app.panes.cases.conftest import MATTERS, NOON, Desk, a_case, a_step

K, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
UNIT = Actor("21", "o-sz", "市政值班", "unit")
LEADER = Actor("01", "o-l", "带班", "duty_leader")
Make = Callable[..., Desk]


def at_unit(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "state": "handling",
        "clock": "dispose",
        "unit_id": "u-sz",
        "unit_name": "市政设施管理所",
        "dispatched_at": NOON - timedelta(hours=3),
        "signed_at": NOON - timedelta(hours=2),
        "clock_from": NOON - timedelta(hours=3),
        "due_at": NOON + timedelta(hours=1),
        "dispose_due_at": NOON + timedelta(hours=1),
    }
    return a_case(1, **(values | changes))


def begun(desk: Desk, operation: str) -> Any:
    """Open the form of an operation of the case in hand."""
    desk.see("c00001")
    desk.pane.desk.begin(operation)
    assert desk.detail.form is not None and desk.detail.form.operation == operation
    return desk.detail.form


def sent(desk: Desk) -> dict[str, Any]:
    """Wait until something is on its way and return what it says."""
    desk.until(lambda: len(desk.store.reader.pending()) > 0)
    return dict(desk.store.reader.pending()[-1].command.args)


def part(form: Any, name: str) -> Any:
    return form._part(name)


# --- requests and approvals ---


def test_a_unit_asks_for_two_more_days_and_says_why(make_desk: Make) -> None:
    desk = make_desk(at_unit(), actor=UNIT)
    form = begun(desk, "request_extend")
    part(form, "limit").write({"limit_value": 2, "limit_unit": "work_day"})
    part(form, "note").write({"note": "降温，沥青无法铺设"})
    form.submit()
    assert sent(desk) == {"limit_value": 2.0, "limit_unit": "work_day", "note": "降温，沥青无法铺设"}
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


# --- bounces ---


def a_bounced_case() -> tuple[Any, ...]:
    case = a_case(1, state="filed", clock="dispatch", transfers=2, returns=2)
    steps = [
        a_step("c00001", "dispatch", "dispatched", NOON - timedelta(hours=30), unit_id="u-sz", unit_name="市政所"),
        a_step("c00001", "return", "filed", NOON - timedelta(hours=6), unit_id="u-sz", unit_name="市政所"),
        a_step("c00001", "dispatch", "dispatched", NOON - timedelta(hours=5), unit_id="u-hw", unit_name="环卫"),
        a_step("c00001", "return", "filed", NOON - timedelta(hours=3), unit_id="u-hw", unit_name="环卫"),
    ]
    return case, *steps


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
    form.submit()
    args = sent(desk)
    assert args["ruling"]["unit_id"] == "u-yl"
    desk.until(lambda: desk.detail.dossier.case.conference == "held")
    desk.until(lambda: desk.detail.dossier.advice[0].unit_id == "u-yl")


# --- letters, calls, the plan ---


def test_a_supervision_goes_out_with_its_letter_and_its_clock(make_desk: Make) -> None:
    desk = make_desk(at_unit())
    form = begun(desk, "supervise")
    assert form.values()["letter"] is True
    assert "市政设施管理所" in form.values()["letter_body"]
    part(form, "note").write({"note": "将超期"})
    form.submit()
    args = sent(desk)
    assert args["letter"]["subject"].startswith("关于“污水井盖”") and args["reply_hours"] == 24.0
    desk.until(lambda: any(line.name == "督办回复时限" for line in desk.detail.clocks.lines))
    desk.until(lambda: desk.detail.sections.text("letters") == "函件 1")


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_letter_is_written_to_a_file_and_it_is_said_where(make_desk: Make, form: str) -> None:
    letter = Letter(
        id="l1", kind="supervision", no="宝督〔2026〕3号", case_id="c00001", unit_id="u-sz", unit_name="市政所",
        subject="督办函", body="请立即处置。", seat="03", issued_by="李", issued_at=NOON,
    )  # fmt: skip
    desk = make_desk(at_unit(), letter)
    desk.see("c00001")
    desk.detail.body.letter_asked.emit("l1", form)
    desk.until(lambda: "已保存" in desk.detail.notice.text, timeout=30_000)
    files = list((desk.ctx.profile.folder / "letters").iterdir())
    assert [file.suffix for file in files] == [f".{form}"]
    assert files[0].stat().st_size > 1_000 and "宝督〔2026〕3号" in files[0].name


def test_an_answer_to_a_letter_is_written_down(make_desk: Make) -> None:
    letter = Letter(id="l1", kind="supervision", no="1", case_id="c00001", issued_at=NOON, reply_due_at=NOON)
    desk = make_desk(at_unit(), letter)
    desk.see("c00001")
    assert desk.detail.body.letters.lines[0].chip.startswith("待回复")
    desk.detail.body.letter_asked.emit("l1", "reply")
    desk.detail.card.setFocus()
    desk.type("已更换")
    desk.key(K.Key_Return)
    desk.until(lambda: desk.detail.body.letters.lines[0].chip.startswith("已回复"))
    assert "已更换" in desk.detail.body.letters.lines[0].text


def test_a_call_nobody_answers_is_logged_with_two_keys_and_counted(make_desk: Make) -> None:
    desk = make_desk(at_unit())
    desk.see("c00001")
    desk.rows.setFocus()
    desk.key(K.Key_L)
    form = desk.detail.form
    assert form.values()["phone"] == "0911-0000001"
    part(form, "result").write({"result": "unanswered"})
    form.submit()
    assert sent(desk) == {"phone": "0911-0000001", "result": "unanswered", "note": "无人接听"}
    desk.until(lambda: desk.detail.sections.text("calls") == "电话 1，未接 1")
    assert desk.detail.body.calls.lines[0].chip == "无人接听"


def test_a_number_that_no_book_knows_can_be_typed(make_desk: Make) -> None:
    desk = make_desk(at_unit())
    form = begun(desk, "call_note")
    picker = part(form, "phone").picker
    picker.field.setFocus()
    picker.field.selectAll()
    desk.type("13900001111")
    desk.key(K.Key_Return)
    part(form, "note").write({"note": "值班经理答应今晚处置"})
    form.submit()
    assert sent(desk)["phone"] == "13900001111"


def test_steps_of_the_plan_are_ticked_with_the_space_bar(make_desk: Make) -> None:
    planned = replace(MATTERS[0], sop=("围挡", "抢修", "复核"))
    desk = make_desk(at_unit(ticks=(0,)), planned)
    desk.see("c00001")
    desk.until(lambda: desk.detail.sections.text("plan") == "预案 1/3")
    desk.pane.desk.open_plan()
    desk.key(K.Key_Space)
    desk.until(lambda: desk.detail.dossier.case.ticks == (0, 1))
    desk.until(lambda: desk.detail.sections.text("plan") == "预案 2/3")
    assert sent(desk) == {"step": 1}
    desk.detail.body.plan.boxes[0].click()
    desk.until(lambda: desk.detail.dossier.case.ticks == (1,))


# --- call-backs ---


def test_the_three_answers_are_asked_apart(make_desk: Make) -> None:
    closed = at_unit(state="closed", clock="", due_at=None, closed_at=NOON, checked="pass")
    desk = make_desk(closed)
    form = begun(desk, "visit")
    form.submit()
    for asked in ("是否联系", "是否解决", "是否满意"):
        assert asked in form._message.text()
    for key in (K.Key_1, K.Key_2, K.Key_3):
        desk.key(key)
    form.submit()
    assert sent(desk) == {"response": "yes", "solved": "partly", "satisfied": "no"}
    desk.until(lambda: desk.detail.dossier.case.satisfaction == "unsatisfied")
    assert "是否满意 否" in desk.detail.facts.text("visit")
    desk.until(lambda: "redo" in desk.detail.bar.operations)
    assert any("不满意" in alert.text and alert.operations == ("redo",) for alert in desk.detail.body.alerts.alerts)


# --- urgent ---


def test_an_urgent_case_says_what_has_not_been_reported_and_the_text_is_ready(make_desk: Make) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    form = begun(desk, "mark_urgent")
    assert form.values()["five_event"] == "文三路1号路口井盖破损"
    assert "还应问：伤亡影响" in part(form, "five")._meter.text()
    part(form, "five_casualties").write({"five_casualties": "一人轻伤"})
    form.submit()
    assert sent(desk)["five"]["casualties"] == "一人轻伤"
    desk.until(lambda: any("尚未报送" in alert.text for alert in desk.detail.body.alerts.alerts))
    names = {line.name for line in desk.detail.clocks.lines}
    assert {"电话报送时限", "书面报送时限"} <= names
    form = begun(desk, "report_up")
    assert form.values()["stage"] == "first_phone"
    assert "一人轻伤" in form.values()["note"]
    part(form, "stage").write({"stage": "first_written"})
    assert "一人轻伤" in form.values()["note"] and "等级" in form.values()["note"]
    part(form, "note").write({"note": "我自己写的"})
    part(form, "stage").write({"stage": "first_phone"})
    assert form.values()["note"] == "我自己写的"
    part(form, "to").write({"to": "区总值班室"})
    form.submit()
    desk.until(lambda: "done" in desk.detail.dossier.case.side["report_phone"])
    form = begun(desk, "report_up")
    assert form.values()["stage"] == "first_written"


# --- kin ---


def test_a_repeated_complaint_is_told_with_the_earlier_ones(make_desk: Make) -> None:
    earlier = a_case(2, reported_at=NOON - timedelta(days=3), state="closed", clock="", due_at=None)
    desk = make_desk(a_case(1, reported_at=NOON - timedelta(hours=1)), earlier)
    desk.see("c00001")
    assert any("近期第 2 次" in alert.text for alert in desk.detail.body.alerts.alerts)
    desk.detail.body.alerts.section_asked.emit("kin")
    assert desk.detail.sections.current == "kin"
    assert earlier.case_no in desk.detail.body.kin.lines[0].title
    desk.detail.body.case_asked.emit("c00002")
    desk.until(lambda: desk.detail.case_id == "c00002")


def test_a_case_is_merged_into_the_one_next_door_and_taken_out_again(make_desk: Make) -> None:
    desk = make_desk(a_case(1), a_case(2, lon=109.5003), a_case(3, lon=109.7))
    form = begun(desk, "merge")
    picker = part(form, "into").picker
    assert [choice.id for choice in picker.choices] == ["c00002"]
    assert "米" in picker.choices[0].remark
    desk.until(lambda: part(form, "into").pair.sides[1].title != "")
    picker.field.setFocus()
    desk.type("文三路3号")
    desk.until(lambda: [choice.id for choice in picker.choices] == ["c00002", "c00003"])
    picker.set_value("c00002", by_hand=True)
    form.submit()
    assert sent(desk)["into"] == "c00002"
    desk.until(lambda: any("本案已并入" in alert.text for alert in desk.detail.body.alerts.alerts))
    assert "split" in desk.detail.bar.operations
    desk.see("c00002")
    desk.until(lambda: desk.detail.sections.text("kin") == "关联 1")


# --- pictures ---


def a_picture(media_id: str, stage: str, hours: float) -> Media:
    return Media(
        id=media_id, owner_kind="case", owner_id="c00001", name=f"{media_id}.jpg", mime="image/jpeg", size=1,
        sha256="0" * 64, taken_at=NOON + timedelta(hours=hours), stage=stage,
    )  # fmt: skip


def test_before_and_after_stand_side_by_side_and_the_check_is_made_there(make_desk: Make) -> None:
    checking = at_unit(state="checking", clock="check", handled_at=NOON - timedelta(hours=1))
    pictures = [a_picture("m1", "before", -4), a_picture("m2", "", -3.9), a_picture("m3", "after", -1)]
    desk = make_desk(checking, *pictures)
    for number, media in enumerate(pictures):
        image = QImage(40, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor(7 + number))
        image.save(str(desk.ctx.profile.media / f"{media.id}.png"))
    desk.see("c00001")
    desk.rows.setFocus()
    desk.key(K.Key_Equal)
    view = desk.pane.desk.papers.comparing
    assert view is not None and view.shown == ("m1", "m3")
    desk.until(lambda: not view.view.sides[0].image.isNull() and not view.view.sides[1].image.isNull())
    desk.qtbot.keyClick(view, K.Key_Tab)
    desk.qtbot.keyClick(view, K.Key_Right)
    assert view.shown == ("m2", "m3")
    desk.qtbot.keyClick(view, K.Key_Plus)
    desk.qtbot.keyClick(view, K.Key_Plus)
    assert view.view.zoom > 1.5
    desk.qtbot.keyClick(view, K.Key_0)
    assert view.view.zoom == 1.0
    desk.qtbot.keyClick(view, K.Key_O)
    assert desk.pane.desk.papers.comparing is None
    assert desk.detail.form.operation == "check_pass"


# --- reaching everything ---


def test_everything_allowed_is_found_in_the_list_of_more(make_desk: Make) -> None:
    desk = make_desk(at_unit())
    desk.see("c00001")
    assert len(desk.detail.bar.shown) <= 7
    desk.rows.setFocus()
    desk.key(K.Key_Period)
    menu = desk.detail.card
    assert {choice.id for choice in menu.picker.choices} == set(desk.detail.bar.operations)
    desk.type("xb")
    assert [choice.id for choice in menu.picker.choices if choice.fits("xb")] == ["assist"]
    desk.key(K.Key_Return)
    assert desk.detail.form.operation == "assist"


def test_every_operation_of_the_table_is_an_action_of_the_room(make_desk: Make) -> None:
    desk = make_desk(at_unit())
    actions = {action.id.removeprefix("cases."): action for action in desk.pane.actions()}
    assert set(OPERATIONS) - NOT_HERE <= set(actions)
    keys = list(ACTION_KEYS.values())
    assert len(keys) == len(set(keys))


def test_sections_are_turned_with_the_brackets(make_desk: Make) -> None:
    desk = make_desk(*a_bounced_case())
    desk.see("c00001")
    desk.rows.setFocus()
    desk.key(K.Key_BracketRight)
    assert desk.detail.sections.current == "turns"
    desk.key(K.Key_BracketLeft)
    assert desk.detail.sections.current == "history"


def test_flags_are_said_in_words(make_desk: Make) -> None:
    desk = make_desk(a_case(1, flags=("impossible_times", "outside_district", "unknown_matter")))
    desk.see("c00001")
    words = "|".join(alert.text for alert in desk.detail.body.alerts.alerts)
    for said in ("时间矛盾", "辖区之外", "不在本市字典"):
        assert said in words
