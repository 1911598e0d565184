"""The wall against decoding alone: CPU, pictures delivered, smoothness of the window, and how fast faults are seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.report import Report, Row
from app.devices.camera_farm import FarmControl, FarmPorts, write_config
from app.devices.drivers.rtsp.simulator import SimCamera
from app.devices.drivers.rtsp.simulator.source import SUB
from app.devices.video import Player, StreamAddress, VideoService
from app.domain.errors import Unavailable

SECONDS = 6.0
_START_S = 2.0
SIZE = (1600, 900)
COUNTS = (4, 9, 16)
MORE_COUNTS = (25, 36)
PASSWORD = "bench"
_FARM = """
import dataclasses, json, sys
from pathlib import Path
from app.devices.camera_farm import run
run(Path(sys.argv[1]), lambda ports: print(json.dumps(dataclasses.asdict(ports)), flush=True))
"""
_WALL = "import json, sys; from app.bench.wall_window import paint; paint(json.loads(sys.argv[1]))"


@dataclass(frozen=True)
class Street:
    """A running camera farm."""

    ports: FarmPorts
    control: FarmControl

    def address(self, number: int) -> StreamAddress:
        """The sub stream of a camera; camera 0 wants a password."""
        return StreamAddress(f"rtsp://{self.ports.host}:{self.ports.rtsp}/{number:03}/sub")


def run(scale: float, say: Callable[[str], None]) -> Report:
    """Measure; `scale` 2 and more adds walls of 25 and 36. Raises Unavailable without libvlc or ffmpeg."""
    counts = COUNTS + (MORE_COUNTS if scale >= 2 else ())
    rows: list[Row] = []
    with _street(max(counts)) as street:
        for count in counts:
            say(f"{count} tiles")
            rows += _painted(street, count, SECONDS)
        say("faults")
        rows += _faults(street)
    work = f"walls of {', '.join(map(str, counts))} sub streams {SUB.width}x{SUB.height}@{SUB.fps}, {SECONDS:g} s each"
    return Report("wall", f"{work}, window {SIZE[0]}x{SIZE[1]} off screen", tuple(rows))


@contextmanager
def _street(count: int) -> Iterator[Street]:
    cameras = [SimCamera(f"{number:03}", f"{number}") for number in range(1, count + 1)]
    cameras.append(SimCamera("000", "locked", user="admin", password=PASSWORD))
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "cameras.json"
        write_config(config, cameras, live=False)
        words = [sys.executable, "-c", _FARM, str(config)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as farm:
            assert farm.stdout is not None
            ports = FarmPorts(**json.loads(farm.stdout.readline()))
            try:
                yield Street(ports, FarmControl(ports.host, ports.control))
            finally:
                farm.terminate()


def _painted(street: Street, count: int, seconds: float) -> list[Row]:
    urls = [street.address(number).url for number in range(1, count + 1)]
    _decode_only(urls, 1.0)  # the farm codes its clips on first sight; that is not measured
    floor = _floor(urls, seconds)
    asked = json.dumps({"urls": urls, "seconds": seconds, "size": SIZE, "count": count})
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    wall = subprocess.run([sys.executable, "-c", _WALL, asked], capture_output=True, text=True, env=environment)
    if wall.returncode:
        raise Unavailable("wall window", wall.stderr.strip().rpartition("\n")[2])
    seen = json.loads(wall.stdout)
    return _rows(count, seen, floor)


def _rows(count: int, seen: dict[str, Any], floor: float) -> list[Row]:
    name = f"{count} tiles"
    bar = "<= 2.1" if count >= 16 else ""
    fps = float(SUB.fps)
    return [
        Row(f"{name}: CPU painted", seen["cpu"] * 1000, "ms/stream-s", "ffmpeg decode only", floor * 1000, bar),
        Row(f"{name}: pictures delivered, worst tile", seen["fps"], "1/s", "source", fps, ">= 0.97"),
        Row(f"{name}: longest gap of the window", seen["gap_ms"], "ms", "limit", 100, "<= 1"),
        Row(f"{name}: memory per tile", seen["mb_per_tile"], "MB", "limit", 20, "<= 1"),
        Row(f"{name}: closing calls", seen["close_ms"], "ms", "limit", 50, "<= 1"),
        Row(f"{name}: all streams retired", seen["retired_ms"], "ms", "limit", 250, "<= 1"),
    ]


def _floor(urls: list[str], seconds: float) -> float:
    """CPU seconds per stream and second of decoding alone: a long run less a short one leaves starting out."""
    used = _decode_only(urls, seconds + _START_S) - _decode_only(urls, _START_S)
    return used / (len(urls) * seconds)


def _decode_only(urls: list[str], seconds: float) -> float:
    """CPU seconds of ffmpeg decoding these streams, one process each."""
    words = ["ffmpeg", "-v", "error", "-threads", "1", "-rtsp_transport", "tcp", "-i"]
    try:
        peers = [subprocess.Popen([*words, url, "-t", f"{seconds:g}", "-f", "null", "-"]) for url in urls]
    except FileNotFoundError as missing:
        raise Unavailable("ffmpeg", "apt-get install ffmpeg") from missing
    used = 0.0
    for peer in peers:
        _, status, usage = os.wait4(peer.pid, 0)
        peer.returncode = os.waitstatus_to_exitcode(status)
        used += usage.ru_utime + usage.ru_stime
    return used


def _faults(street: Street) -> list[Row]:
    video = VideoService()
    try:
        if (missing := video.unavailable) is not None:
            raise missing
        return [_fault(street, video, *case) for case in _CASES] + [_refusal(street, video)]
    finally:
        video.stop()


# fault, state it must lead to, seconds allowed (the five for a freeze, the rest from experience with VLC)
_CASES = (("stall", "stale", 4.0), ("freeze", "stale", 5.0), ("drop", "no_signal", 0.5))


def _fault(street: Street, video: VideoService, fault: str, word: str, limit: float) -> Row:
    player = video.open(street.address(1))
    _until(player, "live")
    street.control.fault("001", fault)
    took = _until(player, word)
    street.control.fault("001", "")
    _until(player, "live")
    player.close()
    return Row(f"{fault} seen as {word}", took, "s", "limit", limit, "<= 1")


def _refusal(street: Street, video: VideoService) -> Row:
    address = street.address(0)
    player = video.open(StreamAddress(address.url, "admin", "wrong"))
    took = _until(player, "wrong_password")
    player.close()
    return Row("wrong password seen", took, "s", "limit", 1.0, "<= 1")


def _until(player: Player, word: str, limit_s: float = 20.0) -> float:
    begun = time.monotonic()
    while player.state.word != word:
        if time.monotonic() - begun > limit_s:
            raise Unavailable(f"camera stayed {player.state.word}, not {word}")
        time.sleep(0.005)
    return time.monotonic() - begun
