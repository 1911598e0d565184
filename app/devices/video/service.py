"""The door to all live pictures: opens players, watches over them, ends them without making anyone wait."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from app.devices.drivers.rtsp.driver import StreamAddress
from app.devices.video.libvlc import LibVlc
from app.devices.video.player import StreamPlayer
from app.devices.video.transport import Patience, StreamHub
from app.domain.errors import Unavailable

LOOK_S = 0.25
STOPPERS = 4


class VideoService:
    """One network thread, one watching thread, four workers for all cameras; works without libvlc too, saying so."""

    def __init__(self, patience: Patience | None = None, caching_ms: int = 150, libvlc: LibVlc | None = None) -> None:
        self._libvlc = libvlc or LibVlc()
        self._caching_ms = caching_ms
        self._hub = StreamHub(patience)
        self._workers = ThreadPoolExecutor(STOPPERS, thread_name_prefix="device-player")
        self._players: list[StreamPlayer] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="device-pictures", daemon=True)
        self._watcher.start()

    @property
    def unavailable(self) -> Unavailable | None:
        """Why no picture can be shown on this machine (libvlc missing), or None."""
        return self._libvlc.failure

    def open(self, address: StreamAddress, width: int = 0, height: int = 0) -> StreamPlayer:
        """Begin to watch; returns at once. `width`, `height`: the tile in pixels, 0 for the stream's own size."""
        player = StreamPlayer(self._libvlc, self._workers, (width, height), self._caching_ms)
        player.stream = self._hub.watch(address, player)
        with self._lock:
            self._players = [one for one in self._players if not one.closed] + [player]
        return player

    def stop(self) -> None:
        """End everything that plays; waits for the players, a fraction of a second."""
        self._stopping.set()
        with self._lock:
            players, self._players = self._players, []
        for player in players:
            player.close()
        self._hub.stop()
        for player in players:
            # A loop that stops may not run what it was still to do, and a player without its buffers would crash.
            player.finish()
        self._workers.shutdown(wait=True)
        self._watcher.join(2.0)

    def _watch(self) -> None:
        # Loading libvlc takes a moment; the network thread must not be the one to wait for it.
        _ = self._libvlc.failure
        while not self._stopping.wait(LOOK_S):
            now = time.monotonic()
            with self._lock:
                players = list(self._players)
            for player in players:
                if not player.closed:
                    player.look(now)
