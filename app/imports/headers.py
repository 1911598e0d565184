"""Which row of a table names its columns, what they are called, and what stands in cells that are merged."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.imports.parcels import Merge

_APART = re.compile(r"(?<=[\u3400-\u9fff（）]) (?=[\u3400-\u9fff（）])")
TITLES = 10
"""How many of the first rows may be title, date and header."""


def header_of(rows: Sequence[Sequence[Any]], merges: Sequence[Merge] = ()) -> int:
    """Return which of the first rows is the header, counted from 1; where none is, 1.

    Above it stand a title and a date, in one cell each. A header of two rows, some of its cells merged over both, is
    named by its lower row.
    """
    for place, row in enumerate(rows, start=1):
        filled_cells = [cell for cell in row if cell not in (None, "")]
        if len(filled_cells) > 1 and len(set(filled_cells)) > 1 and all(isinstance(cell, str) for cell in filled_cells):
            return max([place, *(merge[2] + 1 for merge in merges if merge[0] == place - 1 and merge[2] < TITLES)])
    return 1


def names_of(head: Iterable[Any]) -> list[str]:
    """Return the names of columns: `#3` where there is none; of two alike the second is called `name (2)`."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for place, cell in enumerate(head, start=1):
        name = plain_name(cell) or f"#{place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def plain_name(cell: Any) -> str:
    """Return the name of a column on one line; spaces that only set Chinese characters apart are none (`地　址`)."""
    name = " ".join(str(cell).replace("\x00", "").split()) if cell is not None else ""
    return _APART.sub("", name)


def filled(rows: Iterable[Sequence[Any]], merges: Sequence[Merge]) -> Iterator[Sequence[Any]]:
    """Yield the rows with what stands in a tall merged cell repeated in each of its rows."""
    waiting = sorted(merges, reverse=True)
    if not waiting:
        yield from rows
        return
    running: dict[int, tuple[int, Any]] = {}
    for place, row in enumerate(rows):
        cells = list(row)
        for column, (last, value) in list(running.items()):
            if place > last:
                del running[column]
            elif column >= len(cells) or cells[column] in (None, ""):
                cells += [None] * (column + 1 - len(cells))
                cells[column] = value
        while waiting and waiting[-1][0] <= place:
            _top, left, last, _right = waiting.pop()
            if left < len(cells):
                running[left] = last, cells[left]
        yield cells
