"""What the reader hands out: frozen rows that already say whether they wait, fail, or how far away they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from app.domain.area import Area
from app.domain.case import Case, Step
from app.domain.command import Command
from app.domain.unit import Unit

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow(Case):
    """A case as the screen shows it.

    `tied` counts the cases tied to the one that leads a major incident. `pending` counts own operations not yet settled
    by the hub; `trouble` is the code of the newest own operation that was refused or clashed and that nobody has looked
    at yet; `held` while one of them can still be taken back within its undo time.
    """

    tied: int = 0
    pending: int = 0
    trouble: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow(Step):
    """A line of the timeline; `waiting` while it is only this seat's own intent."""

    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """Which cases, in which order. Empty tuples, 0 and False mean "any".

    `scope` is open or all. `areas` are code prefixes; `lights` are `app.domain.case.Light` values; `mine_seat` keeps
    what that seat has claimed; `returned` and `repeats` keep what has at least so many; `asked` keeps what waits for an
    approval, `reasons` what stands where it does for one of these (`return.not_ours`), `late` what is overdue,
    `unsatisfied` what its caller was not content with. `captures` says whether what an algorithm saw and nobody has
    looked at yet is left out ("without"), shown too ("with") or shown alone ("only").

    `matters` keeps these matters in all their versions, `since` and `until` what was reported from the one day to the
    other, both whole, as the hall counts days (`2026-05-01`).

    `incident` keeps the cases that lead an open major incident, `tied_to` one such case with those tied to it,
    `responding` what has a response under way; `difficult` what was handed over at least so often, or whose conference
    was called or has ended without a ruling.

    `order` is due (soonest first; open only), new (newest report first), updated (last changed first), grade (gravest
    first), case_no (highest first), unit, place, matter, source or state; `reverse` turns it round. The first three go
    by pinyin, the others as their books list them, each by due time within; in the archive the newest of each first,
    places by the ground they lie on, and no order by matter: the newest first. In the open queue `late_first` keeps
    what is overdue on top in any order.
    """

    scope: str = "open"
    states: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    order_types: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    text: str = ""
    mine_seat: str = ""
    captures: str = "without"
    supervised: bool = False
    urgent: bool = False
    asked: bool = False
    late: bool = False
    unsatisfied: bool = False
    returned: int = 0
    repeats: int = 0
    incident: bool = False
    tied_to: str = ""
    responding: bool = False
    difficult: int = 0
    order: str = "due"
    reverse: bool = False
    late_first: bool = True


# Where a page begins: opaque, but comparable and of text, so that it can be kept.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that has changed, and the steps that made the change, oldest first."""

    row: CaseRow
    steps: tuple[StepRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MissedCounts:
    """How many cases others have changed in a time, how many of them are new and how many this seat has claimed, and
    how many have become late in it."""

    every: int = 0
    new: int = 0
    mine: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Away:
    """The last time this seat was cut off: since when its picture was old, and the hub's change number of that moment.

    `cursor` is None where the hub has begun a new life meanwhile; then only the time says what is new.
    """

    since: datetime
    cursor: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows and where the next page begins; `next` is None at the end."""

    rows: tuple[R, ...]
    next: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many cases there are by state, source and light, and in all."""

    total: int = 0
    states: dict[str, int]
    sources: dict[str, int]
    lights: dict[str, int]


@dataclass(frozen=True, slots=True)
class Near:
    """A record and how far it is, in metres along the ground."""

    kind: str
    record: Any
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a spot has near it: nearest first. `unit` is in charge of the ground there, else the nearest one."""

    lon: float
    lat: float
    cameras: tuple[Near, ...] = ()
    speakers: tuple[Near, ...] = ()
    places: tuple[Near, ...] = ()
    unit: Unit | None = None
    grid: Area | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the search. `rank` 0 is an exact number, then beginnings, then anything that contains the text."""

    kind: str
    record: Any
    rank: int = 0


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """An own command the hub has not settled. `sent` once it has left at least once; before that it can be taken back.

    `held` while it stays here for its undo time, `behind` while an open clash about the same thing keeps it back; both
    have no number yet (0).
    """

    n: int
    command: Command
    sent: bool = False
    held: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class HeldBatch:
    """Own commands of one kind that were asked in one piece and can still be taken back together, in the order of
    asking: `left_s` of `hold_s` seconds are left."""

    kind: str
    ids: tuple[str, ...]
    hold_s: float
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a seat stands: the change number its cache has reached, and its own commands by what becomes of them.

    `waiting` have not left the seat yet, `sent` have and wait for the hub's answer, `held` can still be taken back,
    `behind` wait for a clash; `clashes` and `refused` wait for a person; `pictures` are files on their way. `oldest` is
    when the first command that is not settled was asked.
    """

    cursor: int = 0
    waiting: int = 0
    sent: int = 0
    held: int = 0
    behind: int = 0
    clashes: int = 0
    refused: int = 0
    pictures: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An own command that did not go through and that a person must look at.

    `outcome` is refused or conflict; `conflicts` maps a field to (as seen, as found, as asked). `followers` are the
    seat's later commands about the same thing, kept back until somebody has decided about this one.
    """

    n: int
    command: Command
    outcome: str
    code: str
    detail: str
    conflicts: dict[str, tuple[Any, Any, Any]]
    followers: tuple[PendingCommand, ...] = ()
