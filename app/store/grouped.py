"""All cases ever by unit, by source or by ground: one value after the other, each walked in its own index."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.store.archive import Archive
from app.store.connection import Connection, fetch, scalar
from app.store.rows import CaseQuery, Key
from app.store.walks import NOBODY, SORTED, Named
from app.words.order import by_book, by_pinyin

# What a filter narrows a group's column to.
_FILTERS = {"unit_id": "units", "source": "sources", "area_code": "areas", "state": "states"}


def is_grouped(query: CaseQuery, named: Named) -> bool:
    """Say whether a query goes through the archive value by value; a search goes by its hits."""
    return query.scope != "open" and bool(SORTED[query.order].group) and (not query.text.strip() or bool(named))


class GroupedArchive(Archive):
    """Pages and places of all cases, value by value, within each the newest first."""

    def __init__(
        self, connection: Connection, now: datetime, query: CaseQuery, indexed_to: int, named: Named = NOBODY
    ) -> None:
        super().__init__(connection, now, query, indexed_to, named)
        self._column_of_groups = SORTED[query.order].group
        # Units and ground go forward through the alphabet, their newest cases first; the other way round all is turned.
        self._rest = replace(query, order="new")

    def page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
        """Return some rows of the columns `select` of alias `c`, and the key of the next page."""
        groups = self._groups()
        at, inner = (groups.index(after[0]), after[1:]) if after and after[0] in groups else (0, None)
        rows: list[Any] = []
        for value in groups[at:]:
            found, key = self._archive_of(value).page(inner, limit - len(rows), select)
            rows += found
            if key is not None:
                return rows, (value, *key)
            inner = None
        return rows, None

    def key_at(self, place: int) -> Key | None:
        """Return the key behind which row number `place` of the whole list comes; None as `Queue.key_at`."""
        for value in self._groups() if place > 0 else ():
            archive = self._archive_of(value)
            size = archive.total()
            if place <= size:
                key = archive.key_at(place)
                return key and (value, *key)
            place -= size
        return None

    def _archive_of(self, value: str) -> Archive:
        connection, now = self._picture
        return Archive(connection, now, self._rest, self._indexed_to, self._named, (self._column_of_groups, value))

    def _groups(self) -> list[str]:
        """The values there are, found by leaping through their index, in order; nothing comes last."""
        column = self._column_of_groups
        found = fetch(
            self._connection,
            f'WITH RECURSIVE leap(v) AS (SELECT min({column}) FROM "case" UNION ALL '
            f'SELECT (SELECT min({column}) FROM "case" WHERE {column} > leap.v) FROM leap WHERE leap.v IS NOT NULL) '
            "SELECT v FROM leap WHERE v IS NOT NULL",
        )
        values = [str(value) for (value,) in found if self._is_wanted(str(value))]
        return sorted(values, key=self._place_of, reverse=self._query.reverse)

    def _is_wanted(self, value: str) -> bool:
        chosen: tuple[str, ...] = getattr(self._query, _FILTERS[self._column_of_groups])
        if self._column_of_groups == "area_code":
            return not chosen or value.startswith(chosen)
        return not chosen or value in chosen

    def _place_of(self, value: str) -> tuple[str, str]:
        match self._column_of_groups:
            case "source" | "state" as book:
                return by_book(book, value), value
            case "unit_id":
                sql = 'SELECT unit_name FROM "case" WHERE unit_id = ? ORDER BY reported_at DESC LIMIT 1'
                return by_pinyin(str(scalar(self._connection, sql, (value,)) or "")), value
            case _:
                return value or "~", value
