"""The last seconds of a stream, kept as transport stream and given out from a key frame on."""

from __future__ import annotations

import threading
import time
from collections import deque


class Ring:
    """Thread-safe; old groups of pictures fall out whole, so what is left always starts at a key frame."""

    def __init__(self, seconds: float = 30.0, most_bytes: int = 48 << 20) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._groups: deque[tuple[float, list[bytes]]] = deque()
        self._size = 0
        self._lock = threading.Lock()

    def add(self, data: bytes, key: bool, now: float | None = None) -> None:
        """Append the packets of one picture; pictures before the first key frame are of no use and dropped."""
        now = time.monotonic() if now is None else now
        with self._lock:
            if key:
                self._groups.append((now, []))
            if not self._groups:
                return
            self._groups[-1][1].append(data)
            self._size += len(data)
            self._trim(now)

    def _trim(self, now: float) -> None:
        while len(self._groups) > 1 and (self._groups[1][0] < now - self._seconds or self._size > self._most_bytes):
            self._size -= sum(map(len, self._groups.popleft()[1]))

    def recent(self, seconds: float, now: float | None = None) -> bytes:
        """At least the last `seconds` (or all there is), starting at a key frame."""
        now = time.monotonic() if now is None else now
        with self._lock:
            groups = list(self._groups)
        first = max((at for at, (begun, _) in enumerate(groups) if begun <= now - seconds), default=0)
        return b"".join(part for _, parts in groups[first:] for part in list(parts))

    def clear(self) -> None:
        """Forget everything, as after a change of stream."""
        with self._lock:
            self._groups.clear()
            self._size = 0
