"""A wall room on a real store, with real cameras to look at; the hub is away."""

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bus import Bus
from app.config import Settings
from app.devices.camera_farm import CameraFarm
from app.devices.drivers.rtsp.simulator import SCENES, SimCamera
from app.devices.video import VideoService
from app.dispatch import Dispatch
from app.domain.area import Area
from app.domain.camera import Camera
from app.domain.command import Actor
from app.paths import Profile
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.news import NOW, reply

NAMES = (
    ("人民路与解放街口", "RMLYJFJK"), ("桥东夜市东口", "QDYSDK"), ("滨河路下穿通道", "BHLXCTD"),
    ("迎客松公园", "YKSGY"),
    ("清河大桥", "QHDQ"), ("市民中心广场", "SMZXGC"), ("实验小学门前", "SYXXMQ"), ("北山坡道", "BSPD"),
    ("新城工地南门", "XCGDNM"), ("高铁站前", "GTZQ"),
)  # fmt: skip
STREETS = ("桥东街道", "南关街道", "凤凰街道")


class FarmThread:
    """A camera farm on its own loop and thread."""

    def __init__(self, cameras: list[SimCamera], live: bool = True) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="farm", daemon=True)
        self._thread.start()
        self.farm = CameraFarm(cameras, live=live)
        self.ports = self._do(self.farm.start())

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def url(self, no: str, stream: str = "sub") -> str:
        """Address of a stream."""
        return self.farm.cameras.url(no, stream)

    def fault(self, no: str, kind: str) -> None:
        """Break or heal a camera."""
        self._loop.call_soon_threadsafe(self.farm.cameras.fault, no, kind)

    def stop(self) -> None:
        """Cut everything and end the thread."""
        self._do(self.farm.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


@dataclass
class Lane:
    """Everything around the wall."""

    ctx: PaneContext
    store: Store
    street: FarmThread
    clock: SetClock

    def close(self) -> None:
        """Stop in reverse."""
        self.ctx.bridge.stop()
        self.ctx.tasks.stop()
        self.ctx.video.stop()
        self.store.close()
        self.street.stop()


def cameras(street: FarmThread, count: int) -> list[Camera]:
    """The records of the cameras, along one street."""
    return [
        Camera(
            id=f"c{i + 1:03}", no=f"{i + 1:03}", name=NAMES[i % 10][0], pinyin=NAMES[i % 10][1], lon=109.49 + i * 0.001,
            lat=36.59, kind="fixed" if i % 3 else "dome", ptz=i % 3 == 0, area_code=f"61060200{i % 3 + 1}",
            url_main=street.url(f"{i + 1:03}", "main"), url_sub=street.url(f"{i + 1:03}"),
            ptz_url=street.farm.heads.url(f"{i + 1:03}") if i % 3 == 0 else "",
        )
        for i in range(count)
    ]  # fmt: skip


def furnish(folder: Path, count: int = 10, hidden_tile_s: float = 30.0, live: bool = True) -> Lane:
    """Build the wall's surroundings."""
    street = FarmThread(
        [SimCamera(f"{i + 1:03}", NAMES[i % 10][0], SCENES[i % 10], ptz=i % 3 == 0) for i in range(count)], live
    )
    clock, bus, profile = SetClock(NOW), Bus(), Profile(folder / "seat").make()
    store = Store.open(profile, clock, bus)
    areas = [Area(id=f"61060200{at + 1}", level=2, name=name) for at, name in enumerate(STREETS)]
    store.writer.absorb(reply(*areas, *cameras(street, count)))
    actor = Actor("03", "o-li", "李", "duty_officer")
    dispatch = Dispatch(store.reader, store.writer, clock, lambda: actor, lambda: None)
    ctx = PaneContext(
        reader=store.reader, dispatch=dispatch, bus=bus, bridge=Bridge(bus), tasks=Tasks(), selection=Selection(),
        clock=clock, settings=Settings(hidden_tile_s=hidden_tile_s), profile=profile, actor=lambda: actor,
        video=VideoService(),
    )  # fmt: skip
    return Lane(ctx, store, street, clock)
