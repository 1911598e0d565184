"""The room's reading, off the main thread: a question asked anew makes its older answer unwanted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.clock import hall_day
from app.panes.cases.dossier import Dossier, dossier
from app.panes.cases.parts.acting.form_stock import FormStock, stock_of
from app.panes.cases.parts.acting.stock import Catalogue, catalogue
from app.panes.cases.parts.desks.pictures import read_picture
from app.qt.pane import PaneContext
from app.qt.tasks import Task

SETTLE_MS = 80


@dataclass(frozen=True, slots=True)
class CaseRead:
    """What one look at a case brings; `dossier` is None where the cache does not hold it."""

    dossier: Dossier | None
    stock: FormStock | None


class Reading(QObject):
    """Asks the store in the pool and tells the answers on the main thread."""

    case_read = Signal(object)
    catalogued = Signal(object)
    linked = Signal(object)
    pictured = Signal(str, object)

    def __init__(self, ctx: PaneContext, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._tasks: dict[str, Task] = {}
        self.known = Catalogue()
        self._case_timer = self._timer(SETTLE_MS, self.case)

    def stop(self) -> None:
        """Ask nothing more, and hear no answer."""
        self._case_timer.stop()
        for task in self._tasks.values():
            task.cancel()

    def case_soon(self) -> None:
        """The case in hand may have changed; several such words within a moment are answered once."""
        _start(self._case_timer)

    def case(self) -> None:
        """Read the case in hand."""
        reader, now, me = self._ctx.reader, self._ctx.clock.now(), self._ctx.actor()
        case_id, known = self._ctx.selection.case_id, self.known

        def read() -> CaseRead:
            found = dossier(reader, case_id, me, now) if case_id else None
            return CaseRead(found, stock_of(found, known, reader, me, now) if found else None)

        self._run("case", read, self.case_read.emit)

    def catalogue(self) -> None:
        """Read what the forms may offer."""
        reader, now = self._ctx.reader, self._ctx.clock.now()
        self._run("catalogue", lambda: catalogue(reader, now), self._take_catalogue)

    def turn_day(self, now: datetime) -> None:
        """At midnight other entries of the books are in force."""
        if self.known.day and self.known.day != hall_day(now):
            self.known = replace(self.known, day=hall_day(now))
            self.catalogue()

    def link(self, *_told: object) -> None:
        """Read how the seat stands with the hub."""
        self._run("link", self._ctx.reader.link, self.linked.emit)

    def photo(self, photo_id: str) -> None:
        """Read a picture, fetched from the hub where it is not here; an empty one while that cannot be done."""
        folder, fetch = self._ctx.profile.media, self._ctx.media
        self._ctx.tasks.run(lambda: read_picture(folder, fetch, photo_id), partial(self.pictured.emit, photo_id))

    def _take_catalogue(self, found: Catalogue) -> None:
        self.known = found
        self.catalogued.emit(found)

    def _run(self, name: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        if name in self._tasks:
            self._tasks[name].cancel()
        self._tasks[name] = self._ctx.tasks.run(work, done)

    def _timer(self, interval_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval_ms)
        timer.timeout.connect(act)
        return timer


def _start(timer: QTimer) -> None:
    if not timer.isActive():
        timer.start()
