"""The RTSP side of the farm: a server for any client, TCP interleaved or UDP, Digest, with faults on demand."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from app.devices.drivers.rtsp.codec import auth, sdp
from app.devices.drivers.rtsp.codec.messages import Malformed, Message, Splitter, packet, response
from app.devices.drivers.rtsp.codec.rtp import Packetiser
from app.devices.drivers.rtsp.simulator.camera import CameraState
from app.devices.drivers.rtsp.simulator.source import Profile

SESSION_S = 60
MOST_WAITING = 4 << 20


class Source(Protocol):
    """Coded pictures of one stream."""

    profile: Profile

    @property
    def parameter_sets(self) -> tuple[bytes, ...]: ...

    def next(self, key: bool, still: bool) -> list[bytes]: ...


@dataclass
class Mount:
    """One stream at one path: runs while somebody watches it."""

    state: CameraState
    profile: Profile
    make: Callable[[], Awaitable[Source]]
    viewers: set[Viewer] = field(default_factory=set)
    source: Source | None = None
    fresh: bool = False
    _task: asyncio.Task[None] | None = None
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ready(self) -> Source:
        """The source, made on first use."""
        async with self._making:
            if self.source is None:
                self.source = await self.make()
            return self.source

    def join(self, viewer: Viewer) -> None:
        """Begin to send to a viewer, from a key picture on."""
        self.viewers.add(viewer)
        self.fresh = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name=f"camera {self.state.camera.no}/{self.profile.name}")

    async def _run(self) -> None:
        source = await self.ready()
        begun, number = time.monotonic(), 0
        while self.viewers:
            await asyncio.sleep(max(0.0, begun + number / self.profile.fps - time.monotonic()))
            behind = int((time.monotonic() - begun) * self.profile.fps) - number
            number += 1 + max(0, behind - 1)
            if self.state.fault != "stall":
                self._send(source, number)
        self.source = None

    def _send(self, source: Source, number: int) -> None:
        key, self.fresh = self.fresh, False
        nals = source.next(key, self.state.fault == "freeze")
        ticks = number * 90_000 // self.profile.fps
        is_key = any(nal[0] & 31 == 5 for nal in nals)
        for viewer in tuple(self.viewers):
            viewer.send(nals, ticks, is_key)

    def stop(self) -> None:
        """Paint no more."""
        if self._task is not None:
            self._task.cancel()

    def drop(self) -> None:
        """Cut every viewer's connection, as a camera does that restarts."""
        for viewer in tuple(self.viewers):
            viewer.reset()


class Viewer(asyncio.Protocol):
    """One client connection."""

    def __init__(self, server: RtspServer) -> None:
        self._server = server
        self._splitter = Splitter()
        self._transport: asyncio.Transport | None = None
        self._mount: Mount | None = None
        self._rtp = Packetiser(random.getrandbits(32), random.getrandbits(16))
        self._offset = random.getrandbits(31)
        self._channel = 0
        self._udp: tuple[asyncio.DatagramTransport, tuple[str, int]] | None = None
        self._session = ""
        self._challenge = auth.Challenge("digest", {"realm": "hall", "nonce": secrets.token_hex(16), "qop": "auth"})
        self._started = False
        self._queue: asyncio.Queue[Message] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: a client is here."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.viewers.add(self)
        self._worker = asyncio.create_task(self._answer_all())

    def data_received(self, data: bytes) -> None:
        """asyncio: requests, or the client's RTCP reports, which need no answer."""
        try:
            for item in self._splitter.feed(data):
                if isinstance(item, Message) and item.method:
                    self._queue.put_nowait(item)
        except Malformed:
            self.reset()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the client is gone."""
        self.leave()
        self._server.viewers.discard(self)
        if self._worker is not None:
            self._worker.cancel()

    def leave(self) -> None:
        """Stop watching."""
        if self._mount is not None:
            self._mount.viewers.discard(self)
        if self._udp is not None:
            self._udp[0].close()
            self._udp = None

    def reset(self) -> None:
        """Cut the connection with a TCP reset."""
        if self._transport is not None:
            sock = self._transport.get_extra_info("socket")
            if sock is not None:
                import socket

                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    async def _answer_all(self) -> None:
        while True:
            await self._answer(await self._queue.get())

    async def _answer(self, asked: Message) -> None:
        mount = self._server.mount(asked.url)
        fault = mount.state.fault if mount else ""
        if asked.method == "OPTIONS":
            self._reply(asked, 200, {"Public": "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, TEARDOWN"})
        elif mount is None or fault == "missing":
            self._reply(asked, 404)
        elif fault == "reject":
            self._reply(asked, 503)
        elif not self._known(asked, mount):
            self._reply(asked, 401, {"WWW-Authenticate": self._demand()})
        elif not (fault == "silence" and asked.method == "SETUP"):
            await self._serve(asked, mount)

    def _known(self, asked: Message, mount: Mount) -> bool:
        camera = mount.state.camera
        if not camera.user:
            return mount.state.fault != "password"
        password = secrets.token_hex(8) if mount.state.fault == "password" else camera.password
        given = asked.header("authorization")
        return bool(given) and auth.accepts(given, self._challenge, asked.method, camera.user, password)

    def _demand(self) -> str:
        fields = self._challenge.fields
        return "Digest " + ", ".join(f'{key}="{value}"' for key, value in fields.items())

    async def _serve(self, asked: Message, mount: Mount) -> None:
        if asked.method == "DESCRIBE":
            source = await mount.ready()
            text = sdp.describe(mount.state.camera.name, "H264", source.parameter_sets, mount.profile.fps)
            base = asked.url.rstrip("/") + "/"
            self._reply(asked, 200, {"Content-Base": base, "Content-Type": "application/sdp"}, text.encode())
        elif asked.method == "SETUP":
            await self._set_up(asked, mount)
        elif asked.method == "PLAY":
            self._reply(asked, 200, {"Range": "npt=0.000-"})
            self._started = False
            mount.join(self)
        elif asked.method in ("GET_PARAMETER", "PAUSE", "SET_PARAMETER"):
            self._reply(asked, 200)
        elif asked.method == "TEARDOWN":
            self._reply(asked, 200)
            self.leave()
        else:
            self._reply(asked, 501)

    async def _set_up(self, asked: Message, mount: Mount) -> None:
        wanted = asked.header("transport")
        self._mount, self._session = mount, self._session or secrets.token_hex(6)
        ports = re.search(r"client_port=(\d+)-(\d+)", wanted)
        channels = re.search(r"interleaved=(\d+)-(\d+)", wanted)
        if "TCP" in wanted:
            self._channel = int(channels.group(1)) if channels else 0
            reply = f"RTP/AVP/TCP;unicast;interleaved={self._channel}-{self._channel + 1}"
        elif ports and self._transport is not None:
            peer = (str(self._transport.get_extra_info("peername")[0]), int(ports.group(1)))
            local = await self._open_udp(peer)
            reply = f"RTP/AVP;unicast;client_port={ports.group(1)}-{ports.group(2)};server_port={local}-{local + 1}"
        else:
            self._reply(asked, 461)
            return
        self._reply(asked, 200, {"Transport": reply})

    async def _open_udp(self, peer: tuple[str, int]) -> int:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=(self._server.host, 0))
        self._udp = (transport, peer)
        return int(transport.get_extra_info("sockname")[1])

    def send(self, nals: list[bytes], ticks: int, key: bool) -> None:
        """One picture; a viewer starts with a key picture and loses pictures when it does not keep up."""
        if self._transport is None or not (self._started or key):
            return
        if self._transport.get_write_buffer_size() > MOST_WAITING:
            self._started = False
            return
        self._started = True
        packets = self._rtp.packets(nals, ticks + self._offset)
        if self._udp is not None:
            for data in packets:
                self._udp[0].sendto(data, self._udp[1])
        else:
            self._transport.write(b"".join(packet(self._channel, data) for data in packets))

    def _reply(self, asked: Message, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        extra = {"Server": "hall-camera", **(headers or {})}
        if self._session:
            extra["Session"] = f"{self._session};timeout={SESSION_S}"
        if self._transport is not None and not self._transport.is_closing():
            text = _REASONS.get(status, "Error")
            self._transport.write(response(status, text, asked.header("cseq", "0"), extra, body))


class RtspServer:
    """Listens and finds the stream a path names."""

    def __init__(self, host: str, mounts: dict[str, Mount]) -> None:
        self.host = host
        self.viewers: set[Viewer] = set()
        self._mounts = mounts
        self._server: asyncio.Server | None = None

    async def start(self, port: int) -> int:
        """Listen; returns the port. Raises OSError where it is taken."""
        self._server = await asyncio.get_running_loop().create_server(lambda: Viewer(self), self.host, port)
        return int(self._server.sockets[0].getsockname()[1])

    def mount(self, url: str) -> Mount | None:
        """The stream an address belongs to, track names and a trailing slash included."""
        path = urlsplit(url).path.strip("/").split("/")
        return self._mounts.get("/".join(path[:2]))

    async def stop(self) -> None:
        """Close every connection and the door."""
        if self._server is not None:
            self._server.close()
        for viewer in tuple(self.viewers):
            viewer.reset()
        for mount in self._mounts.values():
            mount.stop()
        await asyncio.sleep(0)


_REASONS = {
    200: "OK",
    401: "Unauthorized",
    404: "Not Found",
    461: "Unsupported Transport",
    501: "Not Implemented",
    503: "Service Unavailable",
}
