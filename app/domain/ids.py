"""Ids that any seat can make alone and that sort by the time they were made."""

import os
import time
import uuid

_HALL = uuid.UUID("6f0a5f0e-6a0e-5d53-9d0a-0c2a5b1f7e11")


def new_id() -> str:
    """Return a UUIDv7 as text (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits."""
    ms = time.time_ns() // 1_000_000
    value = (ms & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def stable_id(*parts: str) -> str:
    """Return the same UUIDv5 for the same parts, so that the same thing imported twice is one thing."""
    return str(uuid.uuid5(_HALL, "\x1f".join(parts)))
