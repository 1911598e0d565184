"""Doing one thing to several cases: from the marks to a batch that is held, and back while there is time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.dispatch import Sent
from app.domain.errors import Rejected
from app.panes.cases import commands
from app.panes.cases.parts.acting.stock import Catalogue
from app.panes.cases.parts.batch.batch_bar import MOST_AT_ONCE, BatchBar
from app.panes.cases.parts.batch.batch_page import BatchPage, reason_words
from app.panes.cases.parts.batch.batch_plan import TOGETHER, Plan, offers, plan
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseRow
from app.text import _
from app.words import refusal, word

HOLD_S = 8.0
_BEAT_MS = 100
_TOLD_MS = 4_000


@dataclass(frozen=True, slots=True)
class _Held:
    """A batch within its undo time; `until` by the monotonic clock."""

    operation: str
    ids: tuple[str, ...]
    until: float


class Batching(QObject):
    """Follows the marks of the list, offers what they allow, sends what the operator decides."""

    def __init__(
        self,
        ctx: PaneContext,
        view: Stage,
        known: Callable[[], Catalogue],
        parent: QObject,
        hold_s: float = HOLD_S,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._known, self._hold_s = ctx, view, known, hold_s
        self._held: list[_Held] = []
        self._task: Task | None = None
        self.bar, self.undo_strip = BatchBar(), Strip("undo-2", "accent")
        self._undo = self.undo_strip.offer(_("撤销"), "Ctrl+Z", self.undo)
        view.queue.put_below(self.bar)
        view.queue.put_below(self.undo_strip)
        view.queue.list.marked.connect(self._marked)
        self.bar.asked.connect(self.begin)
        self.bar.cleared.connect(lambda: view.queue.list.set_marks(()))
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._time_went_by)
        self._told = QTimer(self, singleShot=True, interval=_TOLD_MS)
        self._told.timeout.connect(self.undo_strip.put_away)

    @property
    def marks(self) -> tuple[str, ...]:
        """The marked cases."""
        return self._view.queue.list.marks

    def takes(self, operation: str) -> bool:
        """Whether an operation's key means the marked cases now."""
        return bool(self.marks) and operation in TOGETHER

    def begin(self, operation: str) -> None:
        """Open the page of a batch; where no case allows it, say why."""
        actor, now = self._ctx.actor(), self._ctx.clock.now()
        rules = self._ctx.reader.rules()
        found = plan(operation, self._cases(self.marks[:MOST_AT_ONCE]), actor, rules, now)
        if not found.able:
            why = next(iter(found.reasons()), "")
            self._tell(_("选中的案件都不能办理：{why}").format(why=reason_words(why)), "warn")
            return
        page = BatchPage(found, self._known(), self._hold_s)
        page.submitted.connect(lambda args: self._send(page.plan, args))
        page.left.connect(self._view.close_page)
        self._view.open_page(page)
        page.focus_first()

    def may_undo(self) -> bool:
        """Whether a batch can still be taken back."""
        return bool(self._held)

    def undo(self) -> None:
        """Take back the newest batch, as far as it has not left the seat."""
        if not self._held:
            return
        last = self._held.pop()
        gone = commands.take_back(self._ctx.dispatch, last.ids)
        action = word("action", last.operation)
        said = _("已撤销 {n} 件“{action}”").format(n=len(gone), action=action)
        if len(gone) < len(last.ids):
            said = _("已撤销 {n} 件“{action}”，{m} 件已经发出").format(
                n=len(gone), action=action, m=len(last.ids) - len(gone)
            )
        self._tell(said, "info")

    def changed(self) -> None:
        """Cases have changed: the marked ones may allow something else now."""
        if self.marks:
            self._read_offers()

    def stop(self) -> None:
        """Nothing more to take back here; what is held goes out when its time is over."""
        self._beat.stop()
        self._told.stop()
        if self._task is not None:
            self._task.cancel()

    def _marked(self, ids: tuple[str, ...]) -> None:
        self.bar.show_marked(len(ids))
        if ids:
            self._read_offers()

    def _read_offers(self) -> None:
        ids, actor, now = self.marks[:MOST_AT_ONCE], self._ctx.actor(), self._ctx.clock.now()
        if self._task is not None:
            self._task.cancel()

        def read() -> dict[str, int]:
            return offers(self._cases(ids), actor, self._ctx.reader.rules(), now)

        self._task = self._ctx.tasks.run(read, self.bar.show_offers)

    def _cases(self, ids: Sequence[str]) -> list[CaseRow]:
        found = (self._ctx.reader.case(case_id) for case_id in ids)
        return [case for case in found if case is not None]

    def _send(self, found: Plan, args: dict[str, Any]) -> None:
        ids = [case.id for case in found.able]
        answers = commands.operate_all(self._ctx.dispatch, ids, found.operation, args, self._hold_s)
        sent = [answer for answer in answers if isinstance(answer, Sent)]
        refused = [answer for answer in answers if isinstance(answer, Rejected)]
        page = self._view.page
        if not sent:
            if isinstance(page, BatchPage):
                page.form.tell(refusal(refused[0].code))
            return
        for answer in sent:
            self._view.detail.remember_own(answer.command.id)
        command_ids = tuple(answer.command.id for answer in sent)
        self._held.append(_Held(found.operation, command_ids, time.monotonic() + self._hold_s))
        self._view.queue.list.set_marks(())
        self._view.close_page()
        self._told.stop()
        self._beat.start()
        self._time_went_by()

    def _time_went_by(self) -> None:
        now = time.monotonic()
        over = [held for held in self._held if held.until <= now]
        self._held = [held for held in self._held if held.until > now]
        if self._held:
            last = self._held[-1]
            left = last.until - now
            said = _("已办理“{action}”{n} 件，{s} 秒后发出")
            self.undo_strip.say(
                said.format(action=word("action", last.operation), n=len(last.ids), s=int(left) + 1), "accent"
            )
            self.undo_strip.progress(left / self._hold_s)
            self._undo.show()
        elif over:
            action, number = word("action", over[-1].operation), len(over[-1].ids)
            self._tell(_("“{action}”{n} 件已交发").format(action=action, n=number))

    def _tell(self, sentence: str, tone: str = "info") -> None:
        if not self._held:
            self._beat.stop()
            self._undo.hide()
        self.undo_strip.say(sentence, tone)
        self.undo_strip.progress(None)
        self._told.start()
