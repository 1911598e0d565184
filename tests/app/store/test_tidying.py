"""An old cache lets go of the timelines of cases long closed, and of nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.bus import RecordsChanged
from app.domain.case import Step
from app.store import Store
from app.store.tidying import KEPT
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, reply


def step(name: str, case_id: str, days_ago: int) -> Step:
    return Step(id=name, case_id=case_id, action="note", at=NOW - timedelta(days=days_ago))


def test_only_old_steps_of_cases_long_closed_go(store: Store, clock: SetClock, told: list[Any]) -> None:
    opened, ended, just_ended = cases(3)
    long_ago, lately = NOW - 2 * KEPT, NOW - timedelta(days=3)
    store.writer.absorb(
        reply(
            opened,
            replace(ended, state="closed", closed_at=long_ago),
            replace(just_ended, state="closed", closed_at=lately),
            step("open, old", "c0", 90),
            step("closed, old", "c1", 90),
            step("closed, young", "c1", 10),
            step("just closed, old", "c2", 90),
            step("of nothing, old", "gone", 90),
        )
    )
    told.clear()
    assert store.writer.tidy(most=2) == 1
    assert told == [RecordsChanged("case_step", frozenset())]
    assert [store.writer.tidy(most=2) for _ in range(4)] == [0, 1, 0, 0]
    kept = {row.id for row in store.reader.all("case_step")}
    assert kept == {"open, old", "closed, young", "just closed, old"}
    clock.go_on(days=40)
    assert sum(store.writer.tidy(most=2) for _ in range(5)) == 2, "another day, another walk"
    assert {row.id for row in store.reader.all("case_step")} == {"open, old"}
