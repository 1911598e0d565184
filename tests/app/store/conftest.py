"""A store in a fresh profile, with ears on its bus."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bus import Bus, CommandSettled, Notice, RecordsChanged
from app.paths import Profile
from app.store import Store
from tests.fakes.clock import SetClock


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "seat").make()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def told() -> list[Any]:
    return []


@pytest.fixture
def bus(told: list[Any]) -> Bus:
    bus = Bus()
    for notice in (RecordsChanged, CommandSettled, Notice):
        bus.subscribe(notice, told.append)
    return bus


@pytest.fixture
def store(profile: Profile, clock: SetClock, bus: Bus) -> Iterator[Store]:
    store = Store.open(profile, clock, bus)
    yield store
    store.close()
