"""One call while it lasts: chime, then words, as numbered frames; it knows its end and who must hear it again."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from app.devices.audio.ledger import Ledger
from app.devices.audio.sources import SILENCE, Clip, Live, chime_clip
from app.devices.drivers.rtp.driver import Address
from app.devices.drivers.rtp.g711 import Pcm
from app.devices.speakers import MAX_SECONDS, Call

_STARVED: Final = 25
"""Frames (500 ms) without a word from the seat before a live call is closed: the key can no longer be trusted."""
_FIRST_WORD_S: Final = 3.0
AGAIN: Final = frozenset({"evacuation", "emergency_clip"})
"""Recorded warnings that are repeated from their start where a higher call cut them off."""


@dataclass(slots=True)
class Aim:
    """Where the frames go now: the speakers this call has won, grouped by codec."""

    speaker_ids: tuple[str, ...] = ()
    groups: dict[str, list[Address]] = field(default_factory=dict)


class RunningCall:
    """A call in progress. `now` is monotonic seconds."""

    def __init__(self, call: Call, now: float) -> None:
        self.call, self.began = call, now
        self.ssrc = secrets.randbits(32)
        self.first = self.sequence = secrets.randbits(15)
        self.timestamp = secrets.randbits(31)
        self.ledger = Ledger(call.id, self.ssrc, tuple(t.speaker_id for t in call.targets))
        self.aim = Aim()
        self.chime = chime_clip() if call.chime else None
        self.words: Clip | Live = Live(call.clean) if call.mode == "live" else Clip(call.repeat, call.gap_s)
        self.on_air = False
        self.again = False
        self.waiting_since = 0.0
        self._main_end = 0
        self._limit = min(call.max_s or MAX_SECONDS.get(call.priority, 300.0), MAX_SECONDS.get(call.priority, 300.0))

    @property
    def total(self) -> int:
        """Frames of the main pass sent so far: what each speaker should have got."""
        return (self._main_end or self.sequence) - self.first

    def take_aim(self, speaker_ids: tuple[str, ...]) -> None:
        """From the next frame on, exactly these speakers."""
        groups: dict[str, list[Address]] = {}
        for target in self.call.targets:
            if target.speaker_id in speaker_ids:
                groups.setdefault(target.codec, []).append((target.host, target.port))
        self.aim = Aim(speaker_ids, groups)
        self.ledger.aim(speaker_ids, self.sequence)

    def frame(self) -> Pcm | None:
        """The next frame, or None when there is nothing to send just now."""
        if self.chime is not None:
            sound = self.chime.frame()
            if sound is not None:
                return sound
            self.chime = None
            if isinstance(self.words, Live):
                self.words.forget()
        sound = self.words.frame()
        if sound is None and self.on_air and not self._spoken_out:
            return SILENCE  # the next sentence is still being made: the line stays open
        return sound

    @property
    def _spoken_out(self) -> bool:
        return isinstance(self.words, Live) or self.words.done

    def went(self) -> None:
        """The frame was sent."""
        self.ledger.went(self.sequence)
        self.sequence += 1
        self.timestamp += 160

    def over(self, now: float) -> str:
        """Why the call is over: `finished`, `max_duration`, `starved`; "" while it goes on."""
        if now - self.began > self._limit:
            return "max_duration"
        if isinstance(self.words, Live):
            silent = not self.words.heard and self.chime is None and now - self.began > _FIRST_WORD_S
            return "starved" if self.words.missing > _STARVED or silent else ""
        return "finished" if self.words.done and self.chime is None else ""

    def cut_off(self) -> tuple[str, ...]:
        """Speakers that must hear a recorded warning again because a higher call took them in the middle."""
        if self.call.priority not in AGAIN or self.again or not isinstance(self.words, Clip):
            return ()
        lines = self.ledger.lines
        return tuple(each for each in lines if self.ledger.sent_to(each) < self.total and not lines[each].refused)

    def say_again(self) -> None:
        """Start the words once more, for the speakers that were cut off."""
        if isinstance(self.words, Clip):
            self.again, self._main_end = True, self.sequence
            self.words.again()
