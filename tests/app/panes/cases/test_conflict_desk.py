"""What did not go through is decided by a person, field by field, by keyboard, after replay and restart alike."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt

from app.panes.cases.parts.offline.conflict_desk import ConflictDesk
from app.panes.cases.parts.offline.conflicts import desk_of
from app.protocol import Receipt
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step


def clash(desk: Desk, note: str = "", follow: bool = False) -> None:
    """I dispatch c00001 to one unit; seat 12 has dispatched it to another before me."""
    desk.ctx.dispatch.ask("case.dispatch", "c00001", {"unit_id": "u-sz", "unit_name": "市政设施管理所", "note": note})
    if follow:
        desk.ctx.dispatch.ask("case.note", "c00001", {"note": "已电话通知"})
    mine = next(p for p in desk.store.reader.pending() if p.command.kind == "case.dispatch")
    desk.store.writer.outgoing("03", 10)
    receipt = Receipt(
        command_id=mine.command.id,
        n=mine.n,
        outcome="conflict",
        code="record.changed",
        ack_seq=desk.cursor + 2,
        conflicts={"unit_id": ("", "u-hw", "u-sz"), "state": ("filed", "dispatched", "dispatched")},
    )
    theirs = a_case(
        1,
        state="dispatched",
        unit_id="u-hw",
        unit_name="环境卫生服务中心",
        version=2,
        clock="sign",
        matter_id="part-0102",
    )
    step = a_step("c00001", "dispatch", "dispatched", NOON + timedelta(minutes=3), unit_id="u-hw", unit_name="环卫")
    desk.news(theirs, step, receipts=(receipt,))


def open_desk(desk: Desk) -> ConflictDesk:
    desk.until(lambda: "冲突" in desk.pane.desks.deciding.strip.text or "拒绝" in desk.pane.desks.deciding.strip.text)
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_Q)
    page = desk.pane.view.page
    assert isinstance(page, ConflictDesk)
    desk.until(lambda: page.card is not None)
    return page


def pending(desk: Desk) -> list[tuple[str, Any]]:
    return [(p.command.kind, p.command.args.get("unit_id")) for p in desk.store.reader.pending()]


def test_a_clash_is_shown_field_by_field_and_nothing_is_chosen_beforehand(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    clash(desk)
    page = open_desk(desk)
    words = "|".join(page.card.texts())
    for expected in ("责任单位", "市政设施管理所", "环境卫生服务中心", "12 号席 王某", "12:03", "待派遣", "请逐项选择"):
        assert expected in words, expected
    desk.key(Qt.Key.Key_Return)
    assert desk.store.reader.troubles() and not pending(desk)


def test_keeping_theirs_takes_mine_back_and_leaves_the_case_as_it_is(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    clash(desk)
    page = open_desk(desk)
    desk.key(Qt.Key.Key_T)
    assert any("将保留现在的结果，收回我的“派遣”" in text for text in page.card.texts())
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: not desk.store.reader.troubles())
    assert pending(desk) == []
    assert desk.store.reader.case("c00001").unit_id == "u-hw"
    desk.until(lambda: not page.cards)
    desk.key(Qt.Key.Key_Escape)
    assert desk.pane.view.page is None


def test_asking_again_with_mine_goes_to_my_unit_against_the_state_of_now(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    clash(desk, note="井盖归市政")
    page = open_desk(desk)
    desk.key(Qt.Key.Key_1)
    assert any("请逐项选择" in text for text in page.card.texts())
    desk.key(Qt.Key.Key_2)
    assert any("将按现在的状态重新办理“改派”，派给 市政设施管理所" in text for text in page.card.texts())
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: pending(desk) == [("case.redispatch", "u-sz")])
    again = desk.store.reader.pending()[0].command
    assert again.expect == {"state": "dispatched", "unit_id": "u-hw"}
    assert not desk.store.reader.troubles()


def test_what_still_lacks_a_word_opens_its_form_with_what_was_said(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    clash(desk)
    page = open_desk(desk)
    desk.key(Qt.Key.Key_M)
    assert any("还差说明" in text for text in page.card.texts())
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.detail.form is not None)
    assert desk.detail.form.operation == "redispatch"
    assert desk.detail.form.values()["unit_id"] == "u-sz"
    desk.detail.form.fields[-1].write({"note": "井盖归市政"})
    desk.detail.form.submit()
    desk.until(lambda: pending(desk) == [("case.redispatch", "u-sz")])
    desk.until(lambda: not desk.store.reader.troubles())


def test_what_was_asked_behind_a_clash_waits_with_it_and_is_decided_too(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    clash(desk, follow=True)
    page = open_desk(desk)
    assert any("其后还有 1 项等着：备注" in text for text in page.card.texts())
    assert page.card.entry.questions == ("unit_id", "state", "followers")
    desk.key(Qt.Key.Key_1)
    desk.key(Qt.Key.Key_2)
    desk.key(Qt.Key.Key_1)
    desk.key(Qt.Key.Key_2)
    assert any("请逐项选择" in text for text in page.card.texts())
    desk.key(Qt.Key.Key_3)
    assert any("，其后 1 项照发" in text for text in page.card.texts())
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: pending(desk) == [("case.note", None)])


def test_a_correction_keeps_the_fields_nobody_else_wrote(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.ctx.dispatch.ask("case.amend", "c00001", {"address": "东关街1号", "description": "井盖碎了"})
    mine = desk.store.reader.pending()[0]
    desk.store.writer.outgoing("03", 10)
    receipt = Receipt(
        command_id=mine.command.id, n=mine.n, outcome="conflict", code="record.changed", ack_seq=desk.cursor + 2,
        conflicts={"address": ("文三路1号", "南关街1号", "东关街1号")},
    )  # fmt: skip
    desk.news(a_case(1, address="南关街1号", version=2), a_step("c00001", "amend", "reported"), receipts=(receipt,))
    page = open_desk(desk)
    assert [(line.field, line.safe) for line in page.card.entry.lines] == [("address", False), ("description", True)]
    desk.key(Qt.Key.Key_M)
    desk.key(Qt.Key.Key_1)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: not desk.store.reader.troubles())
    case = desk.store.reader.case("c00001")
    assert (case.address, case.description) == ("南关街1号", "井盖碎了")


def test_mine_asked_again_is_the_correction_as_it_was(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    for number in (1, 2):
        desk.ctx.dispatch.ask("case.decline", f"c0000{number}", {"note": "不属于本区"})
    first, second = desk.store.reader.pending()
    desk.store.writer.outgoing("03", 10)
    refused = [
        Receipt(command_id=p.command.id, n=p.n, outcome="refused", code="role.forbidden", ack_seq=desk.cursor + 1)
        for p in (second, first)
    ]
    desk.news(receipts=tuple(refused))
    page = open_desk(desk)
    assert [entry.trouble.command.target for entry in page.entries] == ["c00001", "c00002"]
    desk.key(Qt.Key.Key_J)
    assert page.card.entry.trouble.command.target == "c00002"
    desk.key(Qt.Key.Key_M)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: [t.command.target for t in desk.store.reader.troubles()] == ["c00001"])
    assert [p.command.target for p in desk.store.reader.pending()] == ["c00002"]


def test_the_desk_reads_the_same_after_a_restart(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, state="filed", clock="dispatch"))
    clash(desk, follow=True)
    before = desk_of(desk.store.reader, "03")
    assert len(before.entries) == 1 and not before.waiting
    desk.store.writer.refresh()
    assert desk_of(desk.store.reader, "03") == before
