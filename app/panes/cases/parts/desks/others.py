"""What other seats just did to cases in the queue, in one quiet line with a key to go there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from app.domain.case import Step
from app.domain.operator import sits_in_the_hall
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.seat_words import who
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseRow, Reader
from app.text import _, local_time
from app.words import word

# More at once is a catching up, not somebody at work; older ones are told by the page of what was missed.
MOST, FRESH = 60, timedelta(minutes=5)
GATHER_MS = 300
STAYS_MS = 30_000


@dataclass(frozen=True, slots=True)
class Deed:
    """A step by another seat and the case it was done to."""

    step: Step
    case: CaseRow


def deeds(reader: Reader, ids: Sequence[str], seat: str, now: datetime) -> tuple[Deed, ...]:
    """Return what other seats did lately among these steps, the newest last."""
    found: list[Deed] = []
    for step_id in ids:
        step = reader.get("case_step", step_id)
        if step is None or step.seat in ("", seat) or abs(now - step.at) > FRESH:
            continue
        if not sits_in_the_hall(step.role):
            continue  # units and collectors work all day: the queue shows it, no line needs to
        case = reader.case(step.case_id)
        if case is not None:
            found.append(Deed(step, case))
    return tuple(sorted(found, key=lambda deed: (deed.step.at, deed.step.id)))


def told(done: Sequence[Deed]) -> str:
    """Say the newest deed, and how many came with it."""
    last = done[-1]
    said = _("{who} {time} {action} {case}").format(
        who=who(last.step),
        time=local_time(last.step.at, "time"),
        action=word("action", last.step.action),
        case=" ".join(part for part in (one_line(last.case.case_no, 24), one_line(last.case.matter_name, 12)) if part),
    )
    return said if len(done) == 1 else _("{said}，另有 {n} 项").format(said=said, n=len(done) - 1)


class Others(QObject):
    """Listens for steps of other seats; the line never moves a row, a caret or the focus."""

    def __init__(self, ctx: PaneContext, view: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view = ctx, view
        self._ids: set[str] = set()
        self._case_id = ""
        self._task: Task | None = None
        self.strip = Strip("user", "info", closable=True)
        self.strip.offer(_("查看"), "W", self.go)
        view.queue.put_below(self.strip)
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._read)
        self._stay = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._stay.timeout.connect(self.strip.put_away)

    def changed(self, ids: frozenset[str]) -> None:
        """These steps have come or changed."""
        if 0 < len(ids) <= MOST:
            self._ids |= ids
            if not self._gather.isActive():
                self._gather.start()

    def may_go(self) -> bool:
        """Whether there is somewhere to go."""
        return bool(self._case_id) and bool(self.strip.text)

    def go(self) -> None:
        """Take the case in hand that was told of last."""
        if self._case_id:
            self.strip.put_away()
            self._view.show_detail()
            self._ctx.selection.choose_case(self._case_id)

    def stop(self) -> None:
        """Listen no more."""
        self._gather.stop()
        self._stay.stop()
        if self._task is not None:
            self._task.cancel()

    def _read(self) -> None:
        ids, seat, now = tuple(self._ids)[:MOST], self._ctx.actor().seat, self._ctx.clock.now()
        self._ids.clear()
        self._task = self._ctx.tasks.run(lambda: deeds(self._ctx.reader, ids, seat, now), self._tell)

    def _tell(self, done: tuple[Deed, ...]) -> None:
        # What is done to the case in hand is told at the case itself.
        done = tuple(deed for deed in done if deed.case.id != self._ctx.selection.case_id)
        if done:
            self._case_id = done[-1].case.id
            self.strip.say(told(done))
            self._stay.start()
