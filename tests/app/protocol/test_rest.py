"""Programs that are no seats at the hub's plain door: what they can do, and what they are told when they cannot."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain.command import Command
from app.domain.errors import Rejected, Unavailable
from app.domain.operator import Role
from app.hub import accounts
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.protocol.rest import RestDoor

PASSWORD = "only-for-this-test-7"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    with HubServer(HubSettings(data_dir=tmp_path_factory.mktemp("hub"))) as server:
        accounts.create(server.house.database, "admin", "某", Role.SYS_ADMIN, PASSWORD)
        accounts.create(server.house.database, "desk", "某", Role.DUTY_OFFICER, PASSWORD)
        yield server


@pytest.fixture
def desk(hub: HubServer) -> Iterator[RestDoor]:
    door = RestDoor(hub.url)
    door.sign_in("41", "desk", PASSWORD)
    yield door
    door.close()


def test_a_hub_that_is_away_is_unavailable_and_closing_stays_quiet() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        door = RestDoor(f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(Unavailable):
            door.sign_in("1", "a", "b")
        door.close()


def test_the_hub_s_no_is_told_with_its_code(hub: HubServer, desk: RestDoor) -> None:
    with pytest.raises(Rejected) as no:
        RestDoor(hub.url).sign_in("42", "desk", "wrong-password")
    assert no.value.code == "sign_in.wrong"
    with pytest.raises(Rejected) as no:
        desk.put_records("unit", [{"id": "u", "code": "1", "name": "n"}])
    assert no.value.code == "role.forbidden"


def test_commands_of_a_program_go_on_with_its_numbers_after_a_restart(hub: HubServer) -> None:
    def report(door: RestDoor, target: str) -> str:
        args = {"description": "路灯不亮", "source": "desk"}
        command = Command(kind="case.report", target=target, by=door.actor, at=datetime.now(UTC), args=args)
        return str(door.send([command])[0].outcome)

    for turn in range(2):
        door = RestDoor(hub.url)
        door.sign_in("43", "desk", PASSWORD)
        assert [report(door, f"case-{turn}-{k}") for k in range(3)] == ["applied"] * 3
        door.close()


def test_reading_again_costs_little_and_never_shows_what_is_old(desk: RestDoor) -> None:
    row = {"source": "hotline", "source_no": "R1", "description": "井盖丢失"}
    assert desk.intake([row])["created"] == 1
    first = list(desk.read("cases", source="hotline"))
    assert list(desk.read("cases", source="hotline")) == first
    assert desk.intake([row, row | {"source_no": "R2"}])["created"] == 1
    assert {case["source_no"] for case in desk.read("cases", source="hotline")} == {"R1", "R2"}


def test_pages_follow_each_other(hub: HubServer) -> None:
    admin = RestDoor(hub.url)
    admin.sign_in("44", "admin", PASSWORD)
    rows = [{"id": f"u{n:04d}", "code": str(n), "name": f"单位{n}"} for n in range(2_300)]
    assert admin.put_records("unit", rows) == 2_300
    assert [unit["id"] for unit in admin.read("units")] == [row["id"] for row in rows]
    entries = list(admin.export_audit())
    assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))
    admin.close()
