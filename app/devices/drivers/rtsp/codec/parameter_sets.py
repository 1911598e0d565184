"""Width and height of a picture, read from the sequence parameter set of H.264 or H.265."""

from __future__ import annotations

from dataclasses import dataclass

_HIGH_PROFILES = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)


@dataclass
class _Bits:
    """Reads bits from a NAL unit whose emulation bytes are already gone."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> int:
        """An unsigned number of `count` bits. Raises ValueError past the end."""
        end = self.at + count
        if end > len(self.data) * 8:
            raise ValueError("parameter set too short")
        first, last = self.at // 8, (end + 7) // 8
        self.at = end
        return (int.from_bytes(self.data[first:last], "big") >> (last * 8 - end)) & ((1 << count) - 1)

    def golomb(self) -> int:
        """An unsigned Exp-Golomb number."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise ValueError("no Exp-Golomb number")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """A signed Exp-Golomb number."""
        value = self.golomb()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def picture_size(codec: str, parameter_sets: tuple[bytes, ...]) -> tuple[int, int] | None:
    """Visible (width, height) of the stream; None where no sequence parameter set can be read."""
    wanted, kind, read = (33, lambda nal: (nal[0] >> 1) & 63, _h265) if codec == "H265" else (7, _kind, _h264)
    for nal in parameter_sets:
        if nal and kind(nal) == wanted:
            try:
                return read(_Bits(nal.replace(b"\x00\x00\x03", b"\x00\x00")))
            except ValueError:
                return None
    return None


def _kind(nal: bytes) -> int:
    return nal[0] & 31


def _h264(bits: _Bits) -> tuple[int, int]:
    bits.take(8)
    profile = bits.take(8)
    bits.take(16)
    bits.golomb()
    chroma = _h264_high(bits) if profile in _HIGH_PROFILES else 1
    bits.golomb()
    _h264_order(bits)
    bits.golomb()
    bits.take(1)
    width = (bits.golomb() + 1) * 16
    rows = bits.golomb() + 1
    frames_only = bits.take(1)
    if not frames_only:
        bits.take(1)
    height = rows * 16 * (2 - frames_only)
    bits.take(1)
    across = 1 if chroma in (0, 3) else 2
    down = (2 if chroma == 1 else 1) * (2 - frames_only)
    left, right, top, bottom = _window(bits)
    return width - across * (left + right), height - down * (top + bottom)


def _h264_high(bits: _Bits) -> int:
    chroma = bits.golomb()
    if chroma == 3:
        bits.take(1)
    bits.golomb()
    bits.golomb()
    bits.take(1)
    if bits.take(1):
        for index in range(12 if chroma == 3 else 8):
            if bits.take(1):
                _skip_scaling(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _h264_order(bits: _Bits) -> None:
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(bits.golomb()):
            bits.signed()


def _h265(bits: _Bits) -> tuple[int, int]:
    bits.take(16 + 4)
    layers = bits.take(3)
    bits.take(1)
    _skip_profile(bits, layers)
    bits.golomb()
    chroma = bits.golomb()
    if chroma == 3:
        bits.take(1)
    width, height = bits.golomb(), bits.golomb()
    across, down = {1: (2, 2), 2: (2, 1)}.get(chroma, (1, 1))
    left, right, top, bottom = _window(bits)
    return width - across * (left + right), height - down * (top + bottom)


def _skip_profile(bits: _Bits, layers: int) -> None:
    bits.take(96)
    flags = [(bits.take(1), bits.take(1)) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in flags:
        bits.take(88 * profile + 8 * level)


def _window(bits: _Bits) -> tuple[int, int, int, int]:
    if not bits.take(1):
        return 0, 0, 0, 0
    return bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()
