"""Turning a case away for a reason of the city's list, and asking several units at once, by keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from app.domain.rules import Ruleset
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step
from tests.app.panes.cases.hands import at_unit, begun, part, sent

K, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
Make = Callable[..., Desk]


def test_a_digit_gives_the_reason_and_enter_declines(make_desk: Make) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    desk.rows.setFocus()
    desk.key(K.Key_X)
    form = desk.detail.form
    desk.key(K.Key_Return)
    assert form._message.text() == "还差：原因"
    desk.key(K.Key_3)
    assert part(form, "note").isAncestorOf(desk.focus())
    desk.key(K.Key_Return)
    assert sent(desk) == {"reason_code": "not_found", "note": "现场未发现"}
    desk.until(lambda: desk.detail.dossier.case.reason == "decline.not_found")
    line = desk.detail.timeline.steps[0]
    assert (line.title, line.note) == ("不予受理", "现场未发现")
    assert desk.detail.facts.text("reason") == "不予受理：现场未发现"
    # It is counted by: the filter keeps what was declined for it, and nothing else.
    filters = desk.pane.view.queue.filters
    filters.restore({"reasons": ["decline.not_found"]})
    assert filters.choices() == {"reasons": ("decline.not_found",)}


def test_other_must_be_said_in_words_and_a_city_words_its_own_list(make_desk: Make) -> None:
    rules = Ruleset(reasons={"suspend": [["frost", "冻土期"], ["other", "其他"]]})
    desk = make_desk(at_unit(), rules)
    form = begun(desk, "suspend")
    desk.key(K.Key_2)
    desk.key(K.Key_Return)
    assert form._message.text() == "还差：说明"
    desk.type("等上级批复")
    desk.key(K.Key_Return)
    assert sent(desk) == {"reason_code": "other", "note": "等上级批复"}
    step = a_step("c00001", "suspend", "suspended", detail={"reason_code": "frost"}, note="预计三月恢复")
    desk.news(step)
    desk.until(lambda: any(line.note == "冻土期\n预计三月恢复" for line in desk.detail.timeline.steps))


def test_several_units_are_asked_in_one_go_and_each_has_its_mark(make_desk: Make) -> None:
    helped = replace(at_unit(assist_units=("u-yl", "u-hw"), assists_done=("u-hw",)), id="c00002")
    desk = make_desk(at_unit(), helped)
    form = begun(desk, "assist")
    for initials in ("yllh", "hjws"):
        desk.qtbot.keyClicks(desk.focus(), initials)
        desk.key(K.Key_Return)
    assert form.values()["unit_ids"] == ["u-yl", "u-hw"]
    desk.key(K.Key_Backspace)
    assert form.values()["unit_ids"] == ["u-yl"]
    desk.qtbot.keyClicks(desk.focus(), "hjws")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)  # the empty line goes on: sent
    assert sent(desk)["unit_ids"] == ["u-yl", "u-hw"]
    done = a_step(
        "c00002", "assist_done", "handling", NOON + timedelta(minutes=5),
        role="unit", detail={"unit_ids": ["u-hw"]}, note="已清运",
    )  # fmt: skip
    desk.news(done)
    desk.see("c00002")
    desk.until(lambda: "✓ 环境卫生服务中心 已完成 03-02 12:05" in desk.detail.facts.text("helpers"))
    assert "○ 园林绿化中心 未完成" in desk.detail.facts.text("helpers")
    assert any("环境卫生服务中心" in line.note for line in desk.detail.timeline.steps)
