"""Case rows as the list control wants them, read page by page by a worker and kept in place while they change."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.clock import Clock
from app.panes.cases.parts.faces import Seats, face_of
from app.panes.cases.queries import QueueView, look_again
from app.qt.tasks import Task, Tasks
from app.store import CaseQuery, CaseRow, Reader
from widgets.record_list import Face, PageQueue, RecordModel

GATHER_MS = 150
TICK_MS = 30_000


class CaseQueue(QObject):
    """One filtered queue: its model, its pages, and its refreshes one at a time."""

    settled = Signal(int, int)
    failed = Signal(object)

    def __init__(
        self, reader: Reader, tasks: Tasks, clock: Clock, seat: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._tasks, self._clock, self._seat = reader, tasks, clock, seat
        self._watchers: dict[str, Seats] = {}
        self._query = CaseQuery()
        self._pages: PageQueue[CaseRow] = PageQueue(tasks.run, self._deliver, self.failed.emit)
        self.model: RecordModel[CaseRow] = RecordModel(self._face, self._pages.want, self)
        self._looking: Task | None = None
        self._again = False
        self._watch: Callable[[], tuple[range, tuple[str, ...]]] = lambda: (range(0), ())
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._look)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._time_went_by)
        self._tick.start()

    @property
    def query(self) -> CaseQuery:
        """What the list shows now."""
        return self._query

    def set_watchers(self, case_id: str, seats: Seats) -> None:
        """These seats look at a case now."""
        if seats:
            self._watchers[case_id] = tuple(seats)
        else:
            self._watchers.pop(case_id, None)
        self.model.redraw(case_id)

    def watch(self, watch: Callable[[], tuple[range, tuple[str, ...]]]) -> None:
        """`watch()` tells the visible rows and the ids that must not be lost sight of."""
        self._watch = watch

    def show(self, query: CaseQuery) -> None:
        """Another filter: the list begins anew."""
        self._query = query
        if self._looking is not None:
            self._looking.cancel()
        self._gather.stop()
        self._again = False
        now_watched = self._watch()[1]
        self._looking = self._tasks.run(
            lambda: look_again(self._reader, query, range(1), now_watched), self._begin, self._lost
        )

    def changed(self) -> None:
        """Some cases are no longer what they were; several such words within a moment are answered once."""
        if not self._gather.isActive():
            self._gather.start()

    def stop(self) -> None:
        """Ask for nothing more."""
        self._tick.stop()
        self._gather.stop()
        if self._looking is not None:
            self._looking.cancel()

    def _face(self, row: CaseRow) -> Face:
        return face_of(row, self._clock.now(), self._seat(), self._watchers.get(row.id, ()))

    def _time_went_by(self) -> None:
        self.model.tick()
        self.changed()

    def _look(self) -> None:
        if self._looking is not None:
            self._again = True
            return
        visible, watched = self._watch()
        last = max(visible.start, visible.stop - 1)
        pages = range(self.model.page_of(visible.start), self.model.page_of(last) + 1)
        query = self._query
        self._looking = self._tasks.run(
            lambda: look_again(self._reader, query, pages, watched), self._refresh, self._lost
        )

    def _begin(self, view: QueueView) -> None:
        self._looking = None
        self._pages.restart(view.walk.page)
        self.model.start(view.count, view.pages)
        self.settled.emit(view.count, view.late)

    def _refresh(self, view: QueueView) -> None:
        self._looking = None
        self._pages.restart(view.walk.page)
        self.model.refresh(view.count, view.pages, view.places)
        self.settled.emit(view.count, view.late)
        if self._again:
            self._again = False
            self.changed()

    def _lost(self, error: BaseException) -> None:
        self._looking = None
        self.failed.emit(error)

    def _deliver(self, page: int, rows: Sequence[CaseRow]) -> None:
        self.model.deliver(page, rows)
