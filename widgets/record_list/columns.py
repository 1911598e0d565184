"""Which columns a one-line row shows, and where: the most important ones that fit, in the order given."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect

from widgets.theme import Theme

LIGHT_EM = 8.4  # room for "23h 55m late" beside the light
HEADED_EM = 44  # narrower than this, titles above the columns would say less than they cost


@dataclass(frozen=True, slots=True)
class Column:
    """A column offered: it needs `least_em` widths of the type, `share` of what is left over goes to it.

    `rank` 0 stays longest where room is short; `sort` names the order a click on its title asks for, "" for none.
    """

    id: str
    title: str
    least_em: float = 6.0
    share: int = 0
    rank: int = 5
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A column and the stretch of the row it has."""

    column: Column
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Lanes:
    """How a one-line row is divided: the light, the columns, and the marks with the chip."""

    light: QRect
    slots: tuple[Slot, ...]
    right: QRect


def lanes(columns: Sequence[Column], width: int, height: int, theme: Theme) -> Lanes:
    """Divide a row of this width among the light, as many columns as fit, and the marks."""
    pad, em = theme.space + theme.space // 2, theme.font_px
    light = round(em * LIGHT_EM)
    right = round(em * (13.5 if width >= em * 64 else 10.5 if width >= em * HEADED_EM else 8.2))
    first = pad + light + theme.space
    room = max(0, width - first - right - pad - theme.space)
    return Lanes(
        QRect(pad, 0, light, height), fit(columns, first, room, theme), QRect(width - right - pad, 0, right, height)
    )


def fit(columns: Sequence[Column], left: int, room: int, theme: Theme) -> tuple[Slot, ...]:
    """Place the most important columns that fit into `room` pixels from `left` on; the first of them always stands."""
    gap = theme.space + theme.space // 2
    chosen: set[str] = set()
    used = 0
    for column in sorted(columns, key=lambda found: found.rank):
        need = round(column.least_em * theme.font_px) + gap
        if used + need <= room or not chosen:
            chosen.add(column.id)
            used += need
    shown = [column for column in columns if column.id in chosen]
    spare, shares = max(0, room - used), sum(column.share for column in shown) or 1
    slots: list[Slot] = []
    for column in shown:
        width = round(column.least_em * theme.font_px) + spare * column.share // shares
        slots.append(Slot(column, left, min(width, room)))
        left += width + gap
    return tuple(slots)
