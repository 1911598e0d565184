"""Deciding many clashes alike: which may be, what it does in numbers, and which wait for a decision of their own."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.case.operations import OPERATIONS
from app.panes.cases.parts.offline.conflicts import FOLLOWERS, MINE, Entry, Line, Outcome

# Where a case stands and who answers for it is decided case by case, whoever else agrees.
NEVER_TOGETHER = ("state", "unit_id")
MOVES, UNSAID = "moves", "unsaid"


@dataclass(frozen=True, slots=True)
class Figures:
    """What becomes of one field: `decided` as was said, `same` on both sides, `merged` because nobody else wrote it."""

    decided: int = 0
    same: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class ManyPlan:
    """What deciding for one side does: the clashes it ends, with what becomes of each, and the others with why not."""

    side: str
    able: tuple[tuple[Entry, Outcome], ...] = ()
    left: tuple[tuple[Entry, str], ...] = ()
    fields: Mapping[str, Figures] = field(default_factory=dict)

    @property
    def again(self) -> int:
        """How many own actions are asked anew; the rest is put aside."""
        return sum(outcome.kind == "ask" for _entry, outcome in self.able)

    def reasons(self) -> dict[str, list[Entry]]:
        """What is left to decide one by one, by reason, the most frequent first."""
        found: dict[str, list[Entry]] = {}
        for entry, why in self.left:
            found.setdefault(why, []).append(entry)
        return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def alone(entry: Entry) -> str:
    """Why a clash is decided by itself: state or unit differ, or own actions wait behind it; "" where nothing is so."""
    for line in entry.lines:
        if line.field in NEVER_TOGETHER and _differs(line):
            return line.field
    return FOLLOWERS if entry.trouble.followers else ""


def plan_many(
    entries: Iterable[Entry],
    side: str,
    judge: Callable[[Entry, Mapping[str, str]], Outcome],
    go_on: Callable[[int], bool] = lambda _judged: True,
) -> ManyPlan | None:
    """Divide clashes into those that may be decided for `side` together and the others; None where it was ended."""
    able: list[tuple[Entry, Outcome]] = []
    left: list[tuple[Entry, str]] = []
    for number, entry in enumerate(entries):
        if not go_on(number):
            return None
        why = alone(entry) or _moves(entry, side)
        outcome = None if why else outcome_for(entry, side, judge)
        if outcome is not None and outcome.kind in ("keep", "ask"):
            able.append((entry, outcome))
        else:
            left.append((entry, why or _why_not(outcome)))
    return ManyPlan(side, tuple(able), tuple(left), figures(entry for entry, _outcome in able))


def outcome_for(entry: Entry, side: str, judge: Callable[[Entry, Mapping[str, str]], Outcome]) -> Outcome:
    """What deciding every question of an entry for one side does; a refusal is put aside or asked again."""
    if not entry.lines and side != MINE:
        return Outcome("keep")
    return judge(entry, dict.fromkeys(entry.questions, side))


def figures(entries: Iterable[Entry]) -> dict[str, Figures]:
    """Count field by field what the decision is about, the most frequent first."""
    decided, same, merged = Counter[str](), Counter[str](), Counter[str]()
    for entry in entries:
        for line in entry.lines:
            (merged if line.safe else decided if _differs(line) else same)[line.field] += 1
    whole = decided + same + merged
    return {name: Figures(decided[name], same[name], merged[name]) for name, _count in whole.most_common()}


def _differs(line: Line) -> bool:
    return not line.safe and line.found != line.asked


def _moves(entry: Entry, side: str) -> str:
    """Asking again for what moves a case, or names its unit, is a decision about those."""
    command = entry.trouble.command
    if side != MINE:
        return ""
    operation = OPERATIONS.get(command.operation) if command.noun == "case" else None
    moves = operation is not None and operation.to is not None
    return MOVES if moves or "unit_id" in command.args else ""


def _why_not(outcome: Outcome | None) -> str:
    if outcome is None or outcome.kind == "undecided":
        return "undecided"
    return UNSAID if outcome.kind == "edit" else outcome.code or "case.wrong_state"
