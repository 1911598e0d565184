"""Keeps each call's sound as sent, as WAV, on a thread of its own so that a slow disk delays no frame."""

import hashlib
import threading
import wave
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from app.devices.drivers.rtp.g711 import Pcm

_Job = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording; `path` None when the disk refused, `fault` says why."""

    call_id: str
    path: Path | None
    sha256: str
    seconds: float
    fault: str = ""


class Recorder:
    """WAV files, 8 kHz mono int16, one per call under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._done: SimpleQueue[Recording] = SimpleQueue()
        self._open: dict[str, wave.Wave_write] = {}
        self._faults: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def write(self, call_id: str, frame: Pcm) -> None:
        """A further frame of a call."""
        self._jobs.put(("write", call_id, frame.tobytes()))

    def finish(self, call_id: str) -> None:
        """The call is over; its `Recording` comes from `finished`."""
        self._jobs.put(("finish", call_id, b""))

    def finished(self) -> list[Recording]:
        """Recordings closed since the last look."""
        found: list[Recording] = []
        while True:
            try:
                found.append(self._done.get_nowait())
            except Empty:
                return found

    def stop(self) -> None:
        """Close every file and end the thread."""
        self._jobs.put(("stop", "", b""))
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            what, call_id, sound = self._jobs.get()
            if what == "stop":
                for each in list(self._open):
                    self._close(each)
                return
            try:
                self._do(what, call_id, sound)
            except (
                OSError
            ) as fault:  # full or missing disk: the street is still spoken to, the record says it is missing
                self._faults[call_id] = str(fault)

    def _do(self, what: str, call_id: str, sound: bytes) -> None:
        if what == "finish":
            self._done.put(self._close(call_id))
        elif call_id not in self._faults:
            self._file(call_id).writeframesraw(sound)

    def _file(self, call_id: str) -> wave.Wave_write:
        if call_id not in self._open:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = wave.open(str(self._path(call_id)), "wb")  # noqa: SIM115 - closed in _close, frames come one by one
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            self._open[call_id] = file
        return self._open[call_id]

    def _close(self, call_id: str) -> Recording:
        file = self._open.pop(call_id, None)
        fault = self._faults.pop(call_id, "")
        if file is None:
            return Recording(call_id, None, "", 0.0, fault)
        try:
            seconds = file.getnframes() / 8000
            file.close()
            path = self._path(call_id)
            return Recording(call_id, path, hashlib.sha256(path.read_bytes()).hexdigest(), seconds, fault)
        except OSError as late:
            return Recording(call_id, None, "", 0.0, str(late))

    def _path(self, call_id: str) -> Path:
        return self._folder / f"{call_id}.wav"
