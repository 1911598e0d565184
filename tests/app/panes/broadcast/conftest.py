"""The room, built and shown, with everything real around it but the hub."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.devices.audio import SpeechService, VoiceService
from app.devices.drivers.rtp.simulator import Faults, SpeakerConfig, SpeakerFarm
from app.devices.speakers import Happened
from app.panes.broadcast.pane import BroadcastPane
from app.paths import resources
from tests.fakes.room import PHRASES, Room, furnish
from tests.fakes.street import Told
from widgets import theme

Open = Callable[..., tuple[Room, BroadcastPane]]


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Speech made once for all stories, also for those told in a process of their own."""
    if "HALL_TEST_SPOKEN" in os.environ:
        return Path(os.environ["HALL_TEST_SPOKEN"])
    folder = tmp_path_factory.mktemp("spoken")
    service = SpeechService(resources("voices"), folder)
    for text in (*(phrase.text for phrase in PHRASES), "演练。演练。请注意。"):
        service.synthesise(text)
    service.stop()
    return folder


@pytest.fixture
def open_room(qtbot, qapp, tmp_path: Path, spoken: Path) -> Iterator[Open]:
    """`room, pane = open_room({2: Faults(offline=True)})`."""
    theme.apply(qapp, "dark")
    opened: list[tuple[Room, BroadcastPane]] = []

    def build(faults: dict[int, Faults] | None = None, **more: object) -> tuple[Room, BroadcastPane]:
        room = furnish(tmp_path, faults, speech=spoken, **more)
        pane = BroadcastPane(room.ctx)
        opened.append((room, pane))
        pane.widget.resize(1180, 860)
        qtbot.addWidget(pane.widget)
        with qtbot.waitExposed(pane.widget):
            pane.widget.show()
        return room, pane

    yield build
    for room, pane in opened:
        pane.stop()
        room.close()


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


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Callable[[int], SpeakerFarm]]:
    farms: list[SpeakerFarm] = []

    def build(count: int) -> SpeakerFarm:
        farms.append(SpeakerFarm([SpeakerConfig(f"s{i}") for i in range(count)], tmp_path / "ears"))
        return farms[-1].__enter__()

    yield build
    for farm in farms:
        farm.stop()
