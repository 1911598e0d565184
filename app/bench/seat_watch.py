"""A seat for the startup bench: opens the real console and tells when it answers, how late it is, how much it takes."""

import json
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.bootstrap.console import Opened, open_console
from app.bootstrap.session_file import SessionFile
from app.paths import Profile
from app.words import word
from widgets.record_list import RecordList

BEAT_MS = 8
LOOK_MS = 5


class Watch(QObject):
    """Prints one JSON line when the queue is filled, painted and has answered a key, then one for each line it is told:
    the lateness since the last."""

    told = Signal(str)
    let_go = Signal()

    def __init__(self, opened: Opened, began: float) -> None:
        super().__init__()
        self._opened, self._began = opened, began
        self._late: list[float] = []
        self._last = time.monotonic()
        self._rows: RecordList | None = None
        self._stood_on: str | None = None
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._tick)
        self._look = QTimer(self)
        self._look.timeout.connect(self._look_at_queue)
        self.told.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        # The seat ends in order, as its operator ends it: the next start finds no file left open.
        self.let_go.connect(opened.application.quit, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to look."""
        self._look.start(LOOK_MS)
        self._look_at_queue()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        rows = self._rows
        painted = event.type() == QEvent.Type.Paint and rows is not None and watched is rows.viewport()
        if painted and rows is not None and self._stood_on is None and _filled(rows):
            self._stood_on = rows.current_id()
            # Qt: a filter hears of a painting before it happens; the key is posted on the turn after it.
            QTimer.singleShot(0, self, self._press)
        return False

    def _look_at_queue(self) -> None:
        window = self._opened.shell.window
        if self._rows is None and window is not None and (rows := window.findChild(RecordList)) is not None:
            self._rows = rows
            rows.viewport().installEventFilter(self)
        if self._rows is not None and self._stood_on is not None and self._rows.current_id() != self._stood_on:
            self._is_ready(self._rows)

    def _press(self) -> None:
        if self._rows is not None:
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.postEvent(self._rows, key)
            QTimer.singleShot(0, self, self._look_at_queue)

    def _is_ready(self, rows: RecordList) -> None:
        self._look.stop()
        rows.viewport().removeEventFilter(self)
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
        self.let_go.emit()

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


def _filled(rows: RecordList) -> bool:
    return rows.model().rowCount() > 0 and bool(rows.visible_rows())


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
