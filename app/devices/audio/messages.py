"""What the console asks of the voice engine, across the wall between their two processes."""

from dataclasses import dataclass

from app.devices.speakers import Call, Target


@dataclass(frozen=True, slots=True)
class Begin:
    """Start a call."""

    call: Call


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of a call's clip: int16 at 8 kHz."""

    call_id: str
    pcm: bytes
    last: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """20 ms of live voice: 320 samples int16 at 16 kHz."""

    call_id: str
    pcm: bytes


@dataclass(frozen=True, slots=True)
class End:
    """Stop a call at once; "" stops all."""

    call_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Keep an eye on these speakers between calls; replaces the earlier list."""

    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """End the engine."""


Message = Begin | Sound | Talk | End | Watch | Close
