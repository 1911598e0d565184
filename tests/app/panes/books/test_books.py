"""The keeper of the books changes them from the seat; everybody else may read them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.panes.books.queries import TABS
from tests.app.panes.books.conftest import COVER, OFFICER

Make = Callable[..., Any]


def test_only_what_changed_is_sent_and_guarded(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    desk.write("limit", (6, "work_hour"))
    desk.write("filing_cond", "破损、缺失或移位")
    desk.keep()
    (waiting,) = desk.store.reader.pending()
    assert waiting.command.kind == "matter.write"
    assert waiting.command.args["row"] == {
        "limit_value": 6.0, "limit_unit": "work_hour", "filing_cond": "破损、缺失或移位",
    }  # fmt: skip
    assert waiting.command.expect["limit_value"] == 4
    assert set(waiting.command.expect) == set(waiting.command.args["row"])
    saved = desk.get("matter", "part-0102")
    assert (saved.limit_value, saved.sop) == (6, COVER.sop)
    assert not desk.form.dirty
    desk.until(lambda: any(row.entry.pending for row in desk.pane.model.known()))


def test_a_new_matter_gets_its_code_and_is_stood_on(make_desk: Make) -> None:
    desk = make_desk()
    desk.key(Qt.Key.Key_N)
    for name, value in (("kind", "event"), ("big_code", "07"), ("small_code", "09"), ("big_name", "其他")):
        desk.write(name, value)
    desk.write("name", "共享单车淤积")
    desk.write("limit", (1, "work_day"))
    desk.keep()
    assert desk.get("matter", "event-0709").name == "共享单车淤积"
    desk.until(lambda: desk.pane.view.list.current_id() == "event-0709")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("valid_from", "2026-02-30"),
        ("valid_to", "去年"),
        ("limit", "-3"),
        ("limit", "很快"),
        ("name", " "),
        ("unit_id", "没有这个单位"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_not_sent(make_desk: Make, name: str, typed: str) -> None:
    desk = make_desk()
    desk.open("part-0102")
    field = desk.form.fields[name]
    if name == "limit":
        field.value.setText(typed)
    elif name == "unit_id":
        field.box.setEditText(typed)
    else:
        field.line.setText(typed)
    desk.keep()
    assert desk.form._wrong[name].isVisible()
    assert desk.form._wrong[name].text()
    assert desk.store.reader.pending() == []


def test_a_validity_that_ends_before_it_begins_is_refused(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    desk.write("valid_from", "2026/5/1")
    desk.write("valid_to", "2026-04-30")
    desk.keep()
    assert desk.form._wrong["valid_to"].isVisible()
    desk.write("valid_to", "2026-06-01")
    desk.keep()
    assert desk.get("matter", "part-0102").valid_from == "2026-05-01"


def test_the_code_of_a_matter_is_for_life_and_is_not_given_twice(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    assert desk.form.fields["small_code"].line.isReadOnly()
    desk.key(Qt.Key.Key_N)
    for name, value in (("kind", "part"), ("big_code", "01"), ("small_code", "02"), ("big_name", "公用设施")):
        desk.write(name, value)
    desk.write("name", "又一个")
    desk.write("limit", (1, "work_day"))
    desk.keep()
    assert desk.form._wrong["small_code"].isVisible()
    assert desk.get("matter", "part-0102").name == "污水井盖"


def test_found_by_name_code_and_pinyin_initials(make_desk: Make) -> None:
    desk = make_desk()
    for typed, found in (("井盖", ["part-0102"]), ("blLJ", ["event-0102"]), ("0102", ["event-0102", "part-0102"])):
        desk.pane.view.search.setText(typed)
        desk.until(lambda found=found: sorted(desk.rows()) == found)


def test_a_line_of_the_list_names_unit_ground_and_helpers(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("responsibility")
    desk.key(Qt.Key.Key_N)
    desk.write("matter_id", "event-0102")
    desk.form.fields["unit_id"].box.setEditText("环境卫生服务中心")
    desk.form.fields["assist_unit_ids"].edit.setPlainText("市政设施管理所")
    desk.keep()
    (made,) = [line for line in desk.store.reader.all("responsibility") if line.id != "l1"]
    assert (made.unit_id, made.unit_name, made.assist_unit_ids) == ("u-hw", "环境卫生服务中心", ("u-sz",))
    assert made.area_code == ""


def test_step_limits_change_one_by_one(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("limits")
    desk.open("step_limits")
    desk.write("step_limits/sign", (90, "minute"))
    desk.keep()
    assert desk.get("ruleset", "default").step_limits == {"sign": [90.0, "minute"]}
    assert desk.store.reader.rules().step_limits["sign"] == (90.0, "minute")
    assert desk.store.reader.rules().step_limits["accept"] == (30, "minute")


def test_holidays_are_kept_in_the_month_by_keyboard(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("limits")
    desk.open("holidays")
    grid = desk.form.fields["calendar/days"].month.grid
    grid.setFocus()
    assert grid.current == date(2026, 3, 4)
    desk.key(Qt.Key.Key_Space)
    for _n in range(4):
        desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    calendar = desk.store.reader.rules().calendar
    assert calendar.days == {"2026-03-04": False, "2026-03-08": True, "2026-05-01": False}
    assert not calendar.is_work_day(date(2026, 3, 4))
    assert calendar.is_work_day(date(2026, 3, 8))


def test_work_hours_are_checked_and_kept_beside_the_holidays(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("limits")
    desk.open("work_time")
    line = desk.form.fields["calendar/intervals"].line
    for wrong in ("12:00-08:30", "08:30-25:00", "08:30-12:00 11:00-18:00", "全天"):
        line.setText(wrong)
        desk.keep()
        assert desk.form._wrong["calendar/intervals"].isVisible()
    line.setText("9:00-12:00 13:30-17:30")
    desk.keep()
    ruleset = desk.get("ruleset", "default")
    assert ruleset.calendar["intervals"] == [["09:00", "12:00"], ["13:30", "17:30"]] or ruleset.calendar[
        "intervals"
    ] == [("09:00", "12:00"), ("13:30", "17:30")]
    assert ruleset.calendar["days"] == {"2026-05-01": False}


def test_reporting_limits_and_quiet_hours(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("limits")
    desk.open("report_limits")
    desk.write("report_limits/1", (40, 20))
    desk.keep()
    assert desk.form._wrong["report_limits/1"].isVisible()
    desk.write("report_limits/1", (10, 20))
    desk.keep()
    assert desk.store.reader.rules().report_limits["1"] == (10.0, 20.0)
    desk.open("warnings")
    desk.write("quiet_hours", ("23:00", "05:30"))
    desk.write("precision_floor", 0.8)
    desk.keep()
    rules = desk.store.reader.rules()
    assert (rules.quiet_hours[0].hour, rules.precision_floor) == (23, 0.8)


def test_the_reasons_of_a_return_are_the_city_s_own(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("limits")
    desk.open("reasons")
    desk.write("reasons/return", ("不属于本单位",))
    desk.keep()
    assert desk.form._wrong["reasons/return"].isVisible()
    desk.write("reasons/return", ("not_ours 不归我管 / Not ours", "other 其他"))
    desk.keep()
    reasons = desk.store.reader.rules().reasons
    assert [(reason.code, reason.name) for reason in reasons["return"]] == [("not_ours", "不归我管"), ("other", "其他")]
    assert len(reasons["suspend"]) > 2  # the other lists stay as they are


def test_chains_and_stand_ins(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("chains")
    desk.open("chain.extend")
    desk.write("chains/extend", ("dispatcher", "dispatcher"))
    desk.keep()
    assert desk.form._wrong["chains/extend"].isVisible()
    desk.write("chains/extend", ("dispatcher", "shift_leader"))
    desk.keep()
    assert desk.store.reader.rules().chains["extend"] == ("dispatcher", "shift_leader")
    desk.open("stand_ins")
    desk.write("stand_ins/duty_officer", ("dispatcher",))
    desk.keep()
    assert desk.store.reader.rules().stand_ins["duty_officer"] == frozenset({"dispatcher"})


def test_the_floor_of_an_algorithm_is_a_percentage(make_desk: Make) -> None:
    desk = make_desk()
    desk.turn("algorithm")
    desk.form.fields["floor"].line.setText("85%")
    desk.keep()
    assert desk.get("algorithm", "garbage").floor == 0.85


def test_others_may_read_everything_and_change_nothing(make_desk: Make) -> None:
    desk = make_desk(actor=OFFICER)
    for tab in TABS:
        desk.turn(tab)
        assert desk.pane.view.form is not None
        assert desk.form.note.text()
        assert desk.form.save.isHidden()
        assert not desk.pane.view.new.isEnabled()
    desk.turn("matter")
    desk.write("name", "改名")
    desk.keep()
    assert desk.store.reader.pending() == []


def test_a_ruling_is_retired_by_who_may_rule(make_desk: Make) -> None:
    desk = make_desk(actor=OFFICER)
    desk.turn("ruling")
    assert not desk.form.retire.isHidden()
    desk.form.retire.click()
    assert desk.get("ruling", "r1").enabled is False
    desk.until(lambda: desk.form.retire.isHidden())


def test_what_is_typed_survives_looking_elsewhere(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    desk.write("standard", "GB/T 30428.2")
    desk.open("event-0102")
    desk.open("part-0102")
    assert desk.form.fields["standard"].read() == "GB/T 30428.2"
    desk.key(Qt.Key.Key_Escape)
    desk.form.focus_first()
    desk.key(Qt.Key.Key_Escape)
    assert desk.form.fields["standard"].read() == ""


def test_walking_through_a_book_keeps_the_controls_and_mixes_nothing_up(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    form = desk.form
    form.fields["filing_cond"].edit.setPlainText("缺失、下沉")
    form.fields["limit"].retype(["", "work_hour"])
    assert form.changes() is None
    desk.open("event-0102")
    assert desk.form is form and form.title.text() == "暴露垃圾" and not form.dirty
    assert not any(label.isVisibleTo(form) for label in form._wrong.values())
    assert form.fields["filing_cond"].read() == "" and not form.save.isEnabled()
    desk.open("part-0102")
    assert desk.form is form and form.dirty and form.fields["filing_cond"].read() == "缺失、下沉"
    desk.pane.keeping.succeed()
    assert desk.form is not form and desk.pane.keeping.entry.follows


def test_a_change_of_another_keeper_is_followed_or_told(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    desk.news(replace(COVER, closing_cond="盖板平整"))
    desk.until(lambda: desk.form.fields["closing_cond"].read() == "盖板平整")
    desk.write("filing_cond", "我的写法")
    desk.news(replace(COVER, closing_cond="盖板平整", filing_cond="别人的写法"))
    desk.until(lambda: desk.form.message.isVisible())
    assert desk.form.fields["filing_cond"].read() == "我的写法"
    desk.keep()
    (waiting,) = desk.store.reader.pending()
    assert waiting.command.expect == {"filing_cond": COVER.filing_cond}


def test_a_unit_is_picked_by_pinyin_initials(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("event-0102")
    field = desk.form.fields["unit_id"]
    field.setFocus()
    desk.qtbot.keyClick(field.box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    field.box.lineEdit().selectAll()
    desk.qtbot.keyClicks(field.box.lineEdit(), "szss")
    speller = field.box.completer()
    assert [speller.pathFromIndex(speller.completionModel().index(0, 0))] == ["市政设施管理所"]
    assert speller.completionCount() == 1
    desk.qtbot.keyClick(speller.popup(), Qt.Key.Key_Down)
    desk.qtbot.keyClick(speller.popup(), Qt.Key.Key_Return)
    assert field.read() == "u-sz"
    desk.keep()
    assert desk.get("matter", "event-0102").unit_id == "u-sz"


def test_what_was_typed_survives_the_end_of_the_console_also_where_it_makes_no_sense(make_desk: Make) -> None:
    before = make_desk()
    before.open("part-0102")
    before.form.fields["limit"].value.setText("很快")
    before.write("filing_cond", "我的写法")
    kept = before.ctx.profile.folder / "book_drafts.json"
    # On disk while the hand still rests on the keys: a power cut costs nothing.
    before.until(lambda: kept.exists() and "我的写法" in kept.read_text(encoding="utf-8"))
    before.key(Qt.Key.Key_N)
    before.write("name", "共享单车淤积")
    before.close()
    after = make_desk(told=False)
    after.cursor = before.cursor
    assert "N" in after.pane.view.notice.text()
    after.news(replace(COVER, filing_cond="别人的写法"))
    after.until(lambda: after.pane.shelf.find("matter", COVER.id).record.filing_cond == "别人的写法")
    assert [row.id for row in after.pane.model.known() if row.unsaved] == [COVER.id]
    after.open("event-0102")
    after.open("part-0102")
    assert after.form.fields["limit"].value.text() == "很快"
    assert after.form.fields["filing_cond"].read() == "我的写法"
    assert after.form.message.text()
    after.write("limit", (3, "work_hour"))
    after.keep()
    (waiting,) = after.store.reader.pending()
    # Guarded by what its keeper saw, not by what came while nobody was there.
    assert waiting.command.expect["filing_cond"] == COVER.filing_cond
    after.key(Qt.Key.Key_N)
    assert after.form.fields["name"].read() == "共享单车淤积"
    after.key(Qt.Key.Key_Escape)
    assert not after.pane.keeping.unsaved("matter")
