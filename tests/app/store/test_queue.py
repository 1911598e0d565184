"""Every order and filter of the queue against a plain look at all the rows; pages without gap or repetition."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.area import Area
from app.domain.case import Case
from app.domain.unit import Unit
from app.store import CaseQuery, Store
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, reply

_STATES = ("reported", "filed", "handling", "closed", "suspended", "handled")
_FLOW = ("reported", "filed", "handling", "suspended", "handled", "closed")
_MATTERS = ("暴露垃圾", "道路破损", "")
# As a dictionary and as people have them: by pinyin, numbers by value, and what says nothing last.
_UNITS = ("环境卫生服务中心", "市政所", "园林绿化中心", "")
_SOURCES = ("patrol", "hotline", "ai")
_PLACES = ("1号桥", "A座", "滨河路", "长江路3号", "长江路12号", "重庆路", "")
_KEYS: dict[str, tuple[Callable[[Case], Any], bool]] = {
    "due": (lambda c: (2 if c.due_at is None else int(c.paused_at is not None), c.due_at or NOW), False),
    "new": (lambda c: c.reported_at, True),
    "updated": (lambda c: c.updated_at, True),
    "grade": (lambda c: c.grade, False),
    "case_no": (lambda c: c.case_no, True),
    "unit": (lambda c: (_UNITS.index(c.unit_name), _due(c)), False),
    "source": (lambda c: (_SOURCES.index(c.source), _due(c)), False),
    "place": (lambda c: (_PLACES.index(c.address), _due(c)), False),
    "state": (lambda c: (_FLOW.index(c.state), _due(c)), False),
    "matter": (lambda c: (_MATTERS.index(c.matter_name), _due(c)), False),
}


def _due(c: Case) -> Any:
    return (2 if c.due_at is None else int(c.paused_at is not None), c.due_at or NOW)


def many(number: int = 300) -> list[Case]:
    dice = random.Random(7)
    made = []
    for case in cases(number, start=NOW - timedelta(hours=9)):
        state = dice.choice(_STATES)
        made.append(
            replace(
                case,
                state=state,
                source=dice.choice(("hotline", "patrol", "ai")),
                due_at=NOW + timedelta(minutes=dice.randrange(-300, 600)) if dice.random() < 0.9 else None,
                paused_at=NOW if state == "suspended" else None,
                clock_from=NOW - timedelta(hours=6),
                updated_at=None if dice.random() < 0.02 else NOW - timedelta(seconds=dice.randrange(40_000)),
                grade=dice.randrange(1, 5),
                case_no="" if dice.random() < 0.05 else f"2026{dice.randrange(10**9):09d}",
                source_no=f"HZ{dice.randrange(10**6):06d}",
                unit_id=f"u{(unit := dice.randrange(4))}",
                unit_name=_UNITS[(unit * 3 + 1) % 4],
                address=dice.choice(_PLACES),
                matter_name=dice.choice(_MATTERS),
                order_type=dice.choice(("", "complaint", "consult")),
                supervised=dice.random() < 0.1,
                urgent=dice.random() < 0.1,
                asked=dice.choice(("", "", "", "extend")),
                transfers=dice.randrange(4),
                repeats=dice.randrange(3),
                area_code=f"6106020010010{dice.randrange(3):02d}",
                claimed_by=dice.choice(("", "01")),
                reason=dice.choice(("", "", "return.not_ours", "suspend.season")),
            )
        )
    return made


def walk(store: Store, query: CaseQuery, limit: int = 17) -> list[str]:
    ids, key = [], None
    while True:
        page = store.reader.cases(query, after=key, limit=limit)
        ids += [case.id for case in page.rows]
        if page.next is None:
            return ids
        key = page.next


def late(case: Case) -> bool:
    return case.is_open and case.paused_at is None and case.due_at is not None and case.due_at <= NOW


def capture(case: Case) -> bool:
    return case.source == "ai" and case.state == "reported"


def expected(every: Iterable[Case], query: CaseQuery) -> list[str]:
    """The same by plain Python."""
    kept = [c for c in every if (c.is_open or query.scope == "all")]
    kept = [c for c in kept if query.captures == "with" or capture(c) == (query.captures == "only")]
    column, descending = _KEYS[query.order]
    blank = NOW - timedelta(days=9)

    def key(c: Case) -> Any:
        value = column(c)
        return (value if value is not None else blank, c.id)

    kept.sort(key=key, reverse=descending != query.reverse)
    if query.scope == "open" and query.late_first and query.order != "due":
        kept.sort(key=lambda c: not late(c))
    return [c.id for c in kept]


@pytest.mark.parametrize("order", list(_KEYS))
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("late_first", [True, False])
def test_every_order_of_the_open_queue_page_by_page(store: Store, order: str, reverse: bool, late_first: bool) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    for captures in ("without", "with", "only"):
        query = CaseQuery(order=order, reverse=reverse, late_first=late_first, captures=captures)
        assert walk(store, query) == expected(every, query)
        assert store.reader.count(query) == len(expected(every, query))


@pytest.mark.parametrize("order", ["unit", "source", "place", "state"])
@pytest.mark.parametrize("reverse", [False, True])
def test_the_archive_by_unit_source_and_ground_the_newest_of_each_first(
    store: Store, order: str, reverse: bool
) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    first: dict[str, Callable[[Case], Any]] = {
        "unit": lambda c: _UNITS.index(c.unit_name),
        "source": lambda c: _SOURCES.index(c.source),
        "place": lambda c: c.area_code,
        "state": lambda c: _FLOW.index(c.state),
    }
    kept = sorted(every, key=lambda c: (c.reported_at, c.id), reverse=not reverse)
    kept.sort(key=first[order], reverse=reverse)
    query = CaseQuery(scope="all", order=order, reverse=reverse, captures="with")
    assert walk(store, query) == [c.id for c in kept]
    some = replace(query, units=("u1", "u2"), areas=("6106020010010",))
    assert walk(store, some) == [c.id for c in kept if c.unit_id in ("u1", "u2")]
    assert store.reader.count(some) == len(walk(store, some))
    assert walk(store, replace(query, order="matter")) == walk(store, replace(query, order="new"))
    searched = replace(query, text=kept[0].case_no or "井盖")
    assert set(walk(store, searched)) == set(walk(store, replace(searched, order="new")))


@pytest.mark.parametrize("order", ["new", "updated", "grade", "case_no"])
@pytest.mark.parametrize("reverse", [False, True])
def test_every_order_of_the_archive(store: Store, order: str, reverse: bool) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    query = CaseQuery(scope="all", order=order, reverse=reverse, captures="with")
    assert walk(store, query) == expected(every, query)


_FILTERS: list[tuple[dict[str, Any], Callable[[Case], bool]]] = [
    ({"order_types": ("complaint",)}, lambda c: c.order_type == "complaint"),
    ({"grades": (1, 2)}, lambda c: c.grade in (1, 2)),
    ({"supervised": True}, lambda c: c.supervised),
    ({"urgent": True}, lambda c: c.urgent),
    ({"asked": True}, lambda c: c.asked != ""),
    ({"returned": 2}, lambda c: c.transfers >= 2),
    ({"repeats": 1}, lambda c: c.repeats >= 1),
    ({"reasons": ("return.not_ours",)}, lambda c: c.reason == "return.not_ours"),
    ({"late": True}, late),
    ({"mine_seat": "01"}, lambda c: c.claimed_by == "01"),
    ({"units": ("u1",), "asked": True}, lambda c: c.unit_id == "u1" and c.asked != ""),
    ({"states": ("filed", "handling"), "late": True}, lambda c: c.state in ("filed", "handling") and late(c)),
    ({"areas": ("610602001001001",)}, lambda c: c.area_code == "610602001001001"),
    ({"areas": ("6106",), "sources": ("ai",)}, lambda c: c.source == "ai"),
]


@pytest.mark.parametrize("place", range(len(_FILTERS)))
def test_every_filter_in_two_orders_with_its_count(store: Store, place: int) -> None:
    words, keeps = _FILTERS[place]
    every = many()
    store.writer.absorb(reply(*every))
    for order in ("due", "grade"):
        query = CaseQuery(order=order, **words)
        truth = expected([c for c in every if keeps(c)], query)
        assert walk(store, query) == truth
        assert store.reader.counts(query).total == len(truth)
        assert sum(store.reader.counts(query).lights.values()) == len(truth)
    assert store.reader.counts_for([CaseQuery(**words), CaseQuery()]) == [
        len(truth),
        len(expected(every, CaseQuery())),
    ]


@pytest.mark.parametrize("captures", ["without", "with", "only"])
def test_the_archive_is_counted_by_state_and_source(store: Store, captures: str) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    query = CaseQuery(scope="all", order="new", captures=captures)
    kept = [c for c in every if captures == "with" or capture(c) == (captures == "only")]
    counts = store.reader.counts(query)
    assert counts.total == store.reader.count(query) == len(kept) == counts.lights["none"]
    assert counts.states == {state: n for state in _STATES if (n := sum(c.state == state for c in kept))}
    assert {k: n for k, n in counts.sources.items() if n} == {
        source: n for source in ("hotline", "patrol", "ai") if (n := sum(c.source == source for c in kept))
    }


def test_saved_counts_follow_the_cases(store: Store) -> None:
    every = many(60)
    store.writer.absorb(reply(*every))
    before = store.reader.counts_for([CaseQuery()])[0]
    store.writer.absorb(reply(Case(id="new", state="filed", reported_at=NOW, updated_at=NOW), cursor=100))
    assert store.reader.counts_for([CaseQuery()]) == [before + 1]


def test_a_walk_stays_in_one_piece_while_cases_turn_late_under_it(store: Store, clock: SetClock) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    query = CaseQuery(order="new", captures="with")
    first = store.reader.cases(query, limit=50)
    ids, key = [c.id for c in first.rows], first.next
    while key is not None:
        clock.go_on(minutes=20)
        page = store.reader.cases(query, after=key, limit=50)
        ids, key = ids + [c.id for c in page.rows], page.next
    assert ids == expected(every, query)


def test_what_algorithms_saw_stands_apart_until_somebody_has_looked(store: Store) -> None:
    seen = Case(id="k", state="reported", source="ai", reported_at=NOW, description="店外经营")
    store.writer.absorb(reply(seen, *cases(2)))
    assert walk(store, CaseQuery()) == ["c0", "c1"]
    assert [case.id for case in store.reader.captures().rows] == ["k"]
    assert store.reader.counts(CaseQuery()).total == 2
    assert [hit.record.id for hit in store.reader.search("店外", ("case",))] == ["k"], "a search finds everything"
    store.writer.absorb(reply(replace(seen, state="accepted"), cursor=9))
    assert "k" in walk(store, CaseQuery())
    assert store.reader.captures().rows == ()


@pytest.mark.parametrize("scope", ["open", "all"])
def test_a_number_is_found_by_its_end_as_people_say_it(store: Store, scope: str) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    case = next(c for c in every if c.is_open and not capture(c) and c.case_no)
    query = CaseQuery(scope=scope, order="new", text=case.case_no[-5:])
    assert case.id in walk(store, query)
    assert case.id in walk(store, replace(query, text=case.case_no))
    assert case.id in walk(store, replace(query, text=case.case_no[:9]))
    assert case.id in walk(store, replace(query, text=case.source_no))
    assert store.reader.count(query) == len(walk(store, query))


def test_letters_name_units_and_ground(store: Store) -> None:
    every = many()
    grid = Area(id="610602001001001", level=4, name="枣园第一网格")
    store.writer.absorb(reply(*every, Unit(id="u1", code="01", name="宝塔区城市管理局", pinyin="btqcsglj"), grid))
    opened = {c.id for c in every if c.is_open and not capture(c)}
    of_unit = {c.id for c in every if c.unit_id == "u1"}
    assert set(walk(store, CaseQuery(text="btq"))) == opened & of_unit
    assert set(walk(store, CaseQuery(text="zydy"))) == {
        c.id for c in every if c.id in opened and c.area_code == grid.id
    }
    past = CaseQuery(scope="all", order="new", text="csgl", captures="with")
    assert set(walk(store, past)) == of_unit
    assert store.reader.count(past) == len(of_unit)
    assert [hit.record.id for hit in store.reader.search("zyd", ("area",))] == [grid.id]


def test_one_character_is_found_in_open_and_in_the_newest_cases(store: Store) -> None:
    store.writer.absorb(reply(*cases(40)))
    assert len(walk(store, CaseQuery(text="盖"))) == 20
    assert len(walk(store, CaseQuery(scope="all", text="盖", order="new"))) == 20


@pytest.mark.parametrize(
    "text",
    ["井盖" * 4_000, "a" * 8_000, "井 " * 3_000, "a " * 3_000, "\ud800", "\x00", '" OR 1', "*", "NEAR(", "%", "，。"],
)
@pytest.mark.parametrize("scope", ["open", "all"])
def test_a_search_for_anything_is_only_a_search(store: Store, text: str, scope: str) -> None:
    store.writer.absorb(reply(*cases(20)))
    query = CaseQuery(scope=scope, order="new", text=text)
    assert store.reader.count(query) == len(store.reader.cases(query).rows)
    assert store.reader.cases(replace(query, text="井盖")).rows


def test_what_letters_name_is_walked_by_place_too(store: Store) -> None:
    grids = [Area(id=f"6106020010010{n:02d}", level=4, name="中心街道", parent="6106", rings=()) for n in range(2)]
    store.writer.absorb(reply(*many(), *grids))
    query = CaseQuery(scope="all", order="place", captures="with", text="zxjd")
    ids = walk(store, query)
    assert len(ids) == store.reader.count(query) > 100
    for place in (1, len(ids) // 2, len(ids) - 1):
        page = store.reader.cases(query, store.reader.key_at(query, place), limit=5)
        assert [case.id for case in page.rows] == ids[place : place + 5]


@pytest.mark.parametrize("scope", ["open", "all"])
@pytest.mark.parametrize("order", ["due", "new", "grade", "unit", "place"])
@pytest.mark.parametrize("captures", ["without", "with"])
def test_any_place_of_a_list_is_reached_at_once(store: Store, scope: str, order: str, captures: str) -> None:
    store.writer.absorb(reply(*many()))
    for words in ({}, {"units": ("u1",)}, {"asked": True}):
        query = CaseQuery(scope=scope, order=order, captures=captures, **words)
        ids = walk(store, query)
        assert store.reader.key_at(query, 0) is None
        assert store.reader.key_at(query, len(ids) + 1) is None
        for place in (1, 7, len(ids) // 2, len(ids) - 1):
            page = store.reader.cases(query, store.reader.key_at(query, place), limit=5)
            assert [case.id for case in page.rows] == ids[place : place + 5]
