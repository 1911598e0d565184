"""The acting on the case in hand: from a key or a button to a command, and back to what is said about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.dispatch import Sent
from app.domain.errors import Rejected
from app.panes.cases import commands
from app.panes.cases.parts.detail import CaseDetail
from app.panes.cases.parts.keys import ACTION_KEYS, AT_ONCE, FORWARD
from app.panes.cases.parts.plain import one_line
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Spot
from app.text import _
from app.words import refusal, word


class CaseDesk(QObject):
    """Carries out what is asked of the case that the detail shows."""

    def __init__(self, ctx: PaneContext, detail: CaseDetail, look_again: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._detail, self._look_again = ctx, detail, look_again
        detail.operate.connect(self.operate)
        detail.facts.around_asked.connect(self.go_around)
        detail.facts.camera_asked.connect(ctx.selection.choose_camera)
        detail.troubles.again.connect(self.try_again)
        detail.troubles.edit.connect(self.edit_again)
        detail.troubles.seen.connect(partial(commands.put_aside, ctx.dispatch))

    def actions(self) -> list[PaneAction]:
        """Everything that can be done to the case in hand, with its key."""
        around = PaneAction("cases.around", _("看身边"), self.go_around, "F4", "crosshair", self.has_place)
        return [around, *(self._action(operation, key) for operation, key in ACTION_KEYS.items())]

    def begin(self, operation: str) -> None:
        """Open the form of an operation; those that need no word are done at once."""
        if not self.may(operation):
            self.explain(operation)
        elif operation in AT_ONCE and not self._claimed_by_other():
            self.operate(self._detail.case_id, operation, {})
        else:
            self._detail.open_form(operation)

    def begin_forward(self) -> bool:
        """Begin what carries the case forward; False where nothing does."""
        forward = next((op for op in FORWARD if self.may(op)), "")
        if forward:
            self.begin(forward)
        return bool(forward)

    def may(self, operation: str) -> bool:
        """Whether the case in hand allows it now."""
        return operation in self._detail.bar.operations

    def has_place(self) -> bool:
        """Whether the case in hand lies somewhere."""
        shown = self._detail.dossier
        return shown is not None and shown.case.lon is not None

    def go_around(self) -> None:
        """Gather every room round the case in hand."""
        shown = self._detail.dossier
        case = shown.case if shown is not None else None
        if case is not None and case.lon is not None and case.lat is not None:
            title = one_line(case.address, 40) or one_line(case.matter_name, 40)
            self._ctx.selection.go_around(Spot(case.lon, case.lat, title, "case", case.id))

    def operate(self, case_id: str, operation: str, args: dict[str, Any]) -> None:
        """Ask for an operation and say what became of it."""
        answer = commands.operate(self._ctx.dispatch, case_id, operation, args)
        if isinstance(answer, Sent):
            self._detail.remember_own(answer.command.id)
            self._detail.sent()
            self._look_again()
        else:
            self._detail.refuse(refusal(answer.code))

    def explain(self, operation: str) -> None:
        """Say why an operation cannot be done now."""
        shown = self._detail.dossier
        if shown is not None:
            said = _("现在不能“{action}”：{state}").format(
                action=word("action", operation), state=word("state", shown.case.state)
            )
            self._detail.notice.say(said, "warn")

    def try_again(self, command_id: str) -> None:
        """Ask once more for what did not go through, against the case as it is now."""
        trouble = self._trouble(command_id)
        if trouble is None:
            return
        answer = commands.ask_again(self._ctx.dispatch, trouble.command)
        if isinstance(answer, Rejected):
            self._detail.refuse(refusal(answer.code))
            return
        self._detail.remember_own(answer.command.id)
        commands.put_aside(self._ctx.dispatch, command_id)

    def edit_again(self, command_id: str) -> None:
        """Open the form of what did not go through, as it was sent."""
        trouble = self._trouble(command_id)
        if trouble is not None and self.may(trouble.command.operation):
            self._detail.open_form(trouble.command.operation, dict(trouble.command.args))
        elif trouble is not None:
            self.explain(trouble.command.operation)

    def _action(self, operation: str, key: str) -> PaneAction:
        title = _("案件：{action}").format(action=word("action", operation))
        begin, may = partial(self.begin, operation), partial(self.may, operation)
        return PaneAction(f"cases.{operation}", title, begin, key, "clipboard-list", may)

    def _claimed_by_other(self) -> bool:
        shown = self._detail.dossier
        return shown is not None and shown.case.claimed_by not in ("", self._ctx.actor().seat)

    def _trouble(self, command_id: str) -> Any:
        shown = self._detail.dossier
        return next((t for t in shown.troubles if t.command.id == command_id), None) if shown is not None else None
