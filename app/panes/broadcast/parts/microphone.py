"""The seat's microphone: 16 kHz mono in 20 ms frames, with a watchdog, because Qt does not say when one goes dead."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QIODevice, QObject, QTimer, Signal
from PySide6.QtMultimedia import QAudioFormat, QAudioSource, QMediaDevices

from app.devices.audio.dsp import FRAME, RATE, Level, Meter
from app.domain.errors import Unavailable
from app.words import refusal

_BYTES: Final = FRAME * 2
_BUFFER_BYTES: Final = _BYTES * 4
_NO_FRAME_S: Final = 0.2
_ALL_ZERO_S: Final = 0.5
_FIRST_FRAME_S: Final = 1.0
_LOOK_MS: Final = 50
_BEFORE: Final = 2
"""Frames kept from before the key was pressed: the first syllable is not cut."""


class Microphone(QObject):
    """Open while the talk panel is in sight, so that a press is heard at once; frames leave it only between `talk` and
    `hush`."""

    level_changed = Signal(object)
    lost = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: QAudioSource | None = None
        self._io: QIODevice | None = None
        self._pending = bytearray()
        self._before: deque[bytes] = deque(maxlen=_BEFORE)
        self._send: Callable[[bytes], None] | None = None
        self._meter = Meter()
        self._frame_at = self._sound_at = self._talk_at = 0.0
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._look)

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._source is not None

    @property
    def talking(self) -> bool:
        """Whether its frames are being passed on."""
        return self._send is not None

    def open(self) -> str:
        """Start to listen; returns the microphone's name. Raises `Unavailable` when there is none."""
        if self._source is not None:
            return QMediaDevices.defaultAudioInput().description()
        device = QMediaDevices.defaultAudioInput()
        if device.isNull():
            raise Unavailable(refusal("audio.no_input"), "", "audio.no_input")
        source = QAudioSource(device, _format(), self)
        source.setBufferSize(_BUFFER_BYTES)
        io = source.start()
        if io is None or source.error().value != 0:
            source.stop()
            raise Unavailable(refusal("audio.no_input"), device.description(), "audio.no_input")
        io.readyRead.connect(self._read)
        self._source, self._io = source, io
        self._watch.start()
        return device.description()

    def close(self) -> None:
        """Stop listening."""
        self.hush()
        self._watch.stop()
        source, self._source, self._io = self._source, None, None
        if source is not None:
            source.stop()
            source.deleteLater()
        self._pending.clear()
        self._before.clear()

    def talk(self, send: Callable[[bytes], None]) -> None:
        """Pass every frame to `send` from now on, beginning with the last 40 ms."""
        self._talk_at = time.monotonic()
        self._sound_at = self._talk_at
        self._frame_at = max(self._frame_at, self._talk_at if not self._before else 0.0)
        for frame in self._before:
            send(frame)
        self._send = send

    def hush(self) -> None:
        """Pass nothing on any more."""
        self._send = None

    def _read(self) -> None:
        if self._io is None:
            return
        self._pending += self._io.readAll().data()
        while len(self._pending) >= _BYTES:
            frame = bytes(self._pending[:_BYTES])
            del self._pending[:_BYTES]
            self._take(frame)

    def _take(self, frame: bytes) -> None:
        self._frame_at = time.monotonic()
        if any(frame):
            self._sound_at = self._frame_at
        self._before.append(frame)
        if self._send is not None:
            self._send(frame)
        level: Level = self._meter.take(np.frombuffer(frame, np.int16))
        self.level_changed.emit(level)

    def _look(self) -> None:
        """Qt: an unplugged microphone stays "active" without an error, so the frames themselves are watched."""
        if self._send is None:
            return
        now = time.monotonic()
        patience = _NO_FRAME_S if self._before else _FIRST_FRAME_S
        if now - max(self._frame_at, self._talk_at) > patience or now - self._sound_at > _ALL_ZERO_S:
            self.hush()
            self.lost.emit("audio.lost")


def _format() -> QAudioFormat:
    form = QAudioFormat()
    form.setSampleRate(RATE)
    form.setChannelCount(1)
    form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return form
