"""A file read as entries of one of the hall's books and not written anywhere: whoever asked shows and sends them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.domain.records import KINDS as NOUNS
from app.domain.records import to_row
from app.imports import entries
from app.imports.ground import Ground
from app.imports.judging import Judged, judged
from app.imports.mapping import AUTO, FieldMap, find_map, read_map
from app.imports.nouns import FIELDS
from app.imports.rejects import Refusal, write_rejects

BOOKS = {
    "matter": "matters",
    "responsibility": "responsibilities",
    "ruling": "rulings",
    "algorithm": "algorithms",
    "calendar": "calendar",
}
"""What can be read, and what the command line calls it."""
Entry = dict[str, Any]
Reject = Refusal


@dataclass(frozen=True, slots=True)
class BookRows:
    """What a file says.

    `rows` are the entries, each with its `id`, the columns the file speaks of, and those no new record can do without;
    of several with one id the last counts and `doubled` says how many were passed over. `places` are the lines of the
    file, one for each of `rows`. `rejects` are the rows refused, `columns` the columns of the file, `unknown` those
    nobody asked for, `remarks` what was mended (`position.swapped`, `text.nul` …) and how often.
    """

    rows: tuple[Entry, ...] = ()
    rejects: tuple[Reject, ...] = ()
    columns: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    doubled: int = 0
    remarks: dict[str, int] = field(default_factory=dict)

    def write_rejects(self, path: Path) -> None:
        """Write the refused rows as a table that can be mended and read again. Raises OSError."""
        write_rejects(path, self.rejects)


def read_book(path: Path, kind: str, map_name: str | None = None, ground: Ground | None = None) -> BookRows:
    """Read a file as entries of a book; nothing is written. `kind` is a key of `BOOKS`.

    `map_name` is a mapping file or the name of one of ours; without it columns are known by their usual names and the
    header row is looked for. `ground` holds what the entries may name: `Ground.of_books(reader, now)`. An entry of the
    calendar has `id` (the date), `work` and `name`. Raises Rejected for a file or mapping that cannot be read at all,
    KeyError for an unknown kind, OSError.
    """
    what, plan = BOOKS[kind], read_map(find_map(map_name)) if map_name else FieldMap(header=AUTO, quoted=True)
    heap = _Heap(kind, FIELDS[what])
    for each in judged(what, path, plan, ground or Ground(), entries.days if kind == "calendar" else None):
        heap.add(each)
    return heap.told()


class _Heap:
    """What has been read so far."""

    def __init__(self, kind: str, names: Iterable[str]) -> None:
        self._kind, self._names = kind, names
        self._found: dict[str, tuple[Entry, int]] = {}
        self._rejects: list[Reject] = []
        self._columns: dict[str, None] = {}
        self._used: set[str] = set()
        self._remarks: Counter[str] = Counter()
        self._doubled = 0

    def add(self, each: Judged) -> None:
        """Take a row."""
        self._columns |= dict.fromkeys(each.row.cells)
        self._used |= {column for name in self._names for column in each.fields.columns_of(name)}
        if each.refusal is not None:
            self._rejects.append(each.refusal)
            return
        self._remarks.update(each.fields.remarks)
        for row in each.made if self._kind == "calendar" else (_spoken(self._kind, self._names, each),):
            self._doubled += row["id"] in self._found
            self._found[row["id"]] = row, each.row.place

    def told(self) -> BookRows:
        """Return all of it."""
        named = tuple(name for name in self._columns if not name.startswith("#"))
        return BookRows(
            rows=tuple(row for row, _ in self._found.values()),
            rejects=tuple(self._rejects),
            columns=named,
            unknown=tuple(name for name in named if name not in self._used),
            places=tuple(place for _, place in self._found.values()),
            doubled=self._doubled,
            remarks=dict(self._remarks),
        )


def _spoken(kind: str, names: Iterable[str], each: Judged) -> Entry:
    """The columns the file speaks of: an empty cell must not wipe out what the hall has written there since."""
    said = each.fields.spoken(names)
    usual = {column.name: column for column in fields(NOUNS[kind])}
    row = {name: _unfolded(value, getattr(each.made, name)) for name, value in to_row(each.made).items()}
    return {name: value for name, value in row.items() if name in said or _tells(value, usual[name])}


def _unfolded(stored: Any, value: Any) -> Any:
    """Lists as lists, as commands carry them."""
    return list(value) if isinstance(value, tuple) else stored


def _tells(value: Any, column: Field[Any]) -> bool:
    """Whether a column says more than a new record has anyway."""
    if column.default is MISSING and column.default_factory is MISSING:
        return True
    return value not in (None, "", []) and value != column.default
