"""The year's cases add up to the real figures, and the hall's own rules accept every history."""

from collections import Counter
from datetime import timedelta

from app.demo.caseload import Told
from app.demo.city import City
from app.domain.case import Light, decide, light
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from tests.app.demo.conftest import NOW

ARGS_OF_STEP = ("limit_value", "limit_unit", "close_type", "phone", "result")
GIVEN_LATER = {"case_no", "source_no", "occurred_at"}


def test_the_four_channels_sum_to_the_district_s_year(told: list[Told]) -> None:
    by_source = Counter(t.case.source for t in told)
    assert by_source["hotline"] == 17_034
    assert by_source["hotline_12315"] == 7_413
    assert by_source["internet"] == 583
    city_management = sum(n for s, n in by_source.items() if s not in ("hotline", "hotline_12315", "internet"))
    assert city_management == 37_453
    assert len(told) == 62_483
    assert len({t.case.id for t in told}) == len({t.case.case_no for t in told}) == 62_483


def test_about_one_in_seventy_is_open_in_every_state_and_light(told: list[Told]) -> None:
    still = [t.case for t in told if t.case.is_open]
    assert 0.008 < len(still) / len(told) < 0.02
    states = {str(case.state) for case in still}
    assert {"reported", "accepted", "filed", "dispatched", "handling", "suspended", "handled", "checking"} <= states
    lights = Counter(light(case, NOW) for case in still)
    assert all(lights[each] > 5 for each in (Light.NORMAL, Light.WARNING, Light.OVERDUE, Light.PAUSED))
    ages = [(NOW - case.reported_at).days for case in still]
    assert min(ages) == 0 and max(ages) > 45


def replay(city: City, history: Told) -> object:
    """Send the history through `decide` again, from what its timeline says."""
    case, told = None, history.case
    for step in history.steps:
        args = {
            "note": step.note,
            "media_ids": list(step.media_ids),
            "unit_id": step.unit_id,
            "unit_name": step.unit_name,
        }
        args |= {"matter_id": told.matter_id} | step.detail
        if step.action == "report":
            names = ("source", "description", "address", "lon", "lat", "area_code", "area_name", "reporter")
            args |= {name: getattr(told, name) for name in names}
            args |= {n: getattr(told, n) for n in ("reporter_phone", "camera_id", "part_code", "confidential")}
            args |= {n: getattr(told, n) for n in ("order_type", "algorithm", "confidence")}
            args |= {"urgent": True, "five": told.five, "grade": told.grade} if told.urgent else {}
        if step.action == "conference_hold":
            ruled = next((one for one in history.rulings if one.decided_at == step.at), None)
            args |= {"ruling": {n: getattr(ruled, n) for n in ("id", "unit_id", "basis")}} if ruled else {}
        if step.action == "assist_done":
            args["unit_id"] = step.detail["unit_ids"][0]
        by = Actor(step.seat, step.operator_id, step.operator, step.role)
        command = Command(kind=f"case.{step.action}", target=told.id, by=by, at=step.at, args=args, id=step.id)
        verdict = decide(case, command, city.rules)
        assert not isinstance(verdict, Rejected), (told.id, step.action, verdict)
        case = verdict.records[0]
    return case


def test_the_rules_accept_the_history_of_every_open_case(district: City, told: list[Told]) -> None:
    still = [t for t in told if t.case.is_open]
    for history in still:
        case = replay(district, history)
        for name in set(history.case.__slots__) - GIVEN_LATER:
            assert getattr(case, name) == getattr(history.case, name), (history.case.id, name)


def test_the_rules_accept_what_was_closed_lately(district: City, told: list[Told]) -> None:
    closed = [t for t in told if t.steps and not t.case.is_open][-400:]
    assert all(replay(district, t).state == t.case.state for t in closed)


def test_nothing_happens_before_it_is_reported_or_after_now(told: list[Told]) -> None:
    stamps = (
        "reported_at",
        "accepted_at",
        "filed_at",
        "dispatched_at",
        "signed_at",
        "handled_at",
        "checked_at",
        "closed_at",
    )
    for t in told:
        moments = [getattr(t.case, name) for name in stamps]
        assert all(m <= NOW for m in moments if m is not None)
        if t.case.state == "closed" and not t.steps:
            assert moments == sorted(moments)
        times = [step.at for step in t.steps]
        assert times == sorted(times)


def test_recent_and_open_cases_carry_their_timeline(told: list[Told]) -> None:
    for t in told:
        if t.case.is_open or NOW - t.case.reported_at < timedelta(days=30):
            assert t.steps and t.steps[0].action == "report"
            assert t.steps[-1].to_state == str(t.case.state)


def test_duplicates_point_to_the_first_report_and_some_cases_bounced(told: list[Told]) -> None:
    known = {t.case.id: t.case for t in told}
    doubles = [t.case for t in told if t.case.duplicate_of]
    assert len(doubles) > 300
    assert all(known[case.duplicate_of].matter_id == case.matter_id for case in doubles)
    assert sum(t.case.returns >= 2 for t in told) > 5
    assert any(t.case.is_open and t.case.returns for t in told)


def test_descriptions_say_where_and_are_not_one_sentence(told: list[Told]) -> None:
    texts = [t.case.description for t in told]
    assert len(set(texts)) > 0.9 * len(texts)
    assert all(t.case.address in t.case.description for t in told[::50])
    assert not any("{" in text for text in texts)
