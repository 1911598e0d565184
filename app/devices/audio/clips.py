"""A sound file of any kind as the speakers need it: 8 kHz mono at speech level."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.devices.drivers.rtp.g711 import Pcm
from app.domain.errors import Unavailable

RATE: Final = 8000
_SPEECH_DBFS: Final = -14.0
_PEAK: Final = 0.71
"""−3 dBFS: street amplifiers clip above it."""


def load(path: Path) -> Pcm:
    """Decode, resample (VHQ) and level the file at `path`; raises `Unavailable` when it holds no sound."""
    import av  # a tenth of a second and 50 MB that the engine's own process never needs

    try:
        rate, sound = _decode(path)
    except (OSError, av.error.FFmpegError, IndexError) as fault:
        raise Unavailable(f"{path.name}: {fault}", "", "clip.unreadable") from fault
    if not sound.size:
        raise Unavailable(path.name, "", "clip.empty")
    return at_speech_level(resampled(sound, rate))


def resampled(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Float sound in −1…1 at `rate`, as 8 kHz."""
    import soxr

    return sound if rate == RATE else np.asarray(soxr.resample(sound, rate, RATE, "VHQ"), dtype=np.float32)


def at_speech_level(sound: NDArray[np.float32]) -> Pcm:
    """Gain so that the loud half of the speech lies at −14 dBFS RMS, peaks held under −3 dBFS."""
    blocks = sound[: sound.size // 160 * 160].reshape(-1, 160)
    power = np.mean(blocks.astype(np.float64) ** 2, axis=1) if blocks.size else np.array([0.0])
    loud = power[power > power.max() * 0.01]
    speech = float(np.sqrt(loud.mean())) if loud.size else 0.0
    gain = 10 ** (_SPEECH_DBFS / 20) / speech if speech > 1e-5 else 1.0
    return np.asarray(np.round(_held(sound * min(gain, 30.0)) * 32767), dtype=np.int16)


def _held(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Soft knee: linear to half the ceiling, never above it."""
    knee = _PEAK * 0.6
    size = np.abs(sound)
    over = size > knee
    held = sound.copy()
    room = _PEAK - knee
    held[over] = np.sign(sound[over]) * (knee + room * np.tanh((size[over] - knee) / room))
    return held


def _decode(path: Path) -> tuple[int, NDArray[np.float32]]:
    import av

    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        rate = int(stream.rate)
        form = av.AudioResampler(format="flt", layout="mono", rate=rate)
        parts = [np.ravel(out.to_ndarray()) for frame in file.decode(stream) for out in form.resample(frame)]
        parts += [np.ravel(out.to_ndarray()) for out in form.resample(None)]
    return rate, np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)
