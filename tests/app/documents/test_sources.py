"""The same list from the hub and from a seat's own store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.documents.export import Mark, export
from app.documents.sources import hub_rows, store_rows
from app.domain.broadcast import Broadcast
from app.domain.case import Case
from app.domain.errors import Rejected
from app.domain.operator import Role
from app.domain.records import columns, to_row
from app.hub import accounts
from app.hub.loading import load
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.paths import Profile
from app.protocol import Block, Reply
from app.protocol.rest import RestDoor
from app.store import Store
from tests.fakes.clock import SetClock

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
CASES = [
    Case(id=f"c{n:04d}", case_no=str(n), state="closed" if n % 3 else "handling", reported_at=AT + timedelta(minutes=n))
    for n in range(1_203)
]
CALLS = [Broadcast(id=f"b{n}", mode="live", started_at=AT + timedelta(minutes=n), state="ended") for n in range(4)]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[RestDoor]:
    with HubServer(HubSettings(data_dir=tmp_path)) as server:
        accounts.create(server.house.database, "admin", "某", Role.SYS_ADMIN, "only-for-this-7")
        load(server.house.database, "case", CASES)
        load(server.house.database, "broadcast", CALLS)
        door = RestDoor(server.url)
        door.sign_in("1", "admin", "only-for-this-7")
        yield door
        door.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(Profile(tmp_path / "seat").make(), SetClock())
    blocks = []
    for kind, nouns in (("case", CASES), ("broadcast", CALLS)):
        names = columns(kind)
        rows = tuple((noun.id, n, *[to_row(noun)[name] for name in names[1:]]) for n, noun in enumerate(nouns, start=1))
        blocks.append(Block(kind, ("id", "seq", *names[1:]), rows))
    store.writer.reset("1", "epoch-1", 0)
    store.writer.absorb(Reply(epoch="epoch-1", cursor=2_000, now=AT, changes=tuple(blocks)))
    yield store
    store.close()


def test_hub_and_seat_tell_the_same_list(door: RestDoor, store: Store, tmp_path: Path) -> None:
    written = {}
    for name, rows in (("hub", hub_rows("cases", door)), ("seat", store_rows("cases", store.reader))):
        out = tmp_path / f"{name}.csv"
        assert export("cases", rows, out, "csv", Mark("1", "某", AT)) == 1_203
        written[name] = out.read_text("utf-8-sig")
    assert written["hub"] == written["seat"]


def test_broadcasts_come_from_both_and_the_audit_book_from_the_hub_alone(door: RestDoor, store: Store) -> None:
    assert [row["id"] for row in store_rows("broadcasts", store.reader)] == ["b3", "b2", "b1", "b0"]
    assert [row["id"] for row in hub_rows("broadcasts", door)] == ["b3", "b2", "b1", "b0"]
    assert {row["what"] for row in hub_rows("audit", door)} >= {"account.set"}
    with pytest.raises(Rejected) as no:
        store_rows("audit", store.reader)
    assert no.value.code == "export.hub_only"


def test_what_nobody_lists_is_refused(door: RestDoor, store: Store) -> None:
    for ask in (lambda: hub_rows("secrets", door), lambda: store_rows("secrets", store.reader)):
        with pytest.raises(Rejected):
            ask()
