"""The line over every seat's queue while a response is under way: which case, since when, and a key to go there."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from app.domain.clock import from_text
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.incident.words import title_of
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.spans import span
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseQuery, CaseRow
from app.text import _

GO_KEY = "Shift+S"
GATHER_MS, BEAT_MS = 400, 30_000
_RUNNING = CaseQuery(responding=True, captures="with")
_MOST = 5


class Responding(QObject):
    """Says nothing at all while there is no response: one a year is enough."""

    def __init__(self, ctx: PaneContext, view: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view = ctx, view
        self._cases: tuple[CaseRow, ...] = ()
        self._task: Task | None = None
        self.strip = Strip("megaphone", "alarm")
        self.strip.offer(_("查看"), GO_KEY, self.go)
        view.queue.put_above(self.strip)
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self.read)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._say)

    def changed(self) -> None:
        """Cases have changed; several such words within a moment are answered once."""
        if not self._gather.isActive():
            self._gather.start()

    def read(self) -> None:
        """Read which responses are under way."""
        reader = self._ctx.reader
        if self._task is not None:
            self._task.cancel()
        self._task = self._ctx.tasks.run(lambda: reader.cases(_RUNNING, limit=_MOST).rows, self._take)

    def may_go(self) -> bool:
        """Whether a response is under way."""
        return bool(self._cases)

    def go(self) -> None:
        """Take the case in hand whose response is told of; the next one where it is in hand already."""
        ids = [case.id for case in self._cases]
        here = self._ctx.selection.case_id
        if ids:
            self._view.show_detail()
            self._ctx.selection.choose_case(ids[(ids.index(here) + 1) % len(ids)] if here in ids else ids[0])

    def stop(self) -> None:
        """Read no more."""
        self._gather.stop()
        self._beat.stop()
        if self._task is not None:
            self._task.cancel()

    def _take(self, rows: tuple[CaseRow, ...]) -> None:
        self._cases = tuple(rows)
        self._say()

    def _say(self) -> None:
        if not self._cases:
            self._beat.stop()
            self.strip.put_away()
            return
        first = self._cases[0]
        where = " ".join(filter(None, (title_of(first), one_line(first.address or first.area_name, 24))))
        said = _("应急响应中：{what}，已 {span}").format(what=where, span=_lasted(first, self._ctx.clock.now()))
        more = len(self._cases) - 1
        self.strip.say(_("{said}，另有 {n} 件").format(said=said, n=more) if more else said)
        if not self._beat.isActive():
            self._beat.start()


def _lasted(case: CaseRow, now: datetime) -> str:
    since = (case.side.get("response") or {}).get("since")
    return span((now - from_text(since)).total_seconds()) if since else "—"
