"""RTP packets to whole pictures (RFC 6184, RFC 7798), and pictures to RTP packets."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

START = b"\x00\x00\x00\x01"
_H264_SETS = (7, 8)
_H265_SETS = (32, 33, 34)
_WRAP = 1 << 32


@dataclass(frozen=True)
class AccessUnit:
    """One coded picture: Annex B bytes, time in ticks of the RTP clock (unwrapped), whether decoding can start here."""

    data: bytes
    ticks: int
    key: bool


@dataclass
class Depacketiser:
    """Gathers the packets of one picture track into access units and counts what was lost on the way."""

    codec: str
    parameter_sets: tuple[bytes, ...] = ()
    lost: int = 0
    _next: int = -1
    _ticks: int = -1
    _nals: list[bytes] = field(default_factory=list)
    _fragment: bytearray | None = None

    def feed(self, data: bytes) -> Iterator[AccessUnit]:
        """Take one RTP packet; yield the pictures it completes (none, one, or two where a marker was lost)."""
        parsed = _payload(data)
        if parsed is None:
            return
        sequence, stamp, marker, payload = parsed
        self._count(sequence)
        ticks = self._unwrap(stamp)
        if self._nals and ticks != self._ticks:
            yield self._finish()
        self._ticks = ticks
        self._take(payload)
        if marker and self._nals:
            yield self._finish()

    def _count(self, sequence: int) -> None:
        if self._next >= 0 and sequence != self._next:
            self.lost += (sequence - self._next) & 0xFFFF
            self._fragment = None
        self._next = (sequence + 1) & 0xFFFF

    def _unwrap(self, stamp: int) -> int:
        if self._ticks < 0:
            return stamp
        delta = (stamp - self._ticks) % _WRAP
        return self._ticks + (delta - _WRAP if delta >= _WRAP // 2 else delta)

    def _take(self, payload: bytes) -> None:
        if self.codec == "H265":
            self._take_h265(payload)
        else:
            self._take_h264(payload)

    def _take_h264(self, payload: bytes) -> None:
        kind = payload[0] & 31
        if kind == 24:
            self._nals.extend(_aggregated(payload[1:]))
        elif kind == 28 and len(payload) > 2:
            head = bytes(((payload[0] & 0xE0) | (payload[1] & 31),))
            self._take_fragment(payload[1], head, payload[2:])
        elif 0 < kind < 24:
            self._nals.append(payload)

    def _take_h265(self, payload: bytes) -> None:
        kind = (payload[0] >> 1) & 63
        if kind == 48:
            self._nals.extend(_aggregated(payload[2:]))
        elif kind == 49 and len(payload) > 3:
            head = bytes(((payload[0] & 0x81) | ((payload[2] & 63) << 1), payload[1]))
            self._take_fragment(payload[2], head, payload[3:])
        elif kind < 48:
            self._nals.append(payload)

    def _take_fragment(self, flags: int, head: bytes, rest: bytes) -> None:
        if flags & 0x80:
            self._fragment = bytearray(head)
        if self._fragment is None:
            return
        self._fragment += rest
        if flags & 0x40:
            self._nals.append(bytes(self._fragment))
            self._fragment = None

    def _finish(self) -> AccessUnit:
        nals, self._nals = self._nals, []
        kinds = [self.kind(nal) for nal in nals]
        key = any(kind == 5 if self.codec != "H265" else 16 <= kind <= 21 for kind in kinds)
        sets = _H265_SETS if self.codec == "H265" else _H264_SETS
        fresh = tuple(nal for nal, kind in zip(nals, kinds, strict=True) if kind in sets)
        if fresh:
            self.parameter_sets = fresh
        elif key:
            nals = [*self.parameter_sets, *nals]
        aud = b"\x46\x01\x50" if self.codec == "H265" else b"\x09\xf0"
        delimiter = 35 if self.codec == "H265" else 9
        body = START.join(nal for nal in nals if self.kind(nal) != delimiter)
        return AccessUnit(START + aud + START + body, self._ticks, key)

    def kind(self, nal: bytes) -> int:
        """NAL unit type in the codec's own numbering."""
        return (nal[0] >> 1) & 63 if self.codec == "H265" else nal[0] & 31


def _payload(data: bytes) -> tuple[int, int, bool, bytes] | None:
    if len(data) < 13 or data[0] >> 6 != 2:
        return None
    offset = 12 + 4 * (data[0] & 15)
    if data[0] & 0x10 and len(data) >= offset + 4:
        offset += 4 + 4 * int.from_bytes(data[offset + 2 : offset + 4], "big")
    end = len(data) - (data[-1] if data[0] & 0x20 else 0)
    if end - offset < 1:
        return None
    sequence, stamp = struct.unpack_from(">HI", data, 2)
    return sequence, stamp, bool(data[1] & 0x80), data[offset:end]


def _aggregated(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        if size and at + 2 + size <= len(data):
            yield data[at + 2 : at + 2 + size]
        at += 2 + size


def nal_units(annexb: bytes) -> list[bytes]:
    """Cut Annex B bytes into NAL units without start codes."""
    units, at = [], annexb.find(b"\x00\x00\x01")
    while at >= 0:
        end = annexb.find(b"\x00\x00\x01", at + 3)
        unit = annexb[at + 3 : end if end >= 0 else len(annexb)]
        units.append(unit.rstrip(b"\x00") if end >= 0 else unit)
        at = end
    return [unit for unit in units if unit]


@dataclass
class Packetiser:
    """Cuts H.264 pictures into RTP packets (payload 96, FU-A above `mtu` bytes)."""

    ssrc: int
    sequence: int = 0
    mtu: int = 1400

    def packets(self, nals: list[bytes], ticks: int) -> list[bytes]:
        """All packets of one picture, the marker on the last."""
        payloads = [part for nal in nals for part in self._parts(nal)]
        return [self._packet(part, ticks, at == len(payloads) - 1) for at, part in enumerate(payloads)]

    def _parts(self, nal: bytes) -> list[bytes]:
        if len(nal) <= self.mtu:
            return [nal]
        step = self.mtu - 2
        pieces = [nal[at : at + step] for at in range(1, len(nal), step)]
        indicator = (nal[0] & 0xE0) | 28
        flags = [0x80, *[0] * (len(pieces) - 2), 0x40]
        return [bytes((indicator, flag | (nal[0] & 31))) + piece for flag, piece in zip(flags, pieces, strict=True)]

    def _packet(self, payload: bytes, ticks: int, marker: bool) -> bytes:
        head = struct.pack(">BBHII", 0x80, 96 | (0x80 if marker else 0), self.sequence, ticks % _WRAP, self.ssrc)
        self.sequence = (self.sequence + 1) & 0xFFFF
        return head + payload
