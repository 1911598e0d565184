"""Where the rows of an export come from: the hub while it can be reached, a seat's own store without it."""

from collections.abc import Iterator
from typing import Any

from app.documents.columns import Row
from app.documents.directories import DIRECTORIES
from app.domain.errors import Rejected
from app.domain.records import columns, to_row
from app.protocol.rest import RestDoor
from app.store import CaseQuery, Reader

_PAGE = 1_000
_KINDS = {"responsibilities": "responsibility"}


def hub_rows(what: str, door: RestDoor) -> Iterator[Row]:
    """Yield the rows of a list from the hub, newest first, the audit book oldest first.

    Raises Rejected("export.unknown"), Unavailable.
    """
    if what == "audit":
        return door.export_audit()
    if what in ("cases", "orders"):
        return door.read("cases")
    if what == "broadcasts" or what in DIRECTORIES:
        return door.read(what)
    raise Rejected("export.unknown", what)


def store_rows(what: str, reader: Reader) -> Iterator[Row]:
    """Yield the rows of a list from a seat's store, newest first; own actions still waiting are in them.

    Raises Rejected("export.unknown"), and Rejected("export.hub_only") for the audit book, which no seat has.
    """
    if what == "audit":
        raise Rejected("export.hub_only", what)
    if what in ("cases", "orders"):
        return _cases(reader)
    if what == "broadcasts":
        return _broadcasts(reader)
    if what in DIRECTORIES:
        return (to_row(noun) for noun in reader.all(_KINDS.get(what, what.removesuffix("s"))))
    raise Rejected("export.unknown", what)


def _cases(reader: Reader) -> Iterator[Row]:
    query, after = CaseQuery(scope="all", order="new"), None
    while True:
        page = reader.cases(query, after, _PAGE)
        yield from (_row(case) for case in page.rows)
        after = page.next
        if after is None:
            return


def _row(case: Any) -> Row:
    """A case row of the store as a plain mapping; its own marks (pending, trouble) are no part of the record."""
    return {name: getattr(case, name) for name in columns("case")}


def _broadcasts(reader: Reader) -> Iterator[Row]:
    before = ""
    while found := reader.latest("broadcast", "started_at", _PAGE, before):
        rows = [to_row(broadcast) for broadcast in found]
        yield from rows
        before = str(rows[-1]["started_at"] or "")
        if len(rows) < _PAGE or not before:
            return
