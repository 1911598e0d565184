"""A seat for the startup bench: opens the real console and tells when it answers, how late it is, how much it takes."""

import json
import os
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.bootstrap.console import Opened, open_console
from app.bootstrap.session_file import SessionFile
from app.paths import Profile
from app.words import word
from widgets.record_list import RecordList

BEAT_MS = 8
LOOK_MS = 5


class Watch(QObject):
    """Prints one JSON line when the queue is filled, then one for each line it is told: lateness since the last."""

    told = Signal(str)

    def __init__(self, opened: Opened, began: float) -> None:
        super().__init__()
        self._opened, self._began = opened, began
        self._late: list[float] = []
        self._last = time.monotonic()
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._tick)
        self._look = QTimer(self)
        self._look.timeout.connect(self._is_filled)
        self.told.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to look."""
        self._look.start(LOOK_MS)

    def _is_filled(self) -> None:
        window = self._opened.shell.window
        rows = window.findChild(RecordList) if window is not None else None
        if rows is None or not rows.visible_rows() or rows.model().rowCount() == 0:
            return
        self._look.stop()
        _say(ready_ms=(time.monotonic() - self._began) * 1000, rows=rows.model().rowCount())
        self._last = time.monotonic()
        self._beat.start(BEAT_MS)
        threading.Thread(target=self._listen, name="bench-ear", daemon=True).start()

    def _tick(self) -> None:
        now = time.monotonic()
        self._late.append(max(0.0, (now - self._last) * 1000 - BEAT_MS))
        self._last = now

    def _listen(self) -> None:
        for line in sys.stdin:
            self.told.emit(line.strip())
        os._exit(0)

    def _answer(self, line: str) -> None:
        late, self._late = sorted(self._late), []
        live = word("tile", "live")
        window = self._opened.shell.window
        tiles = window.findChildren(QWidget) if window is not None else []
        _say(
            asked=line,
            worst_ms=late[-1] if late else 0.0,
            p99_ms=late[int(len(late) * 0.99) - 1] if len(late) > 100 else 0.0,
            beats=len(late),
            live=sum(1 for tile in tiles if tile.accessibleDescription() == live),
            cursor=self._opened.console.store.writer.position()[1],
        )


def _say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def watch(profile: Path, began: float) -> None:
    """Open the console of a profile that has a session already, and answer until the asker lets go."""
    kept = SessionFile(Profile(profile)).read()
    if kept is None:
        raise SystemExit(f"nobody has signed in with {profile}")
    with ExitStack() as stack:
        opened = open_console(stack, profile, {"hub_url": kept[0]}, kept[1])
        looking = Watch(opened, began)
        looking.start()
        opened.application.exec()
