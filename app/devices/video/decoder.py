"""One libvlc player fed through a pipe, writing pictures into three buffers of our own."""

from __future__ import annotations

import ctypes
import threading
from ctypes import CFUNCTYPE, POINTER, c_void_p, cast
from typing import Any

import numpy as np

from app.devices.ports import Frame
from app.devices.video.libvlc import LibVlc
from app.devices.video.pipe import FramePipe

BUFFERS = 3
_LOCK = CFUNCTYPE(c_void_p, c_void_p, POINTER(c_void_p))
_DISPLAY = CFUNCTYPE(None, c_void_p, c_void_p)
_PIPE_BYTES = {True: 1 << 20, False: 1 << 18}


def shown_size(native: tuple[int, int], wanted: tuple[int, int]) -> tuple[int, int]:
    """The size to decode into: native, or the tile's own size where that is less than two thirds of it."""
    width, height = native
    if not wanted[0] or not wanted[1] or wanted[0] * 3 > width * 2:
        return native
    scale = min(wanted[0] / width, wanted[1] / height)
    return max(16, int(width * scale) & ~1), max(16, int(height * scale) & ~1)


class Decoder:
    """Lives as long as one connection; `start` and `stop` belong on a worker, everything else is instant."""

    def __init__(self, libvlc: LibVlc, size: tuple[int, int], wanted: tuple[int, int], caching_ms: int) -> None:
        self.width, self.height = shown_size(size, wanted)
        self.pipe = FramePipe(_PIPE_BYTES[size[0] > 1000])
        self.displayed = 0
        self._libvlc, self._caching_ms = libvlc, caching_ms
        self._buffers = [np.zeros((self.height, self.width * 4), np.uint8) for _ in range(BUFFERS)]
        self._addresses = [buffer.ctypes.data for buffer in self._buffers]
        self._writing = self._shown = 0
        # The callbacks must outlive the player, or libvlc calls into freed memory.
        self._callbacks: tuple[Any, Any] | None = (_LOCK(self._lock), _DISPLAY(self._display))
        self._player: Any = None
        self._media: Any = None
        self._stats: Any = None
        self._decoded = 0
        self._ended = False
        # libvlc objects are made, asked and released under this lock only.
        self._guard = threading.Lock()

    def _lock(self, _opaque: int | None, planes: Any) -> int:
        self._writing = (self._writing + 1) % BUFFERS
        planes[0] = self._addresses[self._writing]
        return self._writing

    def _display(self, _opaque: int | None, picture: int | None) -> None:
        self._shown = picture or 0
        self.displayed += 1

    def start(self) -> None:
        """Make the player and let it read. Raises Unavailable without libvlc."""
        with self._guard:
            if not self._ended:
                self._play()

    def _play(self) -> None:
        vlc, instance = self._libvlc.load()
        self._media = instance.media_new(f"fd://{self.pipe.reader}")
        self._media.add_option(":demux=ts")
        self._media.add_option(f":file-caching={self._caching_ms}")
        self._stats = vlc.MediaStats()
        player = instance.media_player_new()
        assert self._callbacks is not None
        lock, display = self._callbacks
        vlc.libvlc_video_set_callbacks(
            player, cast(lock, vlc.VideoLockCb), None, cast(display, vlc.VideoDisplayCb), None
        )
        player.video_set_format("RV32", self.width, self.height, self.width * 4)
        player.set_media(self._media)
        player.play()
        self._player = player

    def stop(self) -> None:
        """End the player; waits for libvlc, so never on the main or the network thread."""
        self.pipe.close_writer()
        with self._guard:
            self._ended = True
            if self._player is not None:
                self._player.stop()
                self._player.release()
                self._media.release()
                self._player = self._media = None
            # The callbacks hold this object and it holds them: let go, or its pictures wait for the collector.
            self._callbacks = None
        self.pipe.close_reader()

    def decoded(self) -> int:
        """Pictures decoded so far; unlike displayed ones these stop when the stream does."""
        if self._guard.acquire(blocking=False):
            try:
                if self._media is not None and self._media.get_stats(ctypes.byref(self._stats)):
                    self._decoded = int(self._stats.decoded_video)
            finally:
                self._guard.release()
        return self._decoded

    def frame(self, number: int) -> Frame | None:
        """The newest picture, shared with the player."""
        if not self.displayed:
            return None
        return Frame(self._buffers[self._shown].data.cast("B"), self.width, self.height, self.width * 4, number)

    def green(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """The green channel of the newest picture, thinned to about 320 columns; a view, not a copy."""
        step = max(1, self.width // 320)
        picture = self._buffers[self._shown].reshape(self.height, self.width, 4)
        return picture[::step, ::step, 1]
