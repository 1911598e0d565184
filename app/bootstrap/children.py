"""Other processes of the same household: started with a lifeline, told to stop by letting go of it."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from app.domain.errors import Unavailable

READY_S = 180.0
_STOP_S = 6.0
_log = logging.getLogger(__name__)


class Child:
    """A `hall` subcommand run with `--lifeline`: it ends when its standard input closes, so it can never outlive us."""

    def __init__(self, name: str, arguments: list[str], log: Path | None = None) -> None:
        self.name = name
        self._log = log
        self._arguments = arguments
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self.facts: dict[str, Any] = {}

    def start(self) -> None:
        """Start it without waiting."""
        command = [sys.executable, "-m", "app", *self._arguments, "--lifeline"]
        errors = self._log.open("ab") if self._log else None
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=_environment()
            )
        finally:
            if errors:
                errors.close()
        self._reader = threading.Thread(target=self._read, name=f"child-{self.name}", daemon=True)
        self._reader.start()

    def wait_ready(self, timeout_s: float = READY_S) -> dict[str, Any]:
        """Return what the child says of itself when it is ready. Raises Unavailable where it ended or took too long."""
        try:
            line = self._lines.get(timeout=timeout_s)
        except Empty:
            line = None
        if line is None:
            where = f"see {self._log}" if self._log else "see its messages above"
            raise Unavailable(f"{self.name} did not start", where, f"{self.name}.not_started")
        self.facts = json.loads(line)
        _log.info("%s is ready: %s", self.name, {k: v for k, v in self.facts.items() if "password" not in k})
        return self.facts

    def stop(self) -> None:
        """Let go of the lifeline and wait; what does not end is ended."""
        process = self._process
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            _log.warning("%s did not stop by itself", self.name)
            process.kill()
            process.wait(_STOP_S)
        if self._reader:
            self._reader.join(2.0)
        if process.stdout:
            process.stdout.close()

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        for raw in self._process.stdout:
            line = raw.decode("utf-8", "replace").strip()
            if line.startswith("{"):
                self._lines.put(line)
        self._lines.put(None)


def ready(**facts: Any) -> None:
    """Tell the parent, in one line of JSON, that this process is ready."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def stop_signal(lifeline: bool) -> threading.Event:
    """Return an event that is set by Ctrl-C, by a request to end, or (with a lifeline) when the parent lets go.

    Must be called on the main thread.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM,) if lifeline else (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if lifeline:
        # Ctrl-C reaches the whole group; the parent decides when its children end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_await_end_of_input, args=(stop,), name="lifeline", daemon=True).start()
    return stop


@contextmanager
def shielded() -> Iterator[None]:
    """Processes and threads started in here never see Ctrl-C: who started them ends them in order. Main thread only."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # multiprocessing's own watcher lifts the block when it starts, so it starts first.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _await_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    stop.set()


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
