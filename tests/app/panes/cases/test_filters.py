"""Saved filters with counts, the look of the list, and late ones on top: chosen once and found again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.panes.cases.parts.queue.filter_page import FilterPage
from app.panes.cases.parts.queue.filter_words import ask_words
from app.panes.cases.parts.queue.look import FIRST_COLUMNS, Look, restored_look
from app.panes.cases.parts.queue.saved_filters import MOST_OWN, PRESETS, FilterBook, SavedFilter, title_of
from app.store import CaseQuery
from tests.app.panes.cases.conftest import NOON, Desk, a_case

LATE = NOON - timedelta(hours=1)


def test_a_filter_is_saved_named_keyed_and_found_again_by_its_operator(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, source="petition"), a_case(2), a_case(3, source="petition", state="filed"))
    queue = desk.pane.view.queue
    queue.choose_tab("source.petition")
    queue.search.setText("文三路3号")
    queue.search._search()
    desk.until(lambda: desk.shown() == ["c00003"])
    desk.pane.desks.filters.open()
    page = desk.pane.view.page
    assert isinstance(page, FilterPage)
    desk.type("信访三号")
    desk.key(Qt.Key.Key_Return)
    made = next(found for found in queue.book.filters if not found.hall)
    page.list.setFocus()
    desk.key(Qt.Key.Key_2)
    assert queue.book.by_key("2") == replace(made, key="2")
    desk.key(Qt.Key.Key_Escape)
    queue.search.clear_all()
    queue.choose_tab("open")
    desk.until(lambda: len(desk.shown()) == 3)
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_2)
    desk.until(lambda: desk.shown() == ["c00003"])
    desk.until(lambda: queue.tabs.count(made.id) == 1)
    saved = desk.pane.save()
    desk.pane.restore({"desks": {"o-somebody": saved["desks"]["o-li"]}})
    assert [found.id for found in queue.book.filters] == [found.id for found in PRESETS]
    desk.pane.restore(saved)
    assert queue.book.by_key("2").name == "信访三号"
    assert queue.tab == made.id


def test_the_filters_of_the_hall_ask_for_what_they_say(make_desk: Callable[..., Desk]) -> None:
    cases = (
        a_case(1, due_at=LATE),
        a_case(2, urgent=True),
        a_case(3, supervised=True),
        a_case(4, transfers=2),
        a_case(5, repeats=1),
        a_case(6, claimed_by="03"),
        a_case(7, asked="extend", state="handling"),
        a_case(8, source="hotline_12315", source_no="315-7"),
    )
    closed = a_case(9, state="closed", clock="", due_at=None, satisfaction="unsatisfied")
    desk = make_desk(*cases, closed, a_case(10, state="closed", clock="", due_at=None, satisfaction="satisfied"))
    tabs = desk.pane.view.queue.tabs
    desk.until(lambda: tabs.count("open") == 8)
    one_each = "overdue urgent supervised returned repeats mine asked unsatisfied source.hotline_12315"
    for filter_id in one_each.split():
        assert tabs.count(filter_id) == 1, filter_id
    desk.pane.view.queue.choose_tab("unsatisfied")
    desk.until(lambda: desk.shown() == ["c00009"])
    desk.pane.view.queue.choose_tab("source.hotline_12315")
    desk.until(lambda: desk.shown() == ["c00008"])
    assert ("source_no", "315-7") in desk.pane.queue.model.face(0).cells


def test_late_ones_stay_on_top_in_any_order_with_a_line_under_them(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2), a_case(3, due_at=LATE))
    queue = desk.pane.view.queue
    queue.take_look(queue.look.ordered_by("case_no"))
    desk.until(lambda: desk.shown() == ["c00003", "c00002", "c00001"])
    assert queue.list._sheet.divider == (1, "以上超期 1 件")
    assert queue.head._order == "case_no" and queue.head._falling
    assert queue.total.text() == "共 3 件 · 超期 1"
    queue.take_look(queue.look.ordered_by("case_no"))
    desk.until(lambda: desk.shown() == ["c00003", "c00001", "c00002"])
    queue.take_look(replace(queue.look, late_first=False, reverse=False))
    desk.until(lambda: desk.shown() == ["c00003", "c00002", "c00001"])
    desk.until(lambda: queue.list._sheet.divider[0] == 0)


def test_the_head_says_by_what_the_list_really_goes(make_desk: Callable[..., Desk]) -> None:
    units = ("园林绿化中心", "市政设施管理所", "环境卫生服务中心")
    desk = make_desk(*(a_case(n, unit_name=unit, address=f"长江路{12 - n}号") for n, unit in enumerate(units)))
    queue = desk.pane.view.queue
    queue.head.sort_asked.emit("unit")
    desk.until(lambda: desk.shown() == ["c00002", "c00001", "c00000"])
    assert (queue.head._order, queue.head._falling, queue.head.shows("unit")) == ("unit", False, True)
    queue.head.sort_asked.emit("place")
    desk.until(lambda: desk.shown() == ["c00002", "c00001", "c00000"])
    queue.head.sort_asked.emit("place")
    desk.until(lambda: desk.shown() == ["c00000", "c00001", "c00002"])
    assert queue.head._falling and queue._looks.text() == ""
    queue.take_look(Look(order="updated"))
    assert queue._looks.text() == "按最近变化 ↓"
    queue.take_look(Look(order="matter"))
    queue.choose_tab("all")
    assert queue.head._order == "new", "the archive has no order by matter"
    queue.choose_tab("open")
    queue.take_look(Look(order="unit"))
    desk.pane.restore(desk.pane.save())
    assert queue.look.order == "unit"


def test_an_empty_list_says_everything_it_is_narrowed_to_and_what_is_gone_stays_chosen(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(a_case(1))
    queue = desk.pane.view.queue
    queue.restore(queue.save() | {"filters": {"units": ["u-gone"], "states": ["filed"]}})
    assert queue.filters.choices() == {"units": ("u-gone",), "states": ("filed",)}
    desk.pane._take_catalogue(desk.pane.reading.known)
    assert queue.filters.choices()["units"] == ("u-gone",)
    queue.search.setText("井盖")
    queue.search._search()
    desk.until(lambda: desk.shown() == [])
    assert queue.narrowing == "全部在办 · 待派遣 · u-gone（不在目录） · 搜索 井盖"
    desk.until(lambda: queue.narrowing in queue.list._empty[0] or "还没有" in queue.list._empty[0])
    queue.search.clear_all()
    queue.filters.clear()
    desk.until(lambda: desk.shown() == ["c00001"])


def test_order_columns_and_row_height_are_remembered(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    queue = desk.pane.view.queue
    low = queue.list.rowHeight(0)
    queue.take_look(replace(queue.look.ordered_by("new").with_column("claimed", True), compact=False))
    assert queue.list.rowHeight(0) > low * 1.5
    saved = desk.pane.save()
    queue.take_look(Look())
    desk.pane.restore(saved)
    assert queue.look.order == "new" and not queue.look.compact and "claimed" in queue.look.columns
    assert restored_look({"order": "nonsense", "columns": ["x"], "compact": 3}) == Look()
    assert Look().with_column("title", False).columns == FIRST_COLUMNS


@pytest.mark.parametrize(("width", "height", "least"), [(633, 1000, 10), (800, 1000, 10), (1500, 950, 18)])
def test_many_rows_stand_on_a_common_screen(
    make_desk: Callable[..., Desk], width: int, height: int, least: int
) -> None:
    desk = make_desk(*(a_case(number) for number in range(40)))
    desk.pane.widget.resize(width, height)
    desk.until(lambda: len(desk.rows.visible_rows()) >= least)
    assert isinstance(desk.pane.widget.grab().toImage(), QImage)


def test_a_book_keeps_its_order_and_one_key_to_one_filter() -> None:
    book = FilterBook()
    made = book.add("  东关  ", CaseQuery(text="东关", areas=("610602001",)))
    assert made is not None and made.name == "东关" and made.ask == {"text": "东关", "areas": ("610602001",)}
    assert book.add("   ", CaseQuery()) is None
    made = book.add("东关", CaseQuery(text="西关"))
    assert made is not None and made.ask == {"text": "西关"} and len(book.filters) == len(PRESETS) + 1
    book.set_key(made.id, "1")
    assert book.find("open").key == ""  # type: ignore[union-attr]
    for _ in range(30):
        book.move(made.id, -1)
    assert [found.id for found in book.filters][:2] == ["open", made.id]
    again = FilterBook()
    again.restore(book.save())
    assert again.filters == book.filters
    book.rename("overdue", "x")
    book.remove("overdue")
    assert book.find("overdue").title == "超期"  # type: ignore[union-attr]
    book.remove(made.id)
    assert book.find(made.id) is None


def test_sixty_filters_are_room_enough_and_a_name_gives_no_orders() -> None:
    book = FilterBook()
    for number in range(MOST_OWN):
        assert book.add(f"筛选{number}", CaseQuery()) is not None
    assert book.is_full and book.add("再一个", CaseQuery()) is None
    assert book.add("筛选3", CaseQuery(text="新")) is not None
    assert title_of(SavedFilter("x", "东关\u202e\n<b>倒</b>")) == "东关\ufffd <b>倒</b>"
    gone = SavedFilter("y", "y", {"units": ("u-1",), "states": ("filed", "x"), "returned": 2, "text": "井\u202e盖"})
    said = ask_words(gone.over(CaseQuery(), "03"), lambda _kind, code: f"{code}?")
    assert said == "待派遣 / x · u-1? · 退回≥2 · 搜索 井\ufffd盖"


@pytest.mark.parametrize(
    "bad",
    [
        [{"id": "x"}, 3, None, {"id": "y", "name": "n", "ask": {"states": 3}}],
        [{"id": "z", "name": "n", "ask": {"order": "due; drop"}}],
    ],
)
def test_a_damaged_book_does_no_harm(bad: list[object]) -> None:
    book = FilterBook()
    book.restore(bad)
    assert [found.id for found in book.filters if found.hall] == [found.id for found in PRESETS]
    assert all("order" not in found.ask for found in book.filters)


def test_a_filter_speaks_before_what_was_narrowed_by_hand() -> None:
    found = SavedFilter("x", "x", {"states": ("filed",), "text": "井盖"})
    narrowed = CaseQuery(states=("reported",), units=("u",), text="路灯")
    assert found.over(narrowed, "03") == CaseQuery(states=("filed",), units=("u",), text="路灯")
