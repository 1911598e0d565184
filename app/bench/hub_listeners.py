"""Seats that only listen, as cheap as sockets can be: on the shared stream, or by asking again and again."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

_CURSOR = re.compile(rb'"cursor":(\d+)')
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Listener:
    """One seat. `heard` maps a change number to when the seat had it (Unix seconds)."""

    def __init__(self, url: str, token: str, since: int) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._token, self._since = parts.hostname or "", parts.port or 80, token, since
        self.heard: dict[int, float] = {}

    async def follow_stream(self) -> None:
        """Listen to the shared stream until cancelled."""
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=1 << 24)
        try:
            await self._ask(writer, f"/api/v1/stream?since={self._since}")
            async for line in _lines(reader):
                if line.startswith(b"id: "):
                    self.heard[int(line[4:])] = time.time()
        finally:
            writer.close()

    async def follow_polls(self) -> None:
        """Ask for the next change, again and again, until cancelled."""
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=1 << 24)
        try:
            while True:
                await self._ask(writer, f"/bench/poll?since={self._since}")
                self._since = await _polled(reader)
                self.heard[self._since] = time.time()
        finally:
            writer.close()

    async def _ask(self, writer: asyncio.StreamWriter, path: str) -> None:
        head = f"GET {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {self._token}\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()


async def _lines(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while line := await reader.readline():
        yield line.strip()


async def _polled(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    body = await reader.readexactly(int(length[1]) if length else 0)
    found = _CURSOR.search(body)
    if not head.startswith(b"HTTP/1.1 200") or found is None:
        raise ConnectionError(head[:80])
    return int(found[1])
