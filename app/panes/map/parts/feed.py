"""Keeps the case layer as the store has it: one read at a time, what changed meanwhile is read next."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.clock import Clock
from app.panes.map import queries
from app.panes.map.model import CaseLayer
from app.panes.map.queries import Dot
from app.qt.tasks import Tasks
from app.store import Reader

_MANY = 300


class CaseFeed(QObject):
    """`shown` after each change of the layer; `failed` with the reason where the store could not be read."""

    shown = Signal()
    failed = Signal(str)

    def __init__(self, layer: CaseLayer, reader: Reader, tasks: Tasks, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._layer, self._reader, self._tasks, self._clock = layer, reader, tasks, clock
        self._wanted: set[str] = set()
        self._busy = self._all_again = self._stopped = False
        self.closed_too = False

    def read_all(self) -> None:
        """Read every case anew."""
        self._all_again = True
        self._next()

    def changed(self, ids: frozenset[str]) -> None:
        """These cases are other now; an empty set means any of them."""
        self._wanted |= ids
        self._all_again = self._all_again or not ids
        self._next()

    def want_closed(self, wanted: bool) -> None:
        """Settled cases too, or the open ones only."""
        if wanted != self.closed_too:
            self.closed_too = wanted
            self.read_all()

    def relight(self) -> None:
        """Turn the lights whose time has come; the clock that asks for it outlives the room."""
        if not self._stopped and self._layer.relight(self._clock.now()):
            self.shown.emit()

    def stop(self) -> None:
        """Ask for nothing more, and drop what is still on its way."""
        self._stopped = True

    def _next(self) -> None:
        if self._busy or self._stopped:
            return
        if self._all_again or len(self._wanted) > _MANY:
            self._all_again = False
            self._wanted.clear()
            self._start(self._every_case, lambda dots: self._layer.load(dots, self._clock.now()))
        elif self._wanted:
            ids, self._wanted = tuple(self._wanted), set()
            self._start(partial(queries.these_cases, self._reader, ids), self._change)

    def _every_case(self) -> list[Dot]:
        closed = queries.closed_cases(self._reader) if self.closed_too else []
        return [*queries.open_cases(self._reader), *closed]

    def _change(self, answer: tuple[list[Dot], list[str]]) -> None:
        self._layer.change(*answer, self._clock.now(), self.closed_too)

    def _start(self, work: Callable[[], Any], take: Callable[[Any], None]) -> None:
        self._busy = True
        self._tasks.run(work, partial(self._done, take), self._fault)

    def _done(self, take: Callable[[Any], None], answer: Any) -> None:
        self._busy = False
        if not self._stopped:
            take(answer)
            self.shown.emit()
            self._next()

    def _fault(self, fault: BaseException) -> None:
        self._busy = False
        if not self._stopped:
            self.failed.emit(str(fault))
