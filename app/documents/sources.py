"""Where the rows of an export come from: the hub while it can be reached, a seat's own store without it."""

from collections.abc import Callable, Iterator
from typing import Any

from app.documents.columns import Row
from app.documents.directories import DIRECTORIES
from app.domain.errors import Rejected
from app.domain.records import columns, to_row
from app.protocol.rest import RestDoor
from app.store import CaseQuery, Reader
from app.store.moment import Moment

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


def store_rows(what: str, reader: Reader, moment: Moment | None = None) -> Iterator[Row]:
    """Yield the rows of a list from a seat's store, newest first; own actions still waiting are in them.

    They are all of one moment: of `moment`, or of when the first is asked for. Raises Rejected("export.unknown"), and
    Rejected("export.hub_only") for the audit book, which no seat has.
    """
    if what == "audit":
        raise Rejected("export.hub_only", what)
    if what in ("cases", "orders"):
        return _at_one(reader, moment, _cases)
    if what == "broadcasts":
        return _at_one(reader, moment, _broadcasts)
    if what in DIRECTORIES:
        return (to_row(noun) for noun in reader.all(_KINDS.get(what, what.removesuffix("s"))))
    raise Rejected("export.unknown", what)


def _at_one(reader: Reader, moment: Moment | None, rows: Callable[[Moment], Iterator[Row]]) -> Iterator[Row]:
    if moment is not None:
        yield from rows(moment)
        return
    with reader.moment() as now:
        yield from rows(now)


def _cases(moment: Moment) -> Iterator[Row]:
    query, after = CaseQuery(scope="all", order="new"), None
    while True:
        page = moment.cases(query, after, _PAGE)
        yield from (_row(case) for case in page.rows)
        after = page.next
        if after is None:
            return


def _row(case: Any) -> Row:
    """A case row of the store as a plain mapping; its own marks (pending, trouble) are no part of the record."""
    return {name: getattr(case, name) for name in columns("case")}


def _broadcasts(moment: Moment) -> Iterator[Row]:
    after = None
    while True:
        page = moment.records("broadcast", "started_at", after, _PAGE)
        yield from (to_row(broadcast) for broadcast in page.rows)
        after = page.next
        if after is None:
            return
