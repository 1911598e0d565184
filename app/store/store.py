"""A seat's own truth: the precious outbox and the disposable cache, opened together and healed where they must be."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.bus import Bus, Link, Notice
from app.domain.clock import Clock
from app.domain.errors import Unavailable
from app.paths import Profile
from app.store import copies, damage, soundness
from app.store.connection import DatabaseFile
from app.store.hub_clock import HubClock
from app.store.profile_lock import ProfileLock
from app.store.reader import Reader
from app.store.schema import CACHE_MARK, OUTBOX_DDL, OUTBOX_MARK, OUTBOX_VERSION, cache_version
from app.store.snapshot import create_cache
from app.store.writer import Writer

_log = logging.getLogger(__name__)


class Store:
    """The two files of a profile, their reader and their writer."""

    def __init__(self, profile: Profile, clock: Clock, bus: Bus) -> None:
        self.profile = profile
        self.bus = bus
        self.clock = HubClock(clock)
        self.notices: list[Notice] = []
        self.suspected = threading.Event()
        self.on_suspicion: Callable[[], None] = lambda: None
        self.link_now = Link(state="offline", since=clock.now())
        self._copy_failed = False
        self._lock = ProfileLock(profile.folder)
        self._lock.take()
        try:
            self._open()
            self._lock.opened()
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def open(cls, profile: Profile, clock: Clock, bus: Bus | None = None) -> "Store":
        """Open a profile, healing what is damaged; `notices` says what had to be done, and the bus hears it too.

        Raises Unavailable: "profile.in_use" where another console has it, "profile.locked" where another program has
        one of its files, "profile.read_only" where this user may not write here, "outbox.newer" where a newer program
        has written the outbox, "disk.failed" where the disk does not let the files be opened; OSError where the folder
        cannot be used.
        """
        return cls(profile.make(), clock, bus or Bus())

    def close(self) -> None:
        """Close every connection and let go of the profile."""
        self._cache.close()
        self._outbox.close()
        self._lock.release()

    def heal(self) -> bool:
        """Look at both files after a fault: rebuild a broken cache, tell of a broken outbox; False if sound."""
        self.suspected.clear()
        if not soundness.is_sound(self.profile.cache_db, CACHE_MARK, cache_version(), thorough=True):
            self.rebuild_cache()
            return True
        if not soundness.is_sound(self.profile.outbox_db, OUTBOX_MARK, OUTBOX_VERSION, thorough=True):
            self._tell(Notice("alarm", "outbox.damaged", self.profile.outbox_db.name))
        return False

    def suspect(self) -> None:
        """A read met damage, or a person asks: who talks with the hub looks at the files and heals, and then goes on.

        From any thread; nothing else may put another cache in place, for the conversation has to begin anew with it.
        """
        if not self.suspected.is_set():
            self.suspected.set()
            self.on_suspicion()

    def keep_copy_if_due(self) -> None:
        """Copy the outbox where the newest copy is an hour old; a disk without room is told once, and tried again."""
        now = self.clock.own_now()
        if not copies.is_due(self.profile.outbox_db, now):
            return
        try:
            copies.keep_copy(self.profile.outbox_db, now)
            self._copy_failed = False
        except (sqlite3.Error, OSError) as fault:
            if not self._copy_failed:
                self._copy_failed = True
                self._tell(Notice("warning", "outbox.not_copied", str(fault)))

    def rebuild_cache(self) -> None:
        """Set a cache that turned out to be damaged aside and begin an empty one; the hub fills it again."""
        with self._cache.alone():
            empty = self.profile.cache_db.with_name("cache.db.new")
            empty.unlink(missing_ok=True)
            create_cache(empty)
            aside = self.profile.cache_db.with_name(f"cache.db.damaged-{self.clock.own_now():%Y%m%dT%H%M%S%f}")
            self._cache.replace_with(empty, aside)
        self._drop_old_caches()
        self._tell(Notice("warning", "cache.rebuilt", aside.name))
        self.writer.refresh()

    def _open(self) -> None:
        try:
            self._open_outbox(self.profile.outbox_db)
            self._open_cache(self.profile.cache_db)
            version: dict[str, int] = {}
            self.reader = Reader(self._cache, self._outbox, self.clock, lambda: self.link_now, version)
            self.writer = Writer(self._outbox, self._cache, self.bus, self.clock, version)
            self.writer.refresh()
        except sqlite3.OperationalError as fault:
            raise soundness.why_not(self.profile.folder, fault) from fault

    def _open_outbox(self, path: Path) -> None:
        wal_lost = self._lock.ended_badly and not soundness.was_left_open(path)  # a look takes the WAL in
        if not path.exists():
            create_outbox(path)
        elif soundness.version_of(path, OUTBOX_MARK) > OUTBOX_VERSION:
            raise Unavailable(f"{path} was written by a newer console", "install that version here", "outbox.newer")
        elif any(soundness.is_sound(path, OUTBOX_MARK, old, thorough=True) for old in range(1, OUTBOX_VERSION)):
            create_outbox(path)  # what an older console wrote stays; the tables it did not know come beside it
        elif not soundness.is_sound(path, OUTBOX_MARK, OUTBOX_VERSION, thorough=True):
            self._recover_outbox(path)
        elif wal_lost:
            self._miss_wal(path)
        self._outbox = DatabaseFile(path, "full")

    def _recover_outbox(self, path: Path) -> None:
        aside = damage.set_aside(path, self.clock.own_now())
        fresh = path.with_name("outbox.db.new")
        fresh.unlink(missing_ok=True)
        recovery = damage.recover_outbox(aside, fresh)
        create_outbox(fresh)
        fresh.replace(path)
        facts = {"saved": recovery.saved, "lost": list(recovery.lost), "aside": aside.name}
        self._tell(Notice("alarm", "outbox.recovered", aside.name, facts))

    def _miss_wal(self, path: Path) -> None:
        """Who was killed has left a WAL, but it is not here: the newest actions were in it. A copy may have some."""
        with closing(sqlite3.connect(path)) as connection:
            fetched = copies.fetch_back(connection, path)
        self._tell(Notice("alarm", "outbox.wal_lost", f"{path.name}-wal", {"fetched": fetched}))

    def _open_cache(self, path: Path) -> None:
        thorough = soundness.was_left_open(path) or self._lock.ended_badly
        if not path.exists():
            create_cache(path)
        elif not soundness.is_sound(path, CACHE_MARK, cache_version(), thorough=thorough):
            aside = damage.set_aside(path, self.clock.own_now())
            create_cache(path)
            self._drop_old_caches()
            self._tell(Notice("warning", "cache.rebuilt", aside.name))
        self._cache = DatabaseFile(path, "normal")
        self._cache.on_damage = self.suspect

    def _drop_old_caches(self) -> None:
        """One broken cache is kept to be looked into; more would only fill the disk, for the hub has it all."""
        name = self.profile.cache_db.name
        asides = {path.name.removesuffix("-wal").removesuffix("-shm") for path in self._asides(f"{name}.damaged-*")}
        for old in sorted(asides)[:-1]:
            for path in self._asides(f"{old}*"):
                path.unlink(missing_ok=True)

    def _asides(self, pattern: str) -> list[Path]:
        return list(self.profile.folder.glob(pattern))

    def _tell(self, notice: Notice) -> None:
        _log.warning("%s %s %s", notice.code, notice.detail, notice.facts or "")
        self.notices.append(notice)
        self.bus.publish(notice)


def create_outbox(path: Path) -> None:
    """Make an empty outbox, or bring an older one to this version; what is in it stays."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for statement in OUTBOX_DDL:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {OUTBOX_MARK}")
        connection.execute(f"PRAGMA user_version = {OUTBOX_VERSION}")
        connection.execute("COMMIT")
    finally:
        connection.close()
