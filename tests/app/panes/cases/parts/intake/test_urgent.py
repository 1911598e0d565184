"""The urgent report: five fields, the meter, the words upwards, and its two clocks."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.panes.cases.parts.intake.upward import Sender, upward_text
from tests.app.panes.cases.conftest import Desk, a_case

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def urgent_form(desk: Desk, words: str = "路面塌陷约三平方米，有人被困") -> Any:
    desk.key(Qt.Key.Key_N)
    intake = desk.pane.view.intake
    assert intake is not None
    desk.type(words)
    desk.key(Qt.Key.Key_U, ALT)
    return intake


def test_the_meter_asks_for_what_is_missing_in_the_order_of_a_call(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = urgent_form(desk)
    # That somebody is trapped stands in the words: it is proposed with where it comes from, and not asked again.
    assert intake.urgent.casualties._edit.placeholderText() == "取自描述：有人被困"
    assert intake.values()["five"]["casualties"] == "有人被困" and intake.draft()["five"]["casualties"] == ""
    assert intake.urgent.meter.quality.ask == ("place", "time", "actions")
    assert intake.urgent.meter.quality.level == "poor" and "请再问" in intake.urgent.meter.said()
    desk.key(Qt.Key.Key_P, ALT)
    desk.type("延河路12号")
    for field, words in zip(intake.urgent.fields(), ("不清楚", "刚才", "已拉警戒线"), strict=True):
        field.setFocus()
        desk.type(words)
    assert (intake.urgent.meter.quality.points, intake.urgent.meter.quality.weak) == (90, ("casualties",))
    assert intake.values()["five"]["casualties"] == "不清楚"  # the operator's own word stands, whatever the text says


def test_its_clocks_run_as_soon_as_it_is_sent_and_the_words_are_ready(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = urgent_form(desk)
    intake.propose()
    assert intake.values()["grade"] == 3
    assert "30" in intake.urgent.clocks.said and "60" in intake.urgent.clocks.said
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: desk.detail.dossier is not None and desk.detail.dossier.case.urgent)
    case = desk.detail.dossier.case
    assert case.five["event"] == "路面塌陷约三平方米，有人被困" and case.grade == 3
    assert set(case.side) == {"report_phone", "report_written"}
    desk.until(lambda: "12:30" in desk.detail.notice.text and "13:00" in desk.detail.notice.text)
    assert f"{case.id}/report_up" not in desk.pane.save()["drafts"]  # nobody has written anything yet
    desk.detail.open_form("report_up")
    assert "路面塌陷" in desk.detail.form.values()["note"]
    desk.key(Qt.Key.Key_Escape)
    assert "草稿" not in desk.detail.bar.button("report_up").text()


def test_words_upwards_rewritten_with_the_report_wait_for_their_stage(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = urgent_form(desk)
    for form, said in (("phone", "我的电话报告"), ("written", "我的书面报告")):
        intake.urgent.form.choose(form)
        intake.urgent.upward.write({"upward": said})
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: desk.detail.dossier is not None and desk.detail.dossier.case.urgent)
    desk.until(lambda: "草稿" in desk.detail.bar.button("report_up").text())
    desk.detail.open_form("report_up")
    assert desk.detail.form.values()["note"] == "我的电话报告"
    desk.detail.form._part("to").write({"to": "区总值班室"})
    desk.detail.form.submit()
    desk.until(lambda: "done" in desk.detail.dossier.case.side["report_phone"])
    desk.detail.open_form("report_up")
    assert desk.detail.form.values() | {"to": ""} == {"stage": "first_written", "note": "我的书面报告", "to": ""}


def test_an_open_urgent_report_nearby_is_offered_whatever_its_matter(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, urgent=True, matter_id="event-0102", lat=36.6002), a_case(2, matter_id="event-0102"))
    intake = urgent_form(desk, "井盖旁路面塌陷")
    intake.set_place({"lon": 109.5, "lat": 36.6})
    desk.until(lambda: intake.likely.isVisible())
    assert intake.likely.current.case.id == "c00001"


def test_words_upwards_follow_the_fields_until_somebody_rewrites_them(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = urgent_form(desk)
    assert "正在核实" in intake.urgent.text("phone")
    intake.urgent.upward.setFocus()
    desk.focus().selectAll()
    desk.type("我自己写的报告")
    intake.urgent.casualties.setFocus()
    desk.type("两人轻伤")
    assert intake.urgent.text("phone") == "我自己写的报告"
    assert "两人轻伤" in intake.urgent.text("written")


def test_what_is_not_known_is_said_not_to_be_known() -> None:
    said = upward_text("written", {"five": {"event": "起火。"}, "grade": 2}, Sender("03", "李", "12:00"))
    assert said.count("正在核实") == 5 and "事件：起火\n" in said and "重大" in said


def test_the_area_is_said_once() -> None:
    for place in ("东关街道", "东关街道延河路12号", "延河路12号"):
        said = upward_text("phone", {"five": {"place": place, "event": "起火"}, "area_name": "东关街道"}, Sender())
        assert said.count("东关街道") == 1


def test_shift_n_begins_an_urgent_report_at_once(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.key(Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    intake = desk.pane.view.intake
    assert intake is not None and intake.is_urgent and intake.text.isAncestorOf(desk.focus())


def test_a_usual_report_has_no_five_fields(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = urgent_form(desk)
    desk.key(Qt.Key.Key_U, ALT)
    assert not intake.urgent.isVisible()
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: bool(desk.store.reader.pending()))
    assert "five" not in desk.store.reader.pending()[0].command.args
