"""The desk by keyboard alone, with the hub away: every action is kept, shown as waiting, and follows the rules."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.area import Area
from app.domain.command import Actor
from tests.app.panes.cases.conftest import CAMERA, Desk, a_case


def act(desk: Desk, key: Qt.Key, state: str, words: str = "") -> None:
    """Press an action's key, say something, send it, and wait until the case is there."""
    desk.key(key)
    desk.until(lambda: desk.detail.form is not None)
    if words:
        desk.type(words)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.detail.dossier.case.state == state)


def test_an_operator_accepts_files_and_dispatches_without_mouse_or_hub(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.key(Qt.Key.Key_J)
    desk.until(lambda: desk.detail.case_id == "c00001")
    act(desk, Qt.Key.Key_A, "accepted")
    act(desk, Qt.Key.Key_F, "filed", "属实")
    act(desk, Qt.Key.Key_D, "dispatched")
    case = desk.store.reader.case("c00001")
    assert case is not None
    assert (case.unit_id, case.limit_value, case.limit_unit) == ("u-sz", 4, "work_hour")
    assert [p.command.kind for p in desk.store.reader.pending()] == ["case.accept", "case.file", "case.dispatch"]
    assert [step.badge for step in desk.detail.timeline.steps] == ["待发"] * 3
    assert QApplication.focusWidget() is desk.rows
    desk.until(lambda: any(m.text == "待发" for m in desk.pane.queue.model.face(desk.shown().index("c00001")).marks))


def test_a_hand_faster_than_the_screen_acts_on_the_case_it_has_come_to(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2), a_case(3))
    desk.key(Qt.Key.Key_J)
    desk.until(lambda: desk.detail.case_id == "c00001")
    desk.key(Qt.Key.Key_J)
    desk.key(Qt.Key.Key_T)  # needs no word: done at once
    desk.until(lambda: bool(desk.store.reader.pending()))
    assert [(p.command.kind, p.command.target) for p in desk.store.reader.pending()] == [("case.claim", "c00002")]
    desk.key(Qt.Key.Key_J)
    desk.key(Qt.Key.Key_X)
    desk.until(lambda: desk.detail.form is not None)
    assert desk.detail.case_id == "c00003"


def test_a_page_opened_right_after_a_step_stays_and_the_case_beside_it_is_the_new_one(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.key(Qt.Key.Key_J)
    desk.until(lambda: desk.detail.case_id == "c00001")
    desk.key(Qt.Key.Key_J)
    desk.key(Qt.Key.Key_Q)
    desk.until(lambda: desk.detail.case_id == "c00002")
    page = desk.pane.view.page
    assert page is not None and page.isVisible()
    desk.rows.chosen.emit("c00001")  # word of an earlier step that comes late
    assert desk.pane.view.page is page and desk.ctx.selection.case_id == "c00002"
    desk.key(Qt.Key.Key_Escape)
    desk.until(lambda: desk.pane.view.page is None)


def test_what_the_rules_forbid_has_no_button_and_says_why(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), actor=Actor("05", "o-zhao", "赵", "acceptor"))
    desk.see("c00001")
    assert "accept" in desk.detail.bar.operations
    assert "file" not in desk.detail.bar.operations
    desk.key(Qt.Key.Key_D)
    assert desk.detail.form is None
    assert "派遣" in desk.detail.notice.text and "待受理" in desk.detail.notice.text


def test_a_form_does_not_send_without_what_it_needs_and_keeps_what_was_typed(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    desk.key(Qt.Key.Key_X)
    desk.key(Qt.Key.Key_Return)
    assert desk.detail.form is not None and not desk.store.reader.pending()
    desk.key(Qt.Key.Key_2)
    desk.type("不属于本区")
    desk.key(Qt.Key.Key_Escape)
    assert desk.detail.form is None
    desk.see("c00002")
    desk.see("c00001")
    assert "草稿" in desk.detail.bar.button("decline").text()
    saved = desk.pane.save()
    desk.pane.restore(saved)
    desk.key(Qt.Key.Key_X)
    assert desk.detail.form.values()["note"] == "不属于本区"
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.store.reader.case("c00001").state == "declined")


def test_a_unit_is_found_by_its_pinyin_initials(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    desk.see("c00001")
    desk.key(Qt.Key.Key_D)
    form = desk.detail.form
    unit = form._fields[0]
    assert unit.picker.value == "u-sz"
    assert "按类别对应" in unit.picker.list.item(0).text()
    unit.setFocus()
    desk.qtbot.keyClicks(desk.focus(), "yllh")
    desk.key(Qt.Key.Key_Return)
    assert unit.picker.value == "u-yl"
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.store.reader.case("c00001").unit_id == "u-yl")


def test_a_new_case_in_a_few_strokes_with_a_proposed_matter(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.key(Qt.Key.Key_N)
    intake = desk.pane.view.intake
    assert intake is not None
    desk.type("东关街井盖丢失，请尽快处理")
    desk.until(lambda: intake.values()["matter_id"] == "part-0102")
    assert "井盖" in intake.proposals.reason.text()
    desk.key(Qt.Key.Key_Return)
    desk.type("东关街12号")
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: desk.detail.dossier is not None and desk.detail.dossier.case.address == "东关街12号")
    assert desk.pane.view.intake is None
    assert desk.detail.dossier.case.matter_name == "污水井盖"
    assert desk.detail.header._number.text() == "待编号"
    assert desk.store.reader.pending()[0].command.kind == "case.report"


def test_the_matter_an_operator_chose_is_never_replaced_by_a_proposal(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.key(Qt.Key.Key_N)
    intake = desk.pane.view.intake
    assert intake is not None
    intake.matter.picker.set_value("event-0102", by_hand=True)
    intake.text.setFocus()
    desk.type("井盖丢失")
    assert intake.values()["matter_id"] == "event-0102"


def test_a_snapshot_brings_its_camera_place_and_picture_into_a_new_case(
    make_desk: Callable[..., Desk], tmp_path: Any
) -> None:
    from PySide6.QtGui import QImage

    from app.qt.selection import Shot

    picture = tmp_path / "shot.png"
    QImage(64, 48, QImage.Format.Format_RGB32).save(str(picture))
    desk = make_desk()
    shot = Shot("m1", str(picture), CAMERA.id, CAMERA.name, CAMERA.lon, CAMERA.lat, "2026-03-02T04:00:00.000Z")
    desk.ctx.selection.shot_taken.emit(shot)
    intake = desk.pane.view.intake
    assert intake is not None
    desk.type("占道经营")
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: bool(desk.store.reader.pending()))
    args = desk.store.reader.pending()[0].command.args
    assert args["camera_id"] == "cam1" and args["media_ids"] == ["m1"] and args["lon"] == CAMERA.lon


def test_digits_take_saved_filters_and_letters_typed_in_a_field_stay_letters(make_desk: Callable[..., Desk]) -> None:
    filed = a_case(3, state="filed", clock="dispatch")
    desk = make_desk(a_case(1), a_case(2), filed)
    desk.key(Qt.Key.Key_6)
    desk.until(lambda: desk.shown() == ["c00003"])
    desk.key(Qt.Key.Key_1)
    desk.until(lambda: len(desk.shown()) == 3)
    desk.key(Qt.Key.Key_Slash)
    desk.qtbot.keyClicks(desk.focus(), "nad")
    assert desk.pane.view.queue.search.text() == "nad"
    assert desk.pane.view.intake is None


def test_a_place_from_the_map_brings_its_ground(make_desk: Callable[..., Desk]) -> None:
    ring = (((109.4, 36.5), (109.6, 36.5), (109.6, 36.7), (109.4, 36.7), (109.4, 36.5)),)
    ground = [
        Area(id="610602001001", level=3, name="东关街社区", parent="610602001"),
        Area(id="610602001001001", level=4, name="一网格", parent="610602001001", rings=ring),
    ]
    desk = make_desk(*ground)
    desk.ctx.selection.new_case_requested.emit({"lon": 109.5, "lat": 36.6, "address": "东关街口"})
    desk.type("占道经营")
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: bool(desk.store.reader.pending()))
    args = desk.store.reader.pending()[0].command.args
    assert (args["area_code"], args["address"]) == ("610602001001001", "东关街口")
    assert args["area_name"] == "宝塔山街道东关街社区"
