"""How a seat gets its picture and keeps it: bootstrap, catching up, writing, and what the screen feels of it."""

import gc
import multiprocessing
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import requests

from app.bench.report import Report, Row
from app.bench.sync_peer import Ours, against_pouchdb
from app.bus import Bus
from app.domain.case import Case
from app.domain.clock import SystemClock
from app.domain.errors import Rejected
from app.domain.records import to_row
from app.hub import accounts, garbage
from app.hub.loading import load
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.paths import Profile
from app.protocol import Reply, Request, SnapshotInfo
from app.protocol.conversation import PAGE_BOOTSTRAP, Progress
from app.store import Store
from app.store.connection import DatabaseFile
from app.store.schema import table_columns
from app.store.sheet import upsert_sql
from app.store.snapshot import create_cache
from app.sync import HttpHub, SyncEngine
from app.sync.conversation import Conversation

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_DISTRICT = 62_483
_CATCH_UP = 1_000
_BURST = 10_000
_TICK_S = 0.008
_BLOCK_LIMIT_MS = 16.0
_BYTES_LIMIT = 100.0
_PASSWORD = "only for the bench"
_OPEN_SHARE = 65
_WAIT_S = 120.0
Say = Callable[[str], None]


def run(scale: float, say: Say) -> Report:
    """Measure a seat against a hub in a process of its own, with a district's cases times `scale`."""
    docs = max(5_000, int(_DISTRICT * scale))
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as text:
        folder = Path(text)
        say(f"starting a hub with {docs} cases")
        with _hub(folder / "hub", docs) as hub:
            far = HttpHub(hub.url)
            token = far.sign_in("bench", "bench", _PASSWORD).token
            say("bootstrap: plain download, snapshot, pages")
            ours = Ours()
            rows = [*_bootstrap(folder, hub, token, far, docs, ours)]
            say(f"catching up with {_CATCH_UP} changes")
            rows += _catch_up(folder, hub, far, token, ours)
            say(f"{_BURST} changes arrive beside a ticking thread")
            rows += _burst(folder, hub)
            far.close()
        say("bulk writing")
        rows += _bulk(folder, docs)
        say("the same cases through PouchDB")
        rows += against_pouchdb(folder / "peer", _cases(docs), _CATCH_UP, ours, say)
    return Report("sync", f"{docs} cases, catching up {_CATCH_UP}, a burst of {_BURST} changes", tuple(rows))


def _bootstrap(folder: Path, hub: "_Child", token: str, far: HttpHub, docs: int, ours: Ours) -> Iterator[Row]:
    road = f"{hub.url}/api/v1/snapshot"
    with requests.get(road, headers=_asking(token), stream=True, timeout=60) as answer:  # the hub builds it once
        ours.snapshot_bytes = len(answer.raw.read(decode_content=False))
    plain_s = min(_plain_download(hub.url, token, folder / "plain.db") for _ in range(3))
    line_s = []
    for _ in range(3):
        begun, cpu = time.perf_counter(), hub.cpu_s() + time.process_time()
        info = far.snapshot(folder / "snapshot.db")
        line_s.append(time.perf_counter() - begun)
        ours.snapshot_cpu_s = hub.cpu_s() + time.process_time() - cpu
    copy_s = min(_raw_copy(folder / "snapshot.db", folder / "copy.db") for _ in range(3))
    store = _store(folder / "seat")
    begun = time.perf_counter()
    store.writer.install_snapshot(folder / "snapshot.db", info)
    installed_s = time.perf_counter() - begun
    store.close()
    ours.docs, ours.snapshot_s = docs, min(line_s)
    _paged(folder, hub, far, token, ours)
    yield Row(
        "snapshot, checked and unpacked", docs / min(line_s), "docs/s", "plain GET and zstd", docs / plain_s, ">= 0.6"
    )
    yield Row("snapshot, checked and unpacked", docs / min(line_s), "docs/s", "cp and sync", docs / copy_s, ">= 0.1")
    ready = docs / (min(line_s) + installed_s)
    yield Row("snapshot until the queue can be read", ready, "docs/s", "pages of 5,000", docs / ours.paged_s, ">= 1.5")
    yield Row("pages of 5,000 into an empty cache", docs / ours.paged_s, "docs/s")


def _raw_copy(source: Path, dest: Path) -> float:
    begun = time.perf_counter()
    shutil.copyfile(source, dest)
    with dest.open("rb+") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - begun


def _plain_download(url: str, token: str, dest: Path) -> float:
    """What the line and zstd allow: the bytes to disk, unpacked, nothing checked."""
    begun = time.perf_counter()
    road = f"{url}/api/v1/snapshot"
    with (
        requests.get(road, headers=_asking(token), stream=True, timeout=60) as answer,
        dest.with_suffix(".zst").open("wb") as packed,
    ):
        shutil.copyfileobj(answer.raw, packed, 1 << 18)
    unpacker = zstd.ZstdDecompressor()
    with dest.with_suffix(".zst").open("rb") as packed, dest.open("wb") as plain:
        while block := packed.read(1 << 18):
            plain.write(unpacker.decompress(block))
    return time.perf_counter() - begun


def _paged(folder: Path, hub: "_Child", far: HttpHub, token: str, ours: Ours) -> None:
    """The whole feed into an empty cache, as a seat takes it that gets no snapshot; then once more for its bytes."""
    store = _store(folder / "paged")
    told = _Told(far)
    begun, cpu = time.perf_counter(), hub.cpu_s() + time.process_time()
    Conversation(store, told, "bench", lambda _: None).until_quiet(lambda: False)
    ours.paged_s = time.perf_counter() - begun
    ours.paged_cpu_s = hub.cpu_s() + time.process_time() - cpu
    ours.paged_bytes = sum(_page_bytes(hub.url, token, *page) for page in told.places)
    store.close()


class _Told:
    """A hub without snapshot that remembers from where it was asked for more."""

    def __init__(self, hub: HttpHub) -> None:
        self._hub = hub
        self.places: list[tuple[str, int]] = []

    def exchange(self, request: Request) -> Reply:
        self.places.append((request.epoch, request.cursor))
        return self._hub.exchange(request)

    def snapshot(self, dest: Path, progress: Progress | None = None) -> SnapshotInfo:
        raise Rejected("snapshot.none")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hub, name)


def _page_bytes(url: str, token: str, epoch: str, cursor: int) -> int:
    body = {"seat": "bench", "epoch": epoch, "cursor": cursor, "limit": PAGE_BOOTSTRAP, "commands": []}
    road = f"{url}/api/v1/exchange"
    with requests.post(road, json=body, headers=_asking(token), stream=True, timeout=60) as answer:
        return len(answer.raw.read(decode_content=False))


def _catch_up(folder: Path, hub: "_Child", far: HttpHub, token: str, ours: Ours) -> Iterator[Row]:
    """A thousand scattered changes: how long, how many bytes on the wire, how many requests."""
    store = _store(folder / "paged")
    epoch, cursor = store.writer.position()
    hub.change(_CATCH_UP)
    ours.catch_up_bytes = _page_bytes(hub.url, token, epoch, cursor)
    begun, cpu = time.perf_counter(), hub.cpu_s() + time.process_time()
    more = True
    while more:
        reply = far.exchange(Request(seat="bench", epoch=epoch, cursor=cursor, limit=PAGE_BOOTSTRAP))
        store.writer.absorb(reply)
        ours.catch_up_requests += 1
        cursor, epoch, more = reply.cursor, reply.epoch, reply.more
    ours.catch_up_s = time.perf_counter() - begun
    ours.catch_up_cpu_s = hub.cpu_s() + time.process_time() - cpu
    store.close()
    yield Row("catching up: bytes a change", ours.catch_up_bytes / _CATCH_UP, "B", "limit", _BYTES_LIMIT, "<= 1")
    yield Row("catching up with 1,000 changes", ours.catch_up_s, "s", "limit", 1.0, "<= 1")


def _burst(folder: Path, hub: "_Child") -> Iterator[Row]:
    """The lateness of an 8 ms tick in one thread while the engine writes a burst in another."""
    store = _store(folder / "paged")
    engine = SyncEngine(store, lambda: HttpHub(hub.url), Bus(), SystemClock())
    engine.sign_in("02", "bench", _PASSWORD)
    engine.once()
    quiet = _lateness_ms(lambda: threading.Event().wait(1.0))
    late = []
    for _ in range(3):
        hub.change(_BURST)
        late.append(_lateness_ms(engine.once))
    hub.change(_BURST)
    frozen = _time_ms(lambda: engine.once())
    engine.stop()
    store.close()
    yield Row("10,000 changes: longest block", min(late), "ms", "limit", _BLOCK_LIMIT_MS, "<= 1")
    yield Row("longest block with nothing to do", quiet, "ms")
    yield Row("the same in the screen's own thread (control)", frozen, "ms", "limit", 200.0, ">= 1")


def _lateness_ms(work: Callable[[], Any]) -> float:
    gc.collect()
    worker = threading.Thread(target=work)
    pause, worst = threading.Event(), 0.0
    worker.start()
    while worker.is_alive():
        begun = time.perf_counter()
        pause.wait(_TICK_S)
        worst = max(worst, time.perf_counter() - begun - _TICK_S)
    worker.join()
    return worst * 1000


def _time_ms(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _bulk(folder: Path, docs: int) -> Iterator[Row]:
    """The same statement over the same indexes, through the store's connection and through bare sqlite3."""
    names = table_columns("case")
    rows = [tuple((to_row(case) | {"seq": i + 1})[name] for name in names) for i, case in enumerate(_cases(docs))]
    ours: list[float] = []
    raw: list[float] = []
    for turn in range(3):
        for took, write in ((ours, _write_ours), (raw, _write_raw)):
            path = folder / f"bulk{turn}{write.__name__}.db"
            create_cache(path)
            took.append(write(path, rows))
            path.unlink()
    yield Row("bulk upsert", docs / min(ours), "rows/s", "bare sqlite3", docs / min(raw), ">= 0.85")


def _write_ours(path: Path, rows: list[tuple[Any, ...]]) -> float:
    file = DatabaseFile(path, "normal")
    begun = time.perf_counter()
    with file.write() as connection:
        connection.exec_driver_sql(upsert_sql("case"), rows)
    took = time.perf_counter() - begun
    file.close()
    return took


def _write_raw(path: Path, rows: list[tuple[Any, ...]]) -> float:
    bare = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=normal", "cache_size=-32768", "temp_store=memory"):
        bare.execute(f"PRAGMA {pragma}")
    begun = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany(upsert_sql("case"), rows)
    bare.execute("COMMIT")
    took = time.perf_counter() - begun
    bare.close()
    return took


def _store(folder: Path) -> Store:
    return Store.open(Profile(folder), SystemClock())


def _asking(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "zstd"}


class _Child:
    """The hub process as the bench sees it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url: str = pipe.recv()

    def change(self, count: int) -> None:
        """Change so many scattered cases."""
        self._pipe.send(count)
        self._pipe.recv()

    def cpu_s(self) -> float:
        """Return how much processor time the hub has used so far."""
        self._pipe.send(-1)
        return float(self._pipe.recv())


@contextmanager
def _hub(folder: Path, docs: int) -> Iterator[_Child]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, folder, docs), daemon=True)
    process.start()
    try:
        yield _Child(here)
    finally:
        here.send(0)
        process.join(_WAIT_S)


def _serve(pipe: Connection, folder: Path, docs: int) -> None:
    server = HubServer(HubSettings(data_dir=folder))
    accounts.create(server.house.database, "bench", "测量", "duty_officer", _PASSWORD)
    load(server.house.database, "case", _cases(docs))
    turn = 0
    garbage.settle()
    with server:
        pipe.send(server.url)
        while count := pipe.recv():
            if count < 0:
                pipe.send(time.process_time())
                continue
            turn += 1
            step = max(1, docs // count)
            some = (replace(case, urges=turn) for i, case in enumerate(_cases(docs)) if i % step == 0)
            load(server.house.database, "case", some)
            pipe.send(True)


def _cases(docs: int) -> Iterator[Case]:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    for i in range(docs):
        at = now - timedelta(minutes=docs - i)
        is_open = i % _OPEN_SHARE == 0
        yield Case(
            id=f"01a20000-0000-7000-8000-{i:012d}",
            case_no=f"20260302{i:06d}",
            source=("hotline", "patrol", "ai")[i % 3],
            state="handling" if is_open else "closed",
            matter_name="井盖缺失",
            description=f"市民反映文三路{i % 997}号附近井盖缺失，行人经过有危险，请尽快派人处理",
            address=f"文三路{i % 997}号",
            unit_id=f"u{i % 66}",
            reported_at=at,
            updated_at=at,
            clock_from=at if is_open else None,
            due_at=now + timedelta(minutes=i % 900) if is_open else None,
            lon=120.0 + i % 1000 * 1e-4,
            lat=30.0 + i // 1000 * 1e-4,
        )
