"""What the screen reads: pages in order, honest counts, Chinese words of two characters, and real metres."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.area import Area
from app.domain.camera import Camera
from app.domain.case import Case, Light, light
from app.domain.geo import distance_m
from app.domain.matter import Matter
from app.domain.place import Place
from app.domain.speaker import Speaker
from app.domain.unit import Unit
from app.store import CaseQuery, CaseRow, Store
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, reply


def queue(store: Store, **words: object) -> list[str]:
    """Every id of a query, page by page."""
    query, ids, key = CaseQuery(**words), [], None  # type: ignore[arg-type]  # the test's own words
    while True:
        page = store.reader.cases(query, after=key, limit=7)
        ids += [case.id for case in page.rows]
        if page.next is None:
            return ids
        key = page.next


def many(number: int = 60) -> list[Case]:
    states = ("reported", "filed", "handling", "closed", "suspended")
    made = []
    for i, case in enumerate(cases(number, start=NOW - timedelta(hours=5))):
        state = states[i % 5]
        due = None if state == "closed" else NOW + timedelta(minutes=7 * i - 150)
        paused = NOW if state == "suspended" else None
        made.append(
            replace(
                case,
                state=state,
                due_at=due,
                clock_from=NOW - timedelta(hours=5),
                paused_at=paused,
                unit_id=f"u{i % 3}",
                area_code=f"6106020010010{i % 2:02d}",
                claimed_by="01" if i % 10 == 0 else "",
            )
        )
    return made


def test_pages_follow_each_other_without_gap_or_repetition_in_every_order_and_filter(store: Store) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    opened = sorted((c for c in every if c.is_open), key=lambda c: (c.paused_at is not None, c.due_at, c.id))
    assert queue(store) == [c.id for c in opened]
    assert queue(store, scope="all", order="new") == [c.id for c in reversed(every)]
    assert queue(store, units=("u1",)) == [c.id for c in opened if c.unit_id == "u1"]
    two = queue(store, units=("u1", "u2"), states=("filed", "handling"), sources=("hotline", "internet"))
    assert two == [
        c.id
        for c in opened
        if c.unit_id in ("u1", "u2") and c.state in ("filed", "handling") and c.source in ("hotline", "internet")
    ]
    assert queue(store, areas=("610602001001001",)) == [c.id for c in opened if c.area_code.endswith("01")]
    assert queue(store, areas=("6106",)) == [c.id for c in opened]
    assert queue(store, mine_seat="01") == [c.id for c in opened if c.claimed_by == "01"]


def test_lights_follow_the_clock_not_the_rows(store: Store, clock: SetClock) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    for _ in range(3):
        now = clock.now()
        for wanted in (Light.OVERDUE, Light.WARNING, Light.NORMAL, Light.PAUSED):
            truth = {c.id for c in every if c.is_open and light(c, now) == wanted}
            assert set(queue(store, lights=(wanted,))) == truth
            assert store.reader.counts(CaseQuery()).lights.get(wanted, 0) == len(truth)
        clock.go_on(minutes=45)


def test_counts_say_the_same_as_the_list(store: Store) -> None:
    every = many()
    store.writer.absorb(reply(*every))
    for query in (CaseQuery(), CaseQuery(units=("u0",)), CaseQuery(text="井盖"), CaseQuery(scope="all", text="垃圾")):
        counts = store.reader.counts(query)
        rows = store.reader.cases(query, limit=500).rows
        assert counts.total == len(rows) == sum(counts.states.values())
        assert {state: sum(c.state == state for c in rows) for state in counts.states} == counts.states


@pytest.mark.parametrize("scope", ["open", "all"])
def test_words_of_two_characters_parts_of_numbers_and_mixed_text_are_found(store: Store, scope: str) -> None:
    store.writer.absorb(reply(*cases(40)))
    assert len(queue(store, scope=scope, text="井盖")) == 20
    assert queue(store, scope=scope, text="文三路17号") == ["c17"]
    assert queue(store, scope=scope, text="2026030200012") == ["c12"]
    assert len(queue(store, scope=scope, text="垃圾 路口")) == 20
    assert len(queue(store, scope=scope, text="盖")) == 20
    assert queue(store, scope=scope, text="三文") == []
    assert queue(store, scope=scope, text='"*(井') == []


def test_changed_text_is_found_by_its_new_words_only(store: Store) -> None:
    first = cases(1)[0]
    store.writer.absorb(reply(first))
    store.writer.absorb(reply(replace(first, description="曙光东路塌陷"), cursor=2))
    assert queue(store, scope="all", text="曙光") == queue(store, text="塌陷") == ["c0"]
    assert queue(store, scope="all", text="路口") == queue(store, text="路口") == []


def test_history_is_searchable_while_its_index_is_still_being_built(store: Store) -> None:
    every = [replace(c, state="closed") for c in cases(2_600)]
    store.writer.absorb(reply(*every))
    with store._cache.write() as connection:
        connection.exec_driver_sql("INSERT INTO case_text(case_text) VALUES('delete-all')")
        connection.exec_driver_sql("UPDATE meta SET v = '0' WHERE k = 'text_to'")
    store.writer.index_history(1_000)
    hits = store.reader.cases(CaseQuery(scope="all", text="井盖", order="new"), limit=3_000).rows
    assert len(hits) == len({c.id for c in hits}) == 1_300
    while store.writer.index_history():
        pass
    assert store.reader.counts(CaseQuery(scope="all", text="井盖")).total == 1_300


def test_things_are_found_by_number_name_and_pinyin_initials(store: Store) -> None:
    store.writer.absorb(
        reply(
            Camera(id="k1", no="0107", name="文三路学院路口", pinyin="wslxylk", lon=120.1, lat=30.2),
            Camera(id="k2", no="1070", name="解放路东口", pinyin="jfldk", lon=120.2, lat=30.2),
            Speaker(id="s1", no="B07", name="文三路音柱", pinyin="wslyz", lon=120.1, lat=30.2),
            Unit(id="u1", code="U01", name="西湖区城市管理局", short="区城管局", pinyin="qcgj", phone="0571-1"),
            Place(id="p1", code="P-1", name="文三路小学", kind="school", pinyin="wslxx", lon=120.1, lat=30.2),
            *cases(2),
        )
    )
    assert [hit.record.id for hit in store.reader.search("wsl", ("camera", "speaker", "place"))] == ["k1", "s1", "p1"]
    assert store.reader.search("0107")[0].record.id == "k1"
    assert [hit.record.id for hit in store.reader.search("城管", ("unit",))] == ["u1"]
    assert {hit.kind for hit in store.reader.search("文三路")} == {"camera", "speaker", "place", "case"}
    assert store.reader.search("2026030200001")[0].record.id == "c1"
    assert store.reader.search("   ") == []


def test_near_and_around_measure_real_metres(store: Store) -> None:
    cameras = [Camera(id=f"k{i}", no=str(i), name=f"相机{i}", lon=120.1 + i * 0.001, lat=30.2) for i in range(30)]
    ring = ((120.0, 30.1), (120.2, 30.1), (120.2, 30.3), (120.0, 30.3))
    store.writer.absorb(
        reply(
            *cameras,
            replace(cameras[0], id="off", enabled=False),
            Speaker(id="s1", no="1", name="音柱", lon=120.1, lat=30.21),
            Area(id="330106001001001", level=4, name="第一网格", rings=(ring,)),
            Area(id="330106", level=1, name="西湖区", rings=(ring,)),
            Unit(id="far", code="2", name="街道办", area_code="330106001", lon=121.0, lat=31.0),
            Unit(id="near", code="1", name="别处单位", area_code="330102", lon=120.1, lat=30.2),
        )
    )
    near = store.reader.near(120.1, 30.2, 300, ("camera",))
    assert [n.record.id for n in near if n.record.enabled] == ["k0", "k1", "k2", "k3"]
    assert near[-1].distance_m == pytest.approx(distance_m(120.1, 30.2, 120.103, 30.2))
    assert near[-1].distance_m == pytest.approx(289, abs=2)
    around = store.reader.around(120.1, 30.2)
    assert [n.record.id for n in around.cameras] == [f"k{i}" for i in range(9)]
    assert [n.record.id for n in around.speakers] == ["s1"]
    assert around.grid is not None and around.grid.name == "第一网格"
    assert around.unit is not None and around.unit.id == "far", "who is in charge of the ground, not who is nearest"
    nowhere = store.reader.around(100.0, 40.0)
    assert (nowhere.cameras, nowhere.grid, nowhere.unit) == ((), None, None)


def test_rules_follow_the_halls_own_matters(store: Store) -> None:
    assert store.reader.rules().matters == {}
    matter = Matter(id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容", name="暴露垃圾")
    store.writer.absorb(reply(matter))
    assert store.reader.rules().matters["event-0102"].name == "暴露垃圾"
    assert store.reader.all("matter") == [matter]
    assert store.reader.get("matter", "event-0102") == matter
    assert store.reader.get("matter", "none") is None


def test_the_first_page_of_a_district_costs_a_few_milliseconds(store: Store) -> None:
    every = cases(62_483)
    old = [c if i % 61 == 0 else replace(c, state="closed", due_at=None) for i, c in enumerate(every)]
    for start in range(0, len(old), 5_000):
        part = old[start : start + 5_000]
        store.writer.absorb(reply(*part, cursor=start + len(part), more=True))
    for query in (
        CaseQuery(),
        CaseQuery(states=("reported",)),
        CaseQuery(sources=("internet",)),
        CaseQuery(lights=("overdue",)),
    ):
        took = []
        for _ in range(7):
            begun = time.thread_time()  # what it costs, not what the neighbours do
            rows = store.reader.cases(query, limit=100).rows
            took.append(time.thread_time() - begun)
        assert isinstance(rows[0], CaseRow)
        assert min(took) < 0.02, f"{query} took {min(took) * 1000:.1f} ms"


def test_ten_thousand_changes_land_while_somebody_turns_pages(store: Store) -> None:
    every = cases(10_000)
    store.writer.absorb(reply(*every, more=True))
    faults: list[BaseException] = []
    turned, stop = [0], threading.Event()

    def turn() -> None:
        while not stop.is_set():
            try:
                ids = queue_of_hundred(store)
                assert len(ids) == len(set(ids))
                turned[0] += 1
            except BaseException as fault:
                faults.append(fault)
                return

    reader = threading.Thread(target=turn)
    reader.start()
    for start in range(0, 10_000, 500):
        page = [replace(case, urges=1) for case in every[start : start + 500]]
        store.writer.absorb(reply(*page, cursor=10_000 + start + 500))
    stop.set()
    reader.join()
    assert not faults
    assert turned[0] > 0
    assert all(case.urges == 1 for case in store.reader.cases(CaseQuery(), limit=10_000).rows)


def queue_of_hundred(store: Store) -> list[str]:
    first = store.reader.cases(CaseQuery(), limit=100)
    return [c.id for c in first.rows] + [
        c.id for c in store.reader.cases(CaseQuery(), after=first.next, limit=100).rows
    ]
