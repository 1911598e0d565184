"""Which rooms stand where, for each kind of work, on a common and on a very wide screen.

Rooms are named here as data only: one that is not installed leaves its place to its neighbours, and one that is not
named is added as a tab.
"""

from dataclasses import dataclass
from types import MappingProxyType

from app.text import N_

WIDE_PX = 2_600


@dataclass(frozen=True)
class Stand:
    """A place side by side with others: its share of the width, and the rooms that share it as tabs."""

    share: int
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A line of a column: its share of the height, and its places from left to right."""

    share: int
    stands: tuple[Stand, ...]


@dataclass(frozen=True)
class Column:
    """A column of the arrangement: its share of the width, and its places from top to bottom."""

    share: int
    cells: tuple[Cell, ...]


Arrangement = tuple[Column, ...]


@dataclass(frozen=True)
class Workspace:
    """A way of standing: `title` is a marked sentence; `roles` find it by themselves at sign-in."""

    id: str
    title: str
    icon: str
    roles: tuple[str, ...]
    common: Arrangement
    wide: Arrangement

    def arrangement(self, width_px: int) -> Arrangement:
        """The arrangement for a window of this width in logical pixels at normal type size."""
        return self.wide if width_px >= WIDE_PX else self.common


def _column(share: int, *cells: Cell) -> Column:
    return Column(share, cells)


def _tabs(share: int, *rooms: str) -> Cell:
    return Cell(share, (Stand(100, rooms),))


WORKSPACES: tuple[Workspace, ...] = (
    Workspace(
        "duty",
        N_("值班"),
        "eye",
        ("duty_officer", "duty_leader", "supervisor"),
        (
            _column(33, _tabs(100, "cases", "triage")),
            _column(43, _tabs(54, "wall"), _tabs(46, "map", "books")),
            _column(24, _tabs(100, "broadcast")),
        ),
        (
            _column(40, _tabs(100, "cases", "triage")),
            _column(44, _tabs(56, "wall"), _tabs(44, "map", "books")),
            _column(16, _tabs(100, "broadcast")),
        ),
    ),
    Workspace(
        "dispatch",
        N_("派遣"),
        "send",
        ("dispatcher", "collector", "unit"),
        (
            _column(42, _tabs(100, "cases", "triage")),
            _column(34, _tabs(54, "map", "books"), _tabs(46, "wall")),
            _column(24, _tabs(100, "broadcast")),
        ),
        (
            _column(44, _tabs(100, "cases", "triage")),
            _column(40, _tabs(54, "map", "books"), _tabs(46, "wall")),
            _column(16, _tabs(100, "broadcast")),
        ),
    ),
    Workspace(
        "desk",
        N_("案件席"),
        "clipboard-list",
        ("acceptor", "shift_leader"),
        (
            _column(64, _tabs(100, "cases", "triage")),
            _column(36, _tabs(50, "map", "books"), _tabs(50, "wall", "broadcast")),
        ),
        (
            _column(54, _tabs(100, "cases", "triage")),
            _column(30, _tabs(50, "map", "books"), _tabs(50, "wall")),
            _column(16, _tabs(100, "broadcast")),
        ),
    ),
    Workspace(
        "emergency",
        N_("应急值守"),
        "siren",
        (),
        (
            _column(42, _tabs(100, "map", "books")),
            _column(34, _tabs(48, "wall"), _tabs(52, "cases", "triage")),
            _column(24, _tabs(100, "broadcast")),
        ),
        (
            _column(46, _tabs(100, "map", "books")),
            _column(38, _tabs(54, "wall"), _tabs(46, "cases", "triage")),
            _column(16, _tabs(100, "broadcast")),
        ),
    ),
    Workspace(
        "broadcast",
        N_("广播"),
        "megaphone",
        ("broadcaster",),
        (
            _column(30, _tabs(100, "broadcast")),
            _column(42, _tabs(54, "wall"), _tabs(46, "map", "books")),
            _column(28, _tabs(100, "cases", "triage")),
        ),
        (
            _column(22, _tabs(100, "broadcast")),
            _column(46, _tabs(56, "wall"), _tabs(44, "map", "books")),
            _column(32, _tabs(100, "cases", "triage")),
        ),
    ),
    Workspace(
        "books",
        N_("字典维护"),
        "book-open",
        ("sys_admin", "sec_admin", "audit_admin"),
        (
            _column(60, _tabs(100, "books", "broadcast")),
            _column(40, _tabs(56, "cases", "triage"), _tabs(44, "map", "wall")),
        ),
        (
            _column(56, _tabs(100, "books")),
            _column(44, _tabs(52, "cases", "triage"), _tabs(48, "map", "wall", "broadcast")),
        ),
    ),
)

# Where a found record is looked at, when the palette brings it up.
HOME_OF = MappingProxyType(
    {
        "case": "cases",
        "camera": "wall",
        "speaker": "broadcast",
        "zone": "broadcast",
        "place": "map",
        "unit": "map",
    }
)
# What a locked seat may go on showing to the hall.
SHOWN_WHEN_LOCKED = frozenset({"wall"})


def for_role(role: str) -> Workspace:
    """The workspace a post begins with."""
    return next((found for found in WORKSPACES if role in found.roles), WORKSPACES[0])


def by_id(workspace_id: str) -> Workspace | None:
    """The workspace of that id, or None."""
    return next((found for found in WORKSPACES if found.id == workspace_id), None)


def rooms_of(arrangement: Arrangement) -> list[str]:
    """Every room an arrangement names, in reading order."""
    return [room for column in arrangement for cell in column.cells for stand in cell.stands for room in stand.rooms]


def fitted(arrangement: Arrangement, rooms: tuple[str, ...]) -> Arrangement:
    """The arrangement with only the rooms there are, each exactly once; strangers become tabs of the last place."""
    placed = rooms_of(arrangement)
    strangers = tuple(room for room in rooms if room not in placed)
    kept = (Column(column.share, _cells(column, rooms)) for column in arrangement)
    columns = tuple(column for column in kept if column.cells)
    if not columns:
        return (_column(100, _tabs(100, *rooms)),)
    return (*columns[:-1], _joined(columns[-1], strangers)) if strangers else columns


def _cells(column: Column, rooms: tuple[str, ...]) -> tuple[Cell, ...]:
    cells = (Cell(cell.share, _stands(cell, rooms)) for cell in column.cells)
    return tuple(cell for cell in cells if cell.stands)


def _stands(cell: Cell, rooms: tuple[str, ...]) -> tuple[Stand, ...]:
    stands = (Stand(stand.share, tuple(room for room in stand.rooms if room in rooms)) for stand in cell.stands)
    return tuple(stand for stand in stands if stand.rooms)


def _joined(column: Column, strangers: tuple[str, ...]) -> Column:
    cell = column.cells[-1]
    last = cell.stands[-1]
    widened = Cell(cell.share, (*cell.stands[:-1], Stand(last.share, last.rooms + strangers)))
    return Column(column.share, (*column.cells[:-1], widened))
