"""Seats on the shared stream by the hundred: each remembers when it had which change, and nothing else."""

import asyncio
import re
import time
from bisect import bisect_left
from urllib.parse import urlsplit

_NUMBER = re.compile(rb"id: (\d+)\n")


class Ear(asyncio.Protocol):
    """One seat's open stream. `cursors` and `moments` (Unix seconds) grow together, one entry for each event."""

    def __init__(self) -> None:
        self.cursors: list[int] = []
        self.moments: list[float] = []
        self.lost = False
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Take whole events out of what has come."""
        *events, self._buffer = (self._buffer + data).split(b"\n\n")
        for event in events:
            found = _NUMBER.search(event)
            if found is not None:
                self.cursors.append(int(found[1]))
                self.moments.append(time.time())

    def connection_lost(self, exc: Exception | None) -> None:
        """A stream that ends is a fault of the run."""
        self.lost = True

    def newest(self) -> int:
        """The newest change number this seat has."""
        return self.cursors[-1] if self.cursors else 0

    def had(self, number: int) -> float:
        """When this seat had change `number` (Unix seconds). Raises IndexError where it never had it."""
        return self.moments[bisect_left(self.cursors, number)]


async def open_ear(url: str, token: str, since: int) -> tuple[asyncio.Transport, Ear]:
    """Open one seat's stream."""
    parts = urlsplit(url)
    transport, ear = await asyncio.get_running_loop().create_connection(Ear, parts.hostname or "", parts.port or 80)
    head = f"GET /api/v1/stream?since={since} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n\r\n"
    transport.write(head.encode())
    return transport, ear
