"""Rows on their way into a table: what the line left out because it is the usual is written as the usual."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from app.domain.records import usual_row
from app.store.schema import table_columns

Values = tuple[Any, ...]

# Fewer rows than this are written under all columns: another statement for each mixture would cost more than it saves.
_WORTH_A_STATEMENT = 100
_MIXTURES = 64
# The orders by time need a value in every row: text order puts the empty one last.
_DATED = ("reported_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one kind under the columns `names`, of which `id` and `seq` are the first two."""

    kind: str
    names: tuple[str, ...]
    rows: Sequence[Values]

    def reader(self, *names: str) -> Callable[[Values], Values]:
        """Return a function from a row to its values of these columns (two or more), said or usual."""
        usual = _usual(self.kind)
        absent = tuple(name for name in names if name not in self.names)
        place = {name: i for i, name in enumerate((*self.names, *absent))}
        pick, filling = itemgetter(*(place[name] for name in names)), tuple(usual.get(name) for name in absent)
        return (lambda row: pick((*row, *filling))) if absent else pick

    def only(self, rows: Sequence[Values]) -> "Sheet":
        """Return the same columns with other rows."""
        return Sheet(self.kind, self.names, rows)


def lay_out(kind: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Sheet:
    """Make a sheet of rows from the line: columns nobody here knows are dropped, cases get a place in time."""
    wanted, listed = table_columns(kind), [*map(tuple, rows)]
    told = tuple(names)
    ours = tuple(name for name in wanted if name in told) if len(listed) >= _WORTH_A_STATEMENT else wanted
    if ours != told:
        listed = list(map(Sheet(kind, told, ()).reader(*ours), listed))
    return Sheet(kind, ours, [_dated(row, ours) for row in listed] if kind == "case" else listed)


def upsert_sql(kind: str, force: bool = False, names: tuple[str, ...] | None = None) -> str:
    """Return the statement that writes a row of these columns (all, unless said), and the usual into the others.

    A row that is not newer than the one in the table is passed over unless `force`d.
    """
    return _upsert_sql(kind, force, names or table_columns(kind))


@lru_cache(_MIXTURES)
def _upsert_sql(kind: str, force: bool, names: tuple[str, ...]) -> str:
    wanted, usual, told = table_columns(kind), _usual(kind), frozenset(names)
    absent = [name for name in wanted if name not in told]
    listed = ", ".join(f'"{name}"' for name in (*names, *absent))
    values = ", ".join((*("?" for _ in names), *(_literal(usual.get(name)) for name in absent)))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in wanted[1:])
    guard = "" if force else f' WHERE excluded.seq > "{kind}".seq'
    return f'INSERT INTO "{kind}"({listed}) VALUES({values}) ON CONFLICT(id) DO UPDATE SET {sets}{guard}'


def _literal(value: Any) -> str:
    """Write one of the domain's own usual values in SQL; nothing from outside comes here."""
    if value is None:
        return "NULL"
    return str(float(value) if isinstance(value, float) else int(value)) if not isinstance(value, str) else f"'{value}'"


@cache
def _usual(kind: str) -> dict[str, Any]:
    usual = dict(usual_row(kind))
    return usual | {name: usual[name] or "" for name in _DATED} if kind == "case" else usual


def _dated(row: Values, names: tuple[str, ...]) -> Values:
    places = _dated_places(names)
    if all(row[i] is not None for i in places):
        return row
    return tuple("" if value is None and i in places else value for i, value in enumerate(row))


@lru_cache(_MIXTURES)
def _dated_places(names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(names.index(name) for name in _DATED if name in names)
