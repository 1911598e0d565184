"""A hub on a real socket, on SQLite and on PostgreSQL in turn, and seats that talk to it as the console would."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from argon2 import PasswordHasher

from app.domain.camera import Camera
from app.domain.clock import to_text
from app.domain.ids import new_id, stable_id
from app.domain.matter import Matter
from app.domain.operator import OperatorPublic
from app.hub.connection import Database
from app.hub.loading import load
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.hub.tables import account

_POSTS = {"wang": "duty_officer", "li": "dispatcher", "zhao": "acceptor", "admin": "sys_admin"}
PASSWORD = "correct horse battery"
# Real argon2 with light settings: it is slow on purpose, and these seats sign in hundreds of times.
_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


def _fake(name: str) -> Any:
    """Load a working stand-in from tests/fakes, which is no package."""
    path = Path(__file__).parents[2] / "fakes" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"hall_fakes_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class HandClock:
    """A clock that goes on only when told to."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Seat:
    """A seat with its own row of numbers."""

    url: str
    no: str = "01"
    user: str = "wang"
    n: int = 0
    cursor: int = 0
    epoch: str = ""
    at: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    actor: dict[str, str] = field(default_factory=dict)
    http: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, password: str = PASSWORD, **more: Any) -> requests.Response:
        body = {"seat": self.no, "user": self.user, "password": password, **more}
        answer = self.http.post(f"{self.url}/api/v1/sign-in", json=body, timeout=30)
        if answer.ok:
            self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            self.actor, self.epoch = answer.json()["actor"], answer.json()["epoch"]
        return answer

    def command(self, kind: str, target: str, expect: dict[str, Any] | None = None, /, **args: Any) -> dict[str, Any]:
        self.n += 1
        return {
            "n": self.n,
            "id": new_id(),
            "kind": kind,
            "target": target,
            "args": args,
            "expect": expect or {},
            "by": self.actor,
            "at": to_text(self.at()),
            "v": 1,
        }

    def post(self, *commands: dict[str, Any], **over: Any) -> requests.Response:
        body = {"seat": self.no, "epoch": self.epoch, "cursor": self.cursor, "limit": 500, "commands": commands, **over}
        return self.http.post(f"{self.url}/api/v1/exchange", json=body, timeout=30)

    def exchange(self, *commands: dict[str, Any]) -> dict[str, Any]:
        answer = self.post(*commands)
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        self.cursor, self.epoch = reply["cursor"], reply["epoch"]
        return reply

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.http.get(f"{self.url}{path}", timeout=30, **more)

    def report(self, description: str = "井盖缺失") -> tuple[str, dict[str, Any]]:
        case_id = new_id()
        return case_id, self.command("case.report", case_id, description=description, source="desk")


@dataclass
class Hall:
    """A running hub with its people, and a way to seat them."""

    server: HubServer
    clock: HandClock

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def database(self) -> Database:
        return self.server.house.database

    def seat(self, no: str = "01", user: str = "wang", signed_in: bool = True) -> Seat:
        seat = Seat(self.url, no, user, at=self.clock.now)
        if signed_in:
            assert seat.sign_in().status_code == 200
        return seat


def people(database: Database) -> None:
    """The hall's staff; one person holds one post."""
    ids = {login: stable_id("account", login) for login in _POSTS}
    blank = {"seats": "[]", "enabled": True, "failures": 0, "failed_at": "", "locked_until": "", "password": _HASH}
    names = [{"id": ids[login], "login": login, "name": f"值班员{login}", "role": r} for login, r in _POSTS.items()]
    with database.write() as connection:
        connection.execute(account.insert(), [name | blank for name in names])
    load(database, "operator_public", [OperatorPublic(id=n["id"], name=n["name"], role=n["role"]) for n in names])


def matters() -> list[Matter]:
    return [Matter(id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾")]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    with _fake("postgres").Postgres() as server:
        yield server


class People:
    """Puts the staff into a hub and seats them, for tests that start their own."""

    def __call__(self, database: Database) -> None:
        people(database)

    def seat(self, url: str, no: str, user: str) -> Seat:
        seat = Seat(url, no, user)
        assert seat.sign_in().status_code == 200
        return seat


@pytest.fixture
def hall_people() -> People:
    return People()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.db'}"
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> HubSettings:
    return HubSettings(data_dir=tmp_path / "hub", db_url=database_url, ping_s=0.3, watch_s=0.2)


@pytest.fixture
def hall(settings: HubSettings) -> Iterator[Hall]:
    clock = HandClock()
    server = HubServer(settings, clock)
    people(server.house.database)
    load(server.house.database, "matter", matters())
    load(server.house.database, "camera", [Camera(id="cam-1", no="K-001", name="文三路口", lon=120.1, lat=30.2)])
    with server:
        yield Hall(server, clock)
