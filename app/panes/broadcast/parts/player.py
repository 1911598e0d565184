"""Plays a recording at the seat, not on the street."""

import wave
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

from app.domain.errors import Unavailable
from app.text import _


class SeatPlayer(QObject):
    """One recording at a time through the seat's own loudspeaker or headset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink: QAudioSink | None = None
        self._sound: QBuffer | None = None

    def play(self, path: Path) -> None:
        """Play a mono int16 WAV. Raises `Unavailable` without an audio output or when the file cannot be read."""
        self.stop()
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            raise Unavailable(_("本机没有音频输出设备"), _("请接上耳机或音箱后再听"), "audio.no_output")
        try:
            with wave.open(str(path), "rb") as file:
                rate, sound = file.getframerate(), file.readframes(file.getnframes())
        except (OSError, EOFError, wave.Error) as fault:
            raise Unavailable(_("录音无法读取"), str(fault), "clip.unreadable") from fault
        form = QAudioFormat()
        form.setSampleRate(rate)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sound = QBuffer(self)
        self._sound.setData(QByteArray(sound))
        self._sound.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink = QAudioSink(device, form, self)
        self._sink.start(self._sound)

    def stop(self) -> None:
        """Be quiet."""
        if self._sink is not None:
            self._sink.stop()
            self._sink.deleteLater()
            self._sink = None
