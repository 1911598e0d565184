"""Captures are stacked where they show the same thing, and each algorithm is judged by what the hall decided."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.algorithm import Algorithm
from app.domain.capture import (
    MIN_SAMPLE,
    Score,
    due_standing,
    fingerprint,
    found_true,
    in_order,
    may_be_alike,
    scores,
    stacks,
    together,
    unlike,
    week_start,
)
from app.domain.case import Case

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
STREET, SAME_STREET, OTHER_STREET = 0b1011 << 40, (0b1011 << 40) | 0b111, (1 << 64) - 1


def a_capture(id: str, minute: float = 0, **changes: Any) -> Case:
    values: dict[str, Any] = {"camera_id": "cam1", "algorithm": "garbage", "confidence": 0.8, "source": "ai"}
    at = NOON + timedelta(minutes=minute)
    return Case(id=id, occurred_at=at, reported_at=at, **(values | changes))


def ids(*captures: Case, prints: dict[str, int]) -> list[list[str]]:
    return [[case.id for case in stack.cases] for stack in stacks(captures, prints)]


def test_like_pictures_of_one_camera_are_one_stack() -> None:
    captures = (a_capture("b", 6), a_capture("a"), a_capture("c", 14))
    assert ids(*captures, prints={"a": STREET, "b": SAME_STREET, "c": STREET}) == [["a", "b", "c"]]


def test_another_camera_another_algorithm_another_hour_or_another_sight_is_another_stack() -> None:
    first, prints = a_capture("a"), dict.fromkeys("abcd", STREET) | {"e": OTHER_STREET}
    others = (
        a_capture("b", 1, camera_id="cam2"),
        a_capture("c", 1, algorithm="stall"),
        a_capture("d", 11),
        a_capture("e", 1),
    )
    assert len(ids(first, *others, prints=prints)) == 5


def test_a_picture_nobody_has_seen_stands_alone() -> None:
    assert ids(a_capture("a"), a_capture("b", 1), prints={"a": STREET}) == [["a"], ["b"]]


def test_two_things_at_one_camera_keep_two_stacks_open() -> None:
    captures = [a_capture(name, minute) for minute, name in enumerate("abcd")]
    prints = {"a": STREET, "b": OTHER_STREET, "c": SAME_STREET, "d": OTHER_STREET}
    assert ids(*captures, prints=prints) == [["a", "c"], ["b", "d"]]


def test_the_surest_capture_stands_for_its_stack_and_the_oldest_names_it() -> None:
    (stack,) = stacks([a_capture("a", confidence=0.6), a_capture("b", 1, confidence=0.9)], dict.fromkeys("ab", STREET))
    assert (stack.id, stack.head.id) == ("a", "b")


def test_only_pictures_that_may_be_alike_are_compared() -> None:
    captures = [a_capture("a"), a_capture("b", 9), a_capture("far", 60), a_capture("else", 1, camera_id="cam2")]
    assert {case.id for case in may_be_alike(captures)} == {"a", "b"}


def test_a_fingerprint_follows_the_sight_not_the_light() -> None:
    picture = bytes((row * 31 + column * 17) % 97 + 20 for row in range(8) for column in range(9))
    brighter = bytes(pixel + 60 for pixel in picture)
    turned = bytes(reversed(picture))
    assert unlike(fingerprint(picture), fingerprint(brighter)) == 0
    assert unlike(fingerprint(picture), fingerprint(turned)) > 20
    with pytest.raises(ValueError, match="no picture"):
        fingerprint(b"short")


def test_trusted_and_grave_captures_come_first_then_the_longest_waiting() -> None:
    captures = [
        a_capture("new", 5),
        a_capture("old", 1),
        a_capture("grave", 9, grade=2),
        a_capture("doubted", 0, algorithm="stall"),
    ]
    found = in_order(stacks(captures, {}), {"stall": Algorithm(id="stall", name="占道", standing="lowered")})
    assert [stack.id for stack in found] == ["grave", "old", "new", "doubted"]


def test_the_week_begins_on_monday_in_the_hall() -> None:
    late_sunday_in_greenwich = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    assert week_start(late_sunday_in_greenwich).isoformat() == "2026-03-02T00:00:00+08:00"


def test_what_the_hall_decided_is_what_counts() -> None:
    waiting, taken = a_capture("w"), a_capture("t", state="filed", accepted_at=NOON)
    merged = a_capture("m", state="voided", duplicate_of="c9")
    declined = a_capture("d", state="declined")
    assert found_true(waiting, "") is None
    assert found_true(taken, "") is True
    assert found_true(merged, "") is True
    assert found_true(declined, "lighting") is False
    assert found_true(declined, "") is False
    assert found_true(declined, "duplicate") is None
    assert found_true(replace(declined, state="verifying"), "") is None


def test_each_algorithm_is_scored_at_each_camera_the_worst_first() -> None:
    week = [
        a_capture("a", state="accepted", accepted_at=NOON),
        a_capture("b", state="declined"),
        a_capture("c", state="declined", camera_id="cam2"),
        a_capture("d", state="declined", camera_id="cam2"),
        a_capture("e", camera_id="cam2"),
    ]
    found = scores(week, {"b": "unclear", "c": "lighting", "d": "handled"})
    assert found == (Score("garbage", "cam2", 0, 1), Score("garbage", "cam1", 1, 1))
    assert together(found) == {"garbage": Score("garbage", "", 1, 2)}
    assert Score("garbage", "", 0, 0).share is None


def test_below_its_floor_an_algorithm_is_questioned_but_not_for_a_few() -> None:
    garbage = Algorithm(id="garbage", name="暴露垃圾", floor=0.7)
    few, poor, bad, good = (Score("garbage", "", right, wrong) for right, wrong in ((1, 9), (12, 8), (6, 14), (18, 2)))
    assert few.judged < MIN_SAMPLE
    assert due_standing(few, garbage) == ""
    assert due_standing(poor, garbage) == "lowered"
    assert due_standing(bad, garbage) == "stopped"
    assert due_standing(good, garbage) == ""
    assert due_standing(poor, replace(garbage, standing="lowered")) == ""
    assert due_standing(bad, replace(garbage, standing="lowered")) == "stopped"
    assert due_standing(bad, replace(garbage, proposed="stopped")) == ""
