"""A consistent copy of everything a seat needs, as one SQLite file that many seats can fetch."""

import asyncio
import hashlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Column, Connection, MetaData, Select, Table, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from app.domain.case import OPEN_STATES
from app.domain.clock import Clock, to_text
from app.hub import epoch, feed
from app.hub.connection import Database
from app.hub.settings import HubSettings
from app.hub.tables import RECORDS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CHUNK = 5_000
_BLOCK = 1 << 20
_LEVEL = 3
_NOTE = "latest.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finished file, its zstd twin, and what they stand for."""

    plain: Path
    packed: Path
    epoch: str
    cursor: int
    rows: int
    sha256: str
    made: float

    @property
    def tag(self) -> str:
        """The strong ETag of the plain file."""
        return self.sha256[:32]


class Snapshots:
    """Builds a snapshot when one is asked for and keeps it until it is too old, too far behind, or of another epoch."""

    def __init__(self, database: Database, settings: HubSettings, clock: Clock) -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._building = threading.Lock()
        self._latest: Snapshot | None = None
        self._pending: asyncio.Future[Snapshot] | None = None

    def latest(self) -> Snapshot:
        """Return a snapshot that is fresh enough, building it first where there is none. Raises OSError (disk full)."""
        with self._building:
            if self._latest is None or not self._is_good(self._latest):
                found = self._found()
                self._latest = found if found is not None and self._is_good(found) else self._build()
            return self._latest

    async def ready(self) -> Snapshot:
        """Return `latest` without holding a thread for each seat that waits for the same build."""
        if self._pending is None or self._pending.done():
            self._pending = asyncio.ensure_future(asyncio.to_thread(self.latest))
        return await asyncio.shield(self._pending)

    def _is_good(self, snapshot: Snapshot) -> bool:
        young = 0 <= time.time() - snapshot.made < self._settings.snapshot_age_s
        with self._database.read() as connection:
            same_life = snapshot.epoch == epoch.current(connection) and snapshot.cursor >= epoch.min_cursor(connection)
            near = epoch.head(connection) - snapshot.cursor <= self._settings.snapshot_lag
        return young and near and same_life and snapshot.plain.exists() and snapshot.packed.exists()

    def _build(self) -> Snapshot:
        folder = self._settings.snapshot_dir
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{os.getpid()}.{id(self)}.part"  # several hubs may share the folder
        part.unlink(missing_ok=True)
        with self._database.read() as connection:
            # The number first, the rows second: a row that changes in between is only delivered once more.
            cursor, life = epoch.head(connection), epoch.current(connection)
            rows = self._copy(connection, part, cursor, life)
        digest = _pack(part)
        plain, packed = folder / f"{digest[:32]}.db", folder / f"{digest[:32]}.db.zst"
        part.replace(plain)
        part.with_suffix(".part-zst").replace(packed)
        self._tidy(folder, plain, packed)
        made = Snapshot(plain, packed, life, cursor, rows, digest, time.time())
        self._leave_note(made)
        return made

    def _leave_note(self, made: Snapshot) -> None:
        """Tell the other hub processes that share the folder, so that they need not build one too."""
        note = self._settings.snapshot_dir / f"{os.getpid()}.{id(self)}.part"
        facts = {"epoch": made.epoch, "cursor": made.cursor, "rows": made.rows, "sha256": made.sha256}
        note.write_bytes(orjson.dumps(facts | {"made": made.made}))
        note.replace(self._settings.snapshot_dir / _NOTE)

    def _found(self) -> Snapshot | None:
        folder = self._settings.snapshot_dir
        try:
            told = orjson.loads((folder / _NOTE).read_bytes())
            name = str(told["sha256"])[:32]
            return Snapshot(folder / f"{name}.db", folder / f"{name}.db.zst", **told)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _copy(self, connection: Connection, path: Path, cursor: int, life: str) -> int:
        total, out = 0, sqlite3.connect(path, isolation_level=None)
        try:
            out.executescript("pragma journal_mode=off; pragma synchronous=off; pragma page_size=8192; begin;")
            for kind in RECORDS:
                total += _copy_kind(connection, out, kind, self._wanted(kind))
            out.execute("create table meta(k text primary key, v)")
            facts = {"epoch": life, "cursor": cursor, "made_at": to_text(self._clock.now()), "rows": total, "format": 1}
            out.executemany("insert into meta(k, v) values (?, ?)", list(facts.items()))
            out.execute("commit")
        finally:
            out.close()
        return total

    def _wanted(self, kind: str) -> Select[Any]:
        """Everything of a kind; of the steps only those of open cases and of the last days."""
        table = RECORDS[kind]
        chosen = select(*(table.c[name] for name in feed.block_columns(kind)))
        if kind != "case_step":
            return chosen
        case = RECORDS["case"]
        since = to_text(self._clock.now() - timedelta(days=self._settings.step_days))
        open_cases = select(case.c.id).where(case.c.state.in_(sorted(OPEN_STATES)))
        return chosen.where((table.c.at >= since) | table.c.case_id.in_(open_cases))

    def _tidy(self, folder: Path, *keep: Path) -> None:
        """Drop older snapshots; one that is still being sent stays readable for whoever has it open (POSIX)."""
        halves = [half for half in folder.glob("*.part*") if _age_s(half) > self._settings.snapshot_age_s]
        for old in (*sorted(folder.glob("*.db*"), key=_age_s)[4:], *halves):
            if old not in keep:
                old.unlink(missing_ok=True)


def _age_s(path: Path) -> float:
    """How long ago a file was written; one that another process has just dropped is as old as can be."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")


def _copy_kind(connection: Connection, out: sqlite3.Connection, kind: str, wanted: Select[Any]) -> int:
    names = feed.block_columns(kind)
    out.execute(str(CreateTable(_plain_table(kind)).compile(dialect=sqlite.dialect())))
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    insert, count = f'insert into "{kind}"({columns}) values ({marks})', 0
    for chunk in _chunks(connection, wanted):
        out.executemany(insert, chunk)
        count += len(chunk)
    return count


def _plain_table(kind: str) -> Any:
    table = RECORDS[kind]
    columns = [Column(n, table.c[n].type, primary_key=n == "id", nullable=n != "id") for n in feed.block_columns(kind)]
    return Table(kind, MetaData(), *columns)


def _chunks(connection: Connection, wanted: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    result = connection.execution_options(yield_per=_CHUNK).execute(wanted)
    for part in result.partitions(_CHUNK):
        yield [tuple(row) for row in part]


def _pack(part: Path) -> str:
    """Write the zstd twin, put both safely on disk and return the SHA-256 of the plain file."""
    digest = hashlib.sha256()
    packer = zstd.ZstdCompressor(level=_LEVEL)
    with part.open("rb") as source, part.with_suffix(".part-zst").open("wb") as sink:
        while block := source.read(_BLOCK):
            digest.update(block)
            sink.write(packer.compress(block))
        sink.write(packer.flush())
        sink.flush()
        os.fsync(sink.fileno())
        os.fsync(source.fileno())
    return digest.hexdigest()
