"""Keeps what is typed on disk while it is typed, so that neither a crash nor a power cut costs a sentence."""

import json
import logging
import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.qt.drafts import Drafts
from app.qt.tasks import Tasks

QUIET_MS = 700
_log = logging.getLogger(__name__)


class DraftKeeper(QObject):
    """Writes the drafts a moment after the last stroke, off the main thread, one write at a time.

    What it finds at its start is newer than anything the window remembers of the last clean end.
    """

    def __init__(self, path: Path, drafts: Drafts, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file, self._drafts, self._tasks = DraftFile(path), drafts, tasks
        self._writing = self._again = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._write)
        found = self._file.read()
        if found is not None:
            drafts.restore(found)
            drafts.settled = True
        drafts.changed = self._quiet.start

    def stop(self) -> None:
        """Write what is not written yet, at once, and watch no more."""
        self._drafts.changed = _nobody
        if self._quiet.isActive() or self._writing:
            self._quiet.stop()
            self._file.write(self._file.turn(), self._drafts.save())

    def _write(self) -> None:
        if self._writing:
            self._again = True
            return
        self._writing, kept, turn = True, self._drafts.save(), self._file.turn()
        self._tasks.run(lambda: self._file.write(turn, kept), lambda _none: self._written())

    def _written(self) -> None:
        self._writing = False
        if self._again:
            self._again = False
            self._write()


class DraftFile:
    """One JSON file, readable by this account alone. Of two writers the one whose turn came later stays."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        self._turns, self._written = count(1), 0

    def turn(self) -> int:
        """Take a number: what was asked later has the greater one."""
        return next(self._turns)

    def read(self) -> dict[str, Any] | None:
        """Return the drafts; None where there are none. A file that cannot be read is put aside, not lost."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as fault:
            _log.warning("the drafts could not be read and are put aside: %s", type(fault).__name__)
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(".damaged"))
            return None
        return found if isinstance(found, dict) else None

    def write(self, turn: int, kept: dict[str, Any]) -> None:
        """Write the drafts in one move; a full disk is logged, and the next stroke tries again. Any thread."""
        with self._lock:
            if turn > self._written:
                self._written = turn
                self._replace(kept)

    def _replace(self, kept: dict[str, Any]) -> None:
        part = self._path.with_name(f"{self._path.name}.part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except (OSError, TypeError, ValueError) as fault:
            _log.warning("the drafts were not written: %s", fault)
            with suppress(OSError):
                part.unlink()


def _nobody() -> None:
    """Nobody watches."""
