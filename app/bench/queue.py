"""The case queue at a district's and at a city's size: first pages, filters, Chinese words, the end of the history."""

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.bench.report import Report, Row
from app.domain.case import Case
from app.domain.clock import SystemClock, to_text
from app.domain.records import to_row
from app.paths import Profile
from app.protocol import SnapshotInfo
from app.store import CaseQuery, Store
from app.store.schema import table_columns, table_ddl

_SMALL = 100_000
_BIG = 1_000_000
_PAGE = 100
_TRIES = 9
_OPEN_SHARE = 65  # one case in so many is open: 1.5 %
_STATES = ("reported", "filed", "dispatched", "handling")
_SOURCES = ("patrol", "hotline", "ai", "internet")
_STREETS = ("文三路", "解放路", "人民大街", "中山北路", "学院路", "滨河路", "建设路", "长江路")
_MATTERS = ("井盖缺失", "暴露垃圾", "共享单车堆积", "道路破损", "占道经营", "路灯不亮", "违章停车", "积存渣土")
_RARE = "曙光东路"
Say = Callable[[str], None]

_QUERIES = (
    ("all by due", CaseQuery()),
    ("one state", CaseQuery(states=("filed",))),
    ("red light", CaseQuery(lights=("overdue",))),
    ("one unit", CaseQuery(units=("u7",))),
    ("one source", CaseQuery(sources=("ai",))),
    ("history, newest", CaseQuery(scope="all", order="new")),
    ("history of one unit", CaseQuery(scope="all", order="new", units=("u7",))),
)


def run(scale: float, say: Say) -> Report:
    """Measure the reader on 100,000 cases and on a million times `scale`, warm, 100 rows a page."""
    big = max(_SMALL * 2, int(_BIG * scale))
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        say(f"building {_SMALL} and {big} cases")
        with _store(Path(folder) / "small", _SMALL) as small, _store(Path(folder) / "big", big) as large:
            say("reading first pages")
            rows = [row for name, query in _QUERIES for row in _first_page(name, query, small, large)]
            three = CaseQuery(units=("u7",), states=("filed", "handling"), sources=("ai", "patrol"))
            rows.append(Row("three filters", _page_ms(large, three), "ms", "limit", 10.0, "<= 1"))
            rows.append(
                Row(
                    "counts of the open queue",
                    _ms(lambda: large.reader.counts(CaseQuery())),
                    "ms",
                    "limit",
                    25.0,
                    "<= 1",
                )
            )
            say("searching the history")
            rows += _text(large, big)
            say("turning to the end of the history")
            rows += _end(large)
    return Report("queue", f"{_SMALL} and {big} cases, 1.5 % open, {_PAGE} rows a page, best of {_TRIES}", tuple(rows))


def _first_page(name: str, query: CaseQuery, small: Store, large: Store) -> Iterator[Row]:
    at_small, at_large = _page_ms(small, query), _page_ms(large, query)
    yield Row(f"first page, {name}", at_large, "ms", f"{_SMALL} cases", at_small, "<= 2")
    yield Row(f"first page, {name}", at_large, "ms", "limit", 5.0, "<= 1")


def _text(store: Store, size: int) -> Iterator[Row]:
    """A rare place by two-character words against LIKE over the same table; both must find the same."""
    query = CaseQuery(scope="all", order="new", text=_RARE)
    like = 'SELECT id FROM "case" WHERE description LIKE ? ORDER BY rowid DESC'
    with sqlite3.connect(store.profile.cache_db) as plain:
        begun = time.perf_counter()
        truth = [row[0] for row in plain.execute(like, (f"%{_RARE}%",))]
        like_ms = (time.perf_counter() - begun) * 1000
    plain.close()
    found = [case.id for case in store.reader.cases(query, limit=len(truth) + 10).rows]
    least = max(10, int(50 * size / _BIG))
    yield Row("LIKE, a rare place", like_ms, "ms", "bigram search", _page_ms(store, query), f">= {least}")
    yield Row("hits of the bigram search", len(set(found) & set(truth)), "cases", "LIKE", len(truth), "== 1")
    common = CaseQuery(scope="all", order="new", text="井盖")
    yield Row("a word of two characters", _page_ms(store, common), "ms", "limit", 25.0, "<= 1")


def _end(store: Store) -> Iterator[Row]:
    """The last page of the history by its key, beside what OFFSET takes for it."""
    query = CaseQuery(scope="all", order="new")
    with sqlite3.connect(store.profile.cache_db) as plain:
        last = 'SELECT reported_at, id FROM "case" ORDER BY reported_at, id LIMIT 1 OFFSET ?'
        key = plain.execute(last, (_PAGE,)).fetchone()
        total = plain.execute('SELECT count(*) FROM "case"').fetchone()[0]
        offset = 'SELECT * FROM "case" ORDER BY reported_at DESC, id DESC LIMIT ? OFFSET ?'
        offset_ms = _ms(lambda: plain.execute(offset, (_PAGE, total - _PAGE)).fetchall(), 3)
    plain.close()
    end_ms = _ms(lambda: store.reader.cases(query, after=(key[0], key[1]), limit=_PAGE))
    yield Row("last page by key", end_ms, "ms", "first page", _page_ms(store, query), "<= 2")
    yield Row("last page by OFFSET (control)", offset_ms, "ms", "by key", end_ms, ">= 5")


def _page_ms(store: Store, query: CaseQuery) -> float:
    return _ms(lambda: store.reader.cases(query, limit=_PAGE))


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
def _store(folder: Path, size: int) -> Iterator[Store]:
    store = Store.open(Profile(folder), SystemClock())
    try:
        file = folder / "made.db"
        make_snapshot(file, size)
        store.writer.install_snapshot(file, SnapshotInfo(epoch="bench", cursor=size, rows=size))
        while store.writer.index_history(20_000):
            pass
        yield store
    finally:
        store.close()


def make_snapshot(file: Path, size: int) -> None:
    """Write a snapshot of `size` made-up cases, oldest first, as a hub would."""
    names = table_columns("case")
    with sqlite3.connect(file) as out:
        out.execute("PRAGMA journal_mode = off")
        out.execute(table_ddl("case"))
        marks = ", ".join("?" * len(names))
        out.executemany(f'INSERT INTO "case" VALUES({marks})', _rows(size, names))
    out.close()


def _rows(size: int, names: tuple[str, ...]) -> Iterator[list[Any]]:
    """One template with the varying columns changed: making nouns one by one would take longer than the bench."""
    now = datetime.now(UTC)
    begun = now - timedelta(days=365)
    base = to_row(Case(id="", state="closed", reporter="市民", limit_value=1.0, limit_unit="work_day")) | {"seq": 0}
    for i in range(size):
        street, matter = _STREETS[i * 7 % 8], _MATTERS[i * 3 % 8]
        if i % 9_973 == 0:
            street = _RARE
        is_open = i % _OPEN_SHARE == 0
        reported = to_text(begun + timedelta(seconds=31_536_000 * i // size))
        row = base | {
            "id": f"c{i:08d}",
            "seq": i + 1,
            "case_no": f"2026{i:08d}",
            "source": _SOURCES[i // 3 % 4],
            "matter_name": matter,
            "description": f"市民反映{street}{i % 997}号附近{matter}，影响出行，请尽快派人处理",
            "address": f"{street}{i % 997}号",
            "unit_id": f"u{i // 11 % 8}",
            "reported_at": reported,
            "lon": 120.0 + i % 1000 * 1e-4,
            "lat": 30.0 + i // 1000 % 1000 * 1e-4,
        }
        if is_open:
            due = to_text(now + timedelta(minutes=i * 13 % 2_000 - 400))
            row |= {
                "state": _STATES[i // _OPEN_SHARE % 4],
                "due_at": due,
                "clock_from": to_text(now - timedelta(hours=9)),
            }
        yield [row[name] for name in names]
