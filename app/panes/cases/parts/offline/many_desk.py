"""Deciding about many clashes together: judged beside the window, asked about in numbers, then done a few at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from app.dispatch import Sent
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.panes.cases import commands
from app.panes.cases.parts.batch.waiting_page import WaitingPage
from app.panes.cases.parts.offline.conflict_desk import ConflictDesk
from app.panes.cases.parts.offline.conflicts import Entry, Outcome, outcome
from app.panes.cases.parts.offline.many import ManyPlan, plan_many
from app.panes.cases.parts.offline.many_page import left_words
from app.panes.cases.parts.progress import Progress
from app.qt.pane import PaneContext
from app.text import _
from app.words import refusal

# As many are written together; between two such pieces it may be stopped.
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a plan: own commands sent, clashes ended, and the code of the first that was refused after all."""

    sent: tuple[str, ...] = ()
    ended: int = 0
    code: str = ""


class ManyDesk(QObject):
    """Serves the page while it is open; `done(ids of what was sent)` after each time."""

    def __init__(self, ctx: PaneContext, done: Callable[[Sequence[str]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._done = ctx, done
        self._progress = Progress()
        self._page: ConflictDesk | None = None
        self.busy = False
        """While many are decided, the desk changes with every piece: it is read once they all are."""

    def serve(self, page: ConflictDesk) -> None:
        """Answer what this page asks, until it is forgotten."""
        self._page = page
        page.many_asked.connect(partial(self._begin, page))
        page.confirmed.connect(partial(self._go, page))

    def forget(self) -> None:
        """The page is gone; what is being written goes on."""
        self._page = None

    def stop(self) -> None:
        """Judge and write no more than is being written."""
        self._progress.stop()

    def _begin(self, page: ConflictDesk, entries: Sequence[Entry], side: str) -> None:
        actor, now, reader = self._ctx.actor(), self._ctx.clock.now(), self._ctx.reader
        waiting = self._wait(page, len(entries), _("正在逐项核对"), _("核对完会先说明，再由您确认"))

        def judge() -> ManyPlan | None:
            rules = reader.rules()

            def one(entry: Entry, choices: Mapping[str, str]) -> Outcome:
                return outcome(entry, choices, actor, rules, now)

            return plan_many(entries, side, one, waiting.progress.heard)

        self._ctx.tasks.run(judge, partial(self._ask, page, waiting), partial(self._failed, page, waiting))

    def _ask(self, page: ConflictDesk, waiting: WaitingPage, plan: ManyPlan | None) -> None:
        if plan is not None and self._stands(page, waiting):
            page.confirm(plan)

    def _go(self, page: ConflictDesk, plan: ManyPlan) -> None:
        ctx, actor, now = self._ctx, self._ctx.actor(), self._ctx.clock.now()
        note = _("每次写入一小批；停止之后，已写入的不退回")
        waiting = self._wait(page, len(plan.able), _("正在办理"), note)
        self.busy = True

        def write() -> Done:
            done = Done()
            for start in range(0, len(plan.able), AT_ONCE):
                if not waiting.progress.heard(start):
                    break
                some = [_pair(entry, found, actor, now) for entry, found in plan.able[start : start + AT_ONCE]]
                done = _some(done, commands.decide_many(ctx.dispatch, some))
            return done

        ctx.tasks.run(write, partial(self._written, page, waiting, plan), partial(self._failed, page, waiting))

    def _written(self, page: ConflictDesk, waiting: WaitingPage, plan: ManyPlan, done: Done) -> None:
        said = _("已一并办理 {n} 项").format(n=f"{done.ended:,}")
        rest = len(plan.able) - done.ended
        if rest and done.code:
            said += "；" + _("{n} 项没有办成：{why}").format(n=f"{rest:,}", why=refusal(done.code))
        elif rest:
            said += "；" + _("已停止，{n} 项没有动").format(n=f"{rest:,}")
        if plan.left:
            why = left_words(plan)
            said += "；" + _("还有 {n} 项须逐项决定（{why}），按 N 逐项走").format(n=f"{len(plan.left):,}", why=why)
        self.busy = False
        self._done(done.sent)
        self._leave(page, waiting)
        if self._open(page):
            page.list.set_marks(())
            page.tell(said)

    def _failed(self, page: ConflictDesk, waiting: WaitingPage, fault: BaseException) -> None:
        self._leave(page, waiting)
        if self._open(page):
            page.tell(
                _("没有办成：{why}").format(why=refusal(fault.code) if isinstance(fault, Rejected) else str(fault))
            )
        self._done(())

    def _wait(self, page: ConflictDesk, whole: int, head: str, note: str) -> WaitingPage:
        self._progress = Progress(whole)
        waiting = WaitingPage(head, note, self._progress)
        waiting.stopped.connect(partial(self._stopped, page, waiting))
        page.open_page(waiting)
        return waiting

    def _stopped(self, page: ConflictDesk, waiting: WaitingPage) -> None:
        waiting.progress.stop()
        self._leave(page, waiting)

    def _leave(self, page: ConflictDesk, waiting: WaitingPage) -> None:
        if self._stands(page, waiting):
            page.close_page()

    def _stands(self, page: ConflictDesk, waiting: WaitingPage) -> bool:
        return self._open(page) and page.page is waiting

    def _open(self, page: ConflictDesk) -> bool:
        return self._page is page


def _pair(entry: Entry, found: Outcome, by: Actor, at: datetime) -> tuple[Command, Command | None]:
    """What was asked, and what is asked in its place; None where it is only put aside."""
    old = entry.trouble.command
    if found.kind != "ask":
        return old, None
    kind = f"case.{found.operation}" if old.noun == "case" else old.kind
    return old, Command(kind=kind, target=old.target, by=by, at=at, args=dict(found.args or {}))


def _some(done: Done, answers: Sequence[Sent | Rejected | None]) -> Done:
    """Add what became of some more; None stands for one that was put aside."""
    sent = tuple(answer.command.id for answer in answers if isinstance(answer, Sent))
    refused = next((answer.code for answer in answers if isinstance(answer, Rejected)), "")
    ended = sum(not isinstance(answer, Rejected) for answer in answers)
    return Done((*done.sent, *sent), done.ended + ended, done.code or refused)
