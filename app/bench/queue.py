"""The case queue at a district's and at a city's size: first pages, filters, Chinese words, the end of the history."""

import gc
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.bench.made_cases import RARE, make_snapshot
from app.bench.report import Report, Row
from app.dispatch import Dispatch, Sent
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.panes.cases.parts.batch.batch_plan import MOST_AT_ONCE
from app.paths import Profile
from app.protocol import SnapshotInfo
from app.store import CaseQuery, Store

_SMALL = 100_000
_BIG = 1_000_000
_PAGE = 100
# A small hall has only so many hits of a narrow filter: as many rows are read on both sides.
_FEW = 20
_TRIES = 9
_GUI_LIMIT_MS = 16.0
_WINDOW_S = 120.0
_HOLD_S = 600.0
Say = Callable[[str], None]

_OPEN = CaseQuery()
_PAST = CaseQuery(scope="all", order="new")
_QUERIES = (
    ("first page by due", _OPEN, _PAGE),
    ("first page of the archive", _PAST, _PAGE),
    ("filter: one state", replace(_OPEN, states=("filed",)), _PAGE),
    ("filter: red light", replace(_OPEN, lights=("overdue",)), _PAGE),
    ("filter: one source", replace(_OPEN, sources=("patrol",)), _PAGE),
    ("filter: one unit", replace(_OPEN, units=("u7",)), _FEW),
    ("filter: waiting for approval", replace(_OPEN, asked=True), _FEW),
    ("filter: one street", replace(_OPEN, areas=("610602003",)), _PAGE),
    ("filter: unit, states and sources", replace(_OPEN, units=("u7",), states=("filed", "handling")), 10),
    ("filter: archive of one unit", replace(_PAST, units=("u7",)), _PAGE),
    ("sort: newest, late ones on top", replace(_OPEN, order="new"), _PAGE),
    ("sort: last changed, late ones on top", replace(_OPEN, order="updated"), _PAGE),
    ("sort: gravest, late ones on top", replace(_OPEN, order="grade"), _PAGE),
    ("sort: number, late ones on top", replace(_OPEN, order="case_no"), _PAGE),
    ("sort: unit, late ones on top", replace(_OPEN, order="unit"), _PAGE),
    ("sort: source, late ones on top", replace(_OPEN, order="source"), _PAGE),
    ("sort: place, late ones on top", replace(_OPEN, order="place"), _PAGE),
    ("sort: matter, late ones on top", replace(_OPEN, order="matter"), _PAGE),
    ("sort: state, the other way round", replace(_OPEN, order="state", reverse=True, late_first=False), _PAGE),
    ("sort: place in one street", replace(_OPEN, order="place", areas=("610602003",)), _FEW),
    ("sort: gravest of one unit", replace(_OPEN, order="grade", units=("u7",)), _FEW),
    ("sort: archive by grade", replace(_PAST, order="grade"), _PAGE),
    ("sort: archive by unit", replace(_PAST, order="unit"), _PAGE),
    ("sort: archive by source", replace(_PAST, order="source"), _PAGE),
    ("sort: archive by ground", replace(_PAST, order="place"), _PAGE),
    ("search: two characters", replace(_OPEN, text="井盖"), _PAGE),
    ("search: one character", replace(_OPEN, text="路"), _PAGE),
    ("search: archive, two characters", replace(_PAST, text="井盖"), _PAGE),
    ("search: archive, street and matter", replace(_PAST, text="文三路 井盖"), _PAGE),
    ("search: archive, a rare place", replace(_PAST, text=RARE), 10),
)


def run(scale: float, say: Say) -> Report:
    """Measure the reader on 100,000 cases and on a million times `scale`, warm, then scroll the real list over them."""
    big = max(_SMALL * 2, int(_BIG * scale))
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as text:
        folder = Path(text)
        say(f"building {_SMALL} and {big} cases")
        built: list[Row] = []
        with _store(folder / "small", _SMALL) as small, _store(folder / "big", big, built) as large:
            say("reading pages")
            rows = [_page(name, query, limit, small, large) for name, query, limit in _QUERIES]
            rows += _counts(large)
            say("searching the archive")
            rows += _text(large, big)
            say("turning to the end of the archive")
            rows += _end(large, big)
            say("doing one thing to a whole filter")
            rows += _batch(large)
        say("scrolling the list")
        rows += _scroll(folder / "big")
        rows += built
    return Report("queue", f"{_SMALL} and {big} cases, 1.5 % open, {_PAGE} rows a page, best of {_TRIES}", tuple(rows))


def _page(name: str, query: CaseQuery, limit: int, small: Store, large: Store) -> Row:
    at_small, at_large = _page_ms(small, query, limit), _page_ms(large, query, limit)
    return Row(name, at_large, "ms", f"{_SMALL} cases", at_small, "<= 2")


def _counts(large: Store) -> Iterator[Row]:
    counts_ms = _ms(lambda: large.reader.counts(_OPEN))
    yield Row("counts of the open queue", counts_ms, "ms", "limit", 25.0, "<= 1")
    saved = [query for _, query, _ in _QUERIES if query.scope == "open"]
    yield Row("ten saved filters, counted", _ms(lambda: [large.reader.count(q) for q in saved[:10]]), "ms")
    yield Row("the archive, counted", _ms(lambda: large.reader.count(_PAST)), "ms")
    at = SystemClock().now()
    near_ms = _ms(lambda: large.reader.duplicates(120.05, 30.005, "m3", at))
    yield Row("possible duplicates of a new case", near_ms, "ms", "limit", 25.0, "<= 1")


def _batch(large: Store) -> Iterator[Row]:
    """One operation on everything a filter has, as far as it may be done at once, and taken back; off the window."""
    clock, actor = SystemClock(), Actor("01", "o-bench", "", "duty_officer")
    dispatch = Dispatch(large.reader, large.writer, clock, lambda: actor, lambda: None)
    ids = large.reader.ids(replace(_OPEN, states=("reported",)), MOST_AT_ONCE)
    begun = time.perf_counter()
    sent = dispatch.ask_batch("case.accept", ids, {}, _HOLD_S)
    written = time.perf_counter()
    gone = dispatch.withdraw(answer.command.id for answer in sent if isinstance(answer, Sent))
    yield Row("a whole filter: judged, written and shown", (written - begun) / len(ids) * 1000, "ms/case")
    yield Row("a whole filter: taken back", (time.perf_counter() - written) / len(ids) * 1000, "ms/case")
    yield Row("a whole filter: cases taken back", len(gone), "cases", "asked", len(ids), "== 1")


def _scroll(folder: Path) -> Iterator[Row]:
    """Wheel and drags through the whole archive in the real list, its pager reading beside it."""
    window = subprocess.run(
        [sys.executable, "-m", "app.bench.queue_window", str(folder)],
        check=True,
        capture_output=True,
        text=True,
        timeout=_WINDOW_S,
    )
    seen = json.loads(window.stdout.splitlines()[-1])
    yield Row("scrolling: delay of the main thread, p99", seen["delay_p99_ms"], "ms", "limit", _GUI_LIMIT_MS, "<= 1")
    yield Row("scrolling: one turn painted, p99", seen["step_p99_ms"], "ms", "limit", _GUI_LIMIT_MS, "<= 1")
    yield Row("rows in the list", seen["rows"], "rows")


def _text(store: Store, size: int) -> Iterator[Row]:
    """A rare place by two-character words against LIKE over the same table; both must find the same."""
    query = replace(_PAST, text=RARE, captures="with")
    like = 'SELECT id FROM "case" WHERE description LIKE ? ORDER BY rowid DESC'
    with sqlite3.connect(store.profile.cache_db) as plain:
        begun = time.perf_counter()
        truth = [row[0] for row in plain.execute(like, (f"%{RARE}%",))]
        like_ms = (time.perf_counter() - begun) * 1000
    plain.close()
    found = [case.id for case in store.reader.cases(query, limit=len(truth) + 10).rows]
    least = max(10, int(50 * size / _BIG))
    yield Row("LIKE, a rare place", like_ms, "ms", "bigram search", _page_ms(store, query), f">= {least}")
    yield Row("hits of the bigram search", len(set(found) & set(truth)), "cases", "LIKE", len(truth), "== 1")


def _end(store: Store, size: int) -> Iterator[Row]:
    """The last page of the archive by its key, beside what OFFSET takes for it, and any place of it at once."""
    query = replace(_PAST, captures="with")
    with sqlite3.connect(store.profile.cache_db) as plain:
        last = 'SELECT reported_at, id FROM "case" ORDER BY reported_at, id LIMIT 1 OFFSET ?'
        key = plain.execute(last, (_PAGE,)).fetchone()
        offset = 'SELECT * FROM "case" ORDER BY reported_at DESC, id DESC LIMIT ? OFFSET ?'
        offset_ms = _ms(lambda: plain.execute(offset, (_PAGE, size - _PAGE)).fetchall(), 3)
    plain.close()
    end_ms = _ms(lambda: store.reader.cases(query, after=(key[0], key[1]), limit=_PAGE))
    yield Row("last page by key", end_ms, "ms", "first page", _page_ms(store, query), "<= 2")
    yield Row("last page by OFFSET (control)", offset_ms, "ms", "by key", end_ms, f">= {min(5, 5 * size / _BIG):.2g}")
    yield Row("the middle of the archive found", _ms(lambda: store.reader.key_at(_PAST, size // 2), 3), "ms")


def _page_ms(store: Store, query: CaseQuery, limit: int = _PAGE) -> float:
    return _ms(lambda: store.reader.cases(query, limit=limit))


def _ms(work: Callable[[], Any], tries: int = _TRIES) -> float:
    """Best of some tries: what the work costs, not what the neighbours do."""
    work()
    gc.collect()
    took = []
    for _ in range(tries):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return min(took) * 1000


@contextmanager
def _store(folder: Path, size: int, built: list[Row] | None = None) -> Iterator[Store]:
    store = Store.open(Profile(folder), SystemClock())
    try:
        file = folder / "made.db"
        make_snapshot(file, size)
        begun = time.perf_counter()
        store.writer.install_snapshot(file, SnapshotInfo(epoch="bench", cursor=size, rows=size))
        installed = time.perf_counter()
        while store.writer.index_history(20_000):
            pass
        if built is not None:
            built.append(Row("snapshot to a queue that can be read", installed - begun, "s"))
            built.append(Row("full text of the archive", time.perf_counter() - installed, "s"))
            built.append(Row("cache on disk", store.profile.cache_db.stat().st_size / size, "B/case"))
        yield store
    finally:
        store.close()
