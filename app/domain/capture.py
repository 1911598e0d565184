"""What algorithms saw: near-identical pictures put into stacks, and how often each algorithm was right."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from app.domain.algorithm import Algorithm, Standing
from app.domain.case import Case
from app.domain.clock import HALL_ZONE

PRINT_SIZE = (9, 8)
"""Width and height of the grey picture a fingerprint is taken from."""
STACK_WINDOW = timedelta(minutes=10)
STACK_BITS = 8
MIN_SAMPLE = 20
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_WORSE: Mapping[str, int] = {Standing.NORMAL: 0, Standing.LOWERED: 1, Standing.STOPPED: 2}

# Why a capture is rejected -> whether that speaks against the algorithm. What was true but is known already does not.
REASONS: Mapping[str, bool] = {
    "lighting": True,
    "not_ours": True,
    "handled": False,
    "duplicate": False,
    "unclear": True,
    "other": True,
}


@dataclass(frozen=True, slots=True)
class Stack:
    """Captures of one camera and algorithm that show the same thing, oldest first; `head` stands for them all."""

    cases: tuple[Case, ...]

    @property
    def head(self) -> Case:
        """The surest capture; of equals the oldest."""
        return max(self.cases, key=lambda case: (case.confidence or 0.0, -_moment(case).timestamp()))

    @property
    def id(self) -> str:
        """What stays the same while the stack grows: its oldest capture."""
        return self.cases[0].id


@dataclass(frozen=True, slots=True)
class Score:
    """How one algorithm did; `camera_id` is empty where all its cameras are taken together."""

    algorithm: str
    camera_id: str
    right: int
    wrong: int

    @property
    def judged(self) -> int:
        """Captures somebody has decided about."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """Share found true, 0 to 1; None where nothing is judged."""
        return self.right / self.judged if self.judged else None


def fingerprint(grey: bytes) -> int:
    """Return 64 bits that say where a 9 × 8 grey picture grows brighter. Raises ValueError for another size."""
    width, height = PRINT_SIZE
    if len(grey) != width * height:
        raise ValueError(f"{len(grey)} bytes are no picture of {width} × {height}")
    bits = 0
    for row in range(height):
        line = grey[row * width : (row + 1) * width]
        for left, right in pairwise(line):
            bits = bits << 1 | (right > left)
    return bits


def unlike(one: int, other: int) -> int:
    """Return how many of their 64 bits differ."""
    return (one ^ other).bit_count()


def stacks(
    captures: Iterable[Case], prints: Mapping[str, int], window: timedelta = STACK_WINDOW, bits: int = STACK_BITS
) -> tuple[Stack, ...]:
    """Put captures together that one algorithm made at one camera, each within `window` of the one before, and whose
    pictures differ in at most `bits` bits from the stack's first.

    `prints` holds fingerprints by case id; a capture without one stands alone: what nobody has seen is not alike.
    """
    open_stacks: dict[tuple[str, str], list[list[Case]]] = defaultdict(list)
    found: list[list[Case]] = []
    for case in sorted(captures, key=lambda case: (_moment(case), case.id)):
        rivals = open_stacks[(case.camera_id, case.algorithm)]
        rivals[:] = [stack for stack in rivals if _moment(case) - _moment(stack[-1]) <= window]
        home = next((stack for stack in rivals if _alike(stack[0], case, prints, bits)), None)
        if home is None:
            home = []
            found.append(home)
            rivals.append(home)
        home.append(case)
    return tuple(Stack(tuple(cases)) for cases in found)


def may_be_alike(captures: Sequence[Case], window: timedelta = STACK_WINDOW) -> tuple[Case, ...]:
    """Return the captures whose pictures are worth comparing: another of the same camera and algorithm is close."""
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in sorted(captures, key=lambda case: (_moment(case), case.id)):
        groups[(case.camera_id, case.algorithm)].append(case)
    close: dict[str, Case] = {}
    for group in groups.values():
        for before, after in pairwise(group):
            if before.camera_id and _moment(after) - _moment(before) <= window:
                close |= {before.id: before, after.id: after}
    return tuple(close.values())


def in_order(found: Iterable[Stack], algorithms: Mapping[str, Algorithm]) -> tuple[Stack, ...]:
    """Return stacks as they should be looked at: of trusted algorithms first, then grave, then longest waiting ones."""

    def rank(stack: Stack) -> tuple[int, int, datetime, str]:
        known = algorithms.get(stack.head.algorithm)
        standing = _WORSE.get(known.standing, 0) if known is not None else 0
        return standing, stack.head.grade, _moment(stack.cases[0]), stack.id

    return tuple(sorted(found, key=rank))


def week_start(now: datetime) -> datetime:
    """Return Monday, 00:00 in the hall, of the week `now` (aware) lies in."""
    local = now.astimezone(HALL_ZONE)
    return datetime.combine(local.date() - timedelta(days=local.weekday()), time(), HALL_ZONE)


def found_true(case: Case, reason: str) -> bool | None:
    """Say what a triaged capture says of its algorithm: true, false, or nothing (None) while nobody has decided.

    `reason` is the code it was rejected with; one nobody knows speaks against it, as a rejection without a code does.
    """
    if case.accepted_at is not None or case.duplicate_of:
        return True
    if case.state != "declined":
        return None
    return False if REASONS.get(reason, True) else None


def scores(captures: Iterable[Case], reasons: Mapping[str, str]) -> tuple[Score, ...]:
    """Return the score of every algorithm at every camera, the worst share first; `reasons` are codes by case id."""
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for case in captures:
        verdict = found_true(case, reasons.get(case.id, ""))
        if verdict is not None:
            counted[(case.algorithm, case.camera_id)][0 if verdict else 1] += 1
    found = [Score(algorithm, camera, right, wrong) for (algorithm, camera), (right, wrong) in counted.items()]
    return tuple(sorted(found, key=lambda score: (score.share or 0.0, -score.judged, score.algorithm, score.camera_id)))


def together(found: Iterable[Score]) -> dict[str, Score]:
    """Return one score per algorithm, over all its cameras."""
    total: dict[str, Score] = {}
    for score in found:
        before = total.get(score.algorithm, Score(score.algorithm, "", 0, 0))
        total[score.algorithm] = Score(score.algorithm, "", before.right + score.right, before.wrong + score.wrong)
    return total


def floor_of(algorithm: Algorithm | None, usual: float) -> float:
    """Return the share below which an algorithm is questioned: its own, else the hall's."""
    return algorithm.floor if algorithm is not None else usual


def due_standing(score: Score, algorithm: Algorithm, least: int = MIN_SAMPLE) -> str:
    """Return the standing an algorithm has earned where it should fall: "lowered", or "stopped" where it is right less
    than half as often as its floor asks. Empty where there is nothing to propose: too few judged, or proposed already.
    """
    if score.judged < least or score.share is None or score.share >= algorithm.floor or algorithm.proposed:
        return ""
    earned = Standing.STOPPED if score.share < algorithm.floor / 2 else Standing.LOWERED
    return str(earned) if _WORSE[earned] > _WORSE.get(algorithm.standing, 0) else ""


def _moment(case: Case) -> datetime:
    return case.occurred_at or case.reported_at or _LONG_AGO


def _alike(one: Case, other: Case, prints: Mapping[str, int], bits: int) -> bool:
    if not one.camera_id or one.id not in prints or other.id not in prints:
        return False
    return unlike(prints[one.id], prints[other.id]) <= bits
