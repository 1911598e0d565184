"""What a form says becomes what an operation is told, and back again."""

import pytest

from app.panes.cases.parts.acting.call_words import RESULTS
from app.panes.cases.parts.acting.form_args import args_of, values_of
from app.panes.cases.parts.acting.keys import needs_of

UNITS = {"u-sz": "市政所", "u-tel": "通信公司"}


def told(operation: str, **values: object) -> dict[str, object]:
    return args_of(operation, values, UNITS, RESULTS)


def test_a_unit_goes_out_under_its_own_name_and_what_is_empty_stays_at_home() -> None:
    assert told("dispatch", unit_id="u-sz", note="", ruling=False) == {"unit_id": "u-sz", "unit_name": "市政所"}


def test_a_dispatch_kept_as_a_ruling_rules_for_the_unit_it_goes_to() -> None:
    args = told("dispatch", unit_id="u-tel", ruling=True, ruling_basis="移交纪要")
    ruling = args["ruling"]
    assert isinstance(ruling, dict) and ruling["id"]
    assert (ruling["unit_id"], ruling["unit_name"], ruling["basis"]) == ("u-tel", "通信公司", "移交纪要")
    assert values_of("dispatch", args)["ruling_basis"] == "移交纪要"


def test_a_conference_may_rule_for_another_unit_than_it_was_called_for() -> None:
    args = told("conference_hold", note="归通信公司", ruling=True, ruling_unit_id="u-tel", ruling_basis="井盖标识")
    assert args["ruling"]["unit_id"] == "u-tel" and "ruling_unit_id" not in args
    assert "ruling" not in told("conference_hold", note="再议", ruling=False, ruling_basis="井盖标识")


def test_a_letter_travels_with_the_supervision_and_its_time_with_both() -> None:
    values = {"letter": True, "letter_subject": "督办函", "letter_body": "请处置", "letter_hours": 24.0}
    args = told("supervise", note="超期", **values)
    letter = args["letter"]
    assert (letter["subject"], letter["body"], letter["reply_hours"]) == ("督办函", "请处置", 24.0)
    assert args["reply_hours"] == 24.0
    assert {**values, "note": "超期"}.items() <= values_of("supervise", args).items()
    without = told("supervise", note="超期", letter=False, letter_hours=8.0)
    assert without == {"note": "超期", "reply_hours": 8.0}


def test_nobody_reached_says_nothing_of_the_three_questions() -> None:
    assert told("visit", unreached=True, note="关机") == {"unreached": True, "note": "关机"}
    assert needs_of("visit", {"unreached": True}) == ()
    assert needs_of("visit", {}) == ("response", "solved", "satisfied")


def test_an_unanswered_call_needs_no_words() -> None:
    assert needs_of("call_note", {"result": "unanswered"}) == ()
    assert needs_of("call_note", {"result": "answered"}) == ("note",)
    assert told("call_note", phone="110", result="unanswered")["note"] == RESULTS["unanswered"]


def test_the_five_fields_travel_as_one_report() -> None:
    args = told("mark_urgent", grade=2, five_place="东关街", five_event="塌陷", five_time="")
    assert args == {"grade": 2, "five": {"place": "东关街", "event": "塌陷"}}
    assert values_of("mark_urgent", args)["five_place"] == "东关街"


@pytest.mark.parametrize("operation", ["supervise", "urge", "conference_call"])
def test_a_letter_without_a_body_is_asked_for(operation: str) -> None:
    assert "letter_body" in needs_of(operation, {"letter": True})
    assert "letter_body" not in needs_of(operation, {"letter": False})
