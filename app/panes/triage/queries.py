"""What the triage bench reads: captures nobody has judged, their pictures, cases near them, and this week's scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.algorithm import Algorithm
from app.domain.capture import Score, Stack, due_standing, in_order, scores, stacks, together, week_start
from app.domain.case import Case
from app.domain.clock import to_text
from app.domain.matter import Matter
from app.domain.media import Media
from app.store import CaseQuery, CaseRow, Reader
from app.text import LANGUAGES, language

PAGE = 500
MOST_WAITING = 4_000
MOST_IN_A_WEEK = 40_000
NEAR_M = 300.0
MOST_NEAR = 6


@dataclass(frozen=True, slots=True)
class Sight:
    """One stack as the list shows it, with the names of what made it."""

    stack: Stack
    algorithm: Algorithm | None
    camera_name: str
    matter_name: str

    @property
    def id(self) -> str:
        """What stays the same while the stack grows."""
        return self.stack.id

    @property
    def head(self) -> Case:
        """The capture that stands for the stack."""
        return self.stack.head

    @property
    def algorithm_name(self) -> str:
        """The algorithm by name, by id where the books do not know it."""
        return self.algorithm.name if self.algorithm is not None else self.head.algorithm


def waiting(reader: Reader) -> tuple[CaseRow, ...]:
    """Return the captures nobody has judged yet."""
    query = CaseQuery(states=("reported",), sources=("ai",), captures="with", order="new")
    return tuple(_pages(reader, query, MOST_WAITING))


def sights(reader: Reader, captures: Iterable[Case], prints: Mapping[str, int]) -> tuple[Sight, ...]:
    """Stack the captures and put them into the order of triage."""
    algorithms, matters = {found.id: found for found in reader.all("algorithm")}, reader.rules().matters
    cameras = {camera.id: camera.name for camera in reader.all("camera")}
    ordered = in_order(stacks(captures, prints), algorithms)
    return tuple(
        Sight(
            stack,
            algorithms.get(stack.head.algorithm),
            cameras.get(stack.head.camera_id, stack.head.camera_id),
            matter_name(matters, stack.head),
        )
        for stack in ordered
    )


def matter_name(matters: Mapping[str, Matter], case: Case) -> str:
    """Return what a case is about, in the operator's language where the books know how."""
    matter = matters.get(case.matter_id)
    return matter.name_en if language() != LANGUAGES[0] and matter and matter.name_en else case.matter_name


def pictures(reader: Reader, case_id: str) -> tuple[Media, ...]:
    """Return the pictures of a capture, oldest first."""
    found = [media for media in reader.owned("media", case_id) if media.mime.startswith("image/")]
    return tuple(sorted(found, key=lambda media: (to_text(media.taken_at) if media.taken_at else "", media.id)))


@dataclass(frozen=True, slots=True)
class NearCase:
    """An open case a capture may belong to, and how far away it is."""

    case: CaseRow
    distance_m: float


def near_cases(reader: Reader, capture: Case, own: Iterable[str]) -> tuple[NearCase, ...]:
    """Return open cases near a capture that are no captures themselves: those of its matter first, then the nearest."""
    if capture.lon is None or capture.lat is None:
        return ()
    mine, matters = set(own), reader.rules().matters
    found = [
        NearCase(
            replace(near.record, matter_name=matter_name(matters, near.record)),
            near.distance_m,
        )
        for near in reader.near(capture.lon, capture.lat, NEAR_M, ("case",))
        if near.record.id not in mine and not (near.record.source == "ai" and near.record.state == "reported")
    ]
    mergeable = [near for near in found if near.case.is_open and not near.case.duplicate_of]
    mergeable.sort(key=lambda near: (near.case.matter_id != capture.matter_id, near.distance_m))
    return tuple(mergeable[:MOST_NEAR])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the week's book: an algorithm over all cameras, or (`score.camera_id`) at one of them."""

    score: Score
    algorithm: Algorithm | None
    floor: float
    camera_name: str = ""
    earned: str = ""

    @property
    def id(self) -> str:
        """What stays the same while the week goes on."""
        return f"{self.score.algorithm}\n{self.score.camera_id}"

    @property
    def name(self) -> str:
        """The algorithm by name."""
        return self.algorithm.name if self.algorithm is not None else self.score.algorithm

    @property
    def below(self) -> bool:
        """Whether it is right less often than asked."""
        return self.score.share is not None and self.score.share < self.floor


@dataclass(frozen=True, slots=True)
class WeekBook:
    """The scores since Monday: per algorithm, each followed by its cameras, those that ask for a decision first."""

    since: datetime
    lines: tuple[Line, ...] = ()
    by_algorithm: Mapping[str, Line] = field(default_factory=dict)
    by_camera: Mapping[tuple[str, str], Score] = field(default_factory=dict)


class Bookkeeper:
    """Reads the week; remembers for what reason a capture was rejected, which does not change any more."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._reasons: dict[str, str] = {}

    def week(self, now: datetime) -> WeekBook:
        """Return the scores of the week `now` lies in."""
        since = week_start(now)
        captured = [case for case in self._since(since) if case.algorithm]
        reasons = {case.id: self._reason(case.id) for case in captured if case.state == "declined"}
        self._reasons = reasons
        return self._book(since, scores(captured, reasons))

    def _since(self, since: datetime) -> list[CaseRow]:
        found: list[CaseRow] = []
        query = CaseQuery(scope="all", sources=("ai",), captures="with", order="new")
        for case in _pages(self._reader, query, MOST_IN_A_WEEK):
            if case.reported_at is None or case.reported_at < since:
                break
            found.append(case)
        return found

    def _reason(self, case_id: str) -> str:
        if case_id in self._reasons:
            return self._reasons[case_id]
        declined = [step for step in self._reader.steps(case_id) if step.action == "decline"]
        return str(declined[-1].detail.get("reason_code", "")) if declined else ""

    def _book(self, since: datetime, found: tuple[Score, ...]) -> WeekBook:
        known = {algorithm.id: algorithm for algorithm in self._reader.all("algorithm") if algorithm.enabled}
        cameras = {camera.id: camera.name for camera in self._reader.all("camera")}
        usual = self._reader.rules().precision_floor
        totals = together(found)
        for algorithm_id in known.keys() - totals.keys():
            totals[algorithm_id] = Score(algorithm_id, "", 0, 0)
        heads = {name: _line(score, known.get(name), usual) for name, score in totals.items()}
        lines: list[Line] = []
        for head in sorted(heads.values(), key=_urgency):
            lines.append(head)
            lines += [
                _line(score, head.algorithm, usual, cameras.get(score.camera_id, score.camera_id))
                for score in found
                if score.algorithm == head.score.algorithm
            ]
        by_camera = {(score.algorithm, score.camera_id): score for score in found}
        return WeekBook(since, tuple(lines), heads, by_camera)


def _line(score: Score, algorithm: Algorithm | None, usual: float, camera_name: str = "") -> Line:
    floor = algorithm.floor if algorithm is not None else usual
    earned = due_standing(score, algorithm) if algorithm is not None and not score.camera_id else ""
    return Line(score, algorithm, floor, camera_name, earned)


def _urgency(line: Line) -> tuple[bool, bool, float, str]:
    proposed = bool(line.algorithm and line.algorithm.proposed)
    return not proposed, not line.earned, 2.0 if line.score.share is None else line.score.share, line.score.algorithm


def _pages(reader: Reader, query: CaseQuery, most: int) -> Iterable[CaseRow]:
    key: Any = None
    told = 0
    while told < most:
        page = reader.cases(query, key, PAGE)
        yield from page.rows
        told += len(page.rows)
        if page.next is None:
            return
        key = page.next
