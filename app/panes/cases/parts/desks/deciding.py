"""Deciding about what did not go through: reads the desk, carries out what a person has chosen, one or many."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.dispatch import Sent
from app.panes.cases import commands
from app.panes.cases.parts.acting.form_args import values_of
from app.panes.cases.parts.desks.reading import Reading
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.offline.conflict_desk import ConflictDesk
from app.panes.cases.parts.offline.conflicts import Desk, Entry, Outcome, desk_of, outcome
from app.panes.cases.parts.offline.many_desk import ManyDesk
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.text import _, local_time
from app.words import refusal

GATHER_MS = 150


class Deciding(QObject):
    """Opens the desk, keeps it true while it is open, and tells in one line when there is something to decide."""

    def __init__(self, ctx: PaneContext, view: Stage, reading: Reading, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._reading = ctx, view, reading
        self._desk = Desk()
        self._page: ConflictDesk | None = None
        self._stand_on = ""
        self._task: Task | None = None
        self._again = False
        self._many = ManyDesk(ctx, self._many_done, self)
        self._wanted: tuple[Entry, str, dict[str, Any]] | None = None
        self._edited: Entry | None = None
        self.strip = Strip("triangle-alert", "warn")
        self.strip.offer(_("处理"), "Q", self.open_here)
        view.queue.put_below(self.strip)
        view.page_left.connect(self._page_left)
        # After the room's own listeners: the case is shown, and the form is gone once it went through.
        reading.case_read.connect(self._case_shown)
        view.detail.operate.connect(self._operated)
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self.read)
        # The page first; what stands on it in a turn of its own.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show)

    @property
    def page(self) -> ConflictDesk | None:
        """The desk while it is open."""
        return self._page

    def open(self, case_id: str = "") -> None:
        """Open the desk, on what is about a case where one is named."""
        if self._page is None:
            page = ConflictDesk(self._judge)
            page.applied.connect(self._apply)
            page.edit.connect(self._edit)
            page.opened.connect(self._open_case)
            page.left.connect(self._view.close_page)
            self._many.serve(page)
            self._page = page
            self._view.open_page(page)
        else:
            self._view.open_page(self._page)
        self._stand_on = case_id
        self._soon.start()
        self.read()

    def open_here(self) -> None:
        """Open the desk on the case in hand."""
        self.open(self._ctx.selection.case_id)

    def changed(self) -> None:
        """Something was sent, answered or done by others: the desk may be another one; read once many are decided."""
        if not self._gather.isActive() and not self._many.busy:
            self._gather.start()

    def read(self) -> None:
        """Read what did not go through; while that is being read, once more behind it."""
        if self._task is not None:
            self._again = True
            return
        seat, before = self._ctx.actor().seat, self._desk
        self._task = self._ctx.tasks.run(lambda: desk_of(self._ctx.reader, seat, before), self._take, self._lost)

    def stop(self) -> None:
        """Read no more."""
        self._gather.stop()
        self._soon.stop()
        self._many.stop()
        if self._task is not None:
            self._task.cancel()

    def _judge(self, entry: Entry, choices: Mapping[str, str]) -> Outcome:
        ctx = self._ctx
        return outcome(entry, choices, ctx.actor(), ctx.reader.rules(), ctx.clock.now())

    def _lost(self, fault: BaseException) -> None:
        self._task = None
        raise fault

    def _many_done(self, sent: Sequence[str]) -> None:
        self._view.detail.remember_own(*sent)
        self.read()
        self._reading.case_soon()

    def _take(self, desk: Desk) -> None:
        self._task, self._desk = None, desk
        if self._again:
            self._again = False
            self.read()
        clashes = sum(entry.trouble.outcome == "conflict" for entry in desk.entries)
        refused = len(desk.entries) - clashes
        if desk.entries:
            said = (
                _("{n} 项与他席冲突").format(n=clashes) if clashes else "",
                _("{n} 项被拒绝").format(n=refused) if refused else "",
            )
            self.strip.say(_("，").join(part for part in said if part), "warn" if clashes else "alarm")
        else:
            self.strip.put_away()
        self._show()

    def _show(self) -> None:
        if self._page is not None:
            now = self._ctx.clock.now()
            age = _("截至 {time}").format(time=local_time(now, "seconds"))
            self._page.show_desk(self._desk, self._reading.known.names, age)
            if self._stand_on:
                self._page.stand_on(self._stand_on)
                self._stand_on = ""

    def _apply(self, entry: Entry, found: Outcome) -> None:
        """Ask anew first, then put the old one aside: what waits behind it goes after the new one."""
        command = entry.trouble.command
        if found.kind == "ask":
            if command.noun == "case":
                answer = commands.operate(self._ctx.dispatch, command.target, found.operation, dict(found.args or {}))
            else:
                answer = commands.ask_again(self._ctx.dispatch, command)
            if not isinstance(answer, Sent):
                self.strip.say(refusal(answer.code), "alarm")
                return
            self._view.detail.remember_own(answer.command.id)
        commands.put_aside(self._ctx.dispatch, command.id, found.drop_followers)
        self.read()
        self._reading.case_soon()

    def _open_case(self, entry: Entry) -> None:
        self._view.close_page()
        self._ctx.selection.choose_case(entry.trouble.command.target)

    def _edit(self, entry: Entry, operation: str, args: dict[str, Any]) -> None:
        """Take the case in hand; its form opens once it is shown."""
        self._open_case(entry)
        self._wanted = (entry, operation, args)
        self._reading.case_soon()

    def _case_shown(self, _read: object) -> None:
        detail = self._view.detail
        if self._wanted is None or detail.case_id != self._wanted[0].trouble.command.target:
            return
        (entry, operation, args), self._wanted = self._wanted, None
        if operation in detail.bar.operations:
            detail.open_form(operation, values_of(operation, args))
            self._edited = entry
        else:
            detail.notice.say(refusal("case.wrong_state"), "warn")

    def _operated(self, case_id: str, _operation: str, _args: dict[str, Any]) -> None:
        """What was edited has been sent: the old one is put aside, what waits behind it goes on."""
        edited = self._edited
        if edited is not None and edited.trouble.command.target == case_id and self._view.detail.form is None:
            self._edited = None
            commands.put_aside(self._ctx.dispatch, edited.trouble.command.id)

    def _page_left(self) -> None:
        self._page = None
        self._many.forget()
