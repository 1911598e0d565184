"""ONVIF heads that answer: a small HTTP server that turns SOAP into movements of whatever is given to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app.devices.drivers.onvif import codec

_MOST = 65_536


class Turning(Protocol):
    """Something with a neck."""

    def move(self, pan: float, tilt: float, zoom: float) -> None: ...

    def stop(self) -> None: ...

    def go(self, token: str) -> bool: ...


@dataclass(frozen=True)
class SimHead:
    """One head at /onvif/<no>/ptz; without a user it obeys anyone."""

    neck: Turning
    presets: dict[str, str]
    user: str = ""
    password: str = ""


class OnvifServer:
    """Serves many heads on one port."""

    def __init__(self, heads: Mapping[str, SimHead], host: str = "127.0.0.1") -> None:
        self._heads, self._host = heads, host
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, port: int = 0) -> int:
        """Listen; returns the port. Raises OSError where it is taken."""
        self._server = await asyncio.start_server(self._serve, self._host, port)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self.port

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    def url(self, no: str) -> str:
        """Address of a head."""
        return f"http://{self._host}:{self.port}/onvif/{no}/ptz"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode("latin-1")
            length = next((line[15:] for line in head.split("\r\n") if line.lower().startswith("content-length:")), "0")
            body = await asyncio.wait_for(reader.readexactly(min(int(length), _MOST)), 5)
            status, answer = self._answer(head.split(" ")[1], body)
            lines = f"HTTP/1.1 {status}\r\nContent-Type: application/soap+xml\r\nContent-Length: {len(answer)}\r\n"
            writer.write(f"{lines}Connection: close\r\n\r\n".encode() + answer)
            await writer.drain()
        except (TimeoutError, OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError):
            pass  # whoever sends no HTTP gets no answer
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _answer(self, path: str, body: bytes) -> tuple[str, bytes]:
        parts = path.strip("/").split("/")
        head = self._heads.get(parts[1]) if len(parts) > 1 else None
        if head is None:
            return "404 Not Found", codec.fault("ter:NoProfile", "NoSuchHead")
        try:
            asked = codec.read(body)
        except codec.NotSoap:
            return "400 Bad Request", codec.fault("ter:WellFormed", "NotWellFormed")
        if head.user and not codec.authorised(body, head.user, head.password):
            return "400 Bad Request", codec.fault("ter:NotAuthorized", "NotAuthorized")
        return _obey(head, asked)


def _obey(head: SimHead, asked: codec.Action) -> tuple[str, bytes]:
    if asked.name == "ContinuousMove":
        head.neck.move(asked.number("PanTilt", "x"), asked.number("PanTilt", "y"), asked.number("Zoom", "x"))
    elif asked.name == "Stop":
        head.neck.stop()
    elif asked.name == "GetPresets":
        return "200 OK", codec.preset_list(head.presets)
    elif asked.name != "GotoPreset" or not head.neck.go(asked.texts.get("PresetToken", "")):
        return "400 Bad Request", codec.fault("ter:NoEntity", "NoSuchPreset")
    return "200 OK", codec.done(asked.name)
