"""Who should handle it: what a dispatcher of ten years would answer, and where that answer comes from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.advice import Advice, Facts, advise
from app.domain.area import Area
from app.domain.matter import Matter
from app.domain.responsibility import Responsibility, Ruling
from app.domain.unit import Unit

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
UNITS = (
    Unit(id="u-sz", code="01", name="市政所"),
    Unit(id="u-hw", code="02", name="环卫中心"),
    Unit(id="u-tel", code="03", name="通信公司", kind="company"),
    Unit(id="u-street", code="04", name="宝塔山街道办", kind="street", area_code="610602001"),
    Unit(id="u-comm", code="05", name="东关社区", kind="community", area_code="610602001003"),
    Unit(id="u-off", code="06", name="已撤销单位", enabled=False),
)
MATTERS = {
    matter.id: matter
    for matter in (
        Matter(
            id="part-0102",
            kind="part",
            big_code="01",
            small_code="02",
            big_name="公用设施",
            name="井盖",
            unit_id="u-sz",
        ),
        Matter(
            id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容", name="垃圾", unit_id="u-hw"
        ),
        Matter(id="event-0999", kind="event", big_code="09", small_code="99", big_name="其他", name="其他"),
    )
}
SQUARE = ((109.4, 36.5), (109.6, 36.5), (109.6, 36.7), (109.4, 36.7), (109.4, 36.5))
AREAS = (
    Area(id="610602001", level=2, name="宝塔山街道", parent="610602"),
    Area(id="610602001003", level=3, name="东关社区", parent="610602001", rings=(SQUARE,)),
)
COVER = Facts(
    kind="part", matter_id="part-0102", area_code="610602001003007", lon=109.5, lat=36.6, part_code="6106020102000123"
)


def a_ruling(ruling_id: str = "r1", **changes: Any) -> Ruling:
    values: dict[str, Any] = {"unit_id": "u-tel", "basis": "产权单位为通信公司", "matter_id": "part-0102"}
    return Ruling(id=ruling_id, **(values | {"decided_at": NOW - timedelta(days=30)} | changes))


def asked(facts: Facts = COVER, rulings: Any = (), lines: Any = (), at: datetime = NOW) -> tuple[Advice, ...]:
    return advise(facts, rulings, lines, MATTERS, UNITS, AREAS, at)


def first(*args: Any, **named: Any) -> tuple[str, str]:
    best = asked(*args, **named)[0]
    return best.unit_id, best.why_code


def test_without_any_book_the_matters_usual_unit_comes_before_the_office_of_the_ground() -> None:
    found = asked()
    assert [(a.unit_id, a.why_code) for a in found] == [("u-sz", "matter"), ("u-comm", "locality")]
    assert found[0].unit_name == "市政所" and found[0].source_id == "part-0102"
    assert found[1].detail == "东关社区"


def test_a_ruling_about_this_very_part_beats_everything_and_says_its_basis_and_date() -> None:
    line = Responsibility(id="l1", matter_id="part-0102", area_code="610602001003007", unit_id="u-hw")
    near = a_ruling("r2", unit_id="u-comm", lon=109.5, lat=36.6)
    here = a_ruling(part_code="6106020102000123")
    found = asked(rulings=(near, here), lines=(line,))
    assert [a.why_code for a in found] == ["ruling_here", "ruling_near", "responsibility", "matter"]
    assert (found[0].unit_id, found[0].detail, found[0].source_id) == ("u-tel", "产权单位为通信公司", "r1")
    assert found[0].decided_at == NOW - timedelta(days=30)


def test_the_newest_of_two_rulings_about_one_part_stands() -> None:
    old = a_ruling("r-old", part_code=COVER.part_code, unit_id="u-hw", decided_at=NOW - timedelta(days=400))
    new = a_ruling("r-new", part_code=COVER.part_code, decided_at=NOW - timedelta(days=3))
    assert first(rulings=(old, new)) == ("u-tel", "ruling_here")


def test_a_ruling_for_a_place_answers_for_its_own_matter_only() -> None:
    at_market = a_ruling(place_id="p-market")
    assert first(Facts(kind="part", matter_id="part-0102", place_id="p-market"), (at_market,)) == (
        "u-tel",
        "ruling_here",
    )
    assert first(Facts(matter_id="event-0102", place_id="p-market"), (at_market,)) == ("u-hw", "matter")
    for_all = a_ruling(place_id="p-market", matter_id="")
    assert first(Facts(matter_id="event-0102", place_id="p-market"), (for_all,)) == ("u-tel", "ruling_here")


@pytest.mark.parametrize(("metres", "found"), [(0.0, True), (49.0, True), (51.0, False), (500.0, False)])
def test_a_ruling_reaches_as_far_as_its_radius_in_metres(metres: float, found: bool) -> None:
    ruling = a_ruling(lon=109.5, lat=36.6 + metres / 111_195, radius_m=50.0)
    best = asked(rulings=(ruling,))[0]
    assert (best.why_code == "ruling_near") is found
    if found:
        assert best.distance_m == pytest.approx(metres, abs=0.5)


def test_the_nearest_of_two_rulings_close_by_is_proposed_first() -> None:
    far = a_ruling("r-far", unit_id="u-hw", lon=109.5, lat=36.6002)
    close = a_ruling("r-close", lon=109.5, lat=36.6001)
    assert [a.unit_id for a in asked(rulings=(far, close))][:2] == ["u-tel", "u-hw"]


def test_a_ruling_about_another_matter_close_by_says_nothing() -> None:
    assert first(rulings=(a_ruling(matter_id="event-0102", lon=109.5, lat=36.6),)) == ("u-sz", "matter")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "found"),
    [
        ("", "", True),
        ("2026-03-02", "", True),
        ("2026-03-03", "", False),
        ("", "2026-03-02", True),
        ("", "2026-03-01", False),
        ("2026-01-01", "2026-12-31", True),
    ],
)
def test_only_what_is_in_force_today_counts(valid_from: str, valid_to: str, found: bool) -> None:
    ruling = a_ruling(part_code=COVER.part_code, valid_from=valid_from, valid_to=valid_to)
    line = Responsibility(id="l1", unit_id="u-hw", valid_from=valid_from, valid_to=valid_to)
    codes = [a.why_code for a in asked(rulings=(ruling,), lines=(line,))]
    assert ("ruling_here" in codes) is found
    assert ("responsibility" in codes) is found


def test_the_day_begins_at_the_halls_own_midnight() -> None:
    line = Responsibility(id="l1", unit_id="u-hw", valid_from="2026-03-03")
    before, after = datetime(2026, 3, 2, 15, 59, tzinfo=UTC), datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert first(lines=(line,), at=before)[1] == "matter"
    assert first(lines=(line,), at=after) == ("u-hw", "responsibility")


def test_a_retired_ruling_and_a_line_switched_off_are_silent() -> None:
    ruling = a_ruling(part_code=COVER.part_code, enabled=False)
    line = Responsibility(id="l1", unit_id="u-hw", enabled=False)
    assert first(rulings=(ruling,), lines=(line,)) == ("u-sz", "matter")


def test_the_smallest_ground_of_the_list_wins_then_the_exact_matter() -> None:
    district = Responsibility(id="l1", matter_id="part-0102", area_code="610602", unit_id="u-street")
    grid_any = Responsibility(id="l2", area_code="610602001003007", unit_id="u-comm")
    grid_cover = Responsibility(id="l3", matter_id="part-0102", area_code="610602001003007", unit_id="u-tel")
    elsewhere = Responsibility(id="l4", matter_id="part-0102", area_code="610602002", unit_id="u-hw")
    branch = Responsibility(id="l5", matter_id="part-01", unit_id="u-hw", basis="公用设施一类")
    found = [a for a in asked(lines=(district, grid_any, branch, elsewhere, grid_cover)) if a.why_code != "matter"]
    assert [a.source_id for a in found] == ["l3", "l2", "l1", "l5"]
    assert {a.why_code for a in found} == {"responsibility"}


def test_a_line_without_a_basis_is_named_by_its_matter_and_ground() -> None:
    line = Responsibility(id="l1", matter_id="part-0102", area_code="610602001003", unit_id="u-hw")
    assert asked(lines=(line,))[0].detail == "井盖 × 东关社区"


def test_a_line_names_who_helps() -> None:
    line = Responsibility(id="l1", unit_id="u-hw", assist_unit_ids=("u-sz",), basis="三定方案第 4 条")
    best = asked(lines=(line,))[0]
    assert best.assist_unit_ids == ("u-sz",) and best.detail == "三定方案第 4 条"


def test_a_part_goes_to_its_owner_first_an_event_to_the_ground_first() -> None:
    part = Facts(kind="part", matter_id="part-0102", area_code="610602001003007", owner_unit_id="u-tel")
    assert [a.why_code for a in asked(part)] == ["owner", "matter", "locality"]
    event = Facts(matter_id="event-0999", area_code="610602001003007", owner_unit_id="u-tel")
    assert [(a.unit_id, a.why_code) for a in asked(event)] == [("u-comm", "locality"), ("u-tel", "owner")]


def test_a_unit_that_gave_the_case_back_comes_last_and_is_marked() -> None:
    bounced = Facts(
        kind="part", matter_id="part-0102", area_code="610602001003007", returned=frozenset({"u-sz"}), before=("u-sz",)
    )
    found = asked(bounced)
    assert [(a.unit_id, a.returned) for a in found] == [("u-comm", False), ("u-sz", True)]


def test_a_unit_that_no_longer_exists_is_not_proposed_whatever_a_book_says() -> None:
    gone = (
        a_ruling(part_code=COVER.part_code, unit_id="u-off"),
        a_ruling("r2", part_code=COVER.part_code, unit_id="?"),
    )
    assert first(rulings=gone) == ("u-sz", "matter")


def test_the_ground_is_found_by_the_point_where_the_case_does_not_name_it() -> None:
    nowhere = Facts(matter_id="event-0999", lon=109.5, lat=36.6)
    assert first(nowhere) == ("u-comm", "locality")
    assert asked(Facts(matter_id="event-0999", lon=100.0, lat=30.0)) == ()


def test_nothing_known_proposes_nothing() -> None:
    assert asked(Facts()) == ()
