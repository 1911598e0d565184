"""Many speakers behind one socket: who got which packet when, by the kernel's clock. A process of its own."""

import hashlib
import socket
import struct
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final

from app.devices.drivers.rtp.codec import RTP_HEADER

_IP_PKTINFO: Final = 8
_STAMP_NS: Final = 35  # SO_TIMESTAMPNS and SCM_TIMESTAMPNS
_SPEC: Final = struct.Struct("@ll")
_QUIET_S: Final = 1.0


@dataclass
class Ear:
    """What arrived at one address: arrival times in seconds by sequence number, and the sound's fingerprint."""

    first_ssrc: int = -1
    times: list[tuple[int, float]] = field(default_factory=list)
    sound: "hashlib._Hash" = field(default_factory=hashlib.sha256)


def listen(pipe: Connection, port: int, patience_s: float) -> None:
    """Collect until a second of silence after the first packet; sends `{address: (times, sha256)}` back."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 64 << 20)
    sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
    sock.setsockopt(socket.SOL_SOCKET, _STAMP_NS, 1)
    sock.bind(("0.0.0.0", port))
    pipe.send(sock.getsockname()[1])
    ears: dict[bytes, Ear] = {}
    sock.settimeout(patience_s)
    try:
        while True:
            data, extra, _, _ = sock.recvmsg(2048, 256)
            sock.settimeout(_QUIET_S)
            _hear(ears, data, extra)
    except TimeoutError:
        pass
    pipe.send({socket.inet_ntoa(a): (e.times, e.sound.hexdigest()) for a, e in ears.items()})


def _hear(ears: dict[bytes, Ear], data: bytes, extra: list[tuple[int, int, bytes]]) -> None:
    if len(data) < RTP_HEADER.size or data[0] >> 6 != 2:
        return
    at, when = b"", 0.0
    for level, kind, value in extra:
        if level == socket.IPPROTO_IP and kind == _IP_PKTINFO:
            at = value[8:12]
        elif level == socket.SOL_SOCKET and kind == _STAMP_NS:
            seconds, nanos = _SPEC.unpack(value[: _SPEC.size])
            when = seconds + nanos / 1e9
    ear = ears.setdefault(at, Ear())
    ear.times.append((RTP_HEADER.unpack_from(data)[2], when))
    ear.sound.update(data[RTP_HEADER.size :])
