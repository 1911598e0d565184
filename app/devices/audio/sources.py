"""Where the frames of a call come from: a chime, a clip, a live voice. 160 samples at 8 kHz each time it is asked."""

from collections import deque
from typing import Final

import numpy as np

from app.devices.audio import chime
from app.devices.audio.dsp import VoiceChain
from app.devices.drivers.rtp.g711 import FRAME_SAMPLES, Pcm

FRAME_S: Final = 0.02
SILENCE: Final = np.zeros(FRAME_SAMPLES, np.int16)


class Clip:
    """Prepared sound, played `repeat` times with silence between; the sound may still be arriving."""

    def __init__(self, repeat: int = 1, gap_s: float = 1.0) -> None:
        self._sound: Pcm = np.zeros(0, np.int16)
        self._whole = False
        self._repeat, self._gap = max(1, repeat), round(gap_s / FRAME_S)
        self._at = 0
        self._pass = 0
        self._pause = 0

    def add(self, sound: Pcm, last: bool) -> None:
        """A further piece; `last` says that the clip is complete."""
        self._sound = np.concatenate([self._sound, sound])
        self._whole = self._whole or last
        if self._whole and not self._sound.size:
            self._pass = self._repeat

    @property
    def done(self) -> bool:
        """Whether every pass was played."""
        return self._pass >= self._repeat

    def frame(self) -> Pcm | None:
        """The next frame, or None while the sound has not arrived or when all is played."""
        if self.done:
            return None
        if self._pause:
            self._pause -= 1
            return SILENCE
        piece = self._sound[self._at : self._at + FRAME_SAMPLES]
        if piece.size < FRAME_SAMPLES and not self._whole:
            return None
        if not piece.size:  # the clip turned out to end exactly here
            self._next_pass()
            return self.frame()
        self._at += FRAME_SAMPLES
        if self._at >= self._sound.size and self._whole:
            self._next_pass()
        return np.pad(piece, (0, FRAME_SAMPLES - piece.size)) if piece.size < FRAME_SAMPLES else piece

    def again(self) -> None:
        """One more pass from the start, after a pause."""
        self._at, self._pass, self._pause = 0, self._repeat - 1, self._gap

    def _next_pass(self) -> None:
        self._pass += 1
        self._at, self._pause = 0, self._gap if not self.done else 0


def chime_clip() -> Clip:
    """The chime, ready to play once."""
    clip = Clip()
    clip.add(chime.synthesise(), last=True)
    return clip


class Live:
    """A voice from the seat. Two frames are kept in hand against a late one; beyond eight the oldest is dropped."""

    _READY: Final = 2
    _MOST: Final = 8

    def __init__(self, clean: bool = True) -> None:
        self._chain = VoiceChain(clean)
        self._frames: deque[Pcm] = deque()
        self._flowing = False
        self.missing = 0
        self.dropped = 0
        self.heard = False

    def talk(self, pcm: bytes) -> None:
        """20 ms from the seat: 320 samples, 16 kHz, int16."""
        self._frames.append(self._chain.process(np.frombuffer(pcm, np.int16)))
        self.heard = True
        while len(self._frames) > self._MOST:
            self._frames.popleft()
            self.dropped += 1

    def forget(self) -> None:
        """Drop what was said so far (it was said during the chime)."""
        self._frames.clear()
        self._flowing = False

    def frame(self) -> Pcm | None:
        """The next frame; silence where one is late; None until the first words."""
        self._flowing = bool(self._frames) and (self._flowing or len(self._frames) >= self._READY)
        if self._flowing:
            self.missing = 0
            return self._frames.popleft()
        if not self.heard:
            return None
        self.missing += 1
        return SILENCE
