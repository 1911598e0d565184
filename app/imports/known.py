"""What the hub has already: a file brought in again must not undo what operators have done since."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Protocol

from app.domain.records import KINDS as NOUNS
from app.domain.records import to_row

_ASKED = 200
Record = dict[str, Any]


class Shelf(Protocol):
    """The hub's plain reads; `app.protocol.rest.RestDoor` is one."""

    def read(self, collection: str, **filters: Any) -> Iterator[Record]:
        """Yield the records of a collection that fit the filters."""
        ...


def known_rows(shelf: Shelf, collection: str, ids: Sequence[str]) -> dict[str, Record]:
    """Return the rows the hub has under these ids."""
    found: dict[str, Record] = {}
    for start in range(0, len(ids), _ASKED):
        found |= {str(row["id"]): row for row in shelf.read(collection, id=list(ids[start : start + _ASKED]))}
    return found


def reconciled(
    kind: str, told: Record, here: Record | None, keep: bool, said: Collection[str] = ()
) -> tuple[Record | None, str]:
    """Return the record to write, None where the hub's own stays, and a remark. `said` are the columns the file fills.

    A case is written whole while nobody here has acted on it. Of any other record, what the file does not speak of
    stays as it is here: an empty cell says nothing. With `keep` nothing that is here is changed.
    """
    if here is None:
        return told, ""
    if keep or _says_the_same(told, here):
        return None, ""
    if kind == "case":
        return (None, "case.changed_here") if int(here.get("version") or 0) > 1 else (told, "")
    silent = _defaults(kind)
    kept = {name for name, value in told.items() if name not in said and value == silent.get(name, MISSING)}
    merged = {name: here.get(name) if name in kept else value for name, value in told.items()}
    return (None if _says_the_same(merged, here) else merged), ""


def _says_the_same(told: Record, here: Record) -> bool:
    """Whether nothing would change; lists and maps travel as text one way and unfolded the other."""
    return all(here.get(name) == value or _unfolded(value) == here.get(name) for name, value in told.items())


def _unfolded(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@cache
def _defaults(kind: str) -> dict[str, Any]:
    """The row of a noun of which only what must be known is known."""
    noun = NOUNS[kind]
    needed = {f.name: "" for f in fields(noun) if f.default is MISSING and f.default_factory is MISSING}
    row = to_row(noun(**needed))
    return {name: value for name, value in row.items() if name not in needed}
