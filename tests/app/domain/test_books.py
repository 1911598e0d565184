"""The books of the hall: who may write them, what is refused at which field, and two keepers at once."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.algorithm import Algorithm
from app.domain.case import Case
from app.domain.command import Actor, Command
from app.domain.decisions import clashes, decide, expectation
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.domain.matter import Matter, version_at
from app.domain.operator import Role
from app.domain.records import from_row, to_row
from app.domain.responsibility import Ruling
from app.domain.rules import Rules, Ruleset
from app.domain.verdict import Decision

NOW = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
KEEPER = Actor("a", "op-a", "管理员甲", Role.SYS_ADMIN)
OFFICER = Actor("12", "op-1", "值班员甲", Role.DUTY_OFFICER)
ACCEPTOR = Actor("9", "op-9", "受理员甲", Role.ACCEPTOR)
MATTER = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
    keywords=("垃圾", "外溢"),
)  # fmt: skip


def ask(current: Any, kind: str, target: str, /, by: Actor = KEEPER, **args: Any) -> Any:
    return decide(current, Command(kind=kind, target=target, by=by, at=NOW, args=args), Rules())


def refused(verdict: Any) -> tuple[str, str]:
    assert isinstance(verdict, Rejected), verdict
    return verdict.code, verdict.detail


def test_a_keeper_changes_one_field_and_the_others_stay() -> None:
    verdict = ask(MATTER, "matter.write", MATTER.id, row={"limit_value": 8.0, "limit_unit": "work_hour"})
    assert isinstance(verdict, Decision)
    assert verdict.records[0] == replace(MATTER, limit_value=8.0, limit_unit="work_hour")
    assert from_row("matter", to_row(verdict.records[0])).keywords == ("垃圾", "外溢")


def test_who_changed_what_is_written_beside_the_entry() -> None:
    _changed, told = ask(MATTER, "matter.write", MATTER.id, row={"limit_value": 8.0, "name": MATTER.name}).records
    assert (told.entry_id, told.operator, told.seat, told.at) == (MATTER.id, "管理员甲", "a", NOW)
    # A number is told with its unit; what was written but not changed is not.
    assert told.values == {"limit_value": [1.0, 8.0], "limit_unit": ["work_day", "work_day"]}
    assert from_row("book_change", to_row(told)).values == told.values
    new = ask(None, "responsibility.write", "r1", row={"unit_id": "u-3"}).records[1]
    assert new.values == {"unit_id": [None, "u-3"]}
    settled = ask(Algorithm(id="a1", name="x"), "algorithm.settle", "a1", by=OFFICER, to="lowered").records[1]
    assert (settled.action, settled.values) == ("settle", {"standing": ["normal", "lowered"]})


def test_a_matter_is_followed_by_its_next_version_without_a_gap_or_two_at_once() -> None:
    verdict = ask(MATTER, "matter.succeed", MATTER.id, **{"from": "2027-01-01", "row": {"limit_value": 2.0}})
    ended, follows, *told = verdict.records
    assert (ended.valid_to, follows.id, follows.valid_from) == ("2026-12-31", "event-0102@2027-01-01", "2027-01-01")
    assert (follows.name, follows.limit_value, ended.limit_value) == (MATTER.name, 2.0, 1.0)
    assert [change.entry_id for change in told] == [ended.id, follows.id]
    both = {ended.id: ended, follows.id: follows}
    for at, limit in ((datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 1.0), (datetime(2026, 12, 31, 16, tzinfo=UTC), 2.0)):
        for asked in both:
            found = version_at(both, asked, at)
            assert found is not None and found.limit_value == limit
    longer = Command(kind="matter.write", target=ended.id, by=KEEPER, at=NOW, args={"row": {"valid_to": "2027-02-01"}})
    assert refused(decide(ended, longer, Rules(matters=both))) == ("book.overlap", follows.id)
    assert refused(ask(MATTER, "matter.succeed", MATTER.id, **{"from": "2026-11-15"})) == (
        "field.invalid",
        "valid_from",
    )


def test_a_case_of_the_old_year_is_filed_under_the_version_of_the_new_one() -> None:
    rules = Rules(matters={m.id: m for m in (
        replace(MATTER, valid_to="2026-12-31"),
        replace(MATTER, id="event-0102@2027-01-01", valid_from="2027-01-01", limit_value=2.0),
    )})  # fmt: skip
    new_year = datetime(2027, 1, 1, 1, tzinfo=UTC)
    reported = Case(id="c1", state="accepted", matter_id=MATTER.id, matter_name=MATTER.name, version=1)
    command = Command(kind="case.file", target="c1", by=OFFICER, at=new_year, args={})
    verdict = decide(reported, command, rules)
    assert isinstance(verdict, Decision), verdict
    assert verdict.records[0].matter_id == "event-0102@2027-01-01"


def test_only_who_keeps_the_books_may_write_them() -> None:
    assert refused(ask(MATTER, "matter.write", MATTER.id, by=OFFICER, row={"name": "x"}))[0] == "role.forbidden"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"limit_value": 0}, "limit_value"),
        ({"limit_value": "four"}, "limit_value"),
        ({"limit_unit": "moon"}, "limit_unit"),
        ({"name": "  "}, "name"),
        ({"kind": "thing"}, "kind"),
        ({"valid_from": "2026-13-01"}, "valid_from"),
        ({"valid_from": "2026-12-01", "valid_to": "2026-11-01"}, "valid_to"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_field_that_makes_no_sense_is_named(row: dict[str, Any], field: str) -> None:
    assert refused(ask(MATTER, "matter.write", MATTER.id, row=row)) == ("field.invalid", field)


def test_a_new_line_of_the_responsibility_list_needs_its_unit() -> None:
    assert refused(ask(None, "responsibility.write", "r1", row={"matter_id": "event-0102"}))[0] == "field.invalid"
    verdict = ask(None, "responsibility.write", "r1", row={"unit_id": "u-3", "area_code": "610602001"})
    assert verdict.records[0].holds(NOW)
    assert not replace(verdict.records[0], valid_to="2026-11-15").holds(NOW)


def test_a_ruleset_that_would_stop_the_hall_is_refused() -> None:
    for row in ({"step_limits": {"sign": [2, "fortnight"]}}, {"quiet_hours": ["25:00", "06:00"]}, {"calendar": 3}):
        assert isinstance(ask(Ruleset(), "ruleset.write", "default", row=row), Rejected), row
    assert (
        refused(ask(Ruleset(), "ruleset.write", "default", row={"calendar": {"intervals": []}}))[0] == "field.invalid"
    )


def test_two_keepers_may_write_different_fields_and_clash_only_on_the_same() -> None:
    asked = Command(kind="matter.write", target=MATTER.id, by=KEEPER, at=NOW, args={"row": {"name": "垃圾外溢"}})
    guarded = replace(asked, expect=expectation(MATTER, asked))
    assert guarded.expect == {"name": "暴露垃圾"}
    other_field = replace(MATTER, limit_value=9.0)
    assert clashes(other_field, guarded) == {}
    assert decide(other_field, guarded, Rules()).records[0].limit_value == 9.0  # type: ignore[union-attr]
    assert clashes(replace(MATTER, name="积存垃圾"), guarded) == {"name": ("暴露垃圾", "积存垃圾")}


def test_a_ruling_needs_a_basis_and_can_be_retired_but_not_recorded_twice() -> None:
    assert refused(ask(None, "ruling.record", "r1", by=OFFICER, unit_id="u-3")) == ("field.missing", "basis")
    assert refused(ask(None, "ruling.record", "r1", by=ACCEPTOR, unit_id="u-3", basis="x"))[0] == "role.forbidden"
    ruling = ask(None, "ruling.record", "r1", by=OFFICER, unit_id="u-3", basis="纪要", lon=109.5, lat=36.6).records[0]
    assert isinstance(ruling, Ruling) and ruling.holds(NOW) and ruling.decided_at == NOW
    assert refused(ask(ruling, "ruling.record", "r1", by=OFFICER, unit_id="u-3", basis="x"))[0] == "ruling.exists"
    assert not ask(ruling, "ruling.retire", "r1", by=OFFICER).records[0].holds(NOW)


def test_a_letter_is_issued_once_and_answered() -> None:
    args = {"kind": "supervision", "unit_id": "u-3", "body": "请处理", "reply_hours": 24}
    letter = ask(None, "letter.issue", "l1", by=OFFICER, **args).records[0]
    assert isinstance(letter, Letter) and letter.reply_due_at is not None and letter.no == ""
    assert refused(ask(letter, "letter.issue", "l1", by=OFFICER, **args))[0] == "letter.exists"
    assert refused(ask(None, "letter.issue", "l2", by=ACCEPTOR, **args))[0] == "role.forbidden"
    assert ask(letter, "letter.reply", "l1", by=OFFICER, reply="已办").records[0].replied_at == NOW


def test_any_seat_may_question_an_algorithm_and_the_leader_settles_it() -> None:
    algorithm = Algorithm(id="a1", name="暴露垃圾识别")
    asked = ask(algorithm, "algorithm.propose", "a1", by=ACCEPTOR, to="lowered", note="本周准确率 41%").records[0]
    assert (asked.standing, asked.proposed) == ("normal", "lowered")
    assert refused(ask(asked, "algorithm.settle", "a1", by=ACCEPTOR, to="lowered"))[0] == "role.forbidden"
    settled = ask(asked, "algorithm.settle", "a1", by=OFFICER, to="lowered").records[0]
    assert (settled.standing, settled.proposed) == ("lowered", "")
    assert refused(ask(algorithm, "algorithm.settle", "a1", by=OFFICER, to="gone")) == ("field.invalid", "to")
