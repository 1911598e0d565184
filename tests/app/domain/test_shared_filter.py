"""Whose a shared filter is, and who may say otherwise."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.command import Actor, Command
from app.domain.decisions import decide, expectation
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.shared_filter import SharedFilter
from app.domain.verdict import Decision

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
LI = Actor("03", "o-li", "李", "duty_officer")
WANG = Actor("12", "o-wang", "王", "shift_leader")
ADMIN = Actor("01", "o-admin", "管", "sys_admin")
ASK = {"matters": ["event-0102"], "since": "2026-05-01", "text": "单车", "returned": 2, "urgent": True}


def ask(operation: str, by: Actor = LI, **args: Any) -> Command:
    return Command(kind=f"shared_filter.{operation}", target="f1", by=by, at=AT, args=args)


def after(current: SharedFilter | None, command: Command) -> SharedFilter:
    verdict = decide(current, command, Rules())
    assert isinstance(verdict, Decision), verdict
    (made,) = verdict.records
    assert isinstance(made, SharedFilter)
    return made


def code(current: SharedFilter | None, command: Command) -> str:
    verdict = decide(current, command, Rules())
    assert isinstance(verdict, Rejected)
    return verdict.code


def test_who_shares_a_filter_and_the_administrator_may_change_it_and_take_it_back() -> None:
    made = after(None, ask("share", name=" 共享单车 ", ask=ASK, mine=True))
    assert (made.name, made.ask, made.mine, made.owner, made.seat) == ("共享单车", ASK, True, "李", "03")
    other = after(made, ask("change", ADMIN, name="单车", ask={}))
    assert (other.name, other.owner_id, other.changed_by, other.ask) == ("单车", "o-li", "管", {})
    assert code(made, ask("change", WANG, name="我的")) == "shared_filter.not_yours"
    assert code(made, ask("withdraw", WANG)) == "shared_filter.not_yours"
    gone = after(made, ask("withdraw"))
    assert not gone.enabled and code(gone, ask("change", name="x")) == "shared_filter.unknown"
    assert after(gone, ask("share", name="又来")).enabled
    assert code(gone, ask("share", WANG, name="别人")) == code(made, ask("share", name="再")) == "shared_filter.exists"
    assert expectation(made, ask("change", name="x")).keys() == {"name", "ask"}


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"name": "  "}, "field.missing"),
        ({"name": "x", "ask": ["text"]}, "field.invalid"),
        ({"name": "x", "ask": {"text": {"deep": 1}}}, "field.invalid"),
        ({"name": "x", "ask": {"units": [["u"]]}}, "field.invalid"),
        ({"name": "x", "ask": {"text": "长" * 9_000}}, "field.invalid"),
    ],
)
def test_what_is_no_filter_is_not_shared(args: dict[str, Any], why: str) -> None:
    assert code(None, ask("share", **args)) == why
    assert code(None, ask("steal")) == "command.unknown"
    assert code(replace(SharedFilter(id="f1"), enabled=True), ask("withdraw", WANG)) == "shared_filter.not_yours"
