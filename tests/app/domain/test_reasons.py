"""Why a case is turned away: a list of the city's own, kept with the case until it moves on and counted by."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.case import Case, Step, decide
from app.domain.command import Actor, Command
from app.domain.operator import Role
from app.domain.reasons import DEFAULT_REASONS, GROUP_OF, OTHER, reason_of, written
from app.domain.rules import Rules, Ruleset
from app.domain.verdict import Decision

NOW = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
RULES = Rules()


def do(case: Case, operation: str, role: str, **args: Any) -> tuple[Case, Step]:
    command = Command(
        kind=f"case.{operation}", target=case.id, by=Actor("1", "o", "甲", role), at=NOW, args={"note": "略", **args}
    )
    verdict = decide(case, command, RULES)
    assert isinstance(verdict, Decision), verdict
    case, step = verdict.records[:2]
    return case, step


def test_a_return_keeps_its_reason_in_the_step_and_on_the_case_until_it_is_sent_out_again() -> None:
    case = Case(id="c", state="dispatched", unit_id="u", unit_name="市政")
    case, step = do(case, "return", Role.UNIT, reason_code="not_ours")
    assert (case.reason, step.detail["reason_code"]) == ("return.not_ours", "not_ours")
    case, _step = do(case, "note", Role.DUTY_OFFICER)
    assert case.reason == "return.not_ours"
    case, _step = do(case, "dispatch", Role.DISPATCHER, unit_id="u2")
    assert case.reason == ""


def test_what_a_unit_asks_for_keeps_its_reason_when_it_is_granted_and_loses_it_when_it_is_refused() -> None:
    handling = Case(id="c", state="handling", unit_id="u", limit_value=1, limit_unit="work_day", due_at=NOW)
    asked, _step = do(handling, "request_suspend", Role.UNIT, reason_code="season")
    once, _step = do(asked, "approve", Role.DISPATCHER)
    shelved, _step = do(once, "approve", Role.SHIFT_LEADER)
    assert (shelved.state, shelved.reason) == ("suspended", "suspend.season")
    assert do(shelved, "resume", Role.DISPATCHER)[0].reason == ""
    assert do(asked, "refuse", Role.DISPATCHER)[0].reason == ""


def test_a_city_words_its_own_lists_and_the_others_stay_as_they_are() -> None:
    rules = Rules.from_records(
        Ruleset(reasons={"return": ["far 太远，不便到场 / Too far", ["other", "其他"]], "void": []})
    )
    assert [reason.code for reason in rules.reasons["return"]] == ["far", "other"]
    found = reason_of(rules.reasons, "request_return", "far")
    assert found is not None and (found.name, found.name_en) == ("太远，不便到场", "Too far")
    assert rules.reasons["void"] == () and rules.reasons["decline"] == DEFAULT_REASONS["decline"]
    assert reason_of(rules.reasons, "return", "not_ours") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"nothing": []},
        {"return": ["not_ours"]},
        {"return": ["不属于 本单位"]},
        {"return": [["Not Ours", "x"]]},
        {"return": [["a", " "]]},
        {"return": [["a", "x"], ["a", "y"]]},
    ],
)
def test_a_list_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Rules.from_records(Ruleset(reasons=wrong))


def test_every_list_ends_with_what_must_be_said_in_words_and_fits_the_digits() -> None:
    assert set(GROUP_OF.values()) == set(DEFAULT_REASONS)
    for reasons in DEFAULT_REASONS.values():
        assert reasons[-1].code == OTHER and len(reasons) <= 9
        assert all(reason.name and reason.name_en for reason in reasons)


def test_each_helper_has_a_mark_of_its_own_and_one_asked_again_loses_it() -> None:
    case = Case(id="c", state="handling", unit_id="u")
    case, _step = do(case, "assist", Role.DISPATCHER, unit_ids=["a", "b"])
    case, step = do(case, "assist_done", Role.UNIT, unit_id="a")
    assert (case.assists_done, step.detail["unit_ids"]) == (("a",), ["a"])
    assert do(case, "assist", Role.DISPATCHER, unit_ids=["a"])[0].assists_done == ()
    nobody = Command(
        kind="case.assist_done", target="c", by=Actor("1", "o", "甲", Role.UNIT), at=NOW,
        args={"unit_id": "z", "note": "略"},
    )  # fmt: skip
    assert getattr(decide(case, nobody, RULES), "code", "") == "case.not_assisting"


def test_a_line_written_down_reads_as_the_same_reason() -> None:
    lines = {group: [written(reason) for reason in reasons] for group, reasons in DEFAULT_REASONS.items()}
    assert Rules.from_records(Ruleset(reasons=lines)).reasons == DEFAULT_REASONS
