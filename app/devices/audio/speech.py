"""Text to speech: sentence by sentence, remembered on disk, made in a niced process that leaves when idle."""

import contextlib
import hashlib
import logging
import multiprocessing
import os
import threading
import wave
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

import numpy as np

from app.devices.audio import kokoro
from app.devices.audio.kokoro import model_path
from app.devices.audio.normaliser import sentences, spoken
from app.domain.errors import Unavailable
from app.text import _

__all__ = ["DEFAULT_VOICE", "SpeechService", "model_path"]

log = logging.getLogger(__name__)

DEFAULT_VOICE: Final = "zf_xiaobei"
SPEED: Final = 0.9
_ANSWER_S: Final = 60.0
_IDLE_S: Final = 120.0
_PAUSE_S: Final = 0.25
_NICE: Final = 3
"""Behind the screen and the pictures, but not so far that a warning is never finished on a busy seat."""
_LONGEST: Final = 2000
"""Characters in one announcement."""
_Job = tuple[str, str, float, str]


class SpeechService:
    """Speech from text. `voices` holds the style tables, `model` an optional model file, `cache` what was made before.

    Methods wait for the result (call them on a worker thread) and may be called from several threads; a sentence that
    is not made within `patience_s` is given up, with a `speech.slow` that says so.
    """

    def __init__(self, voices: Path, cache: Path, model: Path | None = None, patience_s: float = _ANSWER_S) -> None:
        self._voices, self._cache, self._model = voices, cache, model or voices
        self._patience_s = patience_s
        self._turn = threading.Condition()
        self._busy, self._urgent = False, 0
        self._worker: tuple[SpawnProcess, Connection] | None = None

    def lacks(self) -> str:
        """What is missing on this machine for new speech: a sentence, or ""."""
        return kokoro.missing(self._voices, self._model)

    def ready(self, text: str, voice: str = DEFAULT_VOICE) -> bool:
        """Whether this text was made before and plays at once, model or not."""
        pieces = sentences(spoken(text))
        return bool(pieces) and all(self._path(each, voice).is_file() for each in pieces)

    def seconds(self, text: str) -> float:
        """About how long the text will last, before it is made."""
        return 0.24 * len(spoken(text)) + _PAUSE_S

    def sentences(self, text: str, voice: str = DEFAULT_VOICE, patient: bool = False) -> Iterator[Path]:
        """A WAV (24 kHz mono int16) per sentence, each as soon as it is made. Raises `Unavailable`.

        A patient caller (making things ahead of time) lets everybody else go first.
        """
        if len(text) > _LONGEST:
            raise Unavailable(_("文字过长，最多 {n} 字").format(n=_LONGEST), "", "speech.too_long")
        for piece in sentences(spoken(text)):
            path = self._path(piece, voice)
            if not path.is_file():
                self._make(piece, voice, path, patient)
            yield path

    def synthesise(self, text: str, voice: str = DEFAULT_VOICE) -> Path:
        """One WAV of the whole text. Raises `Unavailable` when it was never made and cannot be made here."""
        parts = [_read(path) for path in self.sentences(text, voice)]
        if not parts:
            raise Unavailable(_("没有可以朗读的文字"), "", "speech.empty")
        path = self._path("\n".join(["whole", *sentences(spoken(text))]), voice)
        if not path.is_file():
            _write(path, np.concatenate(parts))
        return path

    def stop(self) -> None:
        """End the process."""
        with self._my_turn(False):
            self._dismiss()

    @contextlib.contextmanager
    def _my_turn(self, patient: bool) -> Iterator[None]:
        with self._turn:
            self._urgent += not patient
            self._turn.wait_for(lambda: not self._busy and not (patient and self._urgent))
            self._urgent -= not patient
            self._busy = True
        try:
            yield
        finally:
            with self._turn:
                self._busy = False
                self._turn.notify_all()

    def _path(self, words: str, voice: str) -> Path:
        key = "\n".join((kokoro.MODEL_SHA256[:16], voice, f"{SPEED:.2f}", words))
        return self._cache / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"

    def _make(self, words: str, voice: str, path: Path, patient: bool) -> None:
        lack = self.lacks()
        if lack:
            raise Unavailable(lack, kokoro.remedy(), "speech.model_missing")
        with self._my_turn(patient):
            try:
                fault = self._ask((words, voice, SPEED, str(path)))
            except TimeoutError as slow:
                self._dismiss()
                told = _("语音合成 {n} 秒没有应答").format(n=f"{self._patience_s:.0f}")
                raise Unavailable(told, _("本机太忙；请稍后再试"), "speech.slow") from slow
            except (OSError, EOFError, ValueError) as lost:
                self._dismiss()
                raise Unavailable(_("语音合成进程已退出"), _("请重试"), "speech.lost") from lost
        if fault:
            raise Unavailable(_("语音合成失败"), fault, "speech.failed")

    def _ask(self, job: _Job) -> str:
        if self._worker is None or not self._worker[0].is_alive():
            self._dismiss()
            self._worker = self._hire()
        pipe = self._worker[1]
        pipe.send(job)
        if not pipe.poll(self._patience_s):
            raise TimeoutError("no answer")
        return str(pipe.recv())

    def _hire(self) -> tuple[SpawnProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        args = (theirs, str(self._voices), str(self._model), str(self._cache))
        worker = context.Process(target=work, args=args, name="speech", daemon=True)
        worker.start()
        theirs.close()
        return worker, ours

    def _dismiss(self) -> None:
        if self._worker is None:
            return
        process, pipe = self._worker
        self._worker = None
        pipe.close()
        process.join(timeout=0.5)
        if process.is_alive():
            process.terminate()
            process.join(timeout=3)


def work(pipe: Connection, voices: str, model: str, cache: str) -> None:
    """The speech process: answers each job with "" or the fault; leaves when idle or alone."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICE)
    voice: kokoro.Kokoro | None = None
    while pipe.poll(_IDLE_S):
        try:
            words, name, speed, path = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            voice = voice or kokoro.Kokoro(Path(voices), Path(model), Path(cache))
            sound = voice.say(words, name, speed)
            _write(Path(path), _trimmed(sound))
            pipe.send("")
        except BrokenPipeError:
            return  # the console has gone; what was made is kept for next time
        except Exception as fault:  # edge: top of the process; the console shows the sentence
            log.exception("speech failed")
            with contextlib.suppress(OSError):
                pipe.send(str(fault))


def _trimmed(sound: kokoro.Sound) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Sound without the network's long silences at both ends, a breath after it."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    edge = kokoro.RATE // 33
    body = sound[max(0, loud[0] - edge) : loud[-1] + edge] if loud.size else sound[:0]
    breath = np.zeros(int(_PAUSE_S * kokoro.RATE), np.float32)
    whole = np.concatenate([body, breath])
    return np.asarray(np.clip(np.round(whole * 32767), -32768, 32767), dtype=np.int16)


def _write(path: Path, sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
    with wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(kokoro.RATE)
        file.writeframes(sound.tobytes())
    part.replace(path)


def _read(path: Path) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)
