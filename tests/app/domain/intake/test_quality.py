"""The meter of an urgent report: what a caller still has to be asked."""

import time

import pytest

from app.domain.intake import CALL_ORDER, measure

WHOLE = {
    "time": "14:05",
    "place": "延河路与东关街十字",
    "event": "路面塌陷约三平方米",
    "casualties": "无人员伤亡",
    "actions": "已拉警戒线，市政所在途",
}


def test_five_good_answers_are_a_good_report() -> None:
    found = measure(WHOLE)
    assert (found.points, found.level, found.ask) == (100, "good", ())


def test_what_is_missing_is_asked_in_the_order_of_a_call() -> None:
    found = measure({})
    assert (found.points, found.level) == (0, "poor")
    assert found.ask == CALL_ORDER and found.ask[0] == "place"


@pytest.mark.parametrize(
    "answer", ["不清楚", "目前不详", "暂时不知道", "待核实。", "不太清楚", "N/A", "Don't know", "？"]
)
def test_a_weak_answer_counts_half_and_is_asked_again(answer: str) -> None:
    found = measure(WHOLE | {"casualties": answer})
    assert (found.points, found.weak) == (90, ("casualties",))


def test_what_is_missing_is_asked_before_what_is_weak() -> None:
    assert measure(WHOLE | {"place": "不清楚", "actions": ""}).ask == ("actions", "place")


@pytest.mark.parametrize("answer", ["无", "没有", "暂无"])
def test_nobody_hurt_and_nothing_done_are_answers(answer: str) -> None:
    assert measure(WHOLE | {"casualties": answer, "actions": answer}).points == 100
    assert measure(WHOLE | {"event": answer}).weak == ("event",)


def test_a_point_on_the_map_is_a_place() -> None:
    assert measure(WHOLE | {"place": ""}, located=True).points == 100
    assert measure(WHOLE | {"place": ""}).missing == ("place",)


@pytest.mark.parametrize(
    ("said", "weak"), [("刚才", False), ("今天早上", False), ("下午三点", False), ("很久以前", True)]
)
def test_a_time_tells_a_time(said: str, weak: bool) -> None:
    assert (measure(WHOLE | {"time": said}).weak == ("time",)) is weak


def test_below_the_threshold_it_says_ask_again() -> None:
    assert measure({"place": "延河路12号", "event": "起火了，有浓烟"}).level == "poor"
    assert measure({"place": "延河路12号", "event": "起火了，有浓烟", "casualties": "两人受伤"}).level == "fair"


@pytest.mark.parametrize("value", [None, 5, ["x"], "\x00", "不" * 8_000, "暂时" * 4_000])
def test_any_value_is_measured(value: object) -> None:
    begun = time.perf_counter()
    assert 0 <= measure(dict.fromkeys(CALL_ORDER, value)).points <= 100
    assert time.perf_counter() - begun < 5
