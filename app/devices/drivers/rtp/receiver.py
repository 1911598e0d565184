"""How a speaker listens: packets put in order, what was lost counted as RFC 3550 says, frames given out in time."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.devices.drivers.rtp.codec import ReceiverReport, RtpPacket
from app.devices.drivers.rtp.g711 import DECODERS, FRAME_SAMPLES, Pcm

_FADE: Final = (1.0, 0.5, 0.25)


@dataclass(slots=True)
class Stream:
    """One sender's stream (one SSRC) as a receiver counts it. Times are monotonic seconds."""

    ssrc: int
    base: int = -1
    highest: int = -1
    received: int = 0
    jitter: float = 0.0
    last_at: float = 0.0
    _transit: float | None = None
    _before: tuple[int, int] = (0, 0)

    def take(self, packet: RtpPacket, now: float) -> int:
        """Count the packet; returns its extended sequence number."""
        extended = self._extend(packet.sequence)
        if self.base < 0:
            self.base = extended
        self.highest = max(self.highest, extended)
        self.received += 1
        transit = now * 8000 - packet.timestamp
        if self._transit is not None:
            self.jitter += (abs(transit - self._transit) - self.jitter) / 16
        self._transit, self.last_at = transit, now
        return extended

    def report(self, own: int) -> ReceiverReport:
        """The report to send now; `own` is the receiver's SSRC."""
        expected = self.highest - self.base + 1
        lost = expected - self.received
        new, gone = expected - self._before[0], lost - self._before[1]
        self._before = (expected, lost)
        return ReceiverReport(
            own, self.ssrc, max(0.0, gone / new) if new else 0.0, lost, self.highest & 0xFFFFFFFF, int(self.jitter)
        )

    def _extend(self, sequence: int) -> int:
        if self.highest < 0:
            return sequence
        step = (sequence - self.highest) & 0xFFFF
        return self.highest + (step if step < 0x8000 else step - 0x10000)


@dataclass(slots=True)
class JitterBuffer:
    """Holds each frame for `delay_s` and gives them out in order; a missing one is faded from the last."""

    delay_s: float = 0.06
    _waiting: dict[int, tuple[float, Pcm]] = field(default_factory=dict)
    _next: int = -1
    _last: Pcm = field(default_factory=lambda: np.zeros(FRAME_SAMPLES, np.int16))
    _missing: int = 0

    def put(self, sequence: int, packet: RtpPacket, now: float) -> None:
        """A packet with its extended sequence number; too late ones and unknown codecs are dropped."""
        decode = DECODERS.get(packet.payload_type)
        if decode is not None and sequence >= self._next:
            self._waiting[sequence] = (now, decode(packet.payload))

    def due(self, now: float) -> list[Pcm]:
        """Frames to play now."""
        out: list[Pcm] = []
        while self._waiting:
            first = min(self._waiting)
            if now - self._waiting[first][0] < self.delay_s:
                break
            out.extend(self._fill(first))
            self._last = self._waiting.pop(first)[1]
            out.append(self._last)
            self._next, self._missing = first + 1, 0
        return out

    def _fill(self, first: int) -> list[Pcm]:
        """Sound for the packets lost before `first`; after half a second of loss it is a pause, not a loss."""
        lost = first - self._next if self._next >= 0 else 0
        if lost > 25:
            return []
        return [self._fade(i) for i in range(lost)]

    def _fade(self, i: int) -> Pcm:
        return np.asarray(self._last * (_FADE[i] if i < len(_FADE) else 0.0), dtype=np.int16)
