"""What to do when a file of the profile is not what it should be: set aside, named, and saved what can be saved."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.command import Command
from app.domain.errors import Rejected
from app.protocol import command_from_json
from app.store import copies, pruning
from app.store.schema import OUTBOX_DDL

_BODY = re.compile(rb'\{"id":"[0-9a-f-]{36}","kind":"[a-z_]+\.[a-z_]+"')
_LONGEST_BODY = 65_536
_PAGE = 4_096
# Where a database says how many pages it has; a number beyond all reason is part of the damage.
_PAGES_AT = 28
_MOST_MISSING = 1 << 30
_COLUMNS = "place, seat, n, id, kind, target, body, state, sent, ack_seq, code, detail, conflicts, looked_at"


@dataclass(frozen=True)
class Recovery:
    """What came out of a damaged outbox: how many commands, and by name those that did not."""

    saved: int
    lost: tuple[str, ...] = field(default_factory=tuple)


def set_aside(path: Path, now: datetime) -> Path:
    """Move a file and its WAL out of the way under a name that says when; returns the new name."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S%f}")
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + suffix))
    path.replace(aside)
    return aside


def recover_outbox(damaged: Path, fresh: Path) -> Recovery:
    """Write into `fresh` every command that can be read from `damaged`, row by row, then from its bare bytes.

    A command found only as bytes is asked again: the hub knows its id and does nothing twice.
    """
    whole = _made_whole(damaged, fresh.with_name("outbox.db.reading"))
    try:
        return _recover(whole, fresh)
    finally:
        for suffix in ("", "-wal", "-shm") if whole != damaged else ():
            whole.with_name(whole.name + suffix).unlink(missing_ok=True)


def _made_whole(damaged: Path, copy: Path) -> Path:
    """SQLite reads nothing of a file that is shorter than it was: its end comes back as zeros, in a copy."""
    data = damaged.read_bytes()
    missing = int.from_bytes(data[_PAGES_AT : _PAGES_AT + 4], "big") * _PAGE - len(data)
    if not data.startswith(b"SQLite format 3") or not 0 < missing <= _MOST_MISSING:
        return damaged
    copy.write_bytes(data + bytes(missing))
    wal = damaged.with_name(damaged.name + "-wal")
    if wal.exists():
        copy.with_name(copy.name + "-wal").write_bytes(wal.read_bytes())
    return copy


def _recover(damaged: Path, fresh: Path) -> Recovery:
    target = sqlite3.connect(fresh)
    try:
        for statement in OUTBOX_DDL:
            target.execute(statement)
        _copy_meta(damaged, target)
        for row in _readable(damaged):
            _keep(target, row)
        copies.fetch_back(target, damaged)
        known = _known(damaged)
        for body in _bodies(damaged):
            _keep_body(target, body, known)
        target.commit()
        saved = dict(target.execute("SELECT place, id FROM intent").fetchall())
        gone = pruning.ranges(next(iter(target.execute("SELECT v FROM meta WHERE k = 'gone'")), ("",))[0])
        lost = _lost(known, saved, gone)
    finally:
        target.close()
    return Recovery(len(saved), lost)


def _copy_meta(damaged: Path, target: sqlite3.Connection) -> None:
    for row in _all(damaged, "SELECT k, v FROM meta"):
        target.execute("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)", row)
    for row in _all(damaged, "SELECT media_id, command_id, state, code FROM upload"):
        target.execute("INSERT OR REPLACE INTO upload(media_id, command_id, state, code) VALUES(?, ?, ?, ?)", row)
    for row in _all(damaged, "SELECT command_id, hold_s, until FROM hold"):
        target.execute("INSERT OR REPLACE INTO hold(command_id, hold_s, until) VALUES(?, ?, ?)", row)


def _all(path: Path, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return what a query gives before the file fails it."""
    found: list[tuple[Any, ...]] = []
    try:
        connection = sqlite3.connect(path)
        try:
            for row in connection.execute(sql, values):
                found.append(row)
        finally:
            connection.close()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return found
    return found


def _readable(path: Path) -> Iterator[tuple[Any, ...]]:
    """Yield rows from both ends towards the damage, then those whose number an index still knows."""
    forward = _all(path, f"SELECT {_COLUMNS} FROM intent NOT INDEXED ORDER BY place")
    backward = _all(path, f"SELECT {_COLUMNS} FROM intent NOT INDEXED ORDER BY place DESC")
    seen = {row[0] for row in forward} | {row[0] for row in backward}
    yield from forward
    yield from backward
    for (place,) in _all(path, "SELECT place FROM intent ORDER BY id"):
        if place not in seen:
            yield from _all(path, f"SELECT {_COLUMNS} FROM intent WHERE place = ?", (place,))


def _keep(target: sqlite3.Connection, row: tuple[Any, ...]) -> None:
    try:
        command_from_json(json.loads(row[6]))
        target.execute(f"INSERT OR IGNORE INTO intent({_COLUMNS}) VALUES({', '.join('?' * len(row))})", row)
    except (ValueError, TypeError, Rejected, sqlite3.Error):
        # This row is part of the damage; its name is listed as lost unless its bytes turn up elsewhere.
        return


def _keep_body(target: sqlite3.Connection, body: dict[str, Any], known: dict[int, tuple[str, str]]) -> None:
    try:
        command = command_from_json(body)
    except (Rejected, ValueError):
        return
    if target.execute("SELECT 1 FROM intent WHERE id = ?", (command.id,)).fetchone():
        return
    seat = command.by.seat
    last = target.execute("SELECT ifnull(max(n), 0) FROM intent WHERE seat = ?", (seat,)).fetchone()[0]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    target.execute(
        "INSERT OR IGNORE INTO intent(place, seat, n, id, kind, target, body) VALUES(?, ?, ?, ?, ?, ?, ?)",
        (_place_of(target, command, known), seat, last + 1, command.id, command.kind, command.target, text),
    )


def _place_of(target: sqlite3.Connection, command: Command, known: dict[int, tuple[str, str]]) -> int | None:
    """Find the command's own place by its id, else by what it is about; None puts it behind all others."""
    about = [
        p
        for p, (command_id, what) in known.items()
        if command_id == command.id or (not command_id and what == command.target)
    ]
    taken = {row[0] for row in target.execute("SELECT place FROM intent")}
    return next((place for place in sorted(about) if place not in taken), None)


def _bodies(path: Path) -> list[dict[str, Any]]:
    """Return command bodies found in the bare bytes of the file and its WAL, in the order they were made."""
    found: dict[str, tuple[tuple[str, int, int], dict[str, Any]]] = {}
    for file in (path, path.with_name(path.name + "-wal")):
        data = file.read_bytes() if file.exists() else b""
        for hit in _BODY.finditer(data):
            text = data[hit.start() : hit.start() + _LONGEST_BODY].decode("utf-8", "ignore")
            try:
                body, _ = json.JSONDecoder().raw_decode(text)
            except ValueError:
                continue
            # Ids begin with their millisecond; within one, pages fill upwards and each page from its end.
            order = (str(body["id"])[:13], hit.start() // _PAGE, -hit.start())
            found.setdefault(body["id"], (order, body))
    return [body for _, body in sorted(found.values(), key=lambda pair: pair[0])]


def _known(path: Path) -> dict[int, tuple[str, str]]:
    """Return (id, target) of every place in the row that some part of the file still speaks of."""
    ids: dict[int, str] = {}
    targets: dict[int, str] = {}
    for way in ("ASC", "DESC"):
        ids |= dict(_all(path, f"SELECT place, id FROM intent ORDER BY id {way}"))
        sql = f"SELECT place, target FROM intent INDEXED BY intent_target ORDER BY target {way}"
        targets |= dict(_all(path, sql))
    return {place: (ids.get(place, ""), targets.get(place, "")) for place in ids.keys() | targets.keys()}


def _lost(known: dict[int, tuple[str, str]], saved: dict[int, str], gone: pruning.Ranges) -> tuple[str, ...]:
    """Name what is missing: places are given without gaps, so a hole that was not let go is a command even if nothing
    names it."""
    ids = set(saved.values())
    pruned = {place for first, last in gone for place in range(first, last + 1)}
    names = []
    for place in range(1, max([*known, *saved], default=0) + 1):
        command_id, target = known.get(place, ("", ""))
        if place not in saved and place not in pruned and command_id not in ids:
            names.append(f"#{place} {command_id or '?'} {target}".strip())
    return tuple(names)
