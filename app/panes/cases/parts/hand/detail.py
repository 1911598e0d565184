"""One case whole: what it is, what happened, what can be done; it changes in place."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.action_bar import ActionBar
from app.panes.cases.parts.acting.action_form import ActionForm
from app.panes.cases.parts.acting.action_menu import ActionMenu
from app.panes.cases.parts.acting.form_stock import FormStock
from app.panes.cases.parts.hand.case_body import CaseBody
from app.panes.cases.parts.hand.header import CaseHeader
from app.panes.cases.parts.hand.notice_line import NoticeLine
from app.panes.cases.parts.hand.reply_form import ReplyForm
from app.panes.cases.parts.hand.steps import who_words
from app.qt.drafts import Drafts
from app.text import _, local_time
from app.words import word
from widgets import theme
from widgets.empty_state import EmptyState


class CaseDetail(QWidget):
    """Shows dossiers; `asked(operation)` by a button, `operate(case, operation, args)` when a form is sent,
    `shown(dossier)` after each look at a case."""

    operate = Signal(str, str, dict)
    asked = Signal(str)
    form_opened = Signal(str)
    form_left = Signal()
    menu_opened = Signal(object)
    shown = Signal(object)

    def __init__(self, drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._dossier: Dossier | None = None
        self._stock: FormStock | None = None
        self._own_ids: frozenset[str] = frozenset()
        self.form: ActionForm | None = None
        self.card: ActionMenu | ReplyForm | None = None
        self.header, self.notice, self.body, self.bar = CaseHeader(), NoticeLine(), CaseBody(), ActionBar()
        body = self.body
        self.clocks, self.facts, self.photos = body.clocks, body.facts, body.photos
        self.troubles, self.timeline, self.sections = body.troubles, body.timeline, body.sections
        self._build()
        self.bar.asked.connect(self.asked)
        self.bar.more_asked.connect(self.open_menu)
        body.alerts.asked.connect(self.asked)
        theme.follow(self, self._dress)

    @property
    def dossier(self) -> Dossier | None:
        """The case shown, or None."""
        return self._dossier

    @property
    def case_id(self) -> str:
        """The id of the case shown, or ""."""
        return self._dossier.case.id if self._dossier else ""

    def show_dossier(
        self, dossier: Dossier | None, stock: FormStock | None, names: dict[str, str], now: datetime
    ) -> None:
        """Show a case; the same case again changes only what differs, an open form is left alone."""
        before = self._dossier
        self._dossier, self._stock = dossier, stock
        self._stack.setCurrentIndex(0 if dossier is None else 1)
        if dossier is None:
            self._close_form()
            return
        another = before is None or before.case.id != dossier.case.id
        if another:
            self._close_form()
            self.notice.put_away()
            self.header.set_watchers(())
        self.header.show_case(dossier.case, now)
        self.body.show_dossier(dossier, names, now)
        self._mark_drafts()
        if another:
            self.body.to_top()
        elif before is not None:
            self._tell_others(before, dossier)
            self._keep_form_true(dossier)
        self.shown.emit(dossier)

    def tick(self, now: datetime) -> None:
        """Time went by: the clocks read differently."""
        if self._dossier is not None:
            self.header.show_case(self._dossier.case, now)
            self.body.tick(self._dossier, now)

    def open_form(self, operation: str, values: dict[str, Any] | None = None) -> None:
        """Open the form of an operation with what was typed there before."""
        if self._dossier is None or self._stock is None or operation not in self.bar.operations:
            return
        self._close_form()
        draft = values if values is not None else self._drafts.find(self.case_id, operation)
        form = ActionForm(operation, self._stock, draft, self)
        case_id = self.case_id
        form.submitted.connect(lambda args: self.operate.emit(case_id, operation, args))
        form.edited.connect(lambda typed: self._drafts.keep(case_id, operation, typed))
        form.left.connect(self._leave_form)
        self.form = form
        self._open_in_slot(form)
        form.focus_first()
        self.form_opened.emit(operation)

    def open_menu(self) -> None:
        """Open the list of everything that can be done now."""
        if self._dossier is None or not self.bar.operations:
            return
        menu = ActionMenu(self.bar.operations, self)
        menu.chosen.connect(self._take_from_menu)
        self.open_card(menu)
        self.menu_opened.emit(menu)

    def open_card(self, card: ActionMenu | ReplyForm) -> None:
        """Open something else in the place of a form; it goes with Escape."""
        self._close_form()
        self.card = card
        card.left.connect(self.close_card)
        self._open_in_slot(card)
        card.setFocus()

    def close_card(self) -> None:
        """Put away what stands in the place of a form, and give the keyboard back."""
        self._leave_form()

    def sent(self) -> None:
        """The open form went through."""
        if self.form is not None:
            self._drafts.keep(self.form.case_id, self.form.operation, self.form.for_later())
            self._leave_form()

    def refuse(self, sentence: str) -> None:
        """Say in the open form why it was not taken; without a form, in the notice line."""
        if self.form is not None:
            self.form.tell(sentence)
        else:
            self.notice.say(sentence, "alarm")

    def remember_own(self, *command_ids: str) -> None:
        """Steps of this seat: their coming back from the hub is no news."""
        self._own_ids = self._own_ids.union(command_ids)

    def _take_from_menu(self, operation: str) -> None:
        self._leave_form()
        self.asked.emit(operation)

    def _open_in_slot(self, card: QWidget) -> None:
        self._form_slot.addWidget(card)
        self._form_slot_box.show()
        self.bar.setVisible(self._is_tall())

    def _leave_form(self) -> None:
        self._close_form()
        self._mark_drafts()
        self.form_left.emit()

    def _close_form(self) -> None:
        for card in (self.form, self.card):
            if card is not None:
                self._form_slot.removeWidget(card)
                card.hide()
                card.deleteLater()
        self.form = self.card = None
        self._form_slot_box.hide()
        self.bar.show()

    def _mark_drafts(self) -> None:
        if self._dossier is not None:
            self.bar.set_operations(self._dossier.operations, self._drafts.of_case(self.case_id))

    def _keep_form_true(self, dossier: Dossier) -> None:
        """What is being typed stays; where somebody was quicker, the form says so and does not send."""
        if self.form is None:
            return
        if self.form.operation in self.bar.operations:
            self.form.overtake("")
            return
        said = _("现在不能“{action}”：{state}").format(
            action=word("action", self.form.operation), state=word("state", dossier.case.state)
        )
        self.form.overtake(said)

    def _tell_others(self, before: Dossier, after: Dossier) -> None:
        """Somebody else's step has come while this case was open: say who did what."""
        known = {step.id for step in before.steps} | self._own_ids
        news = [step for step in after.steps if step.id not in known and not step.waiting]
        if news:
            step = news[-1]
            said = _("{who} {time} 办理了“{action}”")
            self.notice.say(
                said.format(who=who_words(step), time=local_time(step.at, "time"), action=word("action", step.action))
            )

    def _build(self) -> None:
        self._form_slot_box = QWidget()
        self._form_slot = QVBoxLayout(self._form_slot_box)
        self._form_slot.setContentsMargins(0, 0, 0, 0)
        self._form_slot_box.hide()
        page = QWidget()
        self._page = QVBoxLayout(page)
        line = QFrame()
        line.setProperty("rule", "true")
        self._page.addWidget(self.header)
        self._page.addWidget(self.notice)
        self._page.addWidget(self.body, 1)
        self._page.addWidget(line)
        self._page.addWidget(self._form_slot_box)
        self._page.addWidget(self.bar)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("list", _("从列表中选择一个案件")))
        self._stack.addWidget(page)

    def _is_tall(self) -> bool:
        """Whether there is room for the form and the bar together."""
        return self.height() > theme.of(self).font_px * 54

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._page.setContentsMargins(pad, worn.space + worn.space // 2, pad, worn.space + worn.space // 2)
        self._page.setSpacing(worn.space + worn.space // 4)
