"""A voice on its way from microphone to street: cleaned, held under the ceiling, brought to 8 kHz, measured."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pywebrtc_audio import AudioProcessor

from app.devices.drivers.rtp.g711 import Pcm

Wide = NDArray[np.int16]
"""Mono sound, 16 000 samples a second."""

RATE: Final = 16000
FRAME: Final = 320
"""Samples in one 20 ms frame at 16 kHz."""
_CEILING: Final = 0.707 * 32767
_TAPS: Final = 63


class VoiceChain:
    """One live voice, frame by frame: 16 kHz in, 8 kHz out. Keeps the filters' memory between frames."""

    def __init__(self, clean: bool = True) -> None:
        self._webrtc = (
            AudioProcessor(
                sample_rate=RATE,
                noise_suppression=True,
                high_pass_filter=True,
                auto_gain_control=True,
                ns_level=0,
                agc_max_gain_db=30.0,
            )
            if clean
            else None
        )
        self._limiter = Limiter()
        self._halve = Halver()

    def process(self, frame: Wide) -> Pcm:
        """20 ms in, 20 ms out, 5 ms later than it came."""
        voice = self._webrtc.process(frame) if self._webrtc is not None else frame
        return self._halve.process(self._limiter.process(voice))


class Limiter:
    """Looks 2.5 ms ahead and turns down before the peak comes, so that nothing passes −3 dBFS and nothing clicks."""

    _AHEAD: Final = 40
    _BLOCK: Final = 40

    def __init__(self) -> None:
        self._held = np.zeros(self._AHEAD, np.float32)
        self._gain = 1.0

    def process(self, frame: Wide) -> Wide:
        """The frame, delayed by 40 samples and held under the ceiling."""
        sound = np.concatenate([self._held, frame.astype(np.float32)])
        blocks = sound.reshape(-1, self._BLOCK)
        peaks = np.abs(blocks).max(axis=1)
        out = np.empty(frame.size, np.float32)
        gain = self._gain
        for i in range(blocks.shape[0] - 1):
            wanted = min(1.0, _CEILING / max(float(peaks[i]), float(peaks[i + 1]), 1.0))
            after = wanted if wanted < gain else gain + (wanted - gain) * 0.03
            out[i * self._BLOCK : (i + 1) * self._BLOCK] = blocks[i] * np.linspace(gain, after, self._BLOCK)
            gain = after
        self._gain, self._held = gain, sound[-self._AHEAD :]
        return np.asarray(np.clip(np.round(out), -_CEILING, _CEILING), dtype=np.int16)


class Halver:
    """16 kHz to 8 kHz through a 63-tap low pass, 2 ms late."""

    def __init__(self) -> None:
        n = np.arange(_TAPS) - _TAPS // 2
        taps = np.sinc(0.45 * n) * 0.45 * np.kaiser(_TAPS, 6.0)
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._past = np.zeros(_TAPS - 1, np.float32)

    def process(self, frame: Wide) -> Pcm:
        """Half as many samples as came in (an even number)."""
        sound = np.concatenate([self._past, frame.astype(np.float32)])
        self._past = sound[-(_TAPS - 1) :]
        low = np.convolve(sound, self._taps, "valid")[::2]
        return np.asarray(np.clip(np.round(low), -32768, 32767), dtype=np.int16)


@dataclass(frozen=True, slots=True)
class Level:
    """What a meter shows: dBFS, with −96 for silence."""

    rms: float
    peak: float
    clipped: bool


class Meter:
    """VU over 300 ms, peak held for 1 s, clipping as three full samples in a row."""

    def __init__(self) -> None:
        self._power = 0.0
        self._peak = 0.0
        self._since = 0

    def take(self, frame: NDArray[np.int16]) -> Level:
        """The level after one 20 ms frame."""
        size = np.abs(frame.astype(np.float32)) / 32768
        self._power += (float(np.mean(size**2)) - self._power) * (20 / 300)
        top = float(size.max(initial=0.0))
        self._since = 0 if top >= self._peak else self._since + 1
        if top >= self._peak or self._since > 50:
            self._peak = top
        full = (size >= 0.9886).astype(np.int8)
        clipped = bool(np.any(full[2:] & full[1:-1] & full[:-2]))
        return Level(_db(self._power**0.5), _db(self._peak), clipped)


def _db(size: float) -> float:
    return float(20 * np.log10(size)) if size > 1.6e-5 else -96.0
