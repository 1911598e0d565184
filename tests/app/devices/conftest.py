"""A real camera farm in its own thread, shared by the stories of one file."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.devices.camera_farm import CameraFarm, FarmPorts
from app.devices.drivers.rtsp.simulator import SCENES, SimCamera


class RunningFarm:
    """A farm on its own loop and thread, with the ports it listens on."""

    def __init__(self, cameras: list[SimCamera], live: bool = True, rtsp_port: int = 0) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="farm", daemon=True)
        self._thread.start()
        self.farm = CameraFarm(cameras, live=live, rtsp_port=rtsp_port)
        self.ports: FarmPorts = self._do(self.farm.start())

    def _do(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def url(self, no: str, stream: str = "sub") -> str:
        return self.farm.cameras.url(no, stream)

    def fault(self, no: str, kind: str) -> None:
        self.loop.call_soon_threadsafe(self.farm.cameras.fault, no, kind)

    def stop(self) -> None:
        self._do(self.farm.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()


CAMERAS = [
    SimCamera("001", "人民路口", "crossroads", ptz=True),
    SimCamera("002", "夜市东口", "night_market", user="admin", password="watch-2026"),
    SimCamera("003", "下穿通道", "underpass"),
    SimCamera("004", "滨河公园", "park"),
]


@pytest.fixture
def farm() -> Iterator[RunningFarm]:
    running = RunningFarm(CAMERAS)
    yield running
    running.stop()


@pytest.fixture
def scenes() -> tuple[str, ...]:
    return SCENES


@pytest.fixture
def until() -> Callable[..., float]:
    """Wait for a condition; returns the seconds it took, fails after the limit."""

    def wait(condition: Callable[[], object], limit_s: float = 8.0) -> float:
        begun, tick = time.monotonic(), threading.Event()
        while not condition():
            assert time.monotonic() - begun < limit_s, "did not happen in time"
            tick.wait(0.02)
        return time.monotonic() - begun

    return wait
