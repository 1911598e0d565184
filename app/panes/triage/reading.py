"""The bench's reading, off the main thread: what waits, and this week's book; one look at a time each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.capture import may_be_alike
from app.panes.triage.parts.album import Album
from app.panes.triage.queries import Bookkeeper, Sight, sights, waiting
from app.qt.looking import Look
from app.qt.pane import PaneContext
from app.store import CaseRow

GATHER_MS, WEEK_MS = 100, 5_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One look at what waits."""

    captures: tuple[CaseRow, ...] = ()
    sights: tuple[Sight, ...] = ()


class Reading(QObject):
    """Tells what waits and how the week went."""

    waiting = Signal(object)
    week = Signal(object)
    linked = Signal(object)

    def __init__(self, ctx: PaneContext, album: Album, awake: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._album = ctx, album
        self._books = Bookkeeper(ctx.reader)
        self._waiting = Look(ctx.tasks, GATHER_MS, self._read_waiting, self._took_waiting, awake)
        self._week = Look(ctx.tasks, WEEK_MS, self._read_week, self.week.emit, awake)
        self._link = Look(ctx.tasks, GATHER_MS, ctx.reader.link, self.linked.emit, awake)
        album.compared.connect(self._waiting.soon)

    def woke(self) -> None:
        """The room is in sight: read what is out of date."""
        for look in (self._waiting, self._week, self._link):
            look.catch_up()

    def changed(self, kind: str, _ids: object = None) -> None:
        """Records of this kind have changed."""
        if kind in ("case", "media", "algorithm", "camera"):
            self._waiting.soon()
        if kind in ("case", "algorithm", "ruleset"):
            self._week.soon()
        self._link.soon()

    def link_soon(self, _told: object = None) -> None:
        """The link may have changed."""
        self._link.soon()

    def decided(self) -> None:
        """The operator has just decided: what is being read is out of date."""
        self._waiting.restart()
        self._week.soon()

    def stop(self) -> None:
        """Read nothing more."""
        for look in (self._waiting, self._week, self._link):
            look.stop()

    def _read_waiting(self) -> Waiting:
        captures = waiting(self._ctx.reader)
        return Waiting(captures, sights(self._ctx.reader, captures, dict(self._album.prints)))

    def _took_waiting(self, found: Waiting) -> None:
        self._album.keep_only(case.id for case in found.captures)
        self.waiting.emit(found)
        self._album.compare(case.id for case in may_be_alike(found.captures))

    def _read_week(self) -> Any:
        return self._books.week(self._ctx.clock.now())
