"""Many cameras behind one RTSP port, each with a main and a sub stream, and a line of faults for tests and drills."""

from __future__ import annotations

import asyncio
import random

from app.devices.drivers.rtsp.simulator.camera import FAULTS, CameraState, SimCamera
from app.devices.drivers.rtsp.simulator.numbered import NumberedPainter
from app.devices.drivers.rtsp.simulator.painter import ScenePainter
from app.devices.drivers.rtsp.simulator.server import Mount, RtspServer, Source
from app.devices.drivers.rtsp.simulator.source import PROFILES, ClipSource, LiveSource, Profile, encode_clip

CLIPS = 4
CLIP_S = 8
Clip = tuple[list[list[bytes]], tuple[bytes, ...]]


class RtspFarm:
    """`live`: pictures are painted and coded while watched. Otherwise a few clips are coded once and repeated."""

    def __init__(self, cameras: list[SimCamera], host: str = "127.0.0.1", live: bool = True) -> None:
        self.states = {camera.no: CameraState(camera) for camera in cameras}
        self.port = 0
        self._host, self._live = host, live
        self._painters: dict[tuple[str, str], ScenePainter] = {}
        self._clips: dict[tuple[str, str], asyncio.Task[Clip]] = {}
        self._mounts = {
            f"{no}/{profile.name}": self._mount(state, profile)
            for no, state in self.states.items()
            for profile in PROFILES.values()
        }
        self._server = RtspServer(host, self._mounts)

    async def start(self, port: int = 0) -> int:
        """Listen; returns the port."""
        self.port = await self._server.start(port)
        return self.port

    async def stop(self) -> None:
        """Cut all viewers and stop listening."""
        await self._server.stop()

    def url(self, no: str, stream: str) -> str:
        """Address of a stream, "main" or "sub"."""
        return f"rtsp://{self._host}:{self.port}/{no}/{stream}"

    def fault(self, no: str, kind: str) -> None:
        """Break a camera, or heal it with "". "drop" cuts its viewers once. Raises KeyError, ValueError."""
        state = self.states[no]
        if kind == "drop":
            for name in PROFILES:
                self._mounts[f"{no}/{name}"].drop()
        elif kind in FAULTS:
            state.fault = kind
        else:
            raise ValueError(kind)

    def watched(self) -> dict[str, int]:
        """How many viewers each watched stream has."""
        return {path: len(mount.viewers) for path, mount in self._mounts.items() if mount.viewers}

    def _mount(self, state: CameraState, profile: Profile) -> Mount:
        async def make() -> Source:
            return await (self._paint(state, profile) if self._live else self._repeat(state, profile))

        return Mount(state, profile, make)

    async def _paint(self, state: CameraState, profile: Profile) -> Source:
        key = (state.camera.no, profile.name)
        if key not in self._painters:
            # Drawing a city takes a moment; the other cameras go on meanwhile.
            self._painters[key] = await asyncio.to_thread(ScenePainter, state, profile)
        return LiveSource(profile, self._painters[key])

    async def _repeat(self, state: CameraState, profile: Profile) -> Source:
        variant = sum(state.camera.no.encode()) % CLIPS
        key = (str(variant), profile.name)
        if key not in self._clips:
            self._clips[key] = asyncio.create_task(asyncio.to_thread(_clip, variant, profile))
        clip, sets = await self._clips[key]
        return ClipSource(profile, clip, sets, random.randrange(len(clip)))


def _clip(variant: int, profile: Profile) -> Clip:
    kinds = ("crossroads", "school_gate", "night_market", "square")
    camera = SimCamera(f"clip{variant}", f"回放 {variant + 1}", kinds[variant])
    scene = ScenePainter(CameraState(camera), profile, step_s=1 / profile.fps)
    return encode_clip(profile, NumberedPainter(scene), CLIP_S)
