"""Cases that have to do with each other: duplicates, repetitions, merged ones, and what changed while one was away."""

from dataclasses import replace
from datetime import timedelta

from app.domain.case import Case, Step
from app.store import Store
from tests.fakes.hub import cases
from tests.fakes.news import NOW, ask, reply


def test_the_same_matter_near_in_place_and_time_is_proposed_nearest_first(store: Store) -> None:
    base = replace(cases(1)[0], matter_id="m1", lon=120.1, lat=30.2, reported_at=NOW)
    store.writer.absorb(
        reply(
            replace(base, id="near", lon=120.1005),
            replace(base, id="nearer", lon=120.1001, state="closed"),
            replace(base, id="unsorted", lon=120.1008, matter_id=""),
            replace(base, id="other matter", matter_id="m2"),
            replace(base, id="far", lon=120.11),
            replace(base, id="old", reported_at=NOW - timedelta(days=8)),
            replace(base, id="voided", state="voided"),
            replace(base, id="merged", duplicate_of="near"),
            replace(base, id="nowhere", lon=None, lat=None),
        )
    )
    found = store.reader.duplicates(120.1, 30.2, "m1", NOW)
    assert [row.id for row in found] == ["nearer", "near", "unsorted"]
    assert {row.id for row in store.reader.duplicates(120.1, 30.2, "", NOW)} == {*(r.id for r in found), "other matter"}
    assert [row.id for row in store.reader.duplicates(120.1, 30.2, "m1", NOW, radius_m=20)] == ["nearer"]
    assert [row.id for row in store.reader.merged_into("near")] == ["merged"]
    assert store.reader.merged_into("") == []


def test_south_and_west_of_zero_the_ground_is_cut_the_same(store: Store) -> None:
    case = replace(cases(1)[0], matter_id="m1", lon=-0.0001, lat=-0.0001, reported_at=NOW)
    store.writer.absorb(reply(case))
    assert [row.id for row in store.reader.duplicates(0.0001, 0.0001, "m1", NOW)] == ["c0"]
    west = replace(case, id="w", lon=-71.06001, lat=-33.5)
    store.writer.absorb(reply(west, cursor=2))
    assert [row.id for row in store.reader.duplicates(-71.0599, -33.5001, "m1", NOW)] == ["w"]


def test_earlier_cases_of_the_same_matter_at_the_same_place_are_repetitions(store: Store) -> None:
    case = replace(cases(1)[0], matter_id="m1", reported_at=NOW)
    store.writer.absorb(
        reply(
            case,
            replace(case, id="before", state="closed", reported_at=NOW - timedelta(days=30)),
            replace(case, id="last week", reported_at=NOW - timedelta(days=7)),
            replace(case, id="long ago", reported_at=NOW - timedelta(days=200)),
            replace(case, id="elsewhere", lon=case.lon + 0.01 if case.lon else None),
        )
    )
    assert [row.id for row in store.reader.repeats(case)] == ["last week", "before"]


def step(case_id: str, seat: str, minutes: int, action: str = "note") -> Step:
    return Step(
        id=f"{case_id}-{seat}-{minutes}", case_id=case_id, action=action, seat=seat, at=NOW + timedelta(minutes=minutes)
    )


def changed(case: Case, minutes: int) -> Case:
    return replace(case, updated_at=NOW + timedelta(minutes=minutes))


def test_what_others_did_meanwhile_comes_case_by_case_with_their_steps(store: Store) -> None:
    every = [replace(case, updated_at=NOW - timedelta(hours=1)) for case in cases(6)]
    store.writer.absorb(reply(*every, cursor=6))
    store.writer.absorb(
        reply(
            changed(every[1], 5),
            step("c1", "02", 3),
            step("c1", "03", 5, "claim"),
            step("c1", "02", -90),
            changed(every[2], 7),
            step("c2", "01", 7),
            changed(every[3], 9),
            step("c3", "01", 8),
            step("c3", "02", 9),
            changed(every[4], 1),
            cursor=20,
        )
    )
    meanwhile = store.reader.changed_since(NOW, seat="01")
    assert [(c.row.id, [s.seat for s in c.steps]) for c in meanwhile] == [
        ("c3", ["02"]),
        ("c1", ["02", "03"]),
        ("c4", []),
    ]
    by_number = store.reader.changed_since(6, seat="01")
    assert {c.row.id for c in by_number} == {"c1", "c3", "c4"}
    assert len({s.id for c in by_number for s in c.steps}) == 4, "a late step of an earlier time is news too"
    assert [c.row.id for c in store.reader.changed_since(NOW, limit=1, seat="01")] == ["c3"]
    assert {c.row.id for c in store.reader.changed_since(NOW)} == {"c1", "c2", "c3", "c4"}


def test_an_own_waiting_action_is_no_news(store: Store) -> None:
    store.writer.absorb(reply(*[replace(case, updated_at=NOW - timedelta(hours=1)) for case in cases(2)], cursor=2))
    store.writer.enqueue(ask("case.note", "c0", note="自己写的", at=NOW + timedelta(minutes=1)))
    assert store.reader.changed_since(NOW, seat="01") == []
