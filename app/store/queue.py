"""The case queue as SQL: pages walk an index in their own order, so a page costs the same at any size."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.area import GRID_RE
from app.domain.clock import to_text
from app.store.connection import Connection, fetch, scalar
from app.store.filters import CAPTURE, INDEXED, Where, add_filters, add_open_text, add_words
from app.store.grams import is_number
from app.store.grams import match as text_match
from app.store.rows import CaseQuery, Key
from app.store.schema import NO_DUE

# More combinations of single values than this are walked as one filtered scan instead.
_MOST_BRANCHES = 24
# Up to so many rows are sorted; where there are more, a walk in the page's order meets enough of them soon.
_FEW = 2_000
# One character alone stands in half the archive: it is looked for in the newest cases only.
_NEWEST = 50_000
_SORTED = {
    "due": ("due_key", False),
    "new": ("reported_at", True),
    "updated": ("updated_at", True),
    "grade": ("grade", False),
    "case_no": ("case_no", True),
}
_BARE_FLAGS = ("supervised", "urgent", "asked", "late")


@dataclass(frozen=True, slots=True)
class Named:
    """What a query's letters name by their pinyin initials: units and pieces of ground."""

    units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.areas)


_NOBODY = Named()


@dataclass(frozen=True, slots=True)
class Order:
    """How a query is ordered and continued: by two columns, both one way."""

    columns: tuple[str, str]
    descending: bool

    def clause(self) -> str:
        """Return the ORDER BY list."""
        way = " DESC" if self.descending else ""
        # Each column once: the full-text index walks backwards for one order term, and sorts for two.
        return ", ".join(f"{column}{way}" for column in dict.fromkeys(self.columns))

    def after(self, where: Where, key: Key | None) -> None:
        """Continue behind a key; the row-value form is the one that SQLite walks in the index."""
        if key is None:
            return
        sign = "<" if self.descending else ">"
        first, second = self.columns
        if first == second:
            where.add(f"{first} {sign} ?", int(key[0]))
        else:
            value = int(key[0]) if first == "c.grade" else key[0]
            where.add(f"({first}, {second}) {sign} (?, ?)", value, key[1])


@dataclass(frozen=True, slots=True)
class _Branch:
    """One walk of a page: the source, its order, what it fixes, and how it looks for the text."""

    source: str
    order: Order
    fixed: tuple[tuple[str, Any], ...] = ()
    text: str = "check"


@dataclass(frozen=True, slots=True)
class _Walk:
    """One walk without its list of columns and its end."""

    columns: tuple[str, str]
    rest: str
    values: tuple[Any, ...]


class Queue:
    """Reads one query on one picture of the cache; `indexed_to` is where the history's full text ends (-1: nowhere)."""

    def __init__(
        self, connection: Connection, query: CaseQuery, now: datetime, indexed_to: int, named: Named = _NOBODY
    ) -> None:
        self._connection = connection
        self._query = query
        self._now = to_text(now)
        self._moment = now
        self._indexed_to = indexed_to
        self._named = named
        column, descending = _SORTED[query.order if query.scope == "open" or query.order != "due" else "new"]
        self._column = column
        self._order = Order((f"c.{column}", "c.id"), descending != query.reverse)

    def page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
        """Return some rows of the columns `select` of alias `c`, and the key of the next page."""
        if self._query.scope != "open":
            return self._history_page(after, limit, select)
        if self._query.order == "due" or not self._query.late_first or self._query.late:
            rows = self._open_rows("", after, limit, select)
            return [row[:-2] for row in rows], _next(rows, limit)
        return self._late_first_page(after, limit, select)

    def key_at(self, place: int) -> Key | None:
        """Return the key behind which row number `place` of the whole list comes, found in an index alone.

        None at the beginning, behind the end, and for a search: those are walked page by page.
        """
        if place <= 0 or (self._query.text.strip() and not self._named):
            return None
        if self._query.scope != "open":
            return self._nth(self._history_walks(), place - 1)
        if self._query.order == "due" or not self._query.late_first or self._query.late:
            return self._nth(self._open_walks(""), place - 1)
        late = sum(scalar(self._connection, f"SELECT count(*) {w.rest}", w.values) for w in self._open_walks("late"))
        part, place = ("late", place) if place <= late else ("rest", place - late)
        key = self._nth(self._open_walks(part), place - 1)
        return key and (part, *key, self._now)

    def total(self) -> int:
        """Return how many rows the query has; in the archive far cheaper than counting them by kind."""
        if self._query.scope == "open" or self._query.text.strip():
            return sum(row[-1] for row in self.counts())
        every, seen = (replace(self._query, captures=captures) for captures in ("with", "only"))
        if self._query.captures == "without":
            seen = replace(seen, scope="open", order="due", lights=(), late=False)
            return self._alike(every).total() - self._alike(seen).total()
        walks = self._history_walks()
        return sum(int(scalar(self._connection, f"SELECT count(*) {w.rest}", w.values)) for w in walks)

    def _alike(self, query: CaseQuery) -> "Queue":
        return Queue(self._connection, query, self._moment, self._indexed_to, self._named)

    def counts(self) -> list[Any]:
        """Return (state, source, light, number) rows; sum where a triple comes twice, pass over what is None."""
        return self._open_counts() if self._query.scope == "open" else self._history_counts()

    # -- the place of a row ------------------------------------------------------------------------------------------

    def _nth(self, walks: list["_Walk"], place: int) -> Key | None:
        parts = [f"SELECT {w.columns[0]} AS key1, {w.columns[1]} AS key2 {w.rest}" for w in walks]
        way = " DESC" if self._order.descending else ""
        sql = f"{' UNION ALL '.join(parts)} ORDER BY key1{way}, key2{way} LIMIT 1 OFFSET {place}"
        found = fetch(self._connection, sql, tuple(value for w in walks for value in w.values))
        return (str(found[0][0]), str(found[0][1])) if found else None

    def _open_walks(self, band: str) -> list["_Walk"]:
        walks = []
        for capture in _captures(self._query):
            source = f"open_case c INDEXED BY open_{self._query.order}"
            where = self._open_where(_Branch(source, self._order, (("capture", capture),)), band)
            walks.append(_Walk(self._order.columns, f"FROM {source}{where.sql()}", tuple(where.values)))
        return walks

    def _history_walks(self) -> list["_Walk"]:
        walks = []
        for branch in self._history_branches():
            where = self._history_where(branch, by_id=True)
            walks.append(_Walk(self._order.columns, f"FROM {branch.source}{where.sql()}", tuple(where.values)))
        return walks

    # -- the open cases ----------------------------------------------------------------------------------------------

    def _late_first_page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
        """First what was overdue when the first page was read, then the rest, each part in the order asked for."""
        part, key, self._now = (after[0], after[1:3], after[3]) if after else ("late", None, self._now)
        rows = self._open_rows("late", key, limit, select) if part == "late" else []
        late = len(rows)
        if late < limit:
            rows += self._open_rows("rest", key if part == "rest" else None, limit - late, select)
        last = _next(rows, limit)
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

    def _open_branches(self, band: str) -> Iterator[_Branch]:
        index = f"open_{self._query.order}"
        if band == "late" and self._few_late():
            index = "open_due"
        filtered = None if band or self._query.order != "due" else self._narrowest()
        for capture in _captures(self._query):
            if self._has_few_hits():
                source = "open_text f CROSS JOIN open_case c ON c.rid = f.rowid"
                yield _Branch(source, self._order, (("capture", capture),), "hits")
            elif filtered is not None:
                column, chosen = filtered
                for value in chosen:
                    source = f"open_case c INDEXED BY open_{column}"
                    yield _Branch(source, self._order, (("capture", capture), (column, value)), "check")
            else:
                yield _Branch(f"open_case c INDEXED BY {index}", self._order, (("capture", capture),), "check")

    def _open_where(self, branch: _Branch, band: str) -> Where:
        where = Where()
        for column, value in branch.fixed:
            where.add(f"{'+' if branch.text == 'hits' else ''}c.{column} = ?", value)
        if band:
            where.add(f"c.due_key {'<=' if band == 'late' else '>'} ?", self._now)
        add_filters(where, self._query, self._moment, frozenset(column for column, _ in branch.fixed))
        if self._named:
            _add_named(where, self._named, self._query.text)
        elif branch.text == "hits":
            where.add("f.open_text MATCH ?", text_match(self._query.text))
            add_words(where, self._query.text)
        elif self._query.text.strip():
            add_open_text(where, self._query.text, hits=False)
        return where

    def _narrowest(self) -> tuple[str, tuple[Any, ...]] | None:
        """The best filter with an index of its own; none where a flag is asked for, which that index does not know."""
        query = self._query
        if any(getattr(query, flag) for flag in _BARE_FLAGS) or query.returned or query.repeats or self._named:
            return None
        for name, column in INDEXED:
            chosen = tuple(dict.fromkeys(getattr(query, name)))
            if 0 < len(chosen) <= _MOST_BRANCHES:
                return column, chosen
        if 0 < len(query.areas) <= _MOST_BRANCHES and all(GRID_RE.match(code) for code in query.areas):
            return "area_code", tuple(dict.fromkeys(query.areas))
        return None

    def _has_few_hits(self) -> bool:
        text = self._query.text.strip()
        if self._named or is_number(text) or not text_match(text):
            return False
        sql = f"SELECT count(*) FROM (SELECT 1 FROM open_text WHERE open_text MATCH ? LIMIT {_FEW + 1})"
        return bool(scalar(self._connection, sql, (text_match(text),)) <= _FEW)

    def _few_late(self) -> bool:
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM open_case c INDEXED BY open_due "
            f"WHERE c.capture = ? AND c.due_key <= ? LIMIT {_FEW + 1})"
        )
        return all(scalar(self._connection, sql, (capture, self._now)) <= _FEW for capture in _captures(self._query))

    def _open_counts(self) -> list[Any]:
        rows: list[Any] = []
        query = self._query
        bare = not (query.text.strip() or query.areas or query.mine_seat or query.grades or query.order_types)
        bare = bare and not (query.returned or query.repeats or any(getattr(query, f) for f in _BARE_FLAGS[:3]))
        for capture in _captures(query):
            branch = _Branch("open_case c INDEXED BY open_due", self._order, (("capture", capture),))
            if self._has_few_hits():
                branch = _Branch("open_text f CROSS JOIN open_case c ON c.rid = f.rowid", self._order, text="hits")
                branch = _Branch(branch.source, branch.order, (("capture", capture),), "hits")
            elif bare and not query.units:
                branch = _Branch("open_case c INDEXED BY open_count", self._order, (("capture", capture),))
            where = self._open_where(branch, "")
            sql = f"SELECT c.state, c.source, {_LIGHT}, count(*) FROM {branch.source}{where.sql()} GROUP BY 1, 2, 3"
            rows += fetch(self._connection, sql, (self._now, self._now, *where.values))
        return rows

    # -- the whole history -------------------------------------------------------------------------------------------

    def _history_page(self, after: Key | None, limit: int, select: str) -> tuple[list[Any], Key | None]:
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
        return [row[:-2] for row in rows], _next(rows, limit)

    def _history_counts(self) -> list[Any]:
        """By state and by source at once means reading every row; without a filter each comes from its own index."""
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

    def _history_branches(self, every: bool = False) -> Iterator[_Branch]:
        """One branch per single value of the best filter, so that each walks its own index in the order of the page."""
        text = self._query.text.strip()
        by_arrival = Order(("c.rowid", "c.rowid"), not self._query.reverse)
        if len(text) == 1 and not text.isascii():
            yield _Branch('"case" c', by_arrival, text="newest")
        elif text_match(text) and not self._named:
            by_hit = Order(("f.rowid", "f.rowid"), not self._query.reverse)
            yield _Branch('case_text f CROSS JOIN "case" c ON c.rowid = f.rowid', by_hit, text="history")
            if self._indexed_to >= 0:
                yield _Branch('"case" c', by_arrival, text="tail")
        else:
            filtered = None if every or self._column != "reported_at" else self._history_filter()
            for column, value in filtered or (("", ""),):
                yield _Branch('"case" c', self._order, ((column, value),) if column else ())

    def _history_filter(self) -> list[tuple[str, Any]] | None:
        if self._named:
            return [("unit_id", unit) for unit in self._named.units] if not self._named.areas else None
        narrow = self._narrowest()
        return [(narrow[0], value) for value in narrow[1]] if narrow else None

    def _history_where(self, branch: _Branch, by_id: bool = False) -> Where:
        where = Where()
        for column, value in branch.fixed:
            where.add(f"c.{column} = ?", value)
        add_filters(where, self._query, self._moment, frozenset(column for column, _ in branch.fixed))
        if self._query.captures != "with":
            # The rows are at hand in a page; for a place in the list the index has to be enough.
            told = "c.rowid IN (SELECT rid FROM open_case INDEXED BY open_due WHERE capture = 1)" if by_id else _CAPTURE
            where.add(f"{'NOT ' if self._query.captures == 'without' else ''}({told})")
        if self._named:
            _add_named(where, self._named, "")
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


_CAPTURE = f"+{CAPTURE.replace(' c.', ' +c.')}"
_LIGHT = (
    f"CASE WHEN c.paused_at IS NOT NULL THEN 'paused' WHEN c.due_key = '{NO_DUE}' THEN 'none' "
    "WHEN c.due_key <= ? THEN 'overdue' WHEN c.warn_at <= ? THEN 'warning' ELSE 'normal' END"
)


def _captures(query: CaseQuery) -> tuple[int, ...]:
    return {"without": (0,), "only": (1,), "with": (0, 1)}[query.captures]


def _next(rows: list[Any], limit: int) -> Key | None:
    return (str(rows[-1][-2]), str(rows[-1][-1])) if rows and len(rows) == limit else None


def _add_named(where: Where, named: Named, text: str) -> None:
    options: list[tuple[str, tuple[Any, ...]]] = [
        (f"+c.{column} IN ({', '.join('?' * len(chosen))})", chosen)
        for column, chosen in (("unit_id", named.units), ("area_code", named.areas))
        if chosen
    ]
    if text_match(text):
        sql = "c.rid IN (SELECT rowid FROM open_text WHERE open_text MATCH ?)"
        options.append((sql, (text_match(text),)))
    where.add_any(options)
