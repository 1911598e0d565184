"""The open queue as SQL: pages walk an index in their own order, so a page costs the same at any size."""

from collections.abc import Iterator
from typing import Any

from app.store.connection import fetch, scalar
from app.store.filters import Where, add_filters, add_open_text, add_words
from app.store.grams import is_number
from app.store.grams import match as text_match
from app.store.rows import Key
from app.store.schema import NO_DUE
from app.store.walks import (
    BARE_FLAGS,
    MOST_BRANCHES,
    SORTED,
    Branch,
    Look,
    Walk,
    add_named,
    asks_kin,
    captures_of,
    few_of,
    next_key,
)

# Up to so many rows are sorted; where there are more, a walk in the page's order meets enough of them soon.
_FEW = 2_000
_SAMPLE = 100


class Queue(Look):
    """Pages, places and counts of the open cases."""

    def page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
        """Return some rows of the columns `select` of alias `c`, and the key of the next page."""
        if self._in_one_piece():
            rows = self._open_rows("", after, limit, select)
            return [row[:-2] for row in rows], next_key(rows, limit)
        return self._late_first_page(after, limit, select)

    def key_at(self, place: int) -> Key | None:
        """Return the key behind which row number `place` of the whole list comes, found in an index alone.

        None at the beginning, behind the end, and for a search: those are walked page by page.
        """
        if place <= 0 or (self._query.text.strip() and not self._named):
            return None
        if self._in_one_piece():
            return self._nth(self._open_walks(""), place - 1)
        late = sum(scalar(self._connection, f"SELECT count(*) {w.rest}", w.values) for w in self._open_walks("late"))
        part, place = ("late", place) if place <= late else ("rest", place - late)
        key = self._nth(self._open_walks(part), place - 1)
        return key and (part, *key, self._now)

    def total(self) -> int:
        """Return how many rows the query has."""
        return sum(row[-1] for row in self.counts())

    def _in_one_piece(self) -> bool:
        """By due time the late ones are on top anyway."""
        return self._query.order == "due" or not self._query.late_first or self._query.late

    def _index(self) -> str:
        order = self._query.order
        return f"open_by_{order}" if SORTED[order].column.endswith("_order") else f"open_{order}"

    def _open_walks(self, band: str) -> list[Walk]:
        walks = []
        for capture in captures_of(self._query):
            source = f"open_case c INDEXED BY {self._index()}"
            where = self._open_where(Branch(source, self._order, (("capture", capture),)), band)
            walks.append(Walk(self._order.columns, f"FROM {source}{where.sql()}", tuple(where.values)))
        return walks

    def _late_first_page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
        """First what was overdue when the first page was read, then the rest, each part in the order asked for."""
        part, key, self._now = (after[0], after[1:3], after[3]) if after else ("late", None, self._now)
        rows = self._open_rows("late", key, limit, select) if part == "late" else []
        late = len(rows)
        if late < limit:
            rows += self._open_rows("rest", key if part == "rest" else None, limit - late, select)
        last = next_key(rows, limit)
        return [row[:-2] for row in rows], last and ("rest" if len(rows) > late else "late", *last, self._now)

    def _open_rows(self, band: str, key: Key | None, limit: int, select: str) -> list[Any]:
        """Find the rows in an index alone, then fetch just those: the last two columns of a row are its key."""
        if limit <= 0:
            return []
        walks, values = [], []
        for branch in self._open_branches(band):
            where = self._open_where(branch, band)
            branch.order.after(where, key)
            walks.append(
                f"SELECT * FROM (SELECT c.rid AS rid, {branch.order.columns[0]} AS key1, c.id AS key2 "
                f"FROM {branch.source}{where.sql()} ORDER BY {branch.order.clause()} LIMIT {limit})"
            )
            values.extend(where.values)
        way = " DESC" if self._order.descending else ""
        found = f"{' UNION ALL '.join(walks)} ORDER BY key1{way}, key2{way} LIMIT {limit}"
        sql = (
            f"SELECT {select}, k.key1, k.key2 FROM ({found}) k CROSS JOIN open_case c ON c.rid = k.rid "
            f"ORDER BY k.key1{way}, k.key2{way}"
        )
        return fetch(self._connection, sql, tuple(values))

    def _open_branches(self, band: str) -> Iterator[Branch]:
        index = self._index()
        if band == "late" and self._few_late():
            index = "open_due"
        filtered = None if band or self._query.order != "due" else self._narrowest()
        for capture in captures_of(self._query):
            if few := few_of(self._query):
                yield Branch(few, self._order, (("capture", capture),), "check")
            elif self._has_few_hits():
                source = "open_text f CROSS JOIN open_case c ON c.rid = f.rowid"
                yield Branch(source, self._order, (("capture", capture),), "hits")
            elif filtered is not None:
                column, chosen = filtered
                for value in chosen:
                    source = f"open_case c INDEXED BY open_{column}"
                    yield Branch(source, self._order, (("capture", capture), (column, value)), "check")
            else:
                yield Branch(f"open_case c INDEXED BY {index}", self._order, (("capture", capture),), "check")

    def _open_where(self, branch: Branch, band: str) -> Where:
        where = Where()
        for column, value in branch.fixed:
            where.add(f"{'+' if branch.text == 'hits' else ''}c.{column} = ?", value)
        if band:
            where.add(f"c.due_key {'<=' if band == 'late' else '>'} ?", self._now)
        add_filters(where, self._query, self._moment, frozenset(column for column, _ in branch.fixed))
        if self._named:
            add_named(where, self._named, self._query.text)
        elif branch.text == "hits":
            where.add("f.open_text MATCH ?", text_match(self._query.text))
            add_words(where, self._query.text)
        elif self._query.text.strip():
            add_open_text(where, self._query.text, hits=False)
        return where

    def _has_few_hits(self) -> bool:
        text = self._query.text.strip()
        if self._named or is_number(text) or not text_match(text) or self._is_common(text):
            return False
        sql = f"SELECT count(*) FROM (SELECT 1 FROM open_text WHERE open_text MATCH ? LIMIT {_FEW + 1})"
        return bool(scalar(self._connection, sql, (text_match(text),)) <= _FEW)

    def _is_common(self, text: str) -> bool:
        """One character that stands in some of the first cases is met soon on the way; no need to list its hits."""
        if len(text) > 1 or text.isascii():
            return False
        where = Where()
        add_words(where, text)
        sql = (
            f"SELECT count(*) FROM (SELECT * FROM open_case INDEXED BY open_due WHERE capture = 0 LIMIT {_SAMPLE}) c"
            f"{where.sql()}"
        )
        return bool(scalar(self._connection, sql, tuple(where.values)) * 10 >= _SAMPLE)

    def _few_late(self) -> bool:
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM open_case c INDEXED BY open_due "
            f"WHERE c.capture = ? AND c.due_key <= ? LIMIT {_FEW + 1})"
        )
        return all(scalar(self._connection, sql, (capture, self._now)) <= _FEW for capture in captures_of(self._query))

    def counts(self) -> list[Any]:
        """Return (state, source, light, number) rows; sum where a triple comes twice."""
        rows: list[Any] = []
        query = self._query
        bare = not (query.text.strip() or query.areas or query.mine_seat or query.grades or query.order_types)
        bare = bare and not (query.returned or query.repeats or any(getattr(query, f) for f in BARE_FLAGS[:4]))
        bare = bare and not (asks_kin(query) or query.reasons or query.matters or query.since or query.until)
        for capture in captures_of(query):
            for branch in self._counted(capture, bare):
                where = self._open_where(branch, "")
                sql = f"SELECT c.state, c.source, {_LIGHT}, count(*) FROM {branch.source}{where.sql()} GROUP BY 1, 2, 3"
                rows += fetch(self._connection, sql, (self._now, self._now, *where.values))
        return rows

    def _counted(self, capture: int, bare: bool) -> Iterator[Branch]:
        """The shortest way past every row of the query; for the matters asked for their own index."""
        query, fixed = self._query, (("capture", capture),)
        if few := few_of(query):
            yield Branch(few, self._order, fixed)
        elif self._has_few_hits():
            yield Branch("open_text f CROSS JOIN open_case c ON c.rid = f.rowid", self._order, fixed, "hits")
        elif 0 < len(query.matters) <= MOST_BRANCHES:
            for matter in query.matters:
                yield Branch("open_case c INDEXED BY open_matter_id", self._order, (*fixed, ("matter_id", matter)))
        else:
            index = "open_count" if bare and not query.units else "open_due"
            yield Branch(f"open_case c INDEXED BY {index}", self._order, fixed)


_LIGHT = (
    f"CASE WHEN c.paused_at IS NOT NULL THEN 'paused' WHEN c.due_key = '{NO_DUE}' THEN 'none' "
    "WHEN c.due_key <= ? THEN 'overdue' WHEN c.warn_at <= ? THEN 'warning' ELSE 'normal' END"
)
