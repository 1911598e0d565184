"""What others do, and what they write, changes the case in hand in place and harms nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from app.domain.clock import to_text
from app.domain.letter import Letter
from app.domain.responsibility import Ruling
from tests.app.panes.cases.conftest import MATTERS, NOON, Desk, a_case, a_step, commit
from tests.app.panes.cases.hands import at_unit, begun, part

Make = Callable[..., Desk]
HOSTILE = "<b>粗</b><img src='file:///etc/passwd'>\u202e倒\u0000&amp;=cmd|'/C calc'!A0"


def test_who_else_looks_at_the_case_is_named(make_desk: Make) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    desk.ctx.bridge.watching_changed.emit("c00001", (("03", "李"), ("12", "王某")))
    assert desk.detail.header.marks["watchers"] == "12 号席 王某 也在看"
    desk.see("c00002")
    assert "watchers" not in desk.detail.header.marks


def test_who_looks_is_known_even_if_it_was_told_before_the_case_was_read(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.ctx.bridge.watching_changed.emit("c00002", (("12", "王某"),))
    desk.see("c00002")
    assert "12" in desk.detail.header.marks["watchers"]
    desk.see("c00001")
    assert "watchers" not in desk.detail.header.marks


def test_a_form_that_somebody_overtook_keeps_its_words_its_caret_and_its_composition(make_desk: Make) -> None:
    steps = [a_step("c00001", "note", "handling", NOON - timedelta(minutes=n), note="x" * 40) for n in range(1, 40)]
    desk = make_desk(at_unit(), *steps)
    desk.see("c00001")
    bar = desk.detail.body.verticalScrollBar()
    form = begun(desk, "urge")
    edit = part(form, "note")._edit
    edit.setPlainText("请今晚处置完毕")
    edit.setFocus()
    cursor = edit.textCursor()
    cursor.setPosition(3)
    edit.setTextCursor(cursor)
    commit(edit, "", preedit="wanshang")
    desk.until(lambda: bar.maximum() > 200)
    bar.setValue(37)
    closed = at_unit(state="closed", clock="", due_at=None, closed_at=NOON, version=5)
    desk.news(closed, a_step("c00001", "close", "closed", NOON + timedelta(seconds=5)))
    desk.until(lambda: desk.detail.dossier.case.state == "closed")
    assert desk.detail.form is form and desk.focus() is edit
    assert edit.textCursor().block().layout().preeditAreaText() == "wanshang"
    assert edit.textCursor().position() == 3
    assert bar.value() == 37
    assert "现在不能" in form._message.text()
    desk.until(lambda: "12 号席" in desk.detail.notice.text and "结案" in desk.detail.notice.text)
    commit(edit, "晚上")
    assert edit.toPlainText() == "请今晚晚上处置完毕"
    form.submit()
    assert not desk.store.reader.pending()


def test_a_composition_in_a_picker_outlives_what_the_hub_tells(make_desk: Make) -> None:
    filed = a_case(1, state="filed", clock="dispatch")
    desk = make_desk(filed)
    form = begun(desk, "dispatch")
    field = part(form, "unit_id").picker.field
    field.setFocus()
    field.clear()
    commit(field, "环")
    commit(field, "", preedit="weisheng")
    desk.news(replace(filed, urges=2, version=3), a_step("c00001", "note", "filed", note="补充"))
    desk.until(lambda: desk.detail.dossier.case.urges == 2)
    assert desk.focus() is field and field.text() == "环"
    commit(field, "境")
    assert field.text() == "环境"
    picker = part(form, "unit_id").picker
    assert picker.pointed_id == "u-hw"


def test_what_is_being_read_stays_under_the_eye_when_a_banner_comes_above_it(make_desk: Make) -> None:
    steps = [a_step("c00001", "note", "handling", NOON - timedelta(minutes=n), note="读到这里") for n in range(1, 60)]
    desk = make_desk(at_unit(), *steps)
    desk.see("c00001")
    body = desk.detail.body
    bar = body.verticalScrollBar()
    desk.until(lambda: bar.maximum() > 2_000)
    bar.setValue(1_500)

    def place() -> int:
        return int(body.timeline.mapTo(body.viewport(), QPoint(0, 0)).y())

    before = place()
    desk.news(at_unit(transfers=3, flags=("outside_district",), version=7))
    desk.until(lambda: len(body.alerts.alerts) == 2)
    desk.until(lambda: place() == before and bar.value() > 1_500)


def test_hostile_text_in_every_paper_is_shown_as_text(make_desk: Make) -> None:
    request = {"by": HOSTILE, "at": to_text(NOON), "chain": ["duty_leader"], "passed": []}
    side = {"supervise": {"since": to_text(NOON), "due": to_text(NOON)}}
    case = at_unit(
        asked="return", asked_reason=HOSTILE, request=request, unit_name=HOSTILE, result=HOSTILE, claimed_by="12",
        claimed_name=HOSTILE, five={"event": HOSTILE, "place": 7}, side=side, transfers=2, urgent=True,
    )  # fmt: skip
    letter = Letter(
        id="l1", kind="urge", no=HOSTILE, case_id="c00001", unit_name=HOSTILE, subject=HOSTILE, body=HOSTILE,
        reply=HOSTILE, replied_at=NOON, issued_at=NOON, issued_by=HOSTILE, seat="12",
    )  # fmt: skip
    call = a_step("c00001", "call_note", "handling", note=HOSTILE, detail={"phone": HOSTILE, "result": HOSTILE})
    turn = a_step("c00001", "dispatch", "dispatched", NOON - timedelta(hours=1), unit_id="u-sz", unit_name=HOSTILE)
    earlier = a_case(2, reported_at=NOON - timedelta(days=2), description=HOSTILE, address=HOSTILE)
    plan = replace(MATTERS[0], sop=(HOSTILE,), filing_cond=HOSTILE)
    ruling = Ruling(id="r", unit_id="u-hw", basis=HOSTILE, lon=109.5, lat=36.6, decided_at=NOON)
    desk = make_desk(case, letter, call, turn, earlier, plan, ruling)
    desk.see("c00001")
    desk.pane.desk.begin("redispatch")
    for label in desk.detail.findChildren(QLabel):
        if "粗" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()[:80]
            assert "\u202e" not in label.text() and "\x00" not in label.text()
    painted = [turn.unit for turn in desk.detail.body.turns.turns]
    painted += [choice.remark for choice in part(desk.detail.form, "unit_id").picker.choices]
    painted += list(desk.detail.header.marks.values())
    for text in painted:
        assert "\u202e" not in text and "\x00" not in text


ASKED = {"by": "市政", "at": to_text(NOON), "chain": ["duty_leader"], "passed": []}


@pytest.mark.parametrize(
    ("case", "operation", "why"),
    [
        (at_unit(), "accept", "处置中"),
        (at_unit(state="checking", clock="check"), "close", "还没有核查通过"),
        (at_unit(asked="return", request=ASKED), "approve", "还没有轮到您的岗位审批"),
    ],
)
def test_a_key_that_cannot_be_used_now_says_why(make_desk: Make, case: Any, operation: str, why: str) -> None:
    desk = make_desk(case)
    desk.see("c00001")
    desk.pane.desk.begin(operation)
    assert "现在不能" in desk.detail.notice.text and why in desk.detail.notice.text
    assert desk.detail.form is None


def test_this_seat_tells_the_others_what_it_looks_at(make_desk: Make) -> None:
    looked: list[str] = []
    desk = make_desk(a_case(1), a_case(2), watch=looked.append)
    desk.see("c00001")
    desk.see("c00002")
    assert looked[-2:] == ["c00001", "c00002"]


def test_a_clock_that_ended_before_it_began_does_not_run(make_desk: Make) -> None:
    odd = at_unit(
        reported_at=NOON - timedelta(hours=4), accepted_at=NOON - timedelta(hours=9), flags=("impossible_times",)
    )
    desk = make_desk(odd)
    desk.see("c00001")
    accept = next(line for line in desk.detail.clocks.lines if line.name == "受理时限")
    assert not accept.runs and accept.note == "时间矛盾"


def test_a_case_given_back_shows_its_dispatch_clock_started_anew_and_late_ones_in_words(make_desk: Make) -> None:
    back = a_case(
        1, state="filed", clock="dispatch", reported_at=NOON - timedelta(hours=30),
        accepted_at=NOON - timedelta(hours=29), filed_at=NOON - timedelta(hours=28, minutes=50),
        dispatched_at=NOON - timedelta(hours=28), clock_from=NOON - timedelta(minutes=5),
        due_at=NOON + timedelta(minutes=25), transfers=1, returns=1,
    )  # fmt: skip
    desk = make_desk(back)
    desk.see("c00001")
    lines = {line.name: line for line in desk.detail.clocks.lines}
    assert lines["派遣时限"].runs and lines["派遣时限"].text == "剩 25分"
    assert lines["受理时限"].note.startswith("迟 30分") and lines["立案时限"].tone == "muted"
    assert desk.detail.header._light_text.text() == "剩 25分"
