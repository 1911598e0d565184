"""What the operator's hands do with the capture in hand: accept, reject for a reason, merge, take back."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from app.panes.triage import commands, model
from app.panes.triage.parts.choices import Choice
from app.panes.triage.queries import Sight, near_cases
from app.panes.triage.view import TriageView
from app.qt.pane import PaneContext
from app.text import _
from app.words import refusal

NEEDS = {"accept": "accept", "reject": "decline", "merge": "merge"}


class Deciding(QObject):
    """`decided(sight)` when a decision is on its way, `refused()` where a rule said no, `taken_back(sight)` after an
    undo."""

    decided = Signal(object)
    refused = Signal()
    taken_back = Signal(object)

    def __init__(
        self, ctx: PaneContext, view: TriageView, in_hand: Callable[[], Sight | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._in_hand = ctx, view, in_hand
        self._last: tuple[Sight, commands.Answers, datetime] | None = None
        view.stage.reasons.chosen.connect(self._reasoned)
        view.stage.near.chosen.connect(self._merged)

    def may(self, intent: str) -> bool:
        """Whether this post may do so to the capture in hand."""
        return self._in_hand() is not None and self._ctx.reader.rules().may(self._ctx.actor().role, NEEDS[intent])

    def accept(self) -> None:
        """The capture in hand becomes a case."""
        if (sight := self._in_hand()) is not None:
            self._carry_out(sight, commands.accept(self._ctx.dispatch, sight.stack))

    def reject(self) -> None:
        """Ask why not."""
        sight = self._in_hand()
        many = len(sight.stack.cases) if sight else 1
        title = _("为什么不采信？这 {n} 张一并处理").format(n=many) if many > 1 else _("为什么不采信？")
        found = [Choice(code, _(words), asks=code == "other") for code, words in model.REASON_WORDS.items()]
        self._view.stage.reasons.offer(title, found)
        self._view.stage.open_choice("reasons")

    def merge(self) -> None:
        """Ask into which of the open cases nearby."""
        sight, stage = self._in_hand(), self._view.stage
        if sight is None:
            return
        near = near_cases(self._ctx.reader, sight.head, [case.id for case in sight.stack.cases])
        if not near:
            stage.tell(_("300 米内没有可并入的在办案件"))
            return
        now = self._ctx.clock.now()
        stage.near.offer(_("并入哪一件？"), [Choice(one.case.id, *model.near_words(one, now)) for one in near])
        stage.open_choice("near")

    def choose(self, number: int) -> None:
        """Take a choice by its digit."""
        stage = self._view.stage
        if stage.choosing:
            (stage.reasons if stage.choosing == "reasons" else stage.near).press(number)

    def can_undo(self) -> bool:
        """Whether the last decision is still at this seat."""
        return self._last is not None and self._ctx.clock.now() < self._last[2]

    def undo(self) -> None:
        """Take the last decision back while it has not left the seat."""
        if self._last is None or not self.can_undo():
            return
        (sight, answers, _until), self._last = self._last, None
        self._view.stage.offer_undo(0)
        if commands.undo(self._ctx.dispatch, answers):
            self._view.stage.inform(_("已撤销"))
            self._view.stage.tell("")
            self.taken_back.emit(sight)
        else:
            self._view.stage.inform("")
            self._view.stage.tell(_("已经发出，不能撤销；请在案件席办理"))

    def time_went_by(self) -> None:
        """Count the moment for undoing down."""
        if self._last is not None:
            left = max(0.0, (self._last[2] - self._ctx.clock.now()).total_seconds())
            self._view.stage.inform("")
            self._view.stage.offer_undo(math.ceil(left))
            self._last = self._last if left else None

    def _reasoned(self, code: str, words: str) -> None:
        if (sight := self._in_hand()) is not None:
            note = words or _(model.REASON_WORDS[code])
            self._carry_out(sight, commands.reject(self._ctx.dispatch, sight.stack, code, note))

    def _merged(self, case_id: str, _words: str) -> None:
        if (sight := self._in_hand()) is not None:
            self._carry_out(sight, commands.merge(self._ctx.dispatch, sight.stack, case_id))

    def _carry_out(self, sight: Sight, answers: commands.Answers) -> None:
        no = commands.first_refusal(answers)
        self._view.stage.tell(refusal(no.code) if no is not None else "")
        if no is not None:
            self.refused.emit()
            return
        self._last = sight, answers, self._ctx.clock.now() + timedelta(seconds=commands.HOLD_S)
        self.time_went_by()
        self.decided.emit(sight)
