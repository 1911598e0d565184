"""What the room reads: pages that end, tabs that add up, proposals with their reason."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.panes.cases.parts.queue.saved_filters import PRESETS
from app.panes.cases.queries import PAGE, QueueWalk, filter_counts, look_again
from app.paths import Profile
from app.qt.drafts import Drafts
from app.store import CaseQuery, Store
from tests.app.panes.cases.conftest import MATTERS, NOON, UNITS, Desk, a_case
from tests.fakes.clock import SetClock
from tests.fakes.news import reply


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Profile(tmp_path / "seat").make(), SetClock(NOON))
    opened.writer.absorb(reply(*UNITS, *MATTERS, *(a_case(number) for number in range(1, 1_101)), cursor=2_000))
    yield opened
    opened.close()


@pytest.mark.timeout(20)
def test_any_page_can_be_asked_for_in_any_order_and_the_walk_ends(store: Store) -> None:
    for query in (CaseQuery(), CaseQuery(scope="all", order="new")):
        walk = QueueWalk(store.reader, query)
        whole = [row.id for number in range(6) for row in QueueWalk(store.reader, query).page(number)]
        assert len(whole) == 1_100
        for number in (5, 0, 3, 9, 5, 1, 6):
            assert [row.id for row in walk.page(number)] == whole[number * PAGE : (number + 1) * PAGE]


@pytest.mark.timeout(20)
def test_a_watched_case_is_found_far_away_and_a_lost_one_is_not(store: Store) -> None:
    view = look_again(store.reader, CaseQuery(), range(1), ("c01050", "c00003", "nowhere"))
    assert view.places == {"c01050": 1_049, "c00003": 2}
    assert view.count == 1_100
    narrow = look_again(store.reader, CaseQuery(states=("filed",)), range(1), ("c00003",))
    assert (narrow.count, narrow.places) == (0, {})


def test_tabs_count_what_they_show(store: Store) -> None:
    more = [a_case(2_001, state="filed"), a_case(2_002, due_at=NOON - timedelta(minutes=1), claimed_by="03")]
    store.writer.absorb(reply(*more, cursor=2_010))
    counts = filter_counts(store.reader, {found.id: found.over(CaseQuery(), "03") for found in PRESETS})
    assert set(counts) == {found.id for found in PRESETS} - {"all"}
    for found in PRESETS:
        if found.id != "all":
            assert counts[found.id] == store.reader.count(found.over(CaseQuery(), "03")), found.id
    assert (counts["filed"], counts["overdue"], counts["mine"]) == (1, 1, 1)


class Watched:
    """A reader that remembers which thread asked for cases."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.threads: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        if name in ("cases", "counts", "count", "steps", "case"):
            self.threads.add(threading.current_thread().name)
        return getattr(self._reader, name)


def test_scrolling_reads_no_page_on_the_main_thread(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number) for number in range(1_000)))
    watched = Watched(desk.store.reader)
    desk.pane.queue._reader = watched  # type: ignore[assignment]
    desk.pane.queue.changed()
    desk.until(lambda: bool(watched.threads))
    bar = desk.rows.verticalScrollBar()
    for step in range(50):
        bar.setValue(bar.maximum() * step // 49)
        desk.rows.viewport().repaint()
    desk.until(lambda: desk.pane.queue.model.record(999) is not None)
    assert threading.main_thread().name not in watched.threads


def test_drafts_forget_the_oldest_and_what_is_empty() -> None:
    drafts = Drafts()
    for number in range(70):
        drafts.keep(f"c{number}", "note", {"note": "x"})
    drafts.keep("c69", "note", {"note": ""})
    assert drafts.find("c0", "note") == {}
    assert drafts.find("c69", "note") == {}
    other = Drafts()
    other.restore(drafts.save() | {"nonsense": 3, "c1": {"note": "x"}})
    assert other.find("c68", "note") == {"note": "x"}
    assert other.of_case("c68") == ("note",)
