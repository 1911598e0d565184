"""Which rooms stand where, for each kind of work, on a common and on a very wide screen.

Rooms are named here as data only: one that is not installed leaves its place to its neighbours, and one that is not
named is added as a tab.
"""

from dataclasses import dataclass

from app.text import N_

WIDE_PX = 2_600


@dataclass(frozen=True)
class Cell:
    """A place in a column: its share of the height, and the rooms that share it as tabs."""

    share: int
    rooms: tuple[str, ...]


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


def _column(share: int, *cells: tuple[int, tuple[str, ...]]) -> Column:
    return Column(share, tuple(Cell(height, rooms) for height, rooms in cells))


WORKSPACES: tuple[Workspace, ...] = (
    Workspace(
        "duty",
        N_("值班"),
        "eye",
        ("duty_officer", "duty_leader", "supervisor"),
        (
            _column(46, (60, ("cases",)), (40, ("broadcast",))),
            _column(54, (56, ("wall",)), (44, ("map",))),
        ),
        (
            _column(32, (100, ("cases",))),
            _column(40, (100, ("wall",))),
            _column(28, (52, ("map",)), (48, ("broadcast",))),
        ),
    ),
    Workspace(
        "dispatch",
        N_("派遣"),
        "send",
        ("dispatcher", "acceptor", "shift_leader", "collector", "unit"),
        (
            _column(60, (100, ("cases",))),
            _column(40, (54, ("map",)), (46, ("wall", "broadcast"))),
        ),
        (
            _column(46, (100, ("cases",))),
            _column(30, (100, ("map",))),
            _column(24, (50, ("wall",)), (50, ("broadcast",))),
        ),
    ),
    Workspace(
        "emergency",
        N_("应急值守"),
        "siren",
        (),
        (
            _column(52, (100, ("map",))),
            _column(48, (52, ("wall",)), (48, ("cases", "broadcast"))),
        ),
        (
            _column(38, (100, ("map",))),
            _column(36, (58, ("wall",)), (42, ("broadcast",))),
            _column(26, (100, ("cases",))),
        ),
    ),
    Workspace(
        "broadcast",
        N_("广播"),
        "megaphone",
        ("broadcaster",),
        (
            _column(46, (100, ("broadcast",))),
            _column(54, (56, ("wall",)), (44, ("map", "cases"))),
        ),
        (
            _column(36, (100, ("broadcast",))),
            _column(38, (100, ("wall",))),
            _column(26, (50, ("map",)), (50, ("cases",))),
        ),
    ),
)

# Where a found record is looked at, when the palette brings it up.
HOME_OF = {
    "case": "cases",
    "camera": "wall",
    "speaker": "broadcast",
    "zone": "broadcast",
    "place": "map",
    "unit": "map",
}
# What a locked seat may go on showing to the hall.
SHOWN_WHEN_LOCKED = frozenset({"wall"})


def for_role(role: str) -> Workspace:
    """The workspace a post begins with."""
    return next((found for found in WORKSPACES if role in found.roles), WORKSPACES[0])


def by_id(workspace_id: str) -> Workspace | None:
    """The workspace of that id, or None."""
    return next((found for found in WORKSPACES if found.id == workspace_id), None)


def fitted(arrangement: Arrangement, rooms: tuple[str, ...]) -> Arrangement:
    """The arrangement with only the rooms there are, each exactly once; strangers become tabs of the last place."""
    placed = {room for column in arrangement for cell in column.cells for room in cell.rooms}
    kept = [_kept(column, rooms) for column in arrangement]
    columns = [column for column in kept if column.cells]
    strangers = tuple(room for room in rooms if room not in placed)
    if not columns:
        return (Column(100, (Cell(100, rooms),)),)
    if not strangers:
        return tuple(columns)
    last = columns[-1]
    cell = last.cells[-1]
    widened = Cell(cell.share, cell.rooms + strangers)
    return (*columns[:-1], Column(last.share, (*last.cells[:-1], widened)))


def _kept(column: Column, rooms: tuple[str, ...]) -> Column:
    cells = (Cell(cell.share, tuple(room for room in cell.rooms if room in rooms)) for cell in column.cells)
    return Column(column.share, tuple(cell for cell in cells if cell.rooms))
