"""The cases at one moment: page after page of the same picture, however long it takes and whoever writes beside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.clock import from_text
from app.store.archive import Archive
from app.store.connection import Connection, Picture, fetch, scalar
from app.store.grams import searchable
from app.store.grouped import GroupedArchive, is_grouped
from app.store.queue import Queue
from app.store.rows import CaseQuery, CaseRow, Key, Page
from app.store.shapes import MARKS, case_rows, nouns, select_list
from app.store.walks import Named

CASE = f"{select_list('case', 'c')}, {MARKS}"


class Moment:
    """What the reader's pages say, all of one moment: `at` by the clock, complete up to `as_of` by the hub."""

    def __init__(
        self,
        picture: Picture,
        at: datetime,
        as_of: datetime | None,
        understood: Callable[[CaseQuery], tuple[CaseQuery, Named]],
    ) -> None:
        self._picture, self._understood = picture, understood
        self.at = at
        with picture.read() as connection:
            self.as_of = later(as_of, stored_as_of(connection))

    def cases(self, query: CaseQuery, after: Key | None = None, limit: int = 200) -> Page[CaseRow]:
        """As `Reader.cases`, lights and all as they were. Raises Rejected("picture.ended") once the cache has gone."""
        query, named = self._understood(query)
        with self._picture.read() as connection:
            found, key = look(connection, query, self.at, named).page(after, limit, CASE)
        return Page(case_rows(found), key)

    def count(self, query: CaseQuery) -> int:
        """Return how many cases a query has."""
        query, named = self._understood(query)
        with self._picture.read() as connection:
            return look(connection, query, self.at, named).total()

    def records(self, kind: str, column: str, after: Key | None = None, limit: int = 200) -> Page[Any]:
        """Return a page of another kind by one of its columns, greatest first. Raises KeyError, Rejected."""
        names = select_list(kind)
        if f'"{column}"' not in names:
            raise KeyError(column)
        sort = f"ifnull(\"{column}\", '')"
        where = f"WHERE ({sort}, id) < (?, ?) " if after else ""
        sql = f'SELECT {names}, {sort}, id FROM "{kind}" {where}ORDER BY {sort} DESC, id DESC LIMIT {limit}'
        with self._picture.read() as connection:
            found = fetch(connection, sql, after or ())
        key = (str(found[-1][-2]), str(found[-1][-1])) if len(found) == limit else None
        return Page(tuple(nouns(kind, [row[:-2] for row in found])), key)


def look(connection: Connection, query: CaseQuery, now: datetime, named: Named) -> Queue | Archive:
    """Return the query as SQL on one picture of the cache."""
    query = replace(query, text=searchable(query.text))
    kind = Queue if query.scope == "open" else GroupedArchive if is_grouped(query, named) else Archive
    return kind(connection, now, query, _indexed_to(connection, query), named)


def _indexed_to(connection: Connection, query: CaseQuery) -> int:
    """Return up to which row the history's full text reaches; -1 where it reaches them all or nobody asks."""
    if query.scope == "open" or not query.text.strip():
        return -1
    reached = int(scalar(connection, "SELECT v FROM meta WHERE k = 'text_to'") or 0)
    last = int(scalar(connection, 'SELECT max(rowid) FROM "case"') or 0)
    return reached if last > reached else -1


def stored_as_of(connection: Connection) -> datetime | None:
    """Return the moment up to which the hub has told this cache everything."""
    told = scalar(connection, "SELECT v FROM meta WHERE k = 'as_of'")
    return from_text(told) if told else None


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two moments, or the one there is."""
    return max(one, other) if one and other else one or other
