"""A terminal: `hall` run to its end in this process, or in a process group of its own that Ctrl-C reaches."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.__main__ import main

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


def hall(*words: object) -> Ran:
    """Run `hall WORDS` to its end, as its entry point does."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv, handlers = sys.argv, {number: signal.getsignal(number) for number in _SIGNALS}
    sys.argv = ["hall", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.argv = argv
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return Ran(code, out.getvalue(), err.getvalue())


class Running:
    """`hall WORDS` in a process group of its own: what it prints, and Ctrl-C as a terminal sends it."""

    def __init__(self, *words: object, **environment: str) -> None:
        command = [sys.executable, "-m", "app", *map(str, words)]
        env = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONUNBUFFERED": "1", **environment}
        self._process = subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self._lines: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, name="terminal")
        self._reader.start()

    @property
    def printed(self) -> str:
        """Everything so far."""
        with self._news:
            return "".join(self._lines)

    def wait_for(self, pattern: str, seconds: float = 30.0) -> re.Match[str]:
        """Wait until what was printed contains the pattern."""
        deadline = time.monotonic() + seconds
        with self._news:
            while (found := re.search(pattern, "".join(self._lines))) is None:
                left = deadline - time.monotonic()
                assert left > 0 and not self._ended, f"no {pattern!r} in: {''.join(self._lines)}"
                self._news.wait(left)
        return found

    def interrupt(self) -> None:
        """Press Ctrl-C: the whole group hears it."""
        os.killpg(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        """Pull the plug."""
        os.killpg(self._process.pid, signal.SIGKILL)

    def end(self, seconds: float = 10.0) -> int:
        """Wait for the end and return the exit code; a process that goes on fails the test."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait(5)
            raise AssertionError(f"still running after {seconds} s: {self.printed}") from None
        finally:
            self._reader.join(5)
        return code

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()
            self._process.wait(5)
        self._reader.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._lines.append(line)
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()
