"""Several cases at once: marked by keyboard, done with one form, taken back exactly while there is time."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.domain.command import Actor
from app.panes.cases.parts.batch.batch_page import BatchPage
from app.panes.cases.parts.batch.batch_plan import offers, plan
from tests.app.panes.cases.conftest import ME, NOON, Desk, a_case

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def mark(desk: Desk, number: int) -> None:
    """Mark the first rows of the list by keyboard."""
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_J)
    desk.key(Qt.Key.Key_Space)
    for _ in range(number - 1):
        desk.key(Qt.Key.Key_J, SHIFT)
    assert len(desk.rows.marks) == number


def open_page(desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> BatchPage:
    desk.key(key, held)
    page = desk.pane.view.page
    assert isinstance(page, BatchPage)
    return page


def marks_of(desk: Desk, case_id: str) -> list[str]:
    """The small words beside a row."""
    place = desk.pane.queue.model.place(case_id)
    face = desk.pane.queue.model.face(place) if place is not None else None
    return [mark.text for mark in face.marks] if face is not None else []


def states(desk: Desk) -> list[str]:
    found = (desk.store.reader.case(f"c{number:05d}") for number in range(1, 5))
    return [str(case.state) for case in found if case is not None]


def test_marked_cases_are_accepted_with_one_form_and_taken_back_exactly(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number) for number in range(1, 5)))
    mark(desk, 3)
    page = open_page(desk, Qt.Key.Key_A)
    assert any("将对 3 件办理“受理”" in text and "8 秒内可撤销" in text for text in page.texts())
    desk.key(Qt.Key.Key_Return)
    assert states(desk) == ["accepted", "accepted", "accepted", "reported"]
    assert all(pending.held for pending in desk.store.reader.pending())
    assert "3 件" in desk.pane.desks.batching.undo_strip.text
    assert desk.rows.marks == () and desk.pane.view.page is None
    desk.until(lambda: "可撤销" in marks_of(desk, "c00001"))
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert states(desk) == ["reported"] * 4
    assert desk.store.reader.pending() == []
    assert desk.pane.desks.batching.undo_strip.text == "已撤销 3 件“受理”"
    assert not desk.pane.desks.batching.may_undo()


def test_what_does_not_allow_it_stays_out_and_the_page_says_why(make_desk: Callable[..., Desk]) -> None:
    filed = a_case(2, state="filed", clock="dispatch")
    bare = a_case(3, state="accepted", clock="file", matter_id="")
    desk = make_desk(a_case(1), filed, bare)
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_A, CONTROL)
    assert len(desk.rows.marks) == 3
    desk.until(lambda: desk.pane.desks.batching.bar.offered.get("dispatch") == "派遣 1/3")
    page = open_page(desk, Qt.Key.Key_A)
    assert any(text.startswith("2 件不办：案件当前状态不允许这样办理") for text in page.texts())
    desk.key(Qt.Key.Key_Escape)
    assert desk.pane.view.page is None and len(desk.rows.marks) == 3
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_F)
    assert desk.pane.view.page is None
    assert desk.pane.desks.batching.undo_strip.text.startswith("选中的案件都不能办理：")


def test_a_dispatch_of_several_asks_for_the_unit_once(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number, state="filed", clock="dispatch") for number in (1, 2)))
    mark(desk, 2)
    page = open_page(desk, Qt.Key.Key_D)
    desk.qtbot.keyClicks(desk.focus(), "yllh")
    desk.key(Qt.Key.Key_Return)
    page.form.submit()
    assert {desk.store.reader.case(f"c0000{number}").unit_id for number in (1, 2)} == {"u-yl"}
    assert {desk.store.reader.case(f"c0000{number}").unit_name for number in (1, 2)} == {"园林绿化中心"}


def test_cases_are_filed_each_under_its_own_matter(make_desk: Callable[..., Desk]) -> None:
    other = a_case(2, state="accepted", clock="file", matter_id="event-0102", matter_name="暴露垃圾")
    desk = make_desk(a_case(1, state="accepted", clock="file"), other)
    mark(desk, 2)
    open_page(desk, Qt.Key.Key_F)
    desk.key(Qt.Key.Key_Return)
    filed = [desk.store.reader.case(f"c0000{number}") for number in (1, 2)]
    assert [(case.state, case.matter_id) for case in filed] == [("filed", "part-0102"), ("filed", "event-0102")]


def test_closing_the_program_within_the_window_loses_nothing(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    mark(desk, 2)
    open_page(desk, Qt.Key.Key_A)
    desk.key(Qt.Key.Key_Return)
    desk.pane.stop()
    assert [pending.command.kind for pending in desk.store.reader.pending()] == ["case.accept"] * 2
    assert states(desk) == ["accepted", "accepted"]


def test_without_marks_the_same_key_means_the_case_in_hand(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    desk.rows.setFocus()
    desk.until(lambda: "accept" in desk.detail.bar.operations)
    desk.key(Qt.Key.Key_A)
    desk.until(lambda: desk.detail.form is not None)
    assert desk.pane.view.page is None


def test_only_what_this_seat_holds_is_let_go_and_what_it_does_not_hold_taken(make_desk: Callable[..., Desk]) -> None:
    mine, theirs = a_case(1, claimed_by="03"), a_case(2, claimed_by="12", claimed_name="王某")
    desk = make_desk(mine, theirs, a_case(3))
    cases = [desk.store.reader.case(f"c0000{number}") for number in (1, 2, 3)]
    rules = desk.store.reader.rules()
    claim = plan("claim", [case for case in cases if case], ME, rules, NOON)
    assert [case.id for case in claim.able] == ["c00003"]
    assert [code for _case, code in claim.unable] == ["batch.mine_already", "case.claimed"]
    found = offers([case for case in cases if case], ME, rules, NOON)
    assert (found["claim"], found["release"]) == (1, 1)
    assert "accept" not in offers([case for case in cases if case], Actor("5", "o", "n", "collector"), rules, NOON)
