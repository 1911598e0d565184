"""`python -m app.bench.queue_window PROFILE`: the real list of the queue, scrolled, and each delay noted.

A process of its own, so that only the list and its pager are counted.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.clock import SystemClock
from app.panes.cases.model import CaseQueue
from app.paths import Profile
from app.qt.tasks import Tasks
from app.store import CaseQuery, Store
from widgets import theme
from widgets.record_list import RecordList

# A turn of the wheel is three rows; so many of them, then one drag of the scroll bar to somewhere else.
_STEPS = 1_200
_ROWS_A_STEP = 3
_DRAG_EACH = 40
_STEP_MS = 10
_PATIENCE_S = 60.0


class Beat:
    """Asks to be called every millisecond and notes by how much the main thread was late."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._come)

    def begin(self) -> None:
        """Note from now on."""
        self._last = time.perf_counter()
        self._timer.start(1)

    def end(self) -> list[float]:
        """Return the delays in milliseconds."""
        self._timer.stop()
        return self.late_ms

    def _come(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, (now - self._last) * 1000 - 1))
        self._last = now


class Walk:
    """Scrolls a list to its end of patience: wheel turns, and now and then a drag to anywhere."""

    def __init__(self, view: RecordList, done: QTimer) -> None:
        self._view, self._done = view, done
        self._dice = random.Random(3)
        self._left = _STEPS
        self.took_ms: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)

    def begin(self) -> None:
        """Scroll until the steps are done."""
        self._timer.start(_STEP_MS)

    def _step(self) -> None:
        begun = time.perf_counter()
        bar = self._view.verticalScrollBar()
        if self._left % _DRAG_EACH == 0:
            bar.setValue(self._dice.randrange(max(1, bar.maximum())))
        else:
            row = self._view.verticalHeader().defaultSectionSize()
            bar.setValue((bar.value() + _ROWS_A_STEP * row) % max(1, bar.maximum()))
        self._view.viewport().repaint()
        self.took_ms.append((time.perf_counter() - begun) * 1000)
        self._left -= 1
        if self._left <= 0:
            self._timer.stop()
            self._done.start(0)


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)] if values else float("inf")


def main() -> None:
    """Show the archive of a profile, scroll it, print the delays and what was seen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    theme.apply(application, "dark")
    store = Store.open(Profile(Path(sys.argv[1])), SystemClock())
    tasks = Tasks()
    queue = CaseQueue(store.reader, tasks, SystemClock(), lambda: "01")
    view = RecordList(queue.model)
    queue.watch(lambda: (view.visible_rows(), view.watched_ids()))
    view.resize(900, 1000)
    view.show()
    done = QTimer(singleShot=True)
    done.timeout.connect(application.quit)
    beat, walk = Beat(), Walk(view, done)

    def begin(*_: object) -> None:
        queue.settled.disconnect(begin)
        beat.begin()
        walk.begin()

    queue.settled.connect(begin)
    queue.show(CaseQuery(scope="all", order="new"))
    QTimer.singleShot(int(_PATIENCE_S * 1000), application.quit)
    application.exec()
    late = beat.end()
    rows = queue.model.rowCount()
    queue.stop()
    tasks.stop()
    store.close()
    figures = {"delay_p99_ms": _p99(late), "step_p99_ms": _p99(walk.took_ms), "steps": len(walk.took_ms), "rows": rows}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
