"""The real hub on a free port, with accounts and cases, that can be stopped, started and put back from a backup."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from app.domain.case import Case
from app.hub import accounts, epoch, loading
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from tests.fakes.ports import free_port

PASSWORD = "right horse battery"
# Real argon2 with light settings: it is slow on purpose, and seats under test sign in hundreds of times.
LIGHT = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class RunningHub:
    """A hub for tests. `with RunningHub(folder) as hub: hub.url`; it keeps its port over restarts."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self._settings = settings
        self._port = free_port()
        self._server: HubServer | None = None

    @property
    def url(self) -> str:
        """Where it listens, running or not."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def server(self) -> HubServer:
        """The running server."""
        assert self._server is not None, "the hub is stopped"
        return self._server

    def start(self) -> None:
        """Start, with the same data and port as before."""
        self._server = HubServer(HubSettings(data_dir=self.folder, port=self._port, **self._settings))
        self._server.start()

    def stop(self) -> None:
        """Stop; the data stay."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def add_operator(self, login: str, name: str = "", role: str = "duty_officer") -> None:
        """Make an account with the password of all tests."""
        accounts.create(self.server.house.database, login, name or login, role, PASSWORD, hasher=LIGHT)

    def load(self, kind: str, nouns: Iterable[Any]) -> int:
        """Write records and tell the seats that wait."""
        changed = loading.load(self.server.house.database, kind, nouns)
        self.server.house.announcer.announce()
        return changed

    def back_up(self) -> Path:
        """Copy the stopped hub's data."""
        assert self._server is None, "stop the hub first"
        copy = self.folder.with_name(self.folder.name + ".backup")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder, copy)
        return copy

    def restore(self, backup: Path, renew: bool = True) -> None:
        """Put a backup in place of the stopped hub's data and start; `renew` begins a new epoch, as a restore must."""
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        if renew:
            database = open_database(HubSettings(data_dir=self.folder).database_url)
            epoch.renew_after_restore(database)
            database.close()
        self.start()

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Ask the hub's own database."""
        with self.server.house.database.read() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql, tuple(values)).fetchall()]

    def __enter__(self) -> "RunningHub":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def cases(number: int, start: datetime | None = None, state: str = "reported") -> list[Case]:
    """Make cases `c0`, `c1` … that were reported one minute after another."""
    begun = start or datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    return [
        Case(
            id=f"c{i}",
            case_no=f"20260302{i:05d}",
            state=state,
            source=("hotline", "patrol", "internet")[i % 3],
            matter_name="井盖缺失" if i % 2 else "暴露垃圾",
            description=f"文三路{i}号路口的{'井盖' if i % 2 else '垃圾'}需要处理",
            address=f"文三路{i}号",
            reported_at=begun + timedelta(minutes=i),
            updated_at=begun + timedelta(minutes=i),
            clock="accept",
            clock_from=begun + timedelta(minutes=i),
            due_at=begun + timedelta(minutes=i + 30),
            lon=120.10 + i * 1e-4,
            lat=30.27,
        )
        for i in range(number)
    ]
