"""Several cases at once: marked by keyboard, done with one form, taken back exactly while there is time."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.domain.command import Actor
from app.panes.cases.parts.batch.batch_bar import BatchBar
from app.panes.cases.parts.batch.batch_page import BatchPage
from app.panes.cases.parts.batch.batch_plan import offers, plan
from app.panes.cases.parts.batch.waiting_page import WaitingPage
from app.store import Store
from tests.app.panes.cases.conftest import ME, NOON, Desk, a_case, furnish, open_room

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
    sent = desk.store.reader.these(["c00001", "c00002"])
    assert [(case.unit_id, case.unit_name) for case in sent] == [("u-yl", "园林绿化中心")] * 2


def test_cases_are_filed_each_under_its_own_matter(make_desk: Callable[..., Desk]) -> None:
    other = a_case(2, state="accepted", clock="file", matter_id="event-0102", matter_name="暴露垃圾")
    desk = make_desk(a_case(1, state="accepted", clock="file"), other)
    mark(desk, 2)
    open_page(desk, Qt.Key.Key_F)
    desk.key(Qt.Key.Key_Return)
    filed = desk.store.reader.these(["c00001", "c00002"])
    assert [(case.state, case.matter_id) for case in filed] == [("filed", "part-0102"), ("filed", "event-0102")]


def test_closing_the_program_within_the_window_loses_nothing(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    mark(desk, 2)
    open_page(desk, Qt.Key.Key_A)
    desk.key(Qt.Key.Key_Return)
    desk.pane.stop()
    assert [pending.command.kind for pending in desk.store.reader.pending()] == ["case.accept"] * 2
    assert states(desk) == ["accepted", "accepted"]


def test_a_whole_filter_is_marked_judged_beside_and_taken_back_at_once(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(
        *(a_case(number) for number in range(400)),
        *(a_case(number, state="filed", clock="dispatch") for number in range(400, 420)),
    )
    batching, view = desk.pane.desks.batching, desk.pane.view
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_A, CONTROL)
    desk.until(lambda: len(desk.rows.marks) == 420)
    assert batching.bar.accessibleName() == "已选本筛选全部 420 件"
    desk.key(Qt.Key.Key_A)
    desk.key(Qt.Key.Key_F)
    assert isinstance(view.page, WaitingPage), "a key typed ahead of the form is not another operation"
    desk.until(lambda: isinstance(view.page, BatchPage))
    page = view.page
    assert isinstance(page, BatchPage)
    assert any("将对 400 件办理“受理”" in text and "30 秒内可撤销" in text for text in page.texts())
    desk.key(Qt.Key.Key_Return)
    assert isinstance(view.page, WaitingPage)
    desk.until(batching.may_undo)
    assert view.page is None and desk.rows.marks == ()
    assert len(desk.store.reader.pending()) == 400 and "400 件" in batching.undo_strip.text
    desk.key(Qt.Key.Key_Z, CONTROL)
    desk.until(lambda: batching.undo_strip.text == "已撤销 400 件“受理”")
    assert desk.store.reader.pending() == [] and states(desk) == ["reported"] * 4


def test_escape_leaves_a_large_batch_as_it_was_marked(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number) for number in range(300)))
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_A, CONTROL)
    desk.until(lambda: len(desk.rows.marks) == 300)
    desk.key(Qt.Key.Key_A)
    desk.key(Qt.Key.Key_Escape)
    desk.until(lambda: desk.pane.view.page is None and desk.ctx.tasks.at_rest)
    assert desk.pane.view.page is None and len(desk.rows.marks) == 300 and desk.store.reader.pending() == []


def test_only_so_many_are_marked_as_may_be_done_at_once() -> None:
    bar = BatchBar()
    bar.show_marked(2_000, 15_384)
    assert bar.accessibleName() == "本筛选共 15,384 件，已选前 2,000 件（一次最多办 2,000 件）"


def test_after_a_crash_the_batch_can_still_be_taken_back_and_what_is_over_is_told(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(*(a_case(number) for number in range(1, 8)))
    desk.pane.desks.batching._hold_s = 60
    mark(desk, 3)
    open_page(desk, Qt.Key.Key_A)
    desk.key(Qt.Key.Key_Return)
    begin_again(desk, seconds=20)
    again = desk.pane.desks.batching
    desk.until(again.may_undo)
    assert "已办理“受理”3 件" in again.undo_strip.text and "40 秒后发出" in again.undo_strip.text
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert states(desk) == ["reported"] * 4 and desk.store.reader.pending() == []
    again._hold_s = 60
    mark(desk, 2)
    open_page(desk, Qt.Key.Key_A)
    desk.key(Qt.Key.Key_Return)
    begin_again(desk, seconds=100)
    strip = desk.pane.desks.batching.undo_strip
    desk.until(lambda: strip.text == "上次退出前办理的“受理”2 件：撤销时间已过，已交发")
    assert not desk.pane.desks.batching.may_undo() and len(desk.store.reader.pending()) == 2


def begin_again(desk: Desk, seconds: float) -> None:
    """The console ends and is started again so many seconds later, on the same files."""
    desk.close()
    desk.store.close()
    desk.clock.go_on(seconds=seconds)
    desk.store = Store.open(desk.ctx.profile, desk.clock, desk.ctx.bus)
    desk.ctx = furnish(desk.store, desk.ctx.bus, desk.clock, desk.ctx.profile, ME, lambda: None)
    desk.pane = open_room(desk.ctx, desk.qtbot)
    desk.until(lambda: desk.pane.queue.model.rowCount() > 0)


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
