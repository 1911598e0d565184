"""The papers of a case: letters, calls, the plan, call-backs, reports upwards, its kin and its pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.domain.case import OPERATIONS
from app.domain.letter import Letter
from app.domain.media import Media
from app.panes.cases.parts.acting.action_bar import NOT_HERE
from app.panes.cases.parts.acting.keys import ACTION_KEYS
from tests.app.panes.cases.conftest import MATTERS, NOON, Desk, a_case
from tests.app.panes.cases.hands import a_bounced_case, at_unit, begun, part, sent

K, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
Make = Callable[..., Desk]


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
    files = list((desk.ctx.profile.folder / "issued").iterdir())
    assert [file.suffix for file in files] == [f".{form}"]
    assert files[0].stat().st_size > 1_000 and "宝督〔2026〕3号" in files[0].name


def test_a_file_written_without_a_number_is_void_when_the_number_comes_and_is_written_anew(make_desk: Make) -> None:
    letter = Letter(
        id="l00001", kind="supervision", case_id="c00001", case_no="20260302", unit_id="u-sz", unit_name="市政所",
        subject="督办函", body="请立即处置。", seat="03", issued_by="李", issued_at=NOON,
    )  # fmt: skip
    desk = make_desk(at_unit(), letter)
    desk.see("c00001")
    desk.rows.setFocus()
    desk.detail.sections.choose("letters")
    desk.pane.desk.enter()
    for _button in ("登记回复", "Word"):
        desk.key(K.Key_Tab)
    assert desk.focus().text() == "PDF"
    desk.key(K.Key_Return)
    desk.until(lambda: "已保存" in desk.detail.notice.text)
    folder = desk.ctx.profile.folder / "issued"
    assert ["未编号" in file.name for file in folder.iterdir()] == [True]
    desk.news(replace(letter, no="宝督〔2026〕4号"))
    desk.until(lambda: "编号已到：宝督〔2026〕4号" in desk.detail.notice.text)
    desk.detail.notice._way.click()
    desk.until(lambda: any("宝督〔2026〕4号" in file.name for file in folder.iterdir()))
    with pypdfium2.PdfDocument(next(file for file in folder.iterdir() if "4号" in file.name)) as pdf:
        said = "".join(page.get_textpage().get_text_range() for page in pdf)
    # The unit as the directory knows it: its whole name, its phone.
    assert "0911-0000001" in said and "市政设施管理所：" in said and "编号待定" not in said


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
    desk.key(K.Key_3)  # the result, said by its digit
    desk.key(K.Key_Return)
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


def test_nobody_was_reached_is_one_digit_too(make_desk: Make) -> None:
    desk = make_desk(at_unit(state="closed", clock="", due_at=None, closed_at=NOON, checked="pass"))
    begun(desk, "visit")
    desk.key(K.Key_0)
    desk.key(K.Key_Return)
    assert sent(desk) == {"unreached": True}


# --- urgent ---


def test_an_urgent_case_says_what_has_not_been_reported_and_the_text_is_ready(make_desk: Make) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    form = begun(desk, "mark_urgent")
    assert form.values()["five_event"] == "文三路1号路口井盖破损"
    assert "还应问：伤亡影响" in part(form, "five")._meter.text()
    assert desk.focus() is part(form, "five_casualties")._edit
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
    desk.until(lambda: desk.detail.sections.text("kin") == "相关 1")


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
    desk.until(lambda: menu.picker.pointed_id == "assist")
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
