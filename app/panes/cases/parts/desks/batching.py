"""Doing one thing to several cases: from the marks to a batch that is held; a large one is read and judged beside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.dispatch import Sent
from app.domain.errors import Rejected
from app.panes.cases import commands
from app.panes.cases.incident import open_incidents
from app.panes.cases.parts.acting.stock import Catalogue
from app.panes.cases.parts.batch.batch_bar import BatchBar
from app.panes.cases.parts.batch.batch_page import BatchPage, reason_words
from app.panes.cases.parts.batch.batch_plan import MOST_AT_ONCE, TOGETHER, Plan, offers, plan, with_ties
from app.panes.cases.parts.batch.waiting_page import WaitingPage
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.desks.undoing import AT_ONCE, Undoing
from app.panes.cases.parts.incident.choices import incident_choices
from app.panes.cases.parts.progress import Progress
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseQuery, HeldBatch
from app.text import _, n_
from app.words import refusal, word

HOLD_S = 8.0
# Whoever has done something to more than so many needs longer to see that it was wrong.
MANY, HOLD_MANY_S = 200, 30.0
_SLICE = 100
GATHER_MS = 300


@dataclass(frozen=True, slots=True)
class _Written:
    """What became of a batch, and what is held at this seat since."""

    answers: Sequence[commands.Answer]
    held: Sequence[HeldBatch]


class Batching(QObject):
    """Follows the marks of the list, offers what they allow, sends what the operator decides."""

    def __init__(
        self,
        ctx: PaneContext,
        view: Stage,
        known: Callable[[], Catalogue],
        query: Callable[[], CaseQuery],
        parent: QObject,
        hold_s: float = HOLD_S,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._known, self._query, self._hold_s = ctx, view, known, query, hold_s
        self._offering: Task | None = None
        self._marking: Task | None = None
        self._soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._soon.timeout.connect(self._read_offers)
        self.bar = BatchBar()
        view.queue.put_below(self.bar)
        self.undoing = Undoing(ctx, view, self)
        view.queue.list.marked.connect(self._marked)
        view.queue.list.all_asked.connect(self._mark_rest)
        self.bar.asked.connect(self.begin)
        self.bar.cleared.connect(lambda: view.queue.list.set_marks(()))

    @property
    def undo_strip(self) -> Strip:
        """The line that tells what was done."""
        return self.undoing.strip

    @property
    def marks(self) -> tuple[str, ...]:
        """The marked cases."""
        return self._view.queue.list.marks

    def takes(self, operation: str) -> bool:
        """Whether an operation's key means the marked cases now."""
        return bool(self.marks) and operation in TOGETHER

    def may_undo(self) -> bool:
        """Whether a batch can still be taken back."""
        return self.undoing.may_undo()

    def undo(self) -> None:
        """Take back the newest batch, as far as it has not left the seat."""
        self.undoing.undo()

    def begin(self, operation: str) -> None:
        """Open the page of a batch; where no case allows it, say why."""
        ids, progress = self.marks[:MOST_AT_ONCE], Progress()
        judge = self._judging(operation, ids, progress)
        if len(ids) <= AT_ONCE:
            self._take_plan(judge())
            return
        head = n_("批量{action} · {n} 件", len(ids)).format(action=word("action", operation), n=f"{len(ids):,}")
        page = self._wait(head, _("正在逐件核对能不能这样办理"), progress)
        self._ctx.tasks.run(judge, lambda found: self._take_plan(found, page), lambda _e: self._leave(page))

    def changed(self) -> None:
        """Cases have changed: the marked ones may allow something else now."""
        if self.marks and not self._soon.isActive():
            self._soon.start()

    def stop(self) -> None:
        """Nothing more to take back here; what is held goes out when its time is over."""
        self.undoing.stop()
        self._soon.stop()
        for task in (self._offering, self._marking):
            if task is not None:
                task.cancel()

    # --- marks ---

    def mark_all(self) -> None:
        """Mark what the filter has, as far as it may be done at once."""
        self._view.queue.list.mark_loaded()
        self._mark_rest()

    def _mark_rest(self) -> None:
        """The rows in memory are marked already; the rest of the filter follows."""
        reader, query, whole = self._ctx.reader, self._query(), self._view.queue.list.model().rowCount()
        if self._marking is not None:
            self._marking.cancel()
        self._marking = self._ctx.tasks.run(
            lambda: reader.ids(query, MOST_AT_ONCE), lambda ids: self._take_rest(ids, query, whole)
        )

    def _take_rest(self, ids: Sequence[str], query: CaseQuery, whole: int) -> None:
        if query == self._query() and self.marks:
            self._view.queue.list.set_marks(ids)
            self.bar.show_marked(len(ids), max(whole, len(ids)))

    def _marked(self, ids: tuple[str, ...]) -> None:
        self.bar.show_marked(len(ids))
        if ids:
            self._read_offers()

    def _read_offers(self) -> None:
        ids, actor, now, reader = self.marks[:MOST_AT_ONCE], self._ctx.actor(), self._ctx.clock.now(), self._ctx.reader
        if self._offering is not None:
            self._offering.cancel()
        self._offering = self._ctx.tasks.run(
            lambda: with_ties(offers(reader.these(ids), actor, reader.rules(), now), bool(open_incidents(reader))),
            self.bar.show_offers,
        )

    # --- from the key to the page ---

    def _judging(self, operation: str, ids: Sequence[str], progress: Progress) -> Callable[[], Plan]:
        actor, now, reader = self._ctx.actor(), self._ctx.clock.now(), self._ctx.reader
        progress.whole = len(ids)

        def judge() -> Plan:
            found, rules = Plan(operation), reader.rules()
            for start in range(0, len(ids), _SLICE):
                if not progress.heard(start):
                    break
                found = found.with_more(plan(operation, reader.these(ids[start : start + _SLICE]), actor, rules, now))
            return found

        return judge

    def _take_plan(self, found: Plan, waiting: WaitingPage | None = None) -> None:
        if waiting is not None and (self._view.page is not waiting or not waiting.progress.wanted):
            return
        if not found.able:
            self._leave(waiting)
            why = next(iter(found.reasons()), "")
            self.undoing.tell(_("选中的案件都不能办理：{why}").format(why=reason_words(why)), "warn")
            return
        known = self._known()
        if found.operation == "tie":  # what is open comes and goes: read when it is asked for
            known = replace(known, incidents=incident_choices(self._ctx.reader))
        page = BatchPage(found, known, self._hold_of(found))
        page.submitted.connect(lambda args: self._send(page, args))
        page.left.connect(self._view.close_page)
        self._view.open_page(page)
        page.focus_first()

    def _hold_of(self, found: Plan) -> float:
        return self._hold_s if len(found.able) <= MANY else max(self._hold_s, HOLD_MANY_S)

    # --- from the page to the outbox ---

    def _send(self, page: BatchPage, args: dict[str, Any]) -> None:
        found, dispatch, hold_s = page.plan, self._ctx.dispatch, self._hold_of(page.plan)
        ids, progress = [case.id for case in found.able], Progress(len(found.able))

        def write() -> _Written:
            answers = commands.operate_all(dispatch, ids, found.operation, args, hold_s, progress.heard)
            return _Written(answers, dispatch.held())

        if len(ids) <= AT_ONCE:
            self._written(write(), page)
            return
        submitting = n_("正在提交“{action}”{n} 件", len(ids))
        head = submitting.format(action=word("action", found.operation), n=f"{len(ids):,}")
        waiting = self._wait(head, _("全部核对后一次写入；写入之前可以停止，写入之后可以撤销"), progress)
        self._ctx.tasks.run(write, lambda done: self._written(done, waiting), lambda e: self._failed(e, waiting))

    def _written(self, done: _Written, page: BatchPage | WaitingPage) -> None:
        sent = [answer for answer in done.answers if isinstance(answer, Sent)]
        refused = [answer for answer in done.answers if isinstance(answer, Rejected)]
        if not sent:
            if isinstance(page, BatchPage):
                page.form.tell(refusal(refused[0].code))
                return
            self._leave(page)
            why = refusal(refused[0].code) if refused else ""
            self.undoing.tell(_("没有提交：{why}").format(why=why) if why else _("已停止，没有提交"), "warn")
            return
        self._view.detail.remember_own(*(answer.command.id for answer in sent))
        self._view.queue.list.set_marks(())
        self._leave(page)
        self.undoing.follow(done.held)

    def _failed(self, fault: BaseException, page: WaitingPage) -> None:
        self._leave(page)
        self.undoing.tell(_("没有提交：{why}").format(why=str(fault)[:80]), "alarm")

    # --- the page between ---

    def _wait(self, head: str, note: str, progress: Progress) -> WaitingPage:
        page = WaitingPage(head, note, progress)
        page.stopped.connect(lambda: self._stop(page))
        self._view.open_page(page)
        return page

    def _stop(self, page: WaitingPage) -> None:
        page.progress.stop()
        self._leave(page)

    def _leave(self, page: QObject | None) -> None:
        if page is not None and self._view.page is page:
            self._view.close_page()
