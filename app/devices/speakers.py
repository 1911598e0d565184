"""The speaker side of the hall in words: whom a call is for, what is said, and what each speaker really did with it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

LIVE_MAX_S: Final = 300.0
"""A microphone forgotten open ends by itself."""

MAX_SECONDS: Final[dict[str, float]] = {
    "evacuation": 3600.0,
    "emergency_live": 600.0,
    "emergency_clip": 1800.0,
    "live": LIVE_MAX_S,
    "scheduled": 600.0,
    "test": 60.0,
    "bgm": 14400.0,
}
"""How long a call of each priority may last, where the call itself does not say less."""

DEGRADED_LOSS: Final = 0.02
FAILED_LOSS: Final = 0.20
"""Share of packets lost from which a speaker no longer counts as played well, or as played at all."""


class ReceiptState(StrEnum):
    """The word for one speaker in one call. `sent` alone never becomes `delivered`."""

    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    PLAYING = "playing"
    BUSY = "busy"
    MUTED = "muted"
    DELIVERED = "delivered"
    DEGRADED = "degraded"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


PLAYED: Final = frozenset({ReceiptState.DELIVERED, ReceiptState.DEGRADED})
"""Final states that count as covered."""
UNDER_WAY: Final = frozenset({ReceiptState.WAITING, ReceiptState.SENT, ReceiptState.RECEIVED, ReceiptState.PLAYING})
"""States that say nothing any more once a call has ended."""


@dataclass(frozen=True, slots=True)
class Target:
    """One speaker's line."""

    speaker_id: str
    host: str
    port: int
    codec: str = "pcma"


@dataclass(frozen=True, slots=True)
class Call:
    """One announcement. `clip` None means live speech; `repeat` counts passes; `max_s` 0 is the priority's limit."""

    id: str
    mode: str
    targets: tuple[Target, ...]
    priority: str = "live"
    chime: bool = True
    clip: Path | None = None
    repeat: int = 1
    max_s: float = 0.0
    gap_s: float = 1.0
    clean: bool = True
    """Whether live speech is cleaned (high pass, noise, gain) before it is sent."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of one speaker in one call, each level of proof apart.

    `sent` packets we sent to it; `received` packets it reported (None: it never said); `playing` what the device says
    (None: it never said); `heard` a score from a microphone nearby (None: nobody listened).
    """

    speaker_id: str
    state: ReceiptState
    sent: int = 0
    received: int | None = None
    playing: bool | None = None
    heard: float | None = None
    loss: float | None = None
    jitter_ms: float | None = None
    covered_s: float = 0.0
    detail: str = ""

    @property
    def level(self) -> str:
        """The highest proof there is: `none`, `sent`, `received`, `playing` or `heard`."""
        if self.heard is not None:
            return "heard"
        if self.playing:
            return "playing"
        if self.received:
            return "received"
        return "sent" if self.sent else "none"


@dataclass(frozen=True, slots=True)
class SpeakerState:
    """What is known of a speaker outside calls; `playing` is None when it does not say."""

    speaker_id: str
    online: bool
    playing: bool | None = None
    muted: bool | None = None
    volume: int | None = None


class Happened(StrEnum):
    """Kinds of call events, in the order they come."""

    READY = "engine.ready"
    NO_REALTIME = "engine.no_realtime"
    LOST = "engine.lost"
    STATES = "speakers.states"
    STARTED = "call.started"
    ON_AIR = "call.on_air"
    RECEIPTS = "call.receipts"
    TAKEN = "call.taken"
    RETURNED = "call.returned"
    STARVED = "call.starved"
    ENDED = "call.ended"
    REFUSED = "call.refused"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One thing the voice engine tells. Which fields carry something depends on `kind`.

    `at` seconds since the epoch; `by` the call that took the speakers away; `missed` speaker ids that did not play.
    """

    kind: Happened
    call_id: str = ""
    at: float = 0.0
    receipts: tuple[Receipt, ...] = ()
    states: tuple[SpeakerState, ...] = ()
    speaker_ids: tuple[str, ...] = ()
    by: str = ""
    why: str = ""
    recording: Path | None = None
    sha256: str = ""
    seconds: float = 0.0
    covered: int = 0
    missed: tuple[str, ...] = ()
    detail: str = ""
