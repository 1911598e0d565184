"""The opening of a window in two goes: the first room is seen and answers, then the rest comes step by step."""

import logging
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_MS = 10
# A first room that never comes to rest must not keep the others out.
PATIENCE_S = 1.5
_log = logging.getLogger(__name__)


class Opening(QObject):
    """Runs steps one by one, each in a turn of its own, so that keys and pictures pass between them.

    It begins when `at_rest()` was true twice in a row. Emits `done` once, after the last step.
    """

    done = Signal()

    def __init__(self, at_rest: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at_rest = at_rest
        self._steps: list[Callable[[], None]] = []
        self._rested = self._running = False
        self._began = 0.0
        self.over = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    def plan(self, steps: Iterable[Callable[[], None]]) -> None:
        """Take these steps after those already planned."""
        self._steps.extend(steps)

    def start(self) -> None:
        """Begin to wait for the first room; safe to ask again."""
        if not self.over and not self._timer.isActive():
            self._began = time.monotonic()
            self._timer.start(LOOK_MS)

    def finish(self) -> None:
        """Take every step that is left, now: somebody asks for what is not there yet."""
        if self.over or self._running:
            return
        while self._steps:
            self._step()
        self._end()

    def stop(self) -> None:
        """Take no step any more."""
        self._timer.stop()
        self._steps.clear()
        self.over = True

    def _turn(self) -> None:
        if self._running:
            return
        if self._timer.interval():
            self._look()
        elif self._steps:
            self._step()
        else:
            self._end()

    def _look(self) -> None:
        rested, self._rested = self._rested, self._at_rest()
        if (rested and self._rested) or time.monotonic() - self._began > PATIENCE_S:
            self._timer.setInterval(0)

    def _step(self) -> None:
        self._running = True
        step = self._steps.pop(0)
        began = time.monotonic()
        try:
            step()
        finally:
            self._running = False
        _log.debug("opening: %s took %.0f ms", step, (time.monotonic() - began) * 1000)

    def _end(self) -> None:
        self._timer.stop()
        if not self.over:
            self.over = True
            self.done.emit()
