"""A major incident at a real hub: the lead is looked at whenever others are tied to it, and whichever seat asks."""

from typing import Any

import pytest

from app.domain.rules import DEFAULT_POWERS, Ruleset
from app.hub.loading import load


@pytest.fixture
def led(hall: Any) -> Any:
    """A hall whose own rules let the officer on duty lead a major incident."""
    powers = {"duty_officer": sorted(DEFAULT_POWERS["duty_officer"] | {"declare_incident", "end_incident"})}
    load(hall.database, "ruleset", [Ruleset(id="default", powers=powers)])
    return hall


def outcomes(reply: dict[str, Any]) -> list[tuple[str, str]]:
    return [(receipt["outcome"], receipt["code"]) for receipt in reply["receipts"]]


def case_of(seat: Any, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = seat.get(f"/api/v1/cases/{case_id}").json()
    return found


def test_others_are_tied_to_what_leads_and_the_lead_is_not_closed_over_them(led: Any) -> None:
    one, two = led.seat("01", "wang"), led.seat("02", "zhao")
    (lead, reported), (first, also), (second, too) = (one.report() for _ in range(3))
    declare = one.command("case.declare_incident", lead, {"incident": ""}, title="东关街塌陷")
    tie = one.command("case.tie", first, {"tied_to": ""}, into=lead)
    assert outcomes(one.exchange(reported, also, too, declare, tie)) == [("applied", "")] * 5
    # The other seat saw nothing of it yet; what is tied to nothing, or to what leads nothing, is refused.
    refused = two.exchange(
        two.command("case.tie", second, {"tied_to": ""}, into="gone"),
        two.command("case.tie", second, {"tied_to": ""}, into=first),
        two.command("case.declare_incident", second, {"incident": ""}, title="x"),
        two.command("case.tie", second, {"tied_to": ""}, into=lead),
    )
    assert outcomes(refused) == [
        ("refused", "case.unknown"), ("refused", "incident.not_open"), ("refused", "role.forbidden"), ("applied", ""),
    ]  # fmt: skip
    walk = [one.command(f"case.{name}", lead) for name in ("accept", "file", "dispatch")]
    walk[1]["args"] = {"matter_id": "event-0102"}
    walk[2]["args"] = {"unit_id": "u1"}
    one.exchange(*walk)
    with led.database.write() as connection:
        connection.exec_driver_sql(f"update \"case\" set state = 'checking', checked = 'pass' where id = '{lead}'")
    closing = one.exchange(one.command("case.close", lead), one.command("case.close", lead, note="其余由街道办完"))
    assert outcomes(closing) == [("refused", "incident.say_why"), ("applied", "")]
    assert (case_of(one, lead)["incident"], case_of(one, first)["state"]) == ("ended", "reported")
    late = two.exchange(two.command("case.untie", second), two.command("case.tie", second, into=lead))
    assert outcomes(late) == [("applied", ""), ("refused", "incident.not_open")]


def test_two_seats_that_tie_the_same_agree_and_two_leads_are_a_clash(led: Any) -> None:
    one, two = led.seat("01", "wang"), led.seat("02", "zhao")
    made = [one.report() for _ in range(3)]
    (a, _), (b, _), (case, _) = made
    declared = [one.command("case.declare_incident", lead, title=lead) for lead in (a, b)]
    one.exchange(*(command for _, command in made), *declared)
    seen = {"tied_to": ""}
    assert outcomes(one.exchange(one.command("case.tie", case, seen, into=a))) == [("applied", "")]
    assert outcomes(two.exchange(two.command("case.tie", case, seen, into=a))) == [("merged", "")]
    clash = two.exchange(two.command("case.tie", case, seen, into=b))["receipts"][0]
    assert clash["outcome"] == "conflict" and clash["conflicts"] == {"tied_to": ["", a, b]}
    assert [s["action"] for s in one.get(f"/api/v1/cases/{case}/steps").json()["items"]] == ["report", "tie"]


def test_what_a_case_says_later_is_counted_again_and_every_seat_reads_the_same(hall: Any) -> None:
    one, two = hall.seat("01", "wang"), hall.seat("02", "zhao")
    here = {"lon": 109.49, "lat": 36.58}
    earlier, report = one.report()
    report["args"] |= here | {"matter_id": "event-0102"}
    one.exchange(report)
    later, bare = two.report()
    bare["args"] |= here
    two.exchange(bare)
    assert case_of(two, later)["repeats"] == 0, "nobody has said yet what it is"
    one.exchange(one.command("case.accept", later), one.command("case.file", later, matter_id="event-0102"))
    assert case_of(one, later)["repeats"] == case_of(two, later)["repeats"] == 1
    assert case_of(one, earlier)["repeats"] == 0, "the first is no repetition of the second"
