"""Our word on lateness against the other system's: each case judged by our own clocks, each difference named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.case import Case
from app.domain.case.clocks import Light, light, was_late
from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.domain.records import from_row
from app.imports.mapping import FieldMap


@dataclass(frozen=True, slots=True)
class Difference:
    """One case on which the two systems do not agree, with the times that decide it."""

    source_no: str
    theirs: str
    ours: str
    reported_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """The difference for `--json`."""
        times = {"reported_at": self.reported_at, "due_at": self.due_at, "closed_at": self.closed_at}
        said = {"source_no": self.source_no, "theirs": self.theirs, "ours": self.ours}
        return said | {name: to_text(at) if at else None for name, at in times.items()}


@dataclass(slots=True)
class Comparison:
    """How many cases each side calls late, where both say something, and where the other side is silent."""

    as_of: datetime
    cases: int = 0
    late_theirs: int = 0
    late_ours: int = 0
    agreed: int = 0
    lights: int = 0
    silent: list[Difference] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The comparison for `--json`; `lights` counts open cases whose red light and verdict say the same."""
        names = "cases late_theirs late_ours agreed lights".split()
        lists = {"silent": self.silent, "differences": self.differences}
        return {
            "as_of": to_text(self.as_of),
            **{name: getattr(self, name) for name in names},
            **{name: [each.as_dict() for each in found] for name, found in lists.items()},
        }


def compare(plan: FieldMap, verdicts: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Comparison:
    """Judge the cases named in `verdicts` (case id -> the other system's word) by our clocks.

    `rows` are case rows as the hub keeps them. Raises Rejected("map.verdict") where the mapping names no verdict.
    """
    asked = plan.verdict
    if asked is None or asked.as_of is None:
        raise Rejected("map.verdict", "[verdict] column, late, on_time, as_of")
    found = Comparison(asked.as_of)
    for row in rows:
        if row["id"] in verdicts:
            _add(found, from_row("case", row), verdicts[str(row["id"])], {asked.late: "late", asked.on_time: "on_time"})
    return found


def _add(found: Comparison, case: Case, said: str, words: Mapping[str, str]) -> None:
    theirs, ours = words.get(said, ""), "late" if was_late(case, found.as_of) else "on_time"
    found.cases += 1
    found.late_theirs += theirs == "late"
    found.late_ours += ours == "late"
    found.agreed += theirs == ours
    found.lights += case.is_open and (light(case, found.as_of) == Light.OVERDUE) == (ours == "late")
    if theirs != ours:
        told = Difference(case.source_no, said, ours, case.reported_at, case.dispose_due_at, case.closed_at)
        (found.differences if theirs else found.silent).append(told)
