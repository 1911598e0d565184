"""The drawn flow is the judged flow: every arrow can be walked, and every walk has an arrow."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.documents.flow_chart import flow_page
from app.domain.case import OPERATIONS, Case, CaseState, decide
from app.domain.case.diagram import edges
from app.domain.command import Actor, Command
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.rules import Rules
from app.domain.verdict import Decision
from app.paths import resources

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
MATTER = Matter(id="m", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾")
RULES = Rules(matters={"m": MATTER}, powers={"anybody": frozenset(OPERATIONS)}, chains={})
ANYBODY = Actor("1", "o", "甲", "anybody")
ARGS: dict[str, Any] = {
    "note": "原因", "unit_id": "u", "matter_id": "m", "media_ids": ["x"], "into": "c2", "unit_ids": ["u"], "step": 1,
    "stage": "final", "to": "due", "response": "yes", "solved": "no", "satisfied": "no",
}  # fmt: skip


def possible(state: CaseState, **given: Any) -> Case:
    """A case in which nothing but the state can be in the way."""
    case = Case(id="c1", state=state, matter_id="m", unit_id="u", checked="pass", satisfaction="unsatisfied")
    return replace(case, duplicate_of="c2", urgent=True, **given)


def walked() -> set[tuple[CaseState, CaseState]]:
    found = set()
    for state in CaseState:
        for op in OPERATIONS.values():
            for asked in ("extend", "return", "suspend", "void") if op.asks else ("",):
                # What is asked can only be waiting where it may be asked for.
                if op.asks and state not in OPERATIONS[f"request_{asked}"].sources:
                    continue
                command = Command(kind=f"case.{op.id}", target="c1", by=ANYBODY, at=NOON, args=ARGS)
                verdict = decide(possible(state, asked=asked), command, RULES)
                if isinstance(verdict, Decision):
                    found.add((state, CaseState(verdict.records[0].state)))
    return {(a, b) for a, b in found if a != b}


def test_every_arrow_can_be_walked_and_every_walk_has_an_arrow() -> None:
    # With empty chains a request is granted at once: those walks are the arrows of its approval.
    assert walked() == set(edges()) - {(CaseState.DRAFT, CaseState.REPORTED)}


def test_no_state_is_a_trap_and_none_is_out_of_reach() -> None:
    ways = set(edges())
    reached, front = {CaseState.REPORTED}, [CaseState.REPORTED]
    while front:
        here = front.pop()
        new = {to for a, to in ways if a == here} - reached
        reached |= new
        front += sorted(new)
    assert reached == set(CaseState) - {CaseState.DRAFT}
    dead_ends = {state for state in CaseState if not any(a == state for a, _ in ways)}
    assert dead_ends == {CaseState.DECLINED, CaseState.NOT_FILED}


def test_the_handbook_shows_the_flow_as_it_is_judged_today() -> None:
    page = resources("handbook", "case-flow.md").read_text(encoding="utf-8")
    assert page == flow_page(Rules()), "run: hall case flow > resources/handbook/case-flow.md"


def test_roles_are_those_of_the_posts() -> None:
    assert Role.SHIFT_LEADER in {role for role in Rules().powers if Rules().may(role, "close")}
