"""A list of one moment: rows move, come and go while it is read, and it says what was so when it began."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.broadcast import Broadcast
from app.domain.case import Case
from app.domain.errors import Rejected
from app.domain.matter import Matter
from app.store import CaseQuery, Store
from app.store.moment import Moment
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, reply

DUE = CaseQuery()


def rows(moment: Moment, query: CaseQuery, between: Any = lambda _page: None) -> list[tuple[str, str, Any]]:
    """Every row a page at a time; something happens after each page."""
    found, key, number = [], None, 0
    while True:
        page = moment.cases(query, key, 20)
        found += [(row.id, row.state, row.due_at) for row in page.rows]
        between(number)
        key, number = page.next, number + 1
        if key is None:
            return found


def moving(every: list[Case], number: int) -> list[Case]:
    """What was first becomes last, what was last first; some are closed, one is new."""
    first, last, gone = every[number * 3], every[-1 - number * 3], every[50 + number]
    return [
        replace(first, due_at=NOW + timedelta(days=9), state="accepted", version=2),
        replace(last, due_at=NOW - timedelta(days=9), state="accepted", version=2),
        replace(gone, state="closed", due_at=None, version=2),
        replace(first, id=f"new{number}", due_at=NOW + timedelta(minutes=number)),
    ]


@pytest.mark.parametrize("order", ["due", "unit", "updated"])
@pytest.mark.parametrize("lights", [(), ("overdue",)])
def test_rows_that_move_while_a_list_is_read_are_in_it_once_and_as_they_were(
    store: Store, clock: SetClock, order: str, lights: tuple[str, ...]
) -> None:
    every = [
        replace(case, due_at=NOW + timedelta(minutes=n - 100), clock="accept") for n, case in enumerate(cases(200))
    ]
    store.writer.absorb(reply(*every))
    query = CaseQuery(order=order, lights=lights)
    with store.reader.moment() as moment:
        before = rows(moment, query)
        cursor = [len(every)]

        def others(number: int) -> None:
            cursor[0] += 4
            store.writer.absorb(reply(*moving(every, number), cursor=cursor[0]))
            clock.go_on(minutes=10)

        assert rows(moment, query, others) == before
        assert len({row[0] for row in before}) == len(before) == moment.count(query) == (101 if lights else 200)
        assert moment.at == NOW
    now_ids = [row.id for row in store.reader.cases(query, None, 500).rows]
    assert now_ids != [row[0] for row in before], "the screen goes on meanwhile"
    assert "new0" in [row.id for row in store.reader.cases(DUE, None, 500).rows]


def test_a_list_of_broadcasts_begun_at_the_same_moment_leaves_none_out(store: Store) -> None:
    calls = [Broadcast(id=f"b{n:03d}", mode="live", started_at=NOW if n else None, state="ended") for n in range(70)]
    store.writer.absorb(reply(*calls))
    with store.reader.moment() as moment:
        found: list[str] = []
        key = None
        while True:
            page = moment.records("broadcast", "started_at", key, 7)
            found += [call.id for call in page.rows]
            key = page.next
            if key is None:
                break
    assert sorted(found) == [call.id for call in calls] and found[-1] == "b000"


def test_a_cache_that_is_replaced_keeps_nobody_waiting_and_ends_the_list(store: Store) -> None:
    store.writer.absorb(reply(*cases(60)))
    with store.reader.moment() as moment:
        first = moment.cases(DUE, None, 20)
        done = threading.Event()

        def heal() -> None:
            store.rebuild_cache()
            done.set()

        healer = threading.Thread(target=heal)
        healer.start()
        assert done.wait(30), "a list that somebody writes for minutes must not hold the seat up"
        healer.join()
        with pytest.raises(Rejected, match=r"picture\.ended"):
            moment.cases(DUE, first.next, 20)
    assert store.reader.count(DUE) == 0


def test_a_campaign_keeps_its_matters_in_every_version_from_day_to_day(store: Store) -> None:
    matters = [
        Matter(
            id=name, kind="event", big_code="1", small_code="1", big_name="", name=name,
            limit_value=1, limit_unit="work_day",
        )
        for name in ("m1", "m1@2026-03-01", "m2", "m10")
    ]  # fmt: skip
    made = [
        replace(case, matter_id=matters[n % 4].id, reported_at=NOW - timedelta(hours=12 * (n // 4)), source="hotline")
        for n, case in enumerate(cases(80))
    ]
    store.writer.absorb(reply(*matters, *made))
    # NOW is 17:00 in the hall on 2026-03-02; twelve hours before each.
    day = {
        case.id: (NOW + timedelta(hours=8) - timedelta(hours=12 * (n // 4))).date().isoformat()
        for n, case in enumerate(made)
    }
    wanted = {c.id for c in made if c.matter_id.split("@")[0] == "m1" and "2026-02-25" <= day[c.id] <= "2026-02-27"}
    assert len(wanted) == 12
    asked = {"matters": ("m1",), "since": "2026-02-25", "until": "2026-02-27"}
    for scope in ("open", "all"):
        for order in ("due", "new", "updated", "unit", "grade"):
            query = CaseQuery(scope=scope, order=order, **asked)  # type: ignore[arg-type]
            assert {row.id for row in store.reader.cases(query, None, 200).rows} == wanted
            assert store.reader.count(query) == store.reader.counts(query).total == len(wanted)
        plain = CaseQuery(scope=scope, since="2026-03-02")
        assert store.reader.count(plain) == sum(d >= "2026-03-02" for d in day.values())
        assert store.reader.count(CaseQuery(scope=scope, since="never", until="2026-13-45")) == len(made)
    one = replace(made[0], description="共享单车乱停放")
    store.writer.absorb(reply(one, cursor=100))
    assert store.reader.count(CaseQuery(matters=("m1",), text="单车")) == 1
