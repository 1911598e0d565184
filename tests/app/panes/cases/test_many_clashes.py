"""After a long outage hundreds of own actions have clashed: looked through, narrowed, marked and decided together."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.panes.cases.parts.offline.conflict_desk import ConflictDesk
from app.panes.cases.parts.offline.conflicts import MINE, THEIRS, Entry, desk_of, outcome
from app.panes.cases.parts.offline.many import MOVES, Figures, ManyPlan, plan_many
from app.panes.cases.parts.offline.many_page import ManyPage, sentences
from app.protocol import Receipt
from tests.app.panes.cases.conftest import ME, NOON, Desk, a_case

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ADDRESSES, ACCEPTS, REFUSED = 50, 7, 3
WHOLE = ADDRESSES + ACCEPTS + REFUSED


def name(number: int) -> str:
    return f"c{number:05d}"


def come_back(desk: Desk, follow: bool = False) -> None:
    """While the line was cut I corrected many addresses (some with words nobody else touched), accepted a few, and
    declined a few more; others have meanwhile corrected the same addresses and filed the same cases."""
    ask = desk.ctx.dispatch.ask
    for number in range(ADDRESSES):
        more = {"description": f"井盖碎了{number}"} if number % 2 else {}
        ask("case.amend", name(number), {"address": f"东关街{number}号", **more})
    for number in range(ADDRESSES, ADDRESSES + ACCEPTS):
        ask("case.accept", name(number), {})
    for number in range(ADDRESSES + ACCEPTS, WHOLE):
        ask("case.decline", name(number), {"note": "不属于本区"})
    if follow:
        ask("case.note", name(0), {"note": "已电话通知"})
    receipts = [receipt(sent) for sent in desk.store.writer.outgoing("03", 500) if sent.command.operation != "note"]
    news = [a_case(number, address=f"南关街{number}号", version=2) for number in range(ADDRESSES)]
    news += [
        a_case(number, state="filed", clock="dispatch", version=2) for number in range(ADDRESSES, ADDRESSES + ACCEPTS)
    ]
    desk.news(*news, receipts=tuple(receipts))


def receipt(sent: Any) -> Receipt:
    command, number = sent.command, int(sent.command.target[1:])
    about = {"command_id": command.id, "n": sent.n, "ack_seq": 1}
    if command.operation == "decline":
        return Receipt(**about, outcome="refused", code="role.forbidden")
    if command.operation == "accept":
        clash: dict[str, Any] = {"state": ("reported", "filed", "accepted")}
    else:
        clash = {"address": (f"文三路{number}号", f"南关街{number}号", f"东关街{number}号")}
    return Receipt(**about, outcome="conflict", code="record.changed", conflicts=clash)


def open_desk(desk: Desk, entries: int = WHOLE) -> ConflictDesk:
    desk.until(lambda: len(desk.pane.desks.deciding._desk.entries) == entries)
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_Q)
    page = desk.pane.view.page
    assert isinstance(page, ConflictDesk)
    desk.until(lambda: len(page.entries) == entries and page.list.hasFocus())
    return page


def addresses(desk: Desk) -> list[str]:
    found = desk.store.reader.these([name(number) for number in range(ADDRESSES)])
    return [case.address for case in found]


def test_many_are_decided_by_keyboard_in_numbers_and_states_stay_for_one_by_one(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(*(a_case(number) for number in range(WHOLE)))
    come_back(desk)
    page = open_desk(desk)
    assert page.narrowing.text == "有冲突 57 项 · 被拒绝 3 项 · 可一并 53 项 · 须逐项 7 项"
    assert page.narrowing.offered["field:address"] == ADDRESSES and page.narrowing.offered["field:state"] == ACCEPTS
    # Mine, for everything at once: what would move a case stays out of it, in numbers, and nothing is done yet.
    desk.key(Qt.Key.Key_A, CONTROL)
    assert len(page.list.marks) == WHOLE
    desk.key(Qt.Key.Key_M)
    desk.until(lambda: isinstance(page.page, ManyPage))
    assert isinstance(page.page, ManyPage)
    said = "|".join(page.page.texts())
    for words in (
        "都用我的 · 50 项", "50 项按现在的状态重新办理", "地点：50 项写成我的", "描述：25 项没有别人改过，照我的写入",
        "仍须逐项决定的 10 项：状态不同 7 项，会改变状态或单位 3 项", "状态和责任单位从不一并决定",
    ):  # fmt: skip
        assert words in said, (words, said)
    desk.key(Qt.Key.Key_Escape)
    assert len(desk.store.reader.troubles()) == WHOLE and not desk.store.reader.pending()
    assert page.list.hasFocus() and len(page.list.marks) == WHOLE
    desk.key(Qt.Key.Key_Escape)
    assert page.list.marks == () and desk.pane.view.page is page
    # Narrowed to one field, marked a few, mine.
    while page.narrowing.section != "field:address":
        desk.key(Qt.Key.Key_F)
    assert page.model.rowCount() == ADDRESSES
    page.list.setFocus()
    desk.key(Qt.Key.Key_Home)
    desk.key(Qt.Key.Key_Space)
    for _step in range(9):
        desk.key(Qt.Key.Key_J, SHIFT)
    assert len(page.list.marks) == 10
    desk.key(Qt.Key.Key_M)
    desk.until(lambda: isinstance(page.page, ManyPage))
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: len(desk.store.reader.troubles()) == WHOLE - 10 and page.page is None)
    assert addresses(desk)[:11] == [f"东关街{number}号" for number in range(10)] + ["南关街10号"]
    desk.until(lambda: len(page.entries) == WHOLE - 10)
    # The rest of the field for the others: words of mine that nobody else touched are kept.
    desk.key(Qt.Key.Key_A, CONTROL)
    desk.key(Qt.Key.Key_T)
    desk.until(lambda: isinstance(page.page, ManyPage))
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: len(page.entries) == ACCEPTS + REFUSED and page.page is None)
    assert addresses(desk)[10:] == [f"南关街{number}号" for number in range(10, ADDRESSES)]
    kept = desk.store.reader.case(name(11))
    assert kept is not None and kept.description == "井盖碎了11"
    assert len(desk.store.reader.pending()) == 10 + 20
    # What is left is walked through one by one.
    assert page.narrowing.section == ""
    desk.key(Qt.Key.Key_End)
    desk.key(Qt.Key.Key_N)
    assert page.card is not None and page.card.entry.trouble.command.target == name(ADDRESSES)
    desk.key(Qt.Key.Key_T)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: len(page.entries) == ACCEPTS + REFUSED - 1)
    assert page.card is not None and page.card.entry.trouble.command.target == name(ADDRESSES + 1)


def decided(desk: Desk, side: str) -> ManyPlan:
    rules = desk.store.reader.rules()

    def judge(entry: Entry, choices: Any) -> Any:
        return outcome(entry, choices, ME, rules, NOON)

    plan = plan_many(desk_of(desk.store.reader, "03").entries, side, judge)
    assert plan is not None
    return plan


def test_neither_side_decides_states_or_what_waits_behind(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number) for number in range(WHOLE)))
    come_back(desk, follow=True)
    theirs, mine = decided(desk, THEIRS), decided(desk, MINE)
    assert {why: len(found) for why, found in theirs.reasons().items()} == {"state": ACCEPTS, "followers": 1}
    assert {why: len(found) for why, found in mine.reasons().items()} == {
        "state": ACCEPTS, MOVES: REFUSED, "followers": 1,
    }  # fmt: skip
    assert theirs.fields == {"address": Figures(decided=49), "description": Figures(merged=25)}
    assert (len(theirs.able), theirs.again) == (49 + REFUSED, 25)
    assert ("", "地点：49 项保留现在的") in sentences(theirs)
    assert ("strong", "27 项保留现在的结果，收回我的") in sentences(theirs)
    assert not any(entry.trouble.followers for entry, _outcome in (*theirs.able, *mine.able))
    before = desk_of(desk.store.reader, "03")
    again = desk_of(desk.store.reader, "03", before)
    assert again == before and all(one is other for one, other in zip(again.entries, before.entries, strict=True))
