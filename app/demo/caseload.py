"""All cases of the last 365 days as they came: old ones from the archive, recent and open ones lived step by step."""

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from app.demo.archive import Archive
from app.demo.lives import Life, Lives, moment_id
from app.demo.moments import report_moments
from app.demo.occasions import Occasions
from app.demo.plan import Plan
from app.demo.reports import Report, Reporters
from app.domain.case import Case, Step
from app.domain.clock import HALL_ZONE
from app.domain.letter import Letter
from app.domain.responsibility import Ruling

_NUMBERING = {"hotline": "12345", "hotline_12315": "12315", "internet": "LY"}
_PICTURE_DAYS = 6
_SAME_VIEW = timedelta(minutes=5, seconds=1)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo a case names: which matter it shows, before or after; the same `place` is the same spot."""

    id: str
    case_id: str
    matter_id: str
    stage: str
    taken_at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class Told:
    """One case with what belongs to it."""

    case: Case
    steps: tuple[Step, ...] = ()
    pictures: tuple[Picture, ...] = ()
    letters: tuple[Letter, ...] = ()
    rulings: tuple[Ruling, ...] = ()


class Caseload:
    """Streams cases; a few hundred are kept in hand at most, however large the city."""

    def __init__(
        self, plan: Plan, reporters: Reporters, archive: Archive, lives: Lives, now: datetime, seed: int,
        occasions: Occasions | None = None,
    ) -> None:  # fmt: skip
        self._numbers_of_letters = lives.rules.letter_numbers
        self._plan, self._reporters, self._archive, self._lives = plan, reporters, archive, lives
        self._occasions = occasions
        self._now, self._rng = now, random.Random(f"{seed}-{plan.size}-caseload")
        self._numbers = np.random.default_rng(seed + 77)
        self._recent: deque[tuple[Report, str]] = deque(maxlen=120)
        self._serial: dict[str, int] = {}
        self._last_capture: Report | None = None

    def stream(self) -> Iterator[Told]:
        """Yield every case with its timeline, oldest report first. To be run through once."""
        times, owners, sources = report_moments(self._plan.sources(), self._now, self._numbers)
        lived_from = self._now - timedelta(days=self._plan.step_days)
        booked = self._occasions.book(times, owners, sources) if self._occasions else frozenset()
        for n, (stamp, owner) in enumerate(zip(times.tolist(), owners.tolist(), strict=True)):
            at = datetime.fromtimestamp(int(stamp * 1000) / 1000, UTC)
            if self._occasions and n in booked:
                yield self._named(self._kept(self._occasions.live(n, at, sources[owner])))
            else:
                yield self._told(sources[owner], at, at >= lived_from)

    def _told(self, source: str, at: datetime, recent: bool) -> Told:
        rng = self._rng
        report, first = self._report(source, at)
        case_id = moment_id(at, rng)
        slow = rng.random() < _drag(self._now - at)
        told = None if recent or slow else self._archived(case_id, report, first)
        told = told or self._lived(case_id, report, slow, first)
        if not first:
            self._recent.append((report, case_id))
        return self._named(told)

    def _named(self, told: Told) -> Told:
        """Give a case its numbers, on its letters too."""
        case = self._numbered(told.case)
        return replace(told, case=case, letters=tuple(replace(one, case_no=case.case_no) for one in told.letters))

    def _archived(self, case_id: str, report: Report, first: str) -> Told | None:
        """The case as it was put away, None where it would be closed only in days to come."""
        case = self._archive.closed(case_id, report, first)
        return Told(case) if case.updated_at is not None and case.updated_at <= self._now else None

    def _report(self, source: str, at: datetime) -> tuple[Report, str]:
        """Mostly something new; now and then what somebody else has reported in the last two days."""
        if source == "ai":
            return self._capture(at), ""
        if self._recent and source != "iot" and self._rng.random() < 0.028:
            first, case_id = self._recent[self._rng.randrange(len(self._recent))]
            if at - first.at < timedelta(days=2) and first.matter.id[6:8] != "21":
                return self._reporters.again(first, source, at), case_id
        return self._reporters.report(source, at), ""

    def _capture(self, at: datetime) -> Report:
        """A new view, or the one of a few minutes ago once more."""
        last = self._last_capture
        again = last is not None and at - last.at < _SAME_VIEW
        report = self._reporters.seen_again(last, at) if last and again else self._reporters.report("ai", at)
        self._last_capture = report
        return report

    def _lived(self, case_id: str, report: Report, slow: bool, first: str) -> Told:
        pictured = self._now - report.at < timedelta(days=_PICTURE_DAYS) or (slow and self._rng.random() < 0.5)
        return self._kept(self._lives.live(case_id, report, slow, first, pictured))

    def _kept(self, life: Life) -> Told:
        case = life.case
        assert case is not None  # every report lies in the past
        letters = tuple(self._letter(paper) for paper in life.papers if isinstance(paper, Letter))
        rulings = tuple(paper for paper in life.papers if isinstance(paper, Ruling))
        return Told(case, tuple(life.steps), tuple(_pictures(life, case)), letters, rulings)

    def _letter(self, letter: Letter) -> Letter:
        """Number a letter in the order it was written, by its kind and year."""
        year = (letter.issued_at or self._now).astimezone(HALL_ZONE).year
        n = self._next(f"{letter.kind}{year}")
        form = self._numbers_of_letters.get(letter.kind, "{year}-{n}")
        return replace(letter, no=form.format(prefix=self._numbers_of_letters.get("prefix", ""), year=year, n=n))

    def _numbered(self, case: Case) -> Case:
        local = (case.reported_at or self._now).astimezone(HALL_ZONE)
        yearly = self._next(f"{local.year}")
        if case.source in _NUMBERING:
            source_no = f"{_NUMBERING[case.source]}-{local:%Y%m%d}-{self._next(f'{case.source}{local:%Y%m%d}'):04d}"
        else:
            source_no = f"CG{local.year}{yearly:07d}"
        return replace(case, case_no=f"{local.year}{yearly:07d}", source_no=source_no)

    def _next(self, series: str) -> int:
        self._serial[series] = self._serial.get(series, 0) + 1
        return self._serial[series]


def _drag(age: timedelta) -> float:
    """How likely a report of that age still keeps somebody busy, or did for long."""
    return 0.085 * float(0.5 ** (age.days / 16)) + 0.0015


def _pictures(life: Life, case: Case) -> Iterator[Picture]:
    for media_id, stage, at in life.pictures:
        place = case.camera_id if case.source == "ai" else case.id
        yield Picture(media_id, case.id, case.matter_id, stage, at, place)
