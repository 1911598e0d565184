"""Copies of the outbox beside the profile's files, made while the seat works, and what is fetched back from them."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

from app.store import pruning
from app.store.schema import OUTBOX_MARK, OUTBOX_VERSION
from app.store.soundness import is_sound

FOLDER = "outbox-copies"
EACH = timedelta(hours=1)
KEPT = 8
_STAMP = "%Y%m%dT%H%M%S"
_PAGES_AT_ONCE = 256
_COLUMNS = "seat, n, id, kind, target, body, state, sent, ack_seq, code, detail, conflicts, looked_at"


def all_copies(outbox: Path) -> list[Path]:
    """Return the copies of an outbox, newest first."""
    return sorted((outbox.parent / FOLDER).glob("outbox-*.db"), reverse=True)


def is_due(outbox: Path, now: datetime) -> bool:
    """Say whether there is none of the last hour; one from a future that a wrong clock believed in says nothing."""
    return not any(timedelta(0) <= now - taken_at(copy) < EACH for copy in all_copies(outbox))


def taken_at(copy: Path) -> datetime:
    """Return when a copy was made, aware UTC, by its name."""
    return datetime.strptime(f"{copy.stem.removeprefix('outbox-')}+0000", f"{_STAMP}%z")


def keep_copy(outbox: Path, now: datetime) -> Path:
    """Copy an outbox that may be in use, check the copy, and let those go that are farthest from now.

    Raises sqlite3.Error or OSError.
    """
    folder = outbox.parent / FOLDER
    folder.mkdir(exist_ok=True)
    part, copy = folder / "outbox.part", folder / f"outbox-{now.strftime(_STAMP)}.db"
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(outbox)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target, pages=_PAGES_AT_ONCE)
        target.execute("PRAGMA journal_mode = delete")
    if not is_sound(part, OUTBOX_MARK, OUTBOX_VERSION, thorough=True):
        part.unlink(missing_ok=True)
        raise sqlite3.DatabaseError("the copy of the outbox is not sound")
    part.replace(copy)
    for old in sorted(all_copies(outbox), key=lambda one: abs(now - taken_at(one)))[KEPT:]:
        old.unlink(missing_ok=True)
    return copy


def fetch_back(target: sqlite3.Connection, outbox: Path) -> int:
    """Put into a recovered outbox what its damage has lost and a copy still has; returns how many commands.

    What was still to be sent is asked again: the hub knows its id. What was held then may have been taken back since,
    and what waited behind a clash decided: such commands stay named as lost.
    """
    fetched = 0
    for copy in all_copies(outbox):
        target.commit()  # SQLite attaches no file within a transaction
        with suppress(sqlite3.Error):
            target.execute("ATTACH ? AS old", (str(copy),))
            with suppress(sqlite3.Error):
                target.execute("INSERT OR IGNORE INTO main.meta(k, v) SELECT k, v FROM old.meta")
                fetched += _fetch(target)
            target.commit()
            target.execute("DETACH old")
    return fetched


def _fetch(target: sqlite3.Connection) -> int:
    """Settled rows come back with their number; where that is taken they are over, as any below zero is.

    What the seat had let go since the copy was made stays gone.
    """
    missing = (
        "id NOT IN (SELECT id FROM main.intent) AND place NOT IN (SELECT place FROM main.intent) "
        "AND state NOT IN ('held', 'behind', 'withdrawn')"
    )
    rows = target.execute(f"SELECT place, {_COLUMNS} FROM old.intent WHERE {missing} ORDER BY place").fetchall()
    gone = pruning.ranges(next(iter(target.execute("SELECT v FROM main.meta WHERE k = 'gone'")), ("",))[0])
    fetched = 0
    for place, seat, n, *rest in rows:
        if any(first <= place <= last for first, last in gone):
            continue
        taken = target.execute("SELECT 1 FROM main.intent WHERE seat = ? AND n = ?", (seat, n)).fetchone()
        number = -place if taken else n
        marks = ", ".join("?" * (len(rest) + 3))
        target.execute(f"INSERT INTO main.intent(place, {_COLUMNS}) VALUES({marks})", (place, seat, number, *rest))
        fetched += 1
    return fetched
