"""The acting on the case in hand: from a key or a button to a command, and back to what is said about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.dispatch import Sent
from app.domain.case import OPERATIONS
from app.domain.command import Command
from app.domain.errors import Rejected
from app.panes.cases import commands
from app.panes.cases.parts.acting.action_bar import NOT_HERE
from app.panes.cases.parts.acting.action_menu import ActionMenu, initials_of
from app.panes.cases.parts.acting.form_args import values_of
from app.panes.cases.parts.acting.keys import (
    ACTION_KEYS,
    AT_ONCE,
    COMPARE_KEY,
    FORWARD,
    INSIDE_KEY,
    LAST_SECTION_KEY,
    MORE_KEY,
    NEXT_SECTION_KEY,
)
from app.panes.cases.parts.desks.case_papers import CasePapers
from app.panes.cases.parts.hand.detail import CaseDetail
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.tones import action_icon
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Spot
from app.qt.tasks import Task
from app.text import _
from app.words import refusal, word

_BOOKS = frozenset({"letter", "ruling", "responsibility", "place"})


_TOLD = frozenset(
    "role.forbidden case.not_your_turn case.needs_approval case.not_checked case.not_dissatisfied".split()
)


class CaseDesk(QObject):
    """Carries out what is asked of the case that the detail shows."""

    def __init__(self, ctx: PaneContext, detail: CaseDetail, look_again: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._detail, self._look_again = ctx, detail, look_again
        self.papers = CasePapers(ctx, detail, self)
        self._initials: dict[str, str] = {}
        self._naming: Task | None = None
        self._watching: dict[str, tuple[tuple[str, str], ...]] = {}
        detail.operate.connect(self.operate)
        detail.asked.connect(self.begin)
        detail.menu_opened.connect(self._name_menu)
        detail.body.tick_asked.connect(self._tick)
        detail.body.compare_asked.connect(self.compare)
        detail.body.case_asked.connect(ctx.selection.choose_case)
        detail.body.tied_asked.connect(self._tied)
        ctx.selection.case_changed.connect(ctx.watch)
        if ctx.selection.case_id:
            ctx.watch(ctx.selection.case_id)
        ctx.bridge.watching_changed.connect(self._watched)
        detail.shown.connect(self._show_watchers)
        ctx.bridge.records_changed.connect(self._books_changed)
        detail.facts.around_asked.connect(self.go_around)
        detail.facts.camera_asked.connect(ctx.selection.choose_camera)
        detail.troubles.again.connect(self.try_again)
        detail.troubles.edit.connect(self.edit_again)
        detail.troubles.seen.connect(partial(commands.put_aside, ctx.dispatch))

    def actions(self) -> list[PaneAction]:
        """Everything that can be done to the case in hand, with its key."""
        detail, there = self._detail, self._is_there
        own = [
            PaneAction("cases.around", _("看身边"), self.go_around, "F4", "crosshair", self.has_place),
            PaneAction("cases.more", _("案件：更多操作"), detail.open_menu, MORE_KEY, "list", there),
            PaneAction("cases.compare", _("案件：前后对比"), self.compare, COMPARE_KEY, "images", there),
            PaneAction(
                "cases.section", _("案件：下一栏"), partial(self._turn, 1), NEXT_SECTION_KEY, "chevron-right", there
            ),
            PaneAction(
                "cases.section.back",
                _("案件：上一栏"),
                partial(self._turn, -1),
                LAST_SECTION_KEY,
                "chevron-left",
                there,
            ),
            PaneAction("cases.inside", _("案件：进入本栏（Esc 返回）"), self.enter, INSIDE_KEY, "pencil", there),
            PaneAction("cases.plan", _("案件：预案步骤"), self.open_plan, "", "clipboard-check", there),
        ]
        return [*own, *(self._action(operation) for operation in OPERATIONS if operation not in NOT_HERE)]

    def stop(self) -> None:
        """Look at nothing any more."""
        self._ctx.watch("")
        self.papers.stop()
        if self._naming is not None:
            self._naming.cancel()

    def compare(self) -> None:
        """Look at the pictures before and after, side by side."""
        if self._is_there():
            self.papers.compare()

    def open_plan(self) -> None:
        """Show the plan and give the keyboard to its first open step."""
        body = self._detail.body
        body.open_section("plan")
        box = next((box for box in body.plan.boxes if not box.isChecked()), None)
        if box is not None:
            box.setFocus()

    def enter(self) -> None:
        """Give the keyboard to what can be done in the section shown; one without anything to do is scrolled."""
        self._detail.body.enter_section()

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
        if shown is None:
            return
        said = _("现在不能“{action}”：{state}").format(
            action=word("action", operation), state=word("state", shown.case.state)
        )
        me, now = self._ctx.actor(), self._ctx.clock.now()
        no = self._ctx.dispatch.preview(Command(kind=f"case.{operation}", target=shown.case.id, by=me, at=now))
        if no is not None and no.code in _TOLD:
            said = f"{said}。{refusal(no.code)}"
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
            operation = trouble.command.operation
            self._detail.open_form(operation, values_of(operation, trouble.command.args))
        elif trouble is not None:
            self.explain(trouble.command.operation)

    def _action(self, operation: str) -> PaneAction:
        title = _("案件：{action}").format(action=word("action", operation))
        begin, may = partial(self.begin, operation), partial(self.may, operation)
        return PaneAction(
            f"cases.{operation}", title, begin, ACTION_KEYS.get(operation, ""), action_icon(operation), may
        )

    def _name_menu(self, menu: ActionMenu) -> None:
        if self._initials:
            menu.set_initials(self._initials)
        elif self._naming is None:
            self._naming = self._ctx.tasks.run(partial(initials_of, OPERATIONS), self._named)

    def _named(self, initials: dict[str, str]) -> None:
        self._initials = initials
        if isinstance(self._detail.card, ActionMenu):
            self._detail.card.set_initials(initials)

    def _tick(self, step: int, off: bool) -> None:
        args = {"step": step} | ({"off": True} if off else {})
        answer = commands.operate(self._ctx.dispatch, self._detail.case_id, "tick", args)
        if isinstance(answer, Sent):
            self._detail.remember_own(answer.command.id)
        else:
            self._detail.refuse(refusal(answer.code))
        self._look_again()

    def _tied(self, case_id: str, way: str) -> None:
        """A row of the incident's card: go there, or take it out of the incident."""
        if way == "untie":
            self.operate(case_id, "untie", {})
        else:
            self._ctx.selection.choose_case(case_id)

    def _watched(self, case_id: str, seats: tuple[tuple[str, str], ...]) -> None:
        """Kept by case: who looks at one may be told before this seat has read it."""
        own = self._ctx.actor().seat
        self._watching = {name: found for name, found in self._watching.items() if name != case_id}
        if others := tuple((seat, name) for seat, name in seats if seat != own):
            self._watching[case_id] = others
        self._show_watchers()

    def _show_watchers(self, *_shown: object) -> None:
        self._detail.header.set_watchers(self._watching.get(self._detail.case_id, ()))

    def _books_changed(self, kind: str, _ids: frozenset[str]) -> None:
        if kind in _BOOKS:
            self._look_again()

    def _turn(self, by: int) -> None:
        if self._is_there():
            self._detail.sections.step(by)
            self._detail.body.open_section(self._detail.sections.current)

    def _is_there(self) -> bool:
        return self._detail.dossier is not None

    def _claimed_by_other(self) -> bool:
        shown = self._detail.dossier
        return shown is not None and shown.case.claimed_by not in ("", self._ctx.actor().seat)

    def _trouble(self, command_id: str) -> Any:
        shown = self._detail.dossier
        return next((t for t in shown.troubles if t.command.id == command_id), None) if shown is not None else None
