"""All cases ever as SQL: newest first by an index, words by the full text, counts from the indexes alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.store.connection import Connection, fetch, scalar
from app.store.filters import CAPTURE, Where, add_filters, add_words
from app.store.grams import match as text_match
from app.store.queue import Queue
from app.store.rows import CaseQuery, Key
from app.store.walks import NOBODY, Branch, Look, Named, Order, Walk, add_named, next_key

# One character alone stands in half the archive: it is looked for in the newest cases only.
_NEWEST = 50_000
_CAPTURE = f"+{CAPTURE.replace(' c.', ' +c.')}"


class Archive(Look):
    """Pages, places and counts of all cases, open or not; of those alone whose column has the value of `group`."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        query: CaseQuery,
        indexed_to: int,
        named: Named = NOBODY,
        group: tuple[str, Any] | None = None,
    ) -> None:
        super().__init__(connection, now, query, indexed_to, named)
        self._group = group

    def key_at(self, place: int) -> Key | None:
        """Return the key behind which row number `place` of the whole list comes; None as `Queue.key_at`."""
        if place <= 0 or (self._query.text.strip() and not self._named):
            return None
        return self._nth(self._history_walks(), place - 1)

    def total(self) -> int:
        """Return how many rows the query has; far cheaper than counting them by kind."""
        if self._group is None and self._query.text.strip():
            return sum(row[-1] for row in self.counts())
        if self._group is None and self._query.captures == "without":
            every = Archive(*self._picture, replace(self._query, captures="with"), self._indexed_to, self._named)
            seen = replace(self._query, captures="only", scope="open", order="due", lights=(), late=False)
            return every.total() - Queue(*self._picture, seen, self._indexed_to, self._named).total()
        walks = self._history_walks()
        return sum(int(scalar(self._connection, f"SELECT count(*) {w.rest}", w.values)) for w in walks)

    def page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
        """Return some rows of the columns `select` of alias `c`, and the key of the next page."""
        parts: list[str] = []
        values: list[Any] = []
        branches = list(self._history_branches())
        for branch in branches:
            where = self._history_where(branch)
            branch.order.after(where, after)
            first, second = branch.order.columns
            parts.append(
                f"SELECT * FROM (SELECT {select}, {first} AS key1, {second} AS key2 FROM {branch.source}{where.sql()} "
                f"ORDER BY {branch.order.clause()} LIMIT {limit})"
            )
            values.extend(where.values)
        way = " DESC" if branches[0].order.descending else ""
        union = f"{' UNION ALL '.join(parts)} ORDER BY key1{way}, key2{way} LIMIT {limit}"
        rows = fetch(self._connection, parts[0] if len(parts) == 1 else union, tuple(values))
        return [row[:-2] for row in rows], next_key(rows, limit)

    def counts(self) -> list[Any]:
        """Return (state, source, light, number) rows; pass over what is None.

        By state and by source at once means reading every row; without a filter each comes from its own index.
        """
        rows: list[Any] = []
        plain = replace(self._query, captures="with", order="due", reverse=False, late_first=True)
        if plain == CaseQuery(scope="all", captures="with") and self._query.captures != "only":
            by_state = 'SELECT state, NULL, NULL, count(*) FROM "case" GROUP BY state'
            by_source = "SELECT NULL, source, 'none', count(*) FROM \"case\" GROUP BY source"
            seen = "SELECT 'reported', 'ai', 'none', -count(*) FROM open_case INDEXED BY open_due WHERE capture = 1"
            parts = (by_state, by_source, seen)[: 3 if self._query.captures == "without" else 2]
            return [row for part in parts for row in fetch(self._connection, part) if row[-1]]
        for branch in self._history_branches(every=True):
            where = self._history_where(branch)
            sql = f"SELECT c.state, c.source, 'none', count(*) FROM {branch.source}{where.sql()} GROUP BY 1, 2"
            rows += fetch(self._connection, sql, tuple(where.values))
        return rows

    def _history_branches(self, every: bool = False) -> Iterator[Branch]:
        """One branch per single value of the best filter, so that each walks its own index in the order of the page."""
        text = self._query.text.strip()
        by_arrival = Order(("c.rowid", "c.rowid"), not self._query.reverse)
        if len(text) == 1 and not text.isascii():
            yield Branch('"case" c', by_arrival, text="newest")
        elif text_match(text) and not self._named:
            by_hit = Order(("f.rowid", "f.rowid"), not self._query.reverse)
            yield Branch('case_text f CROSS JOIN "case" c ON c.rowid = f.rowid', by_hit, text="history")
            if self._indexed_to >= 0:
                yield Branch('"case" c', by_arrival, text="tail")
        else:
            filtered = self._history_filter() if every or self._column == "reported_at" else None
            for column, value in filtered or (("", ""),):
                yield Branch('"case" c', self._order, ((column, value),) if column else ())

    def _history_filter(self) -> list[tuple[str, Any]] | None:
        if self._group is not None:
            return [self._group]
        if self._named:
            return [("unit_id", unit) for unit in self._named.units] if not self._named.areas else None
        narrow = self._narrowest()
        return [(narrow[0], value) for value in narrow[1]] if narrow else None

    def _history_where(self, branch: Branch, by_id: bool = False) -> Where:
        where = Where()
        for column, value in branch.fixed:
            where.add(f"c.{column} = ?", value)
        add_filters(where, self._query, self._moment, frozenset(column for column, _ in branch.fixed))
        if self._query.captures != "with":
            # The rows are at hand in a page; for a place in the list the index has to be enough.
            told = "c.rowid IN (SELECT rid FROM open_case INDEXED BY open_due WHERE capture = 1)" if by_id else _CAPTURE
            where.add(f"{'NOT ' if self._query.captures == 'without' else ''}({told})")
        if self._named:
            add_named(where, self._named, "")
        elif self._query.text.strip():
            self._add_history_text(where, branch.text)
        return where

    def _add_history_text(self, where: Where, road: str) -> None:
        if road == "history":
            where.add("f.case_text MATCH ?", text_match(self._query.text))
        elif road == "tail":
            where.add("c.rowid > ?", self._indexed_to)
        elif road == "newest":
            last = int(scalar(self._connection, 'SELECT max(rowid) FROM "case"') or 0)
            where.add("c.rowid > ?", last - _NEWEST)
        add_words(where, self._query.text)

    def _history_walks(self) -> list[Walk]:
        walks = []
        for branch in self._history_branches():
            where = self._history_where(branch, by_id=True)
            walks.append(Walk(self._order.columns, f"FROM {branch.source}{where.sql()}", tuple(where.values)))
        return walks
