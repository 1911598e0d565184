"""Filters the hall shares: whose they are, what others may do with them, offline, and a campaign's list made of one."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.domain.shared_filter import SharedFilter
from app.panes.cases.pane import CasesPane
from app.panes.cases.parts.queue.filter_page import FilterPage
from app.panes.cases.parts.queue.saved_filters import PRESETS, FilterBook, SavedFilter
from app.panes.cases.parts.queue.scope_page import Scope, ScopePage, read_day
from app.panes.cases.parts.queue.shared_filters import owner_words, shared_of, told
from app.store import CaseQuery
from tests.app.panes.cases.conftest import MATTERS, NOON, UNITS, Desk, a_case, furnish, open_room
from tests.fakes.cable import Cable
from tests.fakes.hub import RunningHub, cases
from tests.fakes.seat import Seat

LONG = 30_000
CONTROL = Qt.KeyboardModifier.ControlModifier
THEIRS = SharedFilter(
    id="f-wang", name="占道整治", ask={"states": ["filed"]}, owner_id="o-wang", owner="王", seat="12", shared_at=NOON
)


def names(book: FilterBook) -> list[str]:
    return [found.name for found in book.filters if not found.hall]


def test_a_shared_filter_stands_where_each_operator_has_put_it_and_goes_with_its_owner() -> None:
    book = FilterBook()
    mine = book.add("单车", CaseQuery(text="单车", matters=("m1",), since="2026-05-01"))
    assert mine is not None
    record = SharedFilter(id=mine.id, owner_id="o-li", owner="李", seat="03", **told(mine))
    assert book.follow(shared_of([THEIRS, record], {mine.id}), "o-li")
    assert names(book) == ["单车", "占道整治"] and book.by_key("") is not None
    assert owner_words(book.find(mine.id)) == "全厅共享 · 03 号席 李 · 尚未送达中心"  # type: ignore[arg-type]
    assert not book.follow(shared_of([THEIRS, record], {mine.id}), "o-li"), "nothing is another"
    book.set_key("f-wang", "4")
    for _ in range(40):
        book.move("f-wang", -1)
    again = FilterBook()
    again.restore(book.save())
    assert again.filters == tuple(replace(f, owner=f.owner and replace(f.owner, waiting=False)) for f in book.filters)
    assert again.find(mine.id).ask == mine.ask  # type: ignore[union-attr]
    copied = again.copy("f-wang")
    assert copied is not None and copied.own and copied.name == "占道整治" and copied.id != "f-wang"
    assert again.copy("f-wang").name == "占道整治 2"  # type: ignore[union-attr]
    assert again.follow([], "o-li")
    assert again.find(mine.id).own and again.find("f-wang") is None  # type: ignore[union-attr]
    other = FilterBook()
    other.follow(shared_of([record], ()), "o-wang")
    other.follow([], "o-wang")
    assert other.filters == PRESETS


def test_what_a_newer_console_shares_is_left_out_rather_than_said_wrong() -> None:
    asks: tuple[dict[str, Any], ...] = (
        {"weather": ["snow"]}, {"states": "filed"}, {"grades": ["1"]}, {"text": 3}, {"order": "due"},
    )  # fmt: skip
    strange = [replace(THEIRS, id=f"f{n}", ask=ask) for n, ask in enumerate(asks)]
    assert shared_of([*strange, replace(THEIRS, enabled=False), replace(THEIRS, id="x", name="  ")], ()) == []


def test_days_are_read_as_people_type_them() -> None:
    typed = ("2026-05-01", "20260501", "5-1", "5.1", "5月1日", " 2026/5/1 ")
    assert {read_day(text, "2026-03-02") for text in typed} == {"2026-05-01"}
    assert read_day("  ", "2026-03-02") == ""
    assert [read_day(text, "2026-03-02") for text in ("下周", "2026-13-01", "5", "1-2-3-4")] == [None] * 4


def test_a_campaign_is_narrowed_by_keyboard_saved_shared_and_its_list_taken_out_numbered(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    old = NOON - timedelta(days=40)
    rubbish = {"matter_id": "event-0102", "matter_name": "暴露垃圾"}
    desk = make_desk(
        a_case(1), a_case(2, **rubbish), a_case(3, **rubbish), a_case(4, reported_at=old, **rubbish), THEIRS
    )
    queue = desk.pane.view.queue
    desk.until(lambda: queue.book.find("f-wang") is not None)
    desk.until(lambda: queue.tabs.count("f-wang") == 0)
    queue.filters.scope_asked.emit()
    page = desk.pane.view.page
    assert isinstance(page, ScopePage)
    desk.type("暴露")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    desk.type("2-30")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    assert desk.pane.view.page is page and "日期应类似" in page._said.text()
    page.since.setText("3-1")
    page.until.setText("2026-03-02")
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.until(lambda: desk.shown() == ["c00002", "c00003"])
    assert queue.narrowing == "全部在办 · 暴露垃圾 · 2026-03-01 至 2026-03-02"
    assert queue.save()["filters"] == {"matters": ["event-0102"], "since": "2026-03-01", "until": "2026-03-02"}
    desk.pane.desks.filters.open()
    keeping = desk.pane.view.page
    assert isinstance(keeping, FilterPage)
    desk.type("垃圾专项")
    desk.key(Qt.Key.Key_Return)
    made = next(found for found in queue.book.filters if found.own)
    keeping.list.setFocus()
    desk.key(Qt.Key.Key_S)
    desk.until(lambda: "尚未送达中心" in owner_words(queue.book.find(made.id)))
    record = desk.store.reader.get("shared_filter", made.id)
    assert (record.name, record.owner, record.seat) == ("垃圾专项", "李", "03")
    assert record.ask == {"matters": ["event-0102"], "since": "2026-03-01", "until": "2026-03-02"}
    desk.key(Qt.Key.Key_Escape)
    queue.filters.clear()
    desk.until(lambda: len(desk.shown()) == 4)
    queue.choose_tab(made.id)
    desk.until(lambda: desk.shown() == ["c00002", "c00003"] and queue.tabs.count(made.id) == 2)
    desk.pane.desks.exporting.start(tmp_path / "list.csv")
    desk.until(lambda: desk.pane.desks.exporting.strip.text == "已导出 2 件：list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file)][:3] == ["序号", "1", "2"]


def test_what_another_shares_may_be_copied_and_not_changed_and_goes_when_it_is_taken_back(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(a_case(1), a_case(2, state="filed"), THEIRS)
    queue = desk.pane.view.queue
    desk.until(lambda: queue.tabs.count("f-wang") == 1)
    queue.choose_tab("f-wang")
    desk.pane.desks.filters.open()
    page = desk.pane.view.page
    assert isinstance(page, FilterPage)
    page.show_book()
    page.list.setCurrentRow(page.list.count() - 1)
    assert page.current is not None and page.current.id == "f-wang" and "12 号席 王" in page._said.text()
    page.list.setFocus()
    for key in (Qt.Key.Key_S, Qt.Key.Key_Delete):
        desk.key(key)
        assert "由他人共享" in page._said.text()
    assert desk.store.reader.pending() == []
    desk.key(Qt.Key.Key_C)
    assert names(queue.book) == ["占道整治", "占道整治"]
    desk.news(replace(THEIRS, name="占道整治二期"))
    desk.until(lambda: names(queue.book) == ["占道整治二期", "占道整治"])
    assert page.list.count() == len(queue.book.filters)
    desk.news(replace(THEIRS, enabled=False))
    desk.until(lambda: names(queue.book) == ["占道整治"])
    assert queue.tab == "open", "what is gone is no longer in force"


def test_two_seats_share_at_a_real_hub_also_after_the_line_was_cut(tmp_path: Path, qtbot: Any) -> None:
    with RunningHub(tmp_path / "hub") as hub, Cable(int(hub.url.rpartition(":")[2])) as cable:
        for login, role in (("li", "duty_officer"), ("wang", "duty_officer"), ("admin", "sys_admin")):
            hub.add_operator(login, role=role)
        hub.load("unit", UNITS)
        hub.load("matter", MATTERS)
        hub.load("case", cases(4, state="filed"))
        with (
            Seat(tmp_path / "mine", cable.url, no="03").start() as seat,
            Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other,
        ):
            ctx = furnish(seat.store, seat.bus, seat.store.clock, seat.store.profile, seat.actor, seat.engine.wake)
            pane: CasesPane = open_room(ctx, qtbot)

            def there() -> dict[str, str]:
                shared = shared_of(other.store.reader.all("shared_filter"), ())
                return {found.name: found.owner.seat for found in shared if found.owner is not None}

            cable.pull()
            qtbot.waitUntil(lambda: seat.state == "offline", timeout=LONG)
            book = pane.view.queue.book
            made = book.add("待派遣专项", CaseQuery(states=("filed",)))
            assert made is not None
            pane.desks.filters._share(made)
            qtbot.waitUntil(lambda: "尚未送达" in owner_words(_now(book, made)), timeout=LONG)
            assert there() == {}
            cable.plug()
            qtbot.waitUntil(lambda: there() == {"待派遣专项": "03"}, timeout=LONG)
            qtbot.waitUntil(lambda: owner_words(_now(book, made)) == "全厅共享 · 03 号席 li", timeout=LONG)
            other.do("shared_filter.withdraw", made.id)
            qtbot.waitUntil(lambda: len(other.store.reader.troubles()) == 1, timeout=LONG)
            assert other.store.reader.troubles()[0].code == "shared_filter.not_yours"
            with Seat(tmp_path / "office", hub.url, no="01", user="admin").start() as office:
                office.do("shared_filter.withdraw", made.id)
                qtbot.waitUntil(lambda: there() == {}, timeout=LONG)
                qtbot.waitUntil(lambda: _now(book, made).own, timeout=LONG)
            pane.stop()
            pane.widget.close()
            ctx.bridge.stop()
            ctx.tasks.stop()


def _now(book: FilterBook, made: SavedFilter) -> SavedFilter:
    found = book.find(made.id)
    assert found is not None
    return found


def test_a_scope_of_what_is_gone_from_the_books_stays_until_it_is_taken_out(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    filters = desk.pane.view.queue.filters
    filters.take_scope(Scope(("event-gone",), "", "2026-05-01"))
    assert filters._scope.text() == "event-gone（不在目录） · 至 2026-05-01"
    filters.scope_asked.emit()
    page = desk.pane.view.page
    assert isinstance(page, ScopePage) and page.matters.taken == ("event-gone",)
    page.clear()
    assert filters.scope == Scope() and filters._scope.text() == "全部类别与日期…"
