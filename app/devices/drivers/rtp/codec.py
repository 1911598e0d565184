"""The bytes of a speaker's line: RTP packets, RTCP reports and the small status datagram, read and written."""

import json
import struct
from dataclasses import asdict, dataclass
from typing import Final

RTP_HEADER: Final = struct.Struct("!BBHII")
_SENDER: Final = struct.Struct("!BBHIIIIII")
_BLOCK: Final = struct.Struct("!IIIIII")
_HEAD: Final = struct.Struct("!BBHI")
SR, RR, BYE = 200, 201, 203
_NTP_EPOCH: Final = 2208988800
STATUS_QUESTION: Final = b'{"ask":"status"}'


def rtcp_port(port: int) -> int:
    """Where a line's reports go: the next, odd port."""
    return port + 1


def status_port(port: int) -> int:
    """Where a speaker answers the status question."""
    return port + 2


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One RTP packet; `timestamp` in samples."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """What a receiver says of one stream: highest extended sequence, packets lost so far, jitter in samples."""

    ssrc: int
    source: int
    fraction_lost: float
    lost: int
    highest: int
    jitter: int


@dataclass(frozen=True, slots=True)
class SpeakerStatus:
    """What a speaker says of itself; `playing` is the SSRC of the stream that comes out of it, 0 when silent."""

    playing: int
    muted: bool
    volume: int


def pack_rtp(packet: RtpPacket) -> bytes:
    """The packet as sent; sequence, timestamp and SSRC wrap by themselves."""
    kind = packet.payload_type | (0x80 if packet.marker else 0)
    head = RTP_HEADER.pack(0x80, kind, packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.ssrc)
    return head + packet.payload


def unpack_rtp(data: bytes) -> RtpPacket | None:
    """The packet in a datagram, or None when it is not version 2 RTP."""
    if len(data) < RTP_HEADER.size or data[0] >> 6 != 2:
        return None
    first, kind, sequence, timestamp, ssrc = RTP_HEADER.unpack_from(data)
    start = RTP_HEADER.size + 4 * (first & 15)
    if first & 0x10:  # header extension
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        return None
    return RtpPacket(kind & 0x7F, sequence, timestamp, ssrc, data[start:end], bool(kind & 0x80))


def pack_sender_report(ssrc: int, unix_time: float, timestamp: int, packets: int, octets: int) -> bytes:
    """SR without report blocks; `unix_time` in seconds."""
    whole = int(unix_time)
    part = int((unix_time - whole) * (1 << 32))
    return _SENDER.pack(
        0x80, SR, 6, ssrc, (whole + _NTP_EPOCH) & 0xFFFFFFFF, part, timestamp & 0xFFFFFFFF, packets, octets & 0xFFFFFFFF
    )


def pack_bye(ssrc: int) -> bytes:
    """BYE: this stream will not come again."""
    return _HEAD.pack(0x81, BYE, 1, ssrc)


def pack_receiver_report(report: ReceiverReport) -> bytes:
    """RR with one block."""
    lost = (int(report.fraction_lost * 256) & 0xFF) << 24 | (report.lost & 0xFFFFFF)
    return _HEAD.pack(0x81, RR, 7, report.ssrc) + _BLOCK.pack(report.source, lost, report.highest, report.jitter, 0, 0)


def unpack_rtcp(data: bytes) -> list[tuple[int, int, list[ReceiverReport]]]:
    """Every part of a compound packet as (type, ssrc, blocks); stops at the first part that makes no sense."""
    parts: list[tuple[int, int, list[ReceiverReport]]] = []
    at = 0
    while at + 8 <= len(data) and data[at] >> 6 == 2:
        first, kind, words, ssrc = _HEAD.unpack_from(data, at)
        end = at + 4 + 4 * words
        if end > len(data):
            break
        start = at + (28 if kind == SR else 8)
        count = first & 31 if kind in (SR, RR) else 0
        parts.append(
            (kind, ssrc, [_block(ssrc, data, start + 24 * i) for i in range(count) if start + 24 * i + 24 <= end])
        )
        at = end
    return parts


def _block(ssrc: int, data: bytes, at: int) -> ReceiverReport:
    source, lost, highest, jitter, _, _ = _BLOCK.unpack_from(data, at)
    total = lost & 0xFFFFFF
    return ReceiverReport(
        ssrc, source, (lost >> 24) / 256, total - (1 << 24) if total & 0x800000 else total, highest, jitter
    )


def pack_status(status: SpeakerStatus) -> bytes:
    """The status answer: one JSON object."""
    return json.dumps(asdict(status)).encode()


def unpack_status(data: bytes) -> SpeakerStatus | None:
    """The status in a datagram, or None when it is something else."""
    try:
        said = json.loads(data)
        return SpeakerStatus(int(said["playing"]), bool(said["muted"]), int(said["volume"]))
    except (ValueError, KeyError, TypeError):
        return None
