"""The hub of a storm: a process of its own that is killed, and put back from a backup.

Run as a module it is that process. `no_memory` makes it a hub that does not know what it has already done.
"""

import dataclasses
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.case import Case
from app.domain.clock import SystemClock
from app.hub import door, epoch, exchange, feed
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from tests.fakes.hub import RunningHub

_ROOT = Path(__file__).resolve().parents[2]
OPERATOR = "li"


class KillableHub:
    """A hub in a process of its own. It keeps its port over restarts."""

    def __init__(self, folder: Path, cases: Iterable[Case], fault: str = "") -> None:
        self.folder = folder
        self.fault = fault
        self._port = _free_port()
        self._process: subprocess.Popen[str] | None = None
        with RunningHub(folder) as first:
            first.add_operator(OPERATOR)
            first.load("case", cases)

    @property
    def port(self) -> int:
        """Where it listens, running or not."""
        return self._port

    def start(self, clock_off_s: float = 0.0) -> None:
        """Start the process and return when it answers."""
        arguments = [str(self.folder), str(self._port), str(clock_off_s), self.fault]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.storm_hub", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", "the hub did not start"

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
        """Copy the killed hub's data."""
        assert self._process is None, "kill the hub first"
        copy = self.folder.with_name(self.folder.name + ".backup")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder, copy)
        return copy

    def put_back(self, backup: Path, renew: bool = True) -> None:
        """Put a backup in place of the killed hub's data; `renew` begins a new epoch, as a restore must."""
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        if renew:
            database = open_database(HubSettings(data_dir=self.folder).database_url)
            epoch.renew_after_restore(database)
            database.close()

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Ask the hub's own database, running or not."""
        return ask_file(self.folder / "hub.db", sql, *values)


def ask_file(path: Path, sql: str, *values: Any) -> list[Any]:
    """Return the rows of a query on a SQLite file that others may be writing."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


class _Off(SystemClock):
    def __init__(self, off_s: float) -> None:
        self._off = timedelta(seconds=off_s)

    def now(self) -> Any:
        return super().now() + self._off


def _forget_everything() -> None:
    """A hub that believes every command to be new, as one without a book of what it has done would."""

    def believe_everything(items: Any, known: Any, last: int) -> list[Any]:
        return list(items)

    def log_under_another_name(connection: Any, caller: Any, commands: Any, receipts: Any, now: Any) -> None:
        taken = {row[0] for row in connection.exec_driver_sql("SELECT command_id FROM hub_operation")}
        fresh = [(c, r) for c, r in zip(commands, receipts, strict=True) if c.id not in taken]
        free = 1 + (connection.exec_driver_sql("SELECT max(n) FROM hub_operation").scalar() or 0)
        numbered = [(c, dataclasses.replace(r, n=free + i)) for i, (c, r) in enumerate(fresh)]
        write_log(connection, caller, [c for c, _ in numbered], [r for _, r in numbered], now)

    write_log, write_rows = door._log, feed.write
    feed.write = lambda connection, nouns, fresh=frozenset(): write_rows(connection, nouns)
    exchange._in_order = believe_everything
    exchange.stored_receipts = lambda *_: {}  # type: ignore[assignment]  # it knows nothing
    door._log = log_under_another_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(folder: str, port: str, off_s: str, fault: str) -> None:
    """Serve until whoever started this is gone."""
    if fault == "no_memory":
        _forget_everything()
    settings = HubSettings(data_dir=Path(folder), port=int(port), ping_s=0.5)
    with HubServer(settings, _Off(float(off_s))):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        threading.Thread(target=sys.stdin.read).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
