"""G.711: sixteen-bit sound to A-law or µ-law bytes and back, one table look-up per sample."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
"""Mono sound, 8000 samples a second, one int16 a sample."""

FRAME_SAMPLES: Final = 160
"""Samples in one 20 ms frame at 8 kHz."""


def _a_decode_one(code: int) -> int:
    code ^= 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    value = (mantissa << 4) + 8
    if exponent:
        value = (value + 0x100) << (exponent - 1)
    return value if code & 0x80 else -value


def _u_decode_one(code: int) -> int:
    code = ~code & 0xFF
    value = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return -value if code & 0x80 else value


def _decoder(one: Callable[[int], int]) -> Pcm:
    return np.array([one(code) for code in range(256)], dtype=np.int16)


def _encoder(decoded: Pcm) -> NDArray[np.uint8]:
    """For each int16 value the code whose decoded value is nearest: the inverse of the decoding table."""
    order = np.argsort(decoded, kind="stable")
    levels = decoded[order].astype(np.int32)
    values = np.arange(-32768, 32768, dtype=np.int32)
    at = np.clip(np.searchsorted(levels, values), 1, 255)
    nearer_below = values - levels[at - 1] <= levels[at] - values
    codes = order[np.where(nearer_below, at - 1, at)].astype(np.uint8)
    return np.roll(codes, 32768)  # index by the value read as uint16


_A_DECODE: Final = _decoder(_a_decode_one)
_U_DECODE: Final = _decoder(_u_decode_one)
_A_ENCODE: Final = _encoder(_A_DECODE)
_U_ENCODE: Final = _encoder(_U_DECODE)


def to_alaw(pcm: Pcm) -> bytes:
    """A-law bytes, one a sample."""
    return _A_ENCODE[pcm.view(np.uint16)].tobytes()


def from_alaw(payload: bytes) -> Pcm:
    """Sound of A-law bytes."""
    return _A_DECODE[np.frombuffer(payload, dtype=np.uint8)]


def to_ulaw(pcm: Pcm) -> bytes:
    """µ-law bytes, one a sample."""
    return _U_ENCODE[pcm.view(np.uint16)].tobytes()


def from_ulaw(payload: bytes) -> Pcm:
    """Sound of µ-law bytes."""
    return _U_DECODE[np.frombuffer(payload, dtype=np.uint8)]


PAYLOAD_TYPES: Final[dict[str, int]] = {"pcmu": 0, "pcma": 8}
"""Static payload types of RFC 3551 that this driver speaks, by codec id."""

ENCODERS: Final[dict[str, Callable[[Pcm], bytes]]] = {"pcma": to_alaw, "pcmu": to_ulaw}
DECODERS: Final[dict[int, Callable[[bytes], Pcm]]] = {8: from_alaw, 0: from_ulaw}
