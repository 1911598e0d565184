"""The simulated cameras of a city in one process: RTSP pictures, ONVIF heads, and a line to break and heal them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from app.devices.drivers.onvif.simulator import OnvifServer, SimHead
from app.devices.drivers.rtsp.simulator import RtspFarm, SimCamera

PRESET_NAMES = {"1": "左侧", "2": "正中", "3": "右侧", "4": "近景"}


@dataclass(frozen=True)
class FarmPorts:
    """Where a running farm listens."""

    host: str
    rtsp: int
    onvif: int
    control: int


class CameraFarm:
    """All parts on one asyncio loop; ports given as 0 are chosen by the system."""

    def __init__(
        self,
        cameras: list[SimCamera],
        host: str = "127.0.0.1",
        rtsp_port: int = 0,
        onvif_port: int = 0,
        control_port: int = 0,
        live: bool = True,
    ) -> None:
        self.cameras = RtspFarm(cameras, host, live)
        heads = {
            no: SimHead(state.head, PRESET_NAMES, state.camera.user, state.camera.password)
            for no, state in self.cameras.states.items()
            if state.camera.ptz
        }
        self.heads = OnvifServer(heads, host)
        self._host, self._wanted = host, (rtsp_port, onvif_port, control_port)
        self._control: asyncio.Server | None = None

    async def start(self) -> FarmPorts:
        """Listen everywhere. Raises OSError where a port is taken."""
        rtsp = await self.cameras.start(self._wanted[0])
        onvif = await self.heads.start(self._wanted[1])
        self._control = await asyncio.start_server(self._obey, self._host, self._wanted[2])
        return FarmPorts(self._host, rtsp, onvif, int(self._control.sockets[0].getsockname()[1]))

    async def stop(self) -> None:
        """Cut all connections and stop listening."""
        if self._control is not None:
            self._control.close()
        await self.heads.stop()
        await self.cameras.stop()

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                writer.write(json.dumps(self._command(line)).encode() + b"\n")
                await writer.drain()
        writer.close()

    def _command(self, line: bytes) -> dict[str, object]:
        try:
            asked = json.loads(line)
            if "fault" in asked:
                self.cameras.fault(str(asked["no"]), str(asked["fault"]))
            return {"ok": True, "watched": self.cameras.watched()}
        except (ValueError, KeyError, TypeError) as error:
            return {"ok": False, "error": repr(error)}


class FarmControl:
    """The other end of the line: breaks and heals cameras of a farm in another process or thread."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def fault(self, no: str, kind: str) -> None:
        """Break a camera with one of FAULTS or "drop", or heal it with "". Raises ValueError, OSError."""
        answer = self._ask({"no": no, "fault": kind})
        if not answer["ok"]:
            raise ValueError(answer.get("error"))

    def watched(self) -> dict[str, int]:
        """How many viewers each watched stream has. Raises OSError."""
        watched = self._ask({})["watched"]
        assert isinstance(watched, dict)
        return {str(path): int(count) for path, count in watched.items()}

    def _ask(self, asked: dict[str, str]) -> dict[str, object]:
        with socket.create_connection(self._address, 5) as line, line.makefile("rwb") as talk:
            talk.write(json.dumps(asked).encode() + b"\n")
            talk.flush()
            answer = json.loads(talk.readline())
        assert isinstance(answer, dict)
        return answer


def write_config(path: Path, cameras: list[SimCamera], **settings: object) -> None:
    """Write what `run` reads; `settings` are host, rtsp_port, onvif_port, control_port, live."""
    path.write_text(json.dumps({**settings, "cameras": [asdict(camera) for camera in cameras]}, ensure_ascii=False))


def run(config: Path, ready: Callable[[FarmPorts], None]) -> None:
    """Serve the cameras of a config file until SIGTERM or SIGINT; `ready` is called once everything listens."""
    settings = json.loads(Path(config).read_text())
    cameras = [SimCamera(**camera) for camera in settings.pop("cameras")]
    asyncio.run(_serve(CameraFarm(cameras, **settings), ready))


async def _serve(farm: CameraFarm, ready: Callable[[FarmPorts], None]) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    ready(await farm.start())
    await ended.wait()
    await farm.stop()
