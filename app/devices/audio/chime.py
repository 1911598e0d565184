"""The sound before the words: a rising chime whose sweep a camera's microphone can recognise in street noise."""

from typing import Final

import numpy as np

from app.devices.drivers.rtp.g711 import Pcm

SECONDS: Final = 1.5
_LOW_HZ, _HIGH_HZ = 500.0, 3000.0
_RATE: Final = 8000
_PEAK: Final = 0.32


def synthesise() -> Pcm:
    """1.5 s at 8 kHz: an exponential sweep 500–3000 Hz that fades like a struck bell, a soft octave under it."""
    t = np.arange(int(SECONDS * _RATE)) / _RATE
    growth = np.log(_HIGH_HZ / _LOW_HZ)
    phase = 2 * np.pi * _LOW_HZ * SECONDS / growth * (np.exp(t / SECONDS * growth) - 1)
    swell = np.minimum(t / 0.06, 1.0) * np.minimum((SECONDS - t) / 0.35, 1.0) ** 1.5
    tremble = 1 - 0.18 * (1 - np.cos(2 * np.pi * 6 * t)) / 2
    wave = (np.sin(phase) + 0.35 * np.sin(phase / 2)) / 1.35
    return np.asarray(np.round(wave * swell * tremble * _PEAK * 32767), dtype=np.int16)
