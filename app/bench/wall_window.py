"""The window of the wall bench, in a process of its own so that only the wall is counted."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.devices.drivers.rtsp.simulator.numbered import number_of
from app.devices.video import StreamAddress, VideoService
from app.devices.video.player import StreamPlayer
from widgets import theme
from widgets.video_grid import VideoGrid
from widgets.video_tile import TileFace

_PROBE_MS = 10
_PATIENCE_S = 20.0


class _Probe:
    """Counts pictures that differ, and the longest time the window did not answer."""

    def __init__(self, players: list[StreamPlayer]) -> None:
        self._players = players
        self._seen = [-1] * len(players)
        self.pictures = [0] * len(players)
        self.gap_s = 0.0
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Count from now on."""
        self.pictures, self.gap_s, self._last = [0] * len(self._players), 0.0, time.monotonic()
        self._timer.start(_PROBE_MS)

    def end(self) -> None:
        """Count no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.monotonic()
        self.gap_s, self._last = max(self.gap_s, now - self._last), now

    def look(self) -> None:
        """Called with the wall's own tick."""
        for at, player in enumerate(self._players):
            frame = player.frame()
            if frame is not None and (number := number_of(frame.data, frame.height, frame.stride)) != self._seen[at]:
                self._seen[at] = number
                self.pictures[at] += 1


def paint(asked: dict[str, Any]) -> None:
    """Show the streams of `urls` for `seconds`, print what was measured as JSON."""
    app = QApplication([])
    theme.apply(app, "dark")
    video = VideoService()
    if (missing := video.unavailable) is not None:
        raise missing
    grid = VideoGrid()
    grid.set_count(asked["count"])
    grid.resize(*asked["size"])
    grid.show()
    before = _resident_mb()
    players = [video.open(StreamAddress(url)) for url in asked["urls"]]
    for at, (tile, player) in enumerate(zip(grid.tiles, players, strict=True)):
        tile.follow(player.frame)
        tile.show_face(TileFace(f"{at + 1}", f"{at + 1:03}", "live", "live"))
    grid.run(True)
    seen = _measure(app, players, grid, asked["seconds"])
    seen["mb_per_tile"] = (_resident_mb() - before) / len(players)
    _leave(video, players, grid, seen)
    sys.stdout.write(json.dumps(seen))


def _measure(app: QApplication, players: list[StreamPlayer], grid: VideoGrid, seconds: float) -> dict[str, float]:
    begun = time.monotonic()
    while any(player.state.word != "live" for player in players) and time.monotonic() - begun < _PATIENCE_S:
        _turn(0.1)
    _turn(1.0)
    probe = _Probe(players)
    looking = QTimer()
    looking.setTimerType(Qt.TimerType.PreciseTimer)
    looking.timeout.connect(probe.look)
    looking.start(20)
    probe.begin()
    cpu, start = time.process_time(), time.monotonic()
    _turn(seconds)
    passed = time.monotonic() - start
    used = time.process_time() - cpu
    probe.end()
    looking.stop()
    return {
        "cpu": used / (passed * len(players)),
        "fps": min(probe.pictures) / passed,
        "gap_ms": probe.gap_s * 1000,
    }


def _leave(video: VideoService, players: list[StreamPlayer], grid: VideoGrid, seen: dict[str, float]) -> None:
    grid.run(False)
    begun = time.monotonic()
    for player in players:
        player.close()
    seen["close_ms"] = (time.monotonic() - begun) * 1000
    video.stop()
    seen["retired_ms"] = (time.monotonic() - begun) * 1000


def _turn(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
