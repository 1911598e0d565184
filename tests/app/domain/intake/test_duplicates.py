"""How alike two reports are, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.case import Case
from app.domain.intake import Sighting, likeness, ranked

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NEW = Sighting(matter_id="part-0102", lon=109.5, lat=36.6, address="延河路12号", at=AT)
OLD = replace(NEW, id="old", at=AT - timedelta(minutes=20))


def codes(one: Sighting, other: Sighting) -> list[str]:
    return [reason.code for reason in likeness(one, other).reasons]


def test_the_same_thing_told_twice_within_the_hour_is_likely_the_same() -> None:
    found = likeness(NEW, OLD)
    assert (found.score, found.level) == (1.0, "likely")
    assert [(reason.code, round(reason.value)) for reason in found.reasons] == [
        ("same_matter", 0),
        ("distance", 0),
        ("apart", 20),
    ]


def test_farther_and_longer_ago_is_less_alike_without_end_points_that_jump() -> None:
    steps = [likeness(NEW, replace(OLD, lat=36.6 + metres / 111_195)).score for metres in (0, 50, 100, 200, 290)]
    assert steps == sorted(steps, reverse=True) and steps[0] > steps[-1]
    days = [likeness(NEW, replace(OLD, at=AT - timedelta(days=d))).score for d in range(8)]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    "other",
    [
        replace(OLD, matter_id="event-0501"),
        replace(OLD, lat=36.61),
        replace(OLD, at=AT - timedelta(days=8)),
        replace(OLD, lon=None, lat=None, address=""),
    ],
)
def test_one_thing_that_speaks_against_it_is_enough(other: Sighting) -> None:
    assert likeness(NEW, other).score == 0.0


def test_a_matter_nobody_has_named_yet_speaks_neither_way() -> None:
    found = likeness(replace(NEW, matter_id=""), OLD)
    assert found.level == "likely" and "same_matter" not in codes(replace(NEW, matter_id=""), OLD)


def test_a_neighbouring_class_is_only_possible() -> None:
    other = replace(OLD, matter_id="part-0103", lat=36.6005)
    assert likeness(NEW, other).level == "possible" and "same_class" in codes(NEW, other)


def test_the_same_part_is_the_same_place_wherever_the_pin_was_set() -> None:
    one, other = (replace(s, part_code="6106020102000012") for s in (NEW, replace(OLD, lat=36.61)))
    assert codes(one, other)[1] == "same_part" and likeness(one, other).level == "likely"


def test_without_a_position_the_addresses_are_compared() -> None:
    nowhere = replace(NEW, lon=None, lat=None)
    assert "same_address" in codes(nowhere, OLD)
    assert "like_address" in codes(replace(nowhere, address="宝塔区延河路12号门前"), OLD)
    assert likeness(replace(nowhere, address="枣园路3号"), OLD).score == 0.0


def test_the_same_caller_is_said() -> None:
    one, other = replace(NEW, phone="138 0000 5678"), replace(OLD, phone="13800005678")
    assert codes(one, other)[-1] == "same_caller"
    assert "same_caller" not in codes(NEW, OLD)


def test_both_ways_round_it_is_the_same() -> None:
    far = replace(OLD, lat=36.601, at=AT - timedelta(days=2))
    assert likeness(NEW, far).score == likeness(far, NEW).score


def test_the_likeliest_stand_first_and_of_equals_the_newest() -> None:
    near = replace(OLD, id="near")
    newer = replace(OLD, id="newer", at=AT - timedelta(minutes=5))
    far = replace(OLD, id="far", lat=36.601)
    other = replace(OLD, id="other", matter_id="event-0501")
    found = ranked(NEW, [far, near, other, newer])
    assert [sighting.id for sighting, _likeness in found] == ["newer", "near", "far"]
    assert ranked(NEW, []) == ()


def test_a_case_is_not_its_own_duplicate() -> None:
    case = Case(id="c1", matter_id="part-0102", lon=109.5, lat=36.6, reported_at=AT)
    assert ranked(Sighting.of(case), [Sighting.of(case)]) == ()
