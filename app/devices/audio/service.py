"""The console's end of the voice engine: starts its process, hands it calls, passes on what it tells."""

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import numpy as np

from app.devices.audio import clips, process
from app.devices.audio.messages import Begin, Close, End, Message, Sound, Talk, Watch
from app.devices.drivers.rtp.g711 import Pcm
from app.devices.speakers import Call, CallEvent, Happened, Target
from app.domain.errors import Unavailable

log = logging.getLogger(__name__)

OnEvent = Callable[[CallEvent], None]
_PIECE: Final = 64_000
"""Samples of a clip handed over at a time: 8 s."""
_KEEP: Final = 16
"""Prepared clips kept in memory."""
_REVIVE_S: Final = 1.0
_NOTHING: Final = np.zeros(0, np.int16)


@dataclass(frozen=True, slots=True)
class _Feed:
    call_id: str
    clip: Path | None
    last: bool


class VoiceService:
    """One engine process. Every method returns at once; what happened comes through `on_event`, on a thread of its own.

    `recordings` is the folder for what was said; `host` the local address to send from.
    """

    def __init__(self, recordings: Path, on_event: OnEvent | None = None, host: str = "0.0.0.0") -> None:
        self.on_event: OnEvent = on_event or (lambda _: None)
        self._recordings, self._host = recordings, host
        self._control: Connection | None = None
        self._process: SpawnProcess | None = None
        self._outgoing: SimpleQueue[Message | None] = SimpleQueue()
        self._loading: SimpleQueue[Call | Path | _Feed | None] = SimpleQueue()
        self._clips: dict[tuple[str, float], Pcm] = {}
        self._threads: list[threading.Thread] = []
        self._watched: tuple[Target, ...] = ()
        self._pending: set[str] = set()
        self._begun: set[str] = set()
        self._gone = threading.Event()

    @property
    def _stopping(self) -> bool:
        return self._gone.is_set()

    @property
    def running(self) -> bool:
        """Whether the engine's process lives."""
        return self._process is not None and self._process.is_alive()

    @property
    def process_id(self) -> int:
        """The engine's process, 0 when there is none."""
        return (self._process.pid or 0) if self._process is not None else 0

    def start(self) -> None:
        """Start the engine. Raises `Unavailable` when a process cannot be made."""
        self._launch()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("device-voice", self._listen), ("voice-send", self._send), ("voice-load", self._load))
        ]
        for each in self._threads:
            each.start()

    def _launch(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        made = context.Process(
            target=process.run, args=(theirs, str(self._recordings), self._host, os.getpid()), name="voice", daemon=True
        )
        try:
            made.start()
        except OSError as fault:
            raise Unavailable(f"voice engine: {fault}", "", "engine.lost") from fault
        theirs.close()
        self._control, self._process = ours, made

    def stop(self) -> None:
        """Silence everything and end the engine."""
        if self._process is None:
            return
        self._gone.set()
        self._loading.put(None)
        self._outgoing.put(Close())
        self._process.join(timeout=4)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(timeout=2)
        self._outgoing.put(None)
        for each in self._threads:
            each.join(timeout=2)
        if self._control is not None:
            self._control.close()
        self._process = None

    def begin(self, call: Call) -> None:
        """Start a call; a clip is decoded first, off this thread. A call that cannot start ends with `call.refused`."""
        self._begun.add(call.id)
        if not self.running:
            self._refuse(call, "engine.lost", "")
        elif call.clip is None:
            self._outgoing.put(Begin(call))
        else:
            self._pending.add(call.id)
            self._loading.put(call)

    def knows(self, call_id: str) -> bool:
        """Whether a call began here: then its end is told through `on_event`, whoever waits for it."""
        return call_id in self._begun

    def feed(self, call_id: str, clip: Path | None, last: bool) -> None:
        """A further piece of a call that began without its clip (speech still being made); `last` completes it."""
        self._loading.put(_Feed(call_id, clip, last))

    def end(self, call_id: str, why: str = "stopped") -> None:
        """Stop a call at once; "" stops all of this seat."""
        for each in [call_id] if call_id else list(self._pending):
            self._pending.discard(each)
        self._outgoing.put(End(call_id, why))

    def talk(self, call_id: str, pcm: bytes) -> None:
        """20 ms of live voice: 320 samples, 16 kHz, int16 (640 bytes)."""
        self._outgoing.put(Talk(call_id, pcm))

    def watch(self, targets: tuple[Target, ...], anew: bool = False) -> None:
        """Keep an eye on these speakers; `speakers.states` events follow, `anew` also of what has been told before."""
        if anew or targets != self._watched:
            self._watched = targets
            self._outgoing.put(Watch(targets))

    def prepare(self, clip: Path) -> None:
        """Decode a clip now, so that it starts without delay later."""
        self._loading.put(clip)

    def _refuse(self, call: Call, why: str, detail: str) -> None:
        self.on_event(CallEvent(Happened.REFUSED, call.id, time.time(), why=why, detail=detail))

    def _send(self) -> None:
        while (message := self._outgoing.get()) is not None:
            try:
                assert self._control is not None
                self._control.send(message)
            except (OSError, ValueError):
                continue  # the engine is gone; the listener tells, and starts another

    def _load(self) -> None:
        while (job := self._loading.get()) is not None:
            try:
                match job:
                    case Call():
                        self._load_call(job)
                    case _Feed():
                        self._pass_on(job.call_id, self._sound(job.clip) if job.clip else _NOTHING, job.last)
                    case _:
                        self._sound(job)
            except Unavailable as fault:
                if isinstance(job, Call):
                    self._pending.discard(job.id)
                    self._refuse(job, fault.code, fault.what)
                elif isinstance(job, _Feed):
                    self.end(job.call_id, fault.code)

    def _load_call(self, call: Call) -> None:
        assert call.clip is not None
        sound = self._sound(call.clip)
        if call.id not in self._pending:  # stopped while it was being decoded
            self._refuse(call, "stopped", "")
            return
        self._pending.discard(call.id)
        self._outgoing.put(Begin(call))
        self._pass_on(call.id, sound, True)

    def _sound(self, path: Path) -> Pcm:
        try:
            key = str(path), path.stat().st_mtime
        except OSError as fault:
            raise Unavailable(str(fault), "", "clip.missing") from fault
        if key not in self._clips:
            while len(self._clips) >= _KEEP:
                self._clips.pop(next(iter(self._clips)))
            self._clips[key] = clips.load(path)
        return self._clips[key]

    def _pass_on(self, call_id: str, sound: Pcm, last: bool) -> None:
        for at in range(0, max(1, sound.size), _PIECE):
            whole = last and at + _PIECE >= sound.size
            self._outgoing.put(Sound(call_id, sound[at : at + _PIECE].tobytes(), whole))

    def _listen(self) -> None:
        while not self._stopping:
            try:
                assert self._control is not None
                self.on_event(self._control.recv())
            except (EOFError, OSError):
                if not self._stopping:
                    self._revive()

    def _revive(self) -> None:
        """The engine died: say so, and start another, so that the next call is heard."""
        log.error("voice engine lost")
        self.on_event(CallEvent(Happened.LOST, at=time.time()))
        if self._gone.wait(_REVIVE_S):
            return
        try:
            self._launch()
            self._outgoing.put(Watch(self._watched))
        except Unavailable as fault:
            log.error("voice engine not started: %s", fault.what)
