"""A pipe into the decoder that never makes the network wait: when it is full, pictures are dropped to the next key."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading

_SET_PIPE_SIZE = 1031


class FramePipe:
    """One writer (the network loop), one reader (the decoder, by file descriptor)."""

    def __init__(self, size: int = 1 << 19) -> None:
        self.reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        # An unprivileged user may be over the limit for pipe memory; the default size then has to do.
        with contextlib.suppress(OSError):
            fcntl.fcntl(self._writer, _SET_PIPE_SIZE, size)
        self.dropped = 0
        self._rest = b""
        self._waiting_for_key = True
        self._lock = threading.Lock()

    def write(self, data: bytes, key: bool) -> None:
        """Hand over the packets of one picture, or drop it."""
        with self._lock:
            if self._writer < 0 or not self._flush():
                self._drop()
                return
            if self._waiting_for_key and not key:
                self.dropped += 1
                return
            self._waiting_for_key = False
            self._rest = data
            self._flush()

    def _drop(self) -> None:
        self._waiting_for_key = True
        self.dropped += 1

    def _flush(self) -> bool:
        while self._rest:
            try:
                self._rest = self._rest[os.write(self._writer, self._rest) :]
            except BlockingIOError:
                return False
            except OSError:
                self._rest = b""
                return False
        return True

    def close_writer(self) -> None:
        """The decoder sees the end of the stream; safe to repeat."""
        with self._lock:
            if self._writer >= 0:
                os.close(self._writer)
                self._writer = -1

    def close_reader(self) -> None:
        """Only after the decoder has stopped; safe to repeat."""
        with self._lock:
            if self.reader >= 0:
                os.close(self.reader)
                self.reader = -1
