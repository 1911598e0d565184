"""A real hub to bring files to, with an administrator signed in."""

from collections.abc import Iterator

import pytest

from app.domain.operator import Role
from app.hub import accounts
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.protocol.rest import RestDoor

PASSWORD = "only-for-this-test-7"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    with HubServer(HubSettings(data_dir=tmp_path_factory.mktemp("hub"))) as server:
        for login, role in (("admin", Role.SYS_ADMIN), ("desk", Role.ACCEPTOR)):
            accounts.create(server.house.database, login, "某", role, PASSWORD)
        yield server


@pytest.fixture(scope="module")
def admin(hub: HubServer) -> Iterator[RestDoor]:
    door = RestDoor(hub.url)
    door.sign_in("90", "admin", PASSWORD)
    yield door
    door.close()


@pytest.fixture(scope="module")
def desk(hub: HubServer) -> Iterator[RestDoor]:
    door = RestDoor(hub.url)
    door.sign_in("91", "desk", PASSWORD)
    yield door
    door.close()
