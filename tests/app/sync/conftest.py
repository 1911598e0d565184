"""A real hub with operators and cases, and a cable to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.cable import Cable
from tests.fakes.hub import RunningHub, cases


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub", ping_s=0.5) as hub:
        for login in ("li", "wang", "zhao"):
            hub.add_operator(login)
        hub.load("case", cases(20))
        yield hub


@pytest.fixture
def cable(hub: RunningHub) -> Iterator[Cable]:
    with Cable(int(hub.url.rpartition(":")[2])) as cable:
        yield cable
