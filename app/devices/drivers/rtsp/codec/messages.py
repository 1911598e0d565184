"""RTSP requests, responses and interleaved packets, cut out of a byte stream and written back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_HEAD = 16_384
MAX_BODY = 262_144


class Malformed(ValueError):
    """The peer sent bytes that are no RTSP; the connection cannot be trusted any further."""


@dataclass(frozen=True)
class Message:
    """One RTSP request or response; header names are lower case, repeated headers keep every value."""

    start: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str, default: str = "") -> str:
        """The first value of a header."""
        return next((value for key, value in self.headers if key == name.lower()), default)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a header that may be repeated, such as WWW-Authenticate."""
        return tuple(value for key, value in self.headers if key == name.lower())

    @property
    def status(self) -> int:
        """Status code of a response, 0 for a request."""
        parts = self.start.split(" ", 2)
        return int(parts[1]) if parts[0].startswith("RTSP/") and len(parts) > 1 and parts[1].isdigit() else 0

    @property
    def method(self) -> str:
        """Method of a request, empty for a response."""
        return "" if self.start.startswith("RTSP/") else self.start.split(" ", 1)[0]

    @property
    def url(self) -> str:
        """Address of a request."""
        parts = self.start.split(" ")
        return parts[1] if self.method and len(parts) > 1 else ""


@dataclass(frozen=True)
class Packet:
    """One interleaved binary packet: RTP on even channels, RTCP on odd ones."""

    channel: int
    data: bytes


@dataclass
class Splitter:
    """Cuts a TCP byte stream into messages and packets, whatever the size of the pieces it arrives in."""

    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[Message | Packet]:
        """Yield everything complete so far. Raises Malformed when the stream has lost its shape."""
        self._buffer += data
        at = 0
        try:
            while (found := self._next(at)) is not None:
                at, item = found
                yield item
        finally:
            del self._buffer[:at]

    def _next(self, at: int) -> tuple[int, Message | Packet] | None:
        buffer = self._buffer
        while at < len(buffer) and buffer[at] in (10, 13):
            at += 1
        if len(buffer) - at < 4:
            return None
        if buffer[at] == 0x24:
            end = at + 4 + int.from_bytes(buffer[at + 2 : at + 4], "big")
            return (end, Packet(buffer[at + 1], bytes(buffer[at + 4 : end]))) if end <= len(buffer) else None
        return self._message(at)

    def _message(self, at: int) -> tuple[int, Message] | None:
        head_end = self._buffer.find(b"\r\n\r\n", at)
        if head_end < 0:
            if len(self._buffer) - at > MAX_HEAD:
                raise Malformed("header without end")
            return None
        start, headers = _head(bytes(self._buffer[at:head_end]))
        length = _content_length(headers)
        end = head_end + 4 + length
        if end > len(self._buffer):
            return None
        return end, Message(start, headers, bytes(self._buffer[head_end + 4 : end]))


def _head(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    start, *lines = raw.decode("utf-8", "replace").split("\r\n")
    if "RTSP/" not in start:
        raise Malformed("not RTSP")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return start, tuple((key.strip().lower(), value.strip()) for key, _, value in pairs)


def _content_length(headers: tuple[tuple[str, str], ...]) -> int:
    text = next((value for key, value in headers if key == "content-length"), "0")
    if not text.isdigit() or int(text) > MAX_BODY:
        raise Malformed("content length")
    return int(text)


def request(method: str, url: str, cseq: int, headers: Mapping[str, str]) -> bytes:
    """Write a request."""
    lines = [f"{method} {url} RTSP/1.0", f"CSeq: {cseq}", *(f"{key}: {value}" for key, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def response(status: int, reason: str, cseq: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Write a response."""
    lines = [f"RTSP/1.0 {status} {reason}", f"CSeq: {cseq}", *(f"{key}: {value}" for key, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def packet(channel: int, data: bytes) -> bytes:
    """Write an interleaved packet."""
    return b"$" + bytes((channel,)) + len(data).to_bytes(2, "big") + data
