"""Reads again and again off the main thread: never twice at once, and not while nobody looks."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.qt.tasks import Task, Tasks


class Look(QObject):
    """Several words within a moment (`wait_ms`) are answered by one reading.

    While nobody is `awake` to see it nothing is read, only remembered that it is out of date.
    """

    def __init__(
        self,
        tasks: Tasks,
        wait_ms: int,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        awake: Callable[[], bool],
        failed: Callable[[BaseException], None] = lambda _fault: None,
    ) -> None:
        super().__init__()
        self._tasks, self._work, self._done, self._awake, self._failed = tasks, work, done, awake, failed
        self._stale = True
        self._task: Task | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=wait_ms)
        self._timer.timeout.connect(self.now)

    def soon(self, _told: object = None) -> None:
        """Something may have changed; several such words within a moment are answered once."""
        if not self._timer.isActive():
            self._timer.start()

    def now(self) -> None:
        """Look at once, or as soon as the look under way is over."""
        if not self._awake():
            self._stale = True
            return
        if self._task is not None:
            self._again = True
            return
        self._stale = False
        self._task = self._tasks.run(self._work, self._arrived, self._lost)

    def catch_up(self) -> None:
        """Somebody looks again: read what has become out of date."""
        if self._stale:
            self.now()

    def restart(self) -> None:
        """What is being read is out of date: read anew."""
        self.stop()
        self.now()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._again = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _arrived(self, found: Any) -> None:
        self._task = None
        self._done(found)
        self._go_on()

    def _lost(self, fault: BaseException) -> None:
        self._task = None
        self._failed(fault)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.soon()
