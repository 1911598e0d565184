"""The client of one RTSP camera: TCP interleaved, Basic or Digest, one picture track, on an asyncio loop."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.devices.drivers.rtsp.codec import auth
from app.devices.drivers.rtsp.codec.messages import Malformed, Message, Packet, Splitter, request
from app.devices.drivers.rtsp.codec.rtp import AccessUnit, Depacketiser
from app.devices.drivers.rtsp.codec.sdp import VideoTrack, video_track

AGENT = "hall-console"


class CameraRefused(Exception):
    """The camera answered and said no; `code` says why in the console's words, `status` as the camera did."""

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(f"{code} {status}" if status else code)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class StreamAddress:
    """Where a stream is and who may see it; the password never appears in a log or a repr."""

    url: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"StreamAddress({self.plain!r})"

    @property
    def plain(self) -> str:
        """The address without user and password."""
        return re.sub(r"^(\w+://)[^/@]*@", r"\1", self.url)

    @property
    def host(self) -> tuple[str, int]:
        """Host and port; 554 where none is given. Raises CameraRefused for an address that is none."""
        try:
            parts = urlsplit(self.plain)
            if parts.scheme == "rtsp" and parts.hostname:
                return parts.hostname, parts.port or 554
        except ValueError:
            pass
        raise CameraRefused("rtsp.bad_address")

    @property
    def login(self) -> tuple[str, str]:
        """User and password, from the fields or else from the address itself."""
        if self.user or "@" not in self.url:
            return self.user, self.password
        parts = urlsplit(self.url)
        return unquote(parts.username or ""), unquote(parts.password or "")


class RtspSession(asyncio.Protocol):
    """One connection to one camera; `on_unit` is called on the loop for each whole picture."""

    def __init__(self, address: StreamAddress, on_unit: Callable[[AccessUnit], None]) -> None:
        self.address = address
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.keepalive_s = 30.0
        self.track: VideoTrack | None = None
        self.received = 0
        self._on_unit = on_unit
        self._splitter = Splitter()
        self._units: Depacketiser | None = None
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Message] | None = None
        self._challenge: auth.Challenge | None = None
        self._nonce_count = 0
        self._cseq = 0
        self._session = ""
        self._keep_method = "GET_PARAMETER"

    @property
    def lost(self) -> int:
        """RTP packets lost so far."""
        return self._units.lost if self._units else 0

    async def open(self) -> VideoTrack:
        """Connect and make the stream ready. Raises CameraRefused, OSError; the caller sets the time limit."""
        host, port = self.address.host
        await asyncio.get_running_loop().create_connection(lambda: self, host, port)
        described = await self._ask("DESCRIBE", self.address.plain, {"Accept": "application/sdp"})
        base = described.header("content-base") or described.header("content-location") or self.address.plain
        track = video_track(described.body.decode("utf-8", "replace"), base)
        if track is None:
            raise CameraRefused("rtsp.no_track")
        await self._set_up(track)
        return track

    async def play(self) -> None:
        """Let the pictures come; the first may be there before this returns. Raises CameraRefused, OSError."""
        await self._ask("PLAY", self.address.plain, {"Range": "npt=0.000-"})

    async def _set_up(self, track: VideoTrack) -> None:
        self.track = track
        self._units = Depacketiser(track.codec, track.parameter_sets)
        answer = await self._ask("SETUP", track.control, {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"})
        session, _, rest = answer.header("session").partition(";")
        self._session = session.strip()
        limit = re.search(r"timeout\s*=\s*(\d+)", rest)
        self.keepalive_s = max(1.0, (int(limit.group(1)) if limit else 60) / 2)

    async def keep_alive(self) -> None:
        """Tell the camera someone still watches; cameras without GET_PARAMETER get OPTIONS from then on."""
        with contextlib.suppress(CameraRefused):
            await self._ask(self._keep_method, self.address.plain, {})
            return
        self._keep_method = "OPTIONS"

    def close(self) -> None:
        """Say goodbye without waiting for an answer, and close the connection at once."""
        if self._transport is not None and not self._transport.is_closing():
            if self._session:
                self._send("TEARDOWN", self.address.plain, {})
            self._transport.abort() if self._transport.get_write_buffer_size() else self._transport.close()
        self._ended("closed")

    async def _ask(self, method: str, url: str, headers: dict[str, str]) -> Message:
        answer = await self._exchange(method, url, headers)
        if answer.status == 401:
            asked = auth.challenge(answer.every("www-authenticate"))
            stale = asked is not None and asked.fields.get("stale", "").lower() == "true"
            if asked is None or not self.address.login[0] or (self._challenge is not None and not stale):
                raise CameraRefused("rtsp.wrong_password", 401)
            self._challenge, self._nonce_count = asked, 0
            answer = await self._exchange(method, url, headers)
        if answer.status != 200:
            raise CameraRefused(_REFUSALS.get(answer.status, "rtsp.refused_by_camera"), answer.status)
        return answer

    async def _exchange(self, method: str, url: str, headers: dict[str, str]) -> Message:
        self._answer = asyncio.get_running_loop().create_future()
        self._send(method, url, headers)
        return await self._answer

    def _send(self, method: str, url: str, headers: dict[str, str]) -> None:
        self._cseq += 1
        extra = {"User-Agent": AGENT, **headers}
        if self._session:
            extra["Session"] = self._session
        if self._challenge is not None:
            self._nonce_count += 1
            extra["Authorization"] = auth.answer(self._challenge, method, url, *self.address.login, self._nonce_count)
        if self._transport is not None:
            self._transport.write(request(method, url, self._cseq, extra))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        """asyncio: bytes arrived; packets go to the picture, messages to whoever asked."""
        try:
            for item in self._splitter.feed(data):
                if isinstance(item, Packet):
                    self._take(item)
                elif item.status and self._answer is not None and not self._answer.done():
                    self._answer.set_result(item)
        except Malformed:
            self._ended("rtsp.malformed")
            if self._transport is not None:
                self._transport.abort()

    def _take(self, item: Packet) -> None:
        if item.channel == 0 and self._units is not None:
            self.received += len(item.data)
            for unit in self._units.feed(item.data):
                self._on_unit(unit)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the connection is gone."""
        self._ended("rtsp.reset" if exc else "rtsp.ended")

    def _ended(self, why: str) -> None:
        if not self.closed.done():
            self.closed.set_result(why)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError(why))


_REFUSALS = {
    401: "rtsp.wrong_password",
    403: "rtsp.no_permission",
    404: "rtsp.not_found",
    453: "rtsp.busy",
    503: "rtsp.busy",
}
