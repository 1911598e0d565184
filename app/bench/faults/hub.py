"""The hub of a bad night: a process of its own that is killed, and put back from a backup.

Run as a module it is that process.
"""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from argon2 import PasswordHasher

from app.bench.faults import spoiled
from app.bench.hub_postgres import Server, libpq
from app.bench.ports import free_port
from app.domain.case import Case
from app.domain.clock import SystemClock
from app.domain.rules import Ruleset
from app.hub import accounts, backup_sets, epoch
from app.hub.connection import Database
from app.hub.loading import load
from app.hub.putting_back import put_back
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings

OPERATOR, PASSWORD = "li", "only for the bench"
_ROOT = Path(__file__).resolve().parents[3]
# Slow on purpose elsewhere; seats of a bad night sign in thousands of times.
_LIGHT = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class KillableHub:
    """A hub in a process of its own, on a SQLite file or a database of `server`. It keeps its port over restarts."""

    def __init__(self, folder: Path, cases: Iterable[Case], fault: str = "", server: Server | None = None) -> None:
        self.folder = folder
        self.fault = fault
        self.port = free_port()
        self.server = server
        self._db_url = server.database() if server else ""
        self._process: subprocess.Popen[str] | None = None
        folder.mkdir(parents=True)
        database = open_database(self._settings.database_url)
        accounts.create(database, OPERATOR, OPERATOR, "duty_officer", PASSWORD, hasher=_LIGHT)
        load(database, "case", cases)
        # What is in a verified backup leaves the seats at once, so that every night proves that none of it is missed.
        load(database, "ruleset", [Ruleset(id="default", outbox_days=0.0)])
        database.close()

    def start(self, clock_off_s: float = 0.0) -> None:
        """Start the process and return when it answers. Raises TimeoutError where it does not come up."""
        arguments = [str(self.folder), str(self.port), str(clock_off_s), self.fault, self._db_url]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.bench.faults.hub", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.folder.with_suffix(".log").open("ab"),
            text=True,
        )
        if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
            raise TimeoutError("the hub did not start")

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None

    def back_up(self) -> Path:
        """Back the killed hub up as `hall hub backup` does, and return the set."""
        folder = self.folder.with_name(self.folder.name + ".backups")
        database = open_database(self._settings.database_url)
        try:
            backup_sets.make(database, self._settings, folder, SystemClock(), keep=1)
        finally:
            database.close()
        return backup_sets.newest(folder)

    def put_back(self, backup: Path, renew: bool = True) -> None:
        """Destroy the killed hub's data and put a backup in their place; `renew` begins a new epoch, as it must."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        if self.server:
            self.server.drop(self._db_url)
            self._db_url = self.server.database()
        put_back(backup, self._settings, renew)

    def rows(self, sql: str) -> list[Any]:
        """Ask the hub's own database, running or not."""
        if not self.server:
            return ask_file(self.folder / "hub.db", sql)
        with closing(psycopg.connect(libpq(self._db_url), autocommit=True)) as connection:
            return [tuple(row) for row in connection.execute(sql.encode()).fetchall()]

    def place(self) -> tuple[str, int]:
        """Return the epoch as seats hear it, and the newest change number."""
        database = Database(self._settings.database_url)
        try:
            with database.read() as connection:
                return epoch.current(connection), epoch.head(connection)
        finally:
            database.close()

    @property
    def _settings(self) -> HubSettings:
        return HubSettings(data_dir=self.folder, db_url=self._db_url)


def ask_file(path: Path, sql: str, *values: Any) -> list[Any]:
    """Return the rows of a query on a SQLite file that others may be writing."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=20)) as connection:
        return connection.execute(sql, values).fetchall()


class _Off(SystemClock):
    def __init__(self, off_s: float) -> None:
        self._off = timedelta(seconds=off_s)

    def now(self) -> datetime:
        return super().now() + self._off


def main(folder: str, port: str, off_s: str, fault: str, db_url: str) -> None:
    """Serve until whoever started this is gone."""
    spoiled.spoil_hub(fault)
    settings = HubSettings(data_dir=Path(folder), db_url=db_url, port=int(port), ping_s=0.5)
    with HubServer(settings, _Off(float(off_s))):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        threading.Thread(target=sys.stdin.read).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
