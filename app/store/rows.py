"""What the reader hands out: frozen rows that already say whether they wait, fail, or how far away they are."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.domain.area import Area
from app.domain.case import Case, Step
from app.domain.command import Command
from app.domain.unit import Unit

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow(Case):
    """A case as the screen shows it. `pending` counts own operations not yet settled by the hub; `trouble` is the code
    of the newest own operation that was refused or clashed and that nobody has looked at yet."""

    pending: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow(Step):
    """A line of the timeline; `waiting` while it is only this seat's own intent."""

    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """Which cases, in which order. Empty tuples mean "any".

    `scope` is open or all; `order` is due (soonest first; open only) or new (newest report first). `areas` are code
    prefixes; `lights` are `app.domain.case.Light` values; `mine_seat` keeps what that seat has claimed.
    """

    scope: str = "open"
    states: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    text: str = ""
    mine_seat: str = ""
    order: str = "due"


Key = tuple[str, str]


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
    """An own command the hub has not settled. `sent` once it has left at least once."""

    n: int
    command: Command
    sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An own command that did not go through and that a person must look at.

    `outcome` is refused or conflict; `conflicts` maps a field to (as seen, as found, as asked).
    """

    n: int
    command: Command
    outcome: str
    code: str
    detail: str
    conflicts: dict[str, tuple[Any, Any, Any]]
