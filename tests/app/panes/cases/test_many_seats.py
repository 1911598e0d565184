"""What other seats and the hub do while an operator works: shown in place, field by field, with a name and a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from app.domain.case import Case
from app.protocol import Receipt
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step, commit


def test_a_change_by_another_seat_is_told_with_seat_name_time_and_action(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    desk.news(a_case(1, state="accepted", clock="file", version=2), a_step("c00001", "accept", "accepted"))
    desk.until(lambda: "12 号席" in desk.detail.notice.text)
    assert (
        "王某" in desk.detail.notice.text and "12:00" in desk.detail.notice.text and "受理" in desk.detail.notice.text
    )
    assert "accept" not in desk.detail.bar.operations
    assert "file" in desk.detail.bar.operations


def test_an_unfinished_composition_survives_what_another_seat_does(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.see("c00001")
    desk.key(Qt.Key.Key_M)
    edit = desk.focus()
    commit(edit, "已经")
    commit(edit, "", preedit="lianxi")
    desk.news(replace(a_case(1), urges=1, version=2), a_step("c00001", "urge", "reported"))
    desk.until(lambda: desk.detail.dossier.case.urges == 1)
    assert desk.focus() is edit
    assert edit.textCursor().block().layout().preeditAreaText() == "lianxi"
    commit(edit, "联系物业")
    assert edit.toPlainText() == "已经联系物业"


def test_a_clash_is_shown_field_by_field_and_can_be_put_aside(make_desk: Callable[..., Desk]) -> None:
    filed = a_case(1, state="filed", clock="dispatch")
    desk = make_desk(filed)
    desk.see("c00001")
    desk.key(Qt.Key.Key_D)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: len(desk.store.reader.pending()) == 1)
    waiting = desk.store.reader.pending()[0]
    clash = {"unit_id": ("", "u-hw", "u-sz"), "state": ("filed", "dispatched", "dispatched")}
    receipt = Receipt(
        command_id=waiting.command.id,
        n=waiting.n,
        outcome="conflict",
        ack_seq=desk.cursor + 2,
        code="conflict",
        conflicts=clash,
    )
    theirs = a_case(1, state="dispatched", unit_id="u-hw", unit_name="环境卫生服务中心", version=2, clock="sign")
    step = a_step("c00001", "dispatch", "dispatched", NOON + timedelta(minutes=3), unit_name="环境卫生服务中心")
    desk.news(theirs, step, receipts=(receipt,))
    desk.until(lambda: not desk.detail.troubles.isHidden())
    words = "|".join(desk.detail.troubles.texts())
    for expected in ("责任单位", "市政设施管理所", "环境卫生服务中心", "12 号席 王某", "12:03", "待派遣", "待签收"):
        assert expected in words, expected
    desk.until(lambda: any(mark.text == "未通过" for mark in desk.pane.queue.model.face(0).marks))
    desk.detail.troubles.seen.emit(waiting.command.id)
    desk.until(lambda: desk.detail.troubles.isHidden())
    assert not desk.store.reader.troubles()


def test_a_refusal_says_why_and_typing_can_go_on_from_what_was_typed(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.see("c00001")
    desk.key(Qt.Key.Key_X)
    desk.key(Qt.Key.Key_6)
    desk.type("地点不清")
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: len(desk.store.reader.pending()) == 1)
    waiting = desk.store.reader.pending()[0]
    desk.news(
        replace(a_case(1), version=2),
        receipts=(
            Receipt(command_id=waiting.command.id, n=waiting.n, outcome="refused", code="role.forbidden", ack_seq=99),
        ),
    )
    desk.until(lambda: not desk.detail.troubles.isHidden())
    assert "您的岗位没有这项权限" in "|".join(desk.detail.troubles.texts())
    desk.until(lambda: "decline" in desk.detail.bar.operations)
    desk.detail.troubles.edit.emit(waiting.command.id)
    assert desk.detail.form.values() == {"reason_code": "unclear", "note": "地点不清"}


def test_selection_and_scroll_stand_still_under_a_thousand_changes(make_desk: Callable[..., Desk]) -> None:
    cases = [a_case(number) for number in range(600)]
    desk = make_desk(*cases)
    for _ in range(12):
        desk.key(Qt.Key.Key_Down)
    desk.until(lambda: desk.detail.case_id == "c00011")
    resets: list[int] = []
    desk.pane.queue.model.modelReset.connect(lambda: resets.append(1))
    before = desk.rows.rowViewportPosition(desk.rows.currentIndex().row())

    def changed(number: int, wave: int) -> Case:
        if wave % 2:
            return replace(cases[number], urges=wave, version=wave + 2)
        due = NOON + timedelta(minutes=600 - number)
        return replace(cases[number], due_at=due, version=wave + 2)

    for wave in range(10):
        numbers = [number for number in range(wave, 600, 6) if number != 11]
        desk.news(*(changed(number, wave) for number in numbers))
    last = replace(cases[100], description="最后一个变化", urges=7, due_at=NOON - timedelta(hours=1), version=99)
    desk.news(last)
    desk.until(lambda: "c00100" in desk.shown()[:3], timeout=10_000)
    assert desk.rows.current_id() == "c00011"
    assert desk.detail.case_id == "c00011"
    record = desk.pane.queue.model.record(desk.rows.currentIndex().row())
    assert record is not None and record.id == "c00011"
    assert desk.rows.rowViewportPosition(desk.rows.currentIndex().row()) == before
    assert not resets


def test_a_case_that_leaves_the_filter_stays_in_hand(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.key(Qt.Key.Key_4)
    desk.key(Qt.Key.Key_J)
    desk.until(lambda: desk.detail.case_id == "c00001")
    desk.key(Qt.Key.Key_A)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.shown() == ["c00002"])
    assert desk.detail.case_id == "c00001"
    desk.key(Qt.Key.Key_J)
    desk.until(lambda: desk.detail.case_id == "c00002")


def test_a_case_chosen_in_another_room_is_found_in_the_list(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number) for number in range(900)))
    desk.see("c00850")
    desk.until(lambda: desk.rows.currentIndex().row() == 850)
    assert 850 in desk.rows.visible_rows()
