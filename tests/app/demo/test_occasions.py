"""What does not happen every day can be seen in the demo city: a major incident, a dispute and what it decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from app.demo.caseload import Told
from app.demo.city import City
from app.demo.moments import report_moments
from app.domain.advice import Facts, advise
from app.domain.case import Case, Light, light
from app.domain.geo import distance_m
from tests.app.demo.conftest import NOW


def lead_and_tied(cases: Sequence[Case]) -> tuple[Case, list[Case]]:
    (lead,) = (case for case in cases if case.incident == "open")
    return lead, [case for case in cases if case.tied_to]


def of_an_incident(lead: Case, tied: Sequence[Case], now: datetime) -> None:
    """One leads; those tied to it lie round it, with several units, at several stages, one late and one done."""
    assert lead.incident_title and lead.is_open and lead.urgent and lead.assist_units
    assert 4 <= len(tied) <= 7 and {case.tied_to for case in tied} == {lead.id}
    assert all(distance_m(lead.lon, lead.lat, case.lon, case.lat) < 500 for case in tied)
    assert len({case.address for case in (lead, *tied)}) == len(tied) + 1
    assert len({case.unit_id for case in tied}) >= 4 and len({case.state for case in tied}) >= 4
    assert light(lead, now) is Light.NORMAL and Light.OVERDUE in {light(case, now) for case in tied}
    assert sum(not case.is_open for case in tied) == 1


def test_one_major_incident_is_under_way_and_what_it_brought_is_tied_to_it(told: list[Told]) -> None:
    lead, tied = lead_and_tied([one.case for one in told])
    of_an_incident(lead, tied, NOW)
    steps = {one.case.id: one.steps for one in told if one.case.id in {lead.id, *(case.id for case in tied)}}
    declared = next(step.at for step in steps[lead.id] if step.action == "declare_incident")
    assert all(step.at > declared for case in tied for step in steps[case.id] if step.action == "tie")
    assert [case.asked for case in tied if case.asked] == ["extend"]
    assert {case.reason for case in tied} >= {"return.wrong_owner", "extend.cooperation"}


def test_a_quiet_night_has_its_major_incident_too(district: City) -> None:
    """At twenty to seven few have called for hours: what is tied came in the evening before."""
    now = NOW + timedelta(hours=15)
    city = replace(district, now=now)
    times, owners, sources = report_moments(city.plan.sources(), now, np.random.default_rng(15))
    occasions = city.occasions()
    lived = [
        occasions.live(n, datetime.fromtimestamp(int(times[n] * 1000) / 1000, UTC), sources[owners[n]])
        for n in sorted(occasions.book(times, owners, sources))
    ]
    lead, tied = lead_and_tied([life.case for life in lived if life.case is not None])
    of_an_incident(lead, tied, now)
    assert all(life.steps[-1].at <= now for life in lived)


def test_a_dispute_was_settled_at_a_table_and_its_ruling_is_proposed_next_door(
    district: City, told: list[Told]
) -> None:
    held = next(one for one in told if {letter.kind for letter in one.letters} == {"conference", "minutes"})
    assert held.case.is_open and held.case.conference == "ruled" and held.case.transfers == 2
    assert all(letter.no and letter.case_no == held.case.case_no for letter in held.letters)
    (sat,) = (step.detail["attended"] for step in held.steps if step.action == "conference_hold")
    (ruling,) = held.rulings
    assert ruling.unit_id == held.case.unit_id and ruling.unit_id in {one["unit_id"] for one in sat}
    away = [one.case for one in told if one.case.state == "filed" and one.case.matter_id == ruling.matter_id]
    new = next(case for case in away if distance_m(case.lon, case.lat, ruling.lon, ruling.lat) < ruling.radius_m)
    facts = Facts(matter_id=new.matter_id, area_code=new.area_code, kind=new.kind, lon=new.lon, lat=new.lat)
    matters = {matter.id: matter for matter in district.matters}
    rulings = [*district.rulings, *(one for history in told for one in history.rulings)]
    first, *_ = advise(facts, rulings, district.responsibilities, matters, district.units, district.areas, NOW)
    assert (first.why_code, first.unit_id) == ("ruling_near", ruling.unit_id)


def test_a_table_is_still_to_be_sat_at_and_no_response_runs(told: list[Told]) -> None:
    called = [one.case for one in told if one.case.is_open and one.case.conference == "called"]
    assert any(case.transfers == 2 and case.state == "filed" for case in called)
    responses = [one.case for one in told if one.case.response]
    assert [(case.response, str(case.state)) for case in responses] == [("ended", "closed")]


def test_a_small_county_has_no_major_incident(county: City) -> None:
    assert not any(one.case.incident or one.case.tied_to or one.case.response for one in county.cases())
