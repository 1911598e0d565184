"""Access units to MPEG transport stream: one programme, one picture track, the clock a little before the picture."""

from __future__ import annotations

from dataclasses import dataclass

PACKET = 188
PCR_LEAD = 1800  # 20 ms in 90 kHz ticks
_PMT_PID, _VIDEO_PID = 0x100, 0x101
_STREAM_TYPE = {"H264": 0x1B, "H265": 0x24}
_JUMP_BACK, _JUMP_AHEAD = 2 * 90_000, 10 * 90_000
_FIRST_PTS = 90_000


def _crc_table() -> tuple[int, ...]:
    table = []
    for index in range(256):
        value = index << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


_CRC = _crc_table()


def crc32(data: bytes) -> int:
    """The MPEG-2 checksum of a table section."""
    value = 0xFFFFFFFF
    for byte in data:
        value = ((value << 8) & 0xFFFFFFFF) ^ _CRC[(value >> 24) ^ byte]
    return value


def _section(pid: int, body: bytes) -> tuple[bytes, bytes]:
    """The packet of a table, in two parts: before and after the byte that counts packets."""
    section = body + crc32(body).to_bytes(4, "big")
    head = bytes((0x47, 0x40 | (pid >> 8), pid & 0xFF))
    return head, b"\x00" + section + b"\xff" * (PACKET - 5 - len(section))


def _pat() -> tuple[bytes, bytes]:
    return _section(0, b"\x00\xb0\x0d\x00\x01\xc1\x00\x00" + b"\x00\x01" + (0xE000 | _PMT_PID).to_bytes(2, "big"))


def _pmt(codec: str) -> tuple[bytes, bytes]:
    pid = (0xE000 | _VIDEO_PID).to_bytes(2, "big")
    stream = bytes((_STREAM_TYPE[codec],)) + pid + b"\xf0\x00"
    return _section(_PMT_PID, b"\x02\xb0\x12\x00\x01\xc1\x00\x00" + pid + b"\xf0\x00" + stream)


def _stamp(prefix: int, ticks: int) -> bytes:
    ticks &= (1 << 33) - 1
    return bytes(
        (
            prefix << 4 | (ticks >> 29) & 0x0E | 1,
            (ticks >> 22) & 0xFF,
            (ticks >> 14) & 0xFE | 1,
            (ticks >> 7) & 0xFF,
            (ticks << 1) & 0xFE | 1,
        )
    )


@dataclass
class TsMuxer:
    """Writes one stream; picture times are moved so that they start at one second and never jump."""

    codec: str
    clock: int = 90_000
    _offset: int | None = None
    _last: int = 0
    _lead: int = PCR_LEAD
    _counter: int = 0
    _table_counter: int = 0

    def mux(self, unit: bytes, ticks: int, key: bool) -> bytes:
        """Transport packets of one picture; tables come before each key picture."""
        pts = self._place(ticks * 90_000 // self.clock if self.clock != 90_000 else ticks)
        pes = b"\x00\x00\x01\xe0\x00\x00\x80\x80\x05" + _stamp(2, pts) + unit
        return (self._tables() if key else b"") + self._packets(pes, pts - self._lead, key)

    def _place(self, ticks: int) -> int:
        if self._offset is None:
            self._offset = _FIRST_PTS - ticks
        pts = ticks + self._offset
        step = pts - self._last
        if self._last and (step < -_JUMP_BACK or step > _JUMP_AHEAD):
            self._offset += self._last + 3600 - pts
            pts = self._last + 3600
        elif step < 0:
            # Pictures out of order (B pictures): the clock has to run that much earlier.
            self._lead = max(self._lead, PCR_LEAD - step)
        self._last = max(self._last, pts) if step > -_JUMP_BACK else pts
        return pts

    def _tables(self) -> bytes:
        mark = bytes((0x10 | self._table_counter,))
        self._table_counter = (self._table_counter + 1) & 15
        return b"".join(head + mark + rest for head, rest in (_PAT, _PMTS[self.codec]))

    def _packets(self, pes: bytes, pcr: int, key: bool) -> bytes:
        flags = 0x50 if key else 0x10
        base = max(pcr, 0) & ((1 << 33) - 1)
        clock = bytes((flags,)) + ((base << 15) | 0x7E00).to_bytes(6, "big")
        out = bytearray()
        at = self._first(out, pes, clock)
        size = len(pes)
        while at < size:
            room = min(184, size - at)
            if room == 184:
                out += bytes((0x47, _VIDEO_PID >> 8, _VIDEO_PID & 0xFF, 0x10 | self._count()))
            else:
                out += bytes((0x47, _VIDEO_PID >> 8, _VIDEO_PID & 0xFF, 0x30 | self._count()))
                out += _stuffing(184 - room)
            out += pes[at : at + room]
            at += room
        return bytes(out)

    def _first(self, out: bytearray, pes: bytes, clock: bytes) -> int:
        room = min(len(pes), 184 - 8)
        out += bytes((0x47, 0x40 | _VIDEO_PID >> 8, _VIDEO_PID & 0xFF, 0x30 | self._count(), 183 - room))
        out += clock + b"\xff" * (176 - room) + pes[:room]
        return room

    def _count(self) -> int:
        self._counter = (self._counter + 1) & 15
        return self._counter


def _stuffing(size: int) -> bytes:
    return b"\x00" if size == 1 else bytes((size - 1, 0)) + b"\xff" * (size - 2)


_PAT = _pat()
_PMTS = {codec: _pmt(codec) for codec in _STREAM_TYPE}
