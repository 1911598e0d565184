"""The counts behind the saved filters, read off the main thread; an answer that was overtaken is dropped."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.panes.cases.parts.queue.saved_filters import SavedFilter
from app.panes.cases.queries import filter_counts
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseQuery

COUNT_MS = 400
# Lights turn with time alone.
AGAIN_MS = 30_000
REST = 5.0


class Counting(QObject):
    """`asked()` tells the filters and what the operator has narrowed to by hand; `counted(dict)` by filter id."""

    counted = Signal(dict)

    def __init__(
        self, ctx: PaneContext, asked: Callable[[], tuple[Sequence[SavedFilter], CaseQuery]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ctx, self._asked = ctx, asked
        self._task: Task | None = None
        self._took_s = 0.0
        self._soon = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._soon.timeout.connect(self.count)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.count)
        self._again.start()

    def soon(self) -> None:
        """The counts may have changed; several such words within a moment are answered once.

        Counting takes a small share of the machine at most: sixty filters over a million cases rest longer.
        """
        if not self._soon.isActive():
            self._soon.start(max(COUNT_MS, round(self._took_s * REST * 1_000)))

    def count(self) -> None:
        """Count now."""
        filters, query = self._asked()
        reader, seat = self._ctx.reader, self._ctx.actor().seat
        if self._task is not None:
            self._task.cancel()
        asked = {found.id: found.over(query, seat) for found in filters if not found.mine or seat}
        begun = time.monotonic()

        def told(counts: dict[str, int]) -> None:
            self._took_s = time.monotonic() - begun
            self.counted.emit(counts)

        self._task = self._ctx.tasks.run(lambda: filter_counts(reader, asked), told)

    def stop(self) -> None:
        """Count no more."""
        self._soon.stop()
        self._again.stop()
        if self._task is not None:
            self._task.cancel()
