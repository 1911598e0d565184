"""The books of the demo city hold together: every line names what exists, and the rules make sense."""

from datetime import timedelta

from app.demo.caseload import Told
from app.demo.city import City
from app.domain.capture import may_be_alike, scores, together
from app.domain.rules import Rules
from tests.app.demo.conftest import NOW


def test_every_line_names_a_unit_a_matter_and_a_ground_that_exist(district: City) -> None:
    units, matters = {u.id for u in district.units}, {m.id for m in district.matters}
    areas = {a.id for a in district.areas} | {""}
    assert len(district.responsibilities) > 100
    for line in district.responsibilities:
        assert (line.unit_id in units, line.matter_id in matters, line.area_code in areas) == (True, True, True)
        assert line.holds(NOW) and line.basis
    assert {r.unit_id for r in district.rulings} <= units and all(r.holds(NOW) for r in district.rulings)
    assert len(district.algorithms) == 28 and {a.matter_id for a in district.algorithms} <= matters


def test_the_rules_of_the_city_can_be_read(district: City) -> None:
    rules = Rules.from_records(district.ruleset, district.matters)
    assert rules.order_limits["petition"] == (15, "work_day")
    assert any(matter.sop for matter in district.matters)


def test_letters_are_numbered_without_gap_and_none_twice(told: list[Told]) -> None:
    letters = [letter for t in told for letter in t.letters]
    numbers = [letter.no for letter in letters if letter.no.startswith("区督〔2026〕")]
    assert numbers == [f"区督〔2026〕{n}号" for n in range(1, len(numbers) + 1)]
    assert len(letters) > 20 and all(letter.case_id and letter.case_no for letter in letters)
    # A conference and its minutes are addressed to all who sit there.
    assert all(letter.unit_name for letter in letters if letter.kind == "supervision")


def test_the_bench_of_the_morning_has_captures_to_look_at_some_of_them_twice(told: list[Told]) -> None:
    waiting = [t.case for t in told if t.case.source == "ai" and t.case.state == "reported"]
    assert len(waiting) >= 8
    assert may_be_alike(waiting), "a camera sends the same view again"
    pictured = {p.case_id for t in told for p in t.pictures}
    assert all(case.id in pictured and case.algorithm and case.confidence for case in waiting)


def test_algorithms_are_right_more_often_than_not(told: list[Told]) -> None:
    captures = [t.case for t in told if t.case.source == "ai"]
    week = [case for case in captures if case.reported_at and NOW - case.reported_at < timedelta(days=60)]
    found = together(scores(week, {}))
    assert found and all(0 < (score.share or 0) <= 1 for score in found.values() if score.judged > 10)


def test_something_waits_for_every_kind_of_decision(told: list[Told]) -> None:
    asked = {t.case.asked for t in told if t.case.is_open}
    assert "extend" in asked
    assert any(t.case.transfers >= 2 for t in told if t.case.is_open)
    assert any(t.case.satisfaction == "unsatisfied" for t in told)
    assert any(t.case.redos for t in told) and any(t.rulings for t in told)
