"""The engine's own process: real-time right, no garbage pauses, and an end as soon as the console is gone."""

import contextlib
import gc
import os
import select
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from socket import socket
from typing import Final

from app.devices.audio.engine import Engine
from app.devices.audio.messages import Close
from app.devices.audio.recorder import Recorder
from app.devices.drivers.rtp.driver import RtpLine
from app.devices.speakers import CallEvent, Happened

_RR_PRIORITY: Final = 10
_WINDOWS_HIGH: Final = 0x80


def run(control: Connection, recordings: str, host: str, parent: int) -> None:
    """Live until the console says `Close` or dies. `parent` is the console's process id."""
    sys.setswitchinterval(0.0005)
    recorder = Recorder(Path(recordings))
    outgoing: SimpleQueue[CallEvent | None] = SimpleQueue()
    teller = threading.Thread(target=_tell, args=(control, outgoing), name="teller", daemon=True)
    teller.start()
    line = RtpLine(host)
    missing = take_realtime()
    gc.collect()
    gc.freeze()
    gc.disable()
    outgoing.put(CallEvent(Happened.NO_REALTIME if missing else Happened.READY, at=time.time(), detail=missing))
    engine = Engine(line, recorder, outgoing.put)
    try:
        _loop(engine, line, control, parent)
    finally:
        recorder.stop()
        outgoing.put(None)
        teller.join(timeout=0.5)
        line.close()


def take_realtime() -> str:
    """Ask for the right to run on the dot; "" when given, else why not. Threads started later do not inherit it."""
    try:
        if sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            return "" if kernel.SetPriorityClass(kernel.GetCurrentProcess(), _WINDOWS_HIGH) else "SetPriorityClass"
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_RR_PRIORITY))
    except (OSError, AttributeError) as fault:
        return str(fault)
    return ""


def _loop(engine: Engine, line: RtpLine, control: Connection, parent: int) -> None:
    watched: list[Connection | socket] = [control, *line.readable]
    looked = 0.0
    while not (engine.closing and engine.idle):
        now = time.monotonic()
        engine.step(now)
        if now - looked > 0.5:
            looked = now
            if _orphaned(parent):
                engine.handle(Close(), now)
                engine.step(now)
                return
        if control in watched and not _read(engine, control):
            watched.remove(control)
            if not engine.closing:  # the console is gone: silence, and out
                engine.handle(Close(), time.monotonic())
                engine.step(time.monotonic())
                return
        with contextlib.suppress(InterruptedError):
            select.select(watched, [], [], engine.until(time.monotonic()))


def _read(engine: Engine, control: Connection) -> bool:
    """Take what the console asked; False when it hung up. A few at a time, so that a frame is never late for it."""
    try:
        for _ in range(16):
            if not control.poll(0):
                break
            engine.handle(control.recv(), time.monotonic())
    except (EOFError, OSError):
        return False
    return True


def _orphaned(parent: int) -> bool:
    return sys.platform != "win32" and os.getppid() != parent


def _tell(control: Connection, outgoing: "SimpleQueue[CallEvent | None]") -> None:
    while (event := outgoing.get()) is not None:
        try:
            control.send(event)
        except (OSError, ValueError):  # the console is gone; the loop ends by itself
            return
