"""What the queue reads: its pages, the counts on its tabs, and what a new case may be about."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.case import Light
from app.store import CaseQuery, CaseRow, Reader
from app.store.rows import Key
from app.text import LANGUAGES, language

PAGE = 200
STRIDE = 4
# Farther than this a place is looked for in the index; nearer it is walked to.
FAR = 3
FARTHEST_PAGES = 60


class QueueWalk:
    """Pages of one query by number, through the keys of the pages already walked past. Safe from several threads."""

    def __init__(self, reader: Reader, query: CaseQuery) -> None:
        self._reader, self._query = reader, query
        self._lock = threading.Lock()
        self._keys: dict[int, Key | None] = {0: None}
        self._end: int | None = None

    def page(self, number: int) -> tuple[CaseRow, ...]:
        """Return one page; empty behind the end."""
        with self._lock:
            key = self._reach(number)
            if number and key is None:
                return ()
            page = self._reader.cases(self._query, key, PAGE)
            if page.next is not None:
                self._keys[number + 1] = page.next
            return in_tongue(self._reader, page.rows)

    def _reach(self, number: int) -> Key | None:
        known = max(page for page in self._keys if page <= number)
        if number - known > FAR and (key := self._reader.key_at(self._query, number * PAGE)) is not None:
            self._keys[number] = key
            return key
        while known < number and not self._is_past(known):
            far = number - known >= STRIDE and not self._is_past(known + STRIDE)
            step = STRIDE if far else 1
            page = self._reader.cases(self._query, self._keys[known], PAGE * step)
            if page.next is not None:
                known += step
                self._keys[known] = page.next
                continue
            self._end = known + -(-len(page.rows) // PAGE)
            if step == 1:
                break
        return self._keys.get(number)

    def _is_past(self, number: int) -> bool:
        return self._end is not None and number >= self._end


def in_tongue(reader: Reader, rows: Sequence[CaseRow]) -> tuple[CaseRow, ...]:
    """Name the matters in the operator's language where the dictionary knows how."""
    if language() == LANGUAGES[0]:
        return tuple(rows)
    matters = reader.rules().matters
    names = {row.matter_id: matters[row.matter_id].name_en for row in rows if row.matter_id in matters}
    return tuple(replace(row, matter_name=names.get(row.matter_id) or row.matter_name) for row in rows)


@dataclass(frozen=True, slots=True)
class QueueView:
    """One look at a queue: how long it is and how many late ones stand on top, the pages around the eye, and where the
    watched ids stand now."""

    walk: QueueWalk
    count: int
    late: int
    pages: dict[int, Sequence[CaseRow]]
    places: dict[str, int]


def look_again(reader: Reader, query: CaseQuery, pages: Iterable[int], watched: Iterable[str]) -> QueueView:
    """Read the pages around the eye; a watched id that is not among them is looked for from the start."""
    walk = QueueWalk(reader, query)
    read: dict[int, Sequence[CaseRow]] = {number: walk.page(number) for number in pages}
    wanted = {record_id for record_id in watched if record_id}
    places = _places(read, wanted)
    if query.scope == "open" and len(places) < len(wanted):
        places |= _search_places(walk, wanted - set(places), read)
    if query.scope != "open":  # nothing there is late, and by light a hundred thousand rows are counted one by one
        return QueueView(walk, reader.count(query), 0, read, places)
    counts = reader.counts(query)
    late = counts.lights.get(Light.OVERDUE, 0) if query.late_first else 0
    return QueueView(walk, counts.total, late, read, places)


def _places(pages: Mapping[int, Sequence[CaseRow]], wanted: set[str]) -> dict[str, int]:
    return {
        row.id: number * PAGE + offset
        for number, rows in pages.items()
        for offset, row in enumerate(rows)
        if row.id in wanted
    }


def _search_places(walk: QueueWalk, wanted: set[str], read: Mapping[int, object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in range(FARTHEST_PAGES):
        if number in read:
            continue
        rows = walk.page(number)
        found |= _places({number: rows}, wanted)
        if not rows or len(found) == len(wanted):
            break
    return found


def filter_counts(reader: Reader, asked: Mapping[str, CaseQuery]) -> dict[str, int]:
    """How many cases each of the named queries has; the whole archive is not counted."""
    counted = {name: query for name, query in asked.items() if not _is_archive(query)}
    return dict(zip(counted, reader.counts_for(list(counted.values())), strict=True))


def _is_archive(query: CaseQuery) -> bool:
    return query.scope == "all" and replace(query, scope="open", order="due", text="") == CaseQuery()
