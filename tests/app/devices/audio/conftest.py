"""A voice engine in its own process and a street of real RTP receivers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.devices.audio import VoiceService
from app.devices.drivers.rtp.simulator import Faults, SpeakerConfig, SpeakerFarm
from app.devices.speakers import Happened
from tests.fakes.street import Told


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def voice(tmp_path: Path, told: Told) -> Iterator[VoiceService]:
    service = VoiceService(tmp_path / "recordings", told)
    service.start()
    told.until(lambda e: e.kind in (Happened.READY, Happened.NO_REALTIME))
    yield service
    service.stop()


Street = Callable[..., SpeakerFarm]


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """`street(3, {1: Faults(muted=True)})` is three running speakers, the second one muted."""
    farms: list[SpeakerFarm] = []

    def build(count: int, faults: dict[int, Faults] | None = None) -> SpeakerFarm:
        configs = [SpeakerConfig(f"s{i}", faults=(faults or {}).get(i, Faults())) for i in range(count)]
        farms.append(SpeakerFarm(configs, tmp_path / "street"))
        return farms[-1].__enter__()

    yield build
    for farm in farms:
        farm.stop()
