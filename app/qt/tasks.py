"""One-shot work off the main thread: slow reads, decoding, exports; the answer comes back on the main thread."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Task:
    """A piece of work under way. After `cancel` its answer is dropped."""

    def __init__(self, done: Callable[[Any], None], failed: Callable[[BaseException], None] | None) -> None:
        self._done: Callable[[Any], None] | None = done
        self._failed = failed

    def cancel(self) -> None:
        """Nobody wants the answer any more."""
        self._done = self._failed = None

    def settle(self, answer: Any, fault: BaseException | None) -> None:
        """Hand the answer over; called on the main thread only."""
        if fault is None:
            if self._done is not None:
                self._done(answer)
        elif self._failed is not None:
            self._failed(fault)
        elif self._done is not None:
            _log.error("a task failed and nobody asked why", exc_info=fault)


class Tasks(QObject):
    """A small pool. It writes nothing but what `Dispatch` takes off the main thread by itself: a batch."""

    _finished = Signal(object, object, object)

    def __init__(self, threads: int = 4, name: str = "task", pool: ThreadPoolExecutor | None = None) -> None:
        super().__init__()
        self._owns = pool is None
        self._pool = pool or ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._stopped = False
        self._under_way = 0
        self._finished.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Task:
        """Do `work` in the pool, then call `done` or `failed` on the main thread; an unasked-for fault is logged."""
        task = Task(done, failed)
        if not self._stopped:
            self._under_way += 1
            self._pool.submit(self._do, work, task)
        return task

    @property
    def at_rest(self) -> bool:
        """Whether everything that was asked through this door has been answered. Main thread only."""
        return self._under_way == 0

    def share(self) -> "Tasks":
        """Return a door of its own into the same pool: stopped alone, its answers are dropped and the pool goes on."""
        return Tasks(pool=self._pool)

    def stop(self) -> None:
        """Take no more work, hand over no more answers; the pool's owner also waits for what is being done."""
        self._stopped = True
        if self._owns:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _do(self, work: Callable[[], Any], task: Task) -> None:
        try:
            answer, fault = work(), None
        except Exception as error:  # edge: the top of a pool thread
            answer, fault = None, error
        if not self._stopped:
            self._finished.emit(task, answer, fault)

    def _settle(self, task: Task, answer: Any, fault: BaseException | None) -> None:
        self._under_way -= 1
        if not self._stopped:
            task.settle(answer, fault)
