"""A street to speak to: voices, recordings, and what the engine told."""

import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.devices.drivers.rtp.simulator import SpeakerFarm
from app.devices.speakers import CallEvent, Happened, Receipt, Target


class Told:
    """Everything the engine told, with a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[CallEvent] = []
        self._new = threading.Condition()

    def __call__(self, event: CallEvent) -> None:
        with self._new:
            self.events.append(event)
            self._new.notify_all()

    def wait(self, kind: Happened, call_id: str = "", seconds: float = 15.0) -> CallEvent:
        return self.until(lambda e: e.kind == kind and (not call_id or e.call_id == call_id), seconds)

    def until(self, test: Callable[[CallEvent], bool], seconds: float = 15.0) -> CallEvent:
        deadline = time.monotonic() + seconds
        with self._new:
            while True:
                for event in self.events:
                    if test(event):
                        return event
                left = deadline - time.monotonic()
                assert left > 0, [(e.kind, e.call_id, e.why) for e in self.events]
                self._new.wait(left)

    def receipts(self, call_id: str) -> dict[str, Receipt]:
        return {r.speaker_id: r for r in self.wait(Happened.ENDED, call_id).receipts}


def targets(farm: SpeakerFarm, codec: str = "pcma") -> tuple[Target, ...]:
    return tuple(Target(s.config.id, s.config.host, s.config.port or 9, codec) for s in farm.speakers.values())


def speech(seconds: float, rate: int, seed: int = 1) -> np.ndarray:
    """Speech-like: a gliding voice with syllables and formant noise, int16."""
    t = np.arange(int(seconds * rate)) / rate
    dice = np.random.default_rng(seed)
    pitch = 150 + 40 * np.sin(2 * np.pi * 0.7 * t) + 15 * np.sin(2 * np.pi * 2.3 * t + seed)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    voice = sum(np.sin(k * phase + k) / k for k in range(1, 12))
    noise = np.convolve(dice.standard_normal(t.size), np.ones(6) / 6, "same")
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * t + seed) + 0.3, 0, 1)
    sound = (voice + 0.3 * noise) * syllables
    return np.asarray(sound / np.abs(sound).max() * 9000, dtype=np.int16)


def save_wav(path: Path, sound: np.ndarray, rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound.astype(np.int16).tobytes())
    return path


def read_wav(path: Path) -> np.ndarray:
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def played(farm: SpeakerFarm, speaker_id: str, count: int = 1, seconds: float = 5.0) -> list[np.ndarray]:
    """What a speaker played, one sound per broadcast, once `count` of them are complete."""
    deadline = time.monotonic() + seconds
    tick = threading.Event()
    while len(farm.speakers[speaker_id].finished) < count:
        assert time.monotonic() < deadline, f"{speaker_id} closed {len(farm.speakers[speaker_id].finished)} of {count}"
        tick.wait(0.02)
    return [read_wav(path) for path in farm.speakers[speaker_id].finished]


def likeness(said: np.ndarray, heard: np.ndarray) -> float:
    """Correlation at the best alignment."""
    a, b = said.astype(np.float64), heard.astype(np.float64)
    size = 1 << int(np.ceil(np.log2(a.size + b.size)))
    cross = np.fft.irfft(np.conj(np.fft.rfft(a, size)) * np.fft.rfft(b, size), size)
    shift = int(cross.argmax())
    shift = shift - size if shift > size // 2 else shift
    a, b = (a[: b.size - shift], b[shift:]) if shift >= 0 else (a[-shift:], b)
    size = min(a.size, b.size)
    assert size > 0.8 * said.size, "most of what was said is missing"
    return float(np.corrcoef(a[:size], b[:size])[0, 1])
