"""The page of a batch: what will be done to how many, which cannot and why, and one form for all of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.panes.cases.parts.acting.action_form import ActionForm
from app.panes.cases.parts.acting.form_stock import FormStock
from app.panes.cases.parts.acting.stock import Catalogue, unit_choices
from app.panes.cases.parts.batch.batch_plan import Plan
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.own_keys import keeps
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.tones import action_icon
from app.store import CaseRow
from app.text import N_, _, n_
from app.words import refusal, word
from widgets import theme

# One value for all of them would be wrong, or says nothing.
_ONE_BY_ONE = frozenset({"matter_id", "letter", "keep_ruling", "hold_ruling"})
_NAMED = 6
REASONS = {
    "batch.mine_already": N_("本来就由本席认领"),
    "batch.not_mine": N_("不是本席认领的"),
    "batch.no_matter": N_("还没有案件类别，请逐件立案"),
}


class BatchForm(ActionForm):
    """The form of an operation without what differs from case to case."""

    def values(self) -> dict[str, Any]:
        """Everything the form says; a case is filed under its own matter."""
        said = super().values()
        return said | {"matter_id": self._stock.case.matter_id} if self.operation == "file" else said

    def _asked(self, name: str) -> bool:
        if name in _ONE_BY_ONE or (self.operation == "approve" and name == "limit"):
            return False
        return super()._asked(name)


class BatchPage(QWidget):
    """`submitted(args)` once the form says enough; `left()` on Escape."""

    submitted = Signal(dict)
    left = Signal()

    def __init__(self, plan: Plan, known: Catalogue, hold_s: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.plan = plan
        self.form = BatchForm(plan.operation, _stock(plan.able[0], known), {}, self)
        self._icon, self._head = QLabel(), PlainLabel("heading", wrap=True)
        head = n_("批量{action} · {n} 件", len(plan.able))
        self._head.say(head.format(action=word("action", plan.operation), n=len(plan.able)))
        self._which, self._confirm = PlainLabel("muted"), PlainLabel("strong")
        self._which.say(_names(plan.able))
        self._confirm.say(
            n_("将对 {n} 件办理“{action}”，提交后 {s} 秒内可撤销（Ctrl+Z）", len(plan.able)).format(
                n=len(plan.able), action=word("action", plan.operation), s=round(hold_s)
            )
        )
        self.setAccessibleName(self._head.text())
        self._lay_out()
        self.setFocusProxy(self.form)
        self.form.submitted.connect(self._submit)
        self.form.left.connect(self.left)
        theme.follow(self, self._dress)

    def texts(self) -> tuple[str, ...]:
        """Every word shown."""
        return tuple(label.text() for label in self.findChildren(PlainLabel))

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to say."""
        self.form.focus_first()

    def event(self, event: QEvent) -> bool:
        # A letter typed here is no action of the room behind.
        return keeps(event) or super().event(event)

    def _submit(self, args: dict[str, Any]) -> None:
        self.submitted.emit({name: value for name, value in args.items() if name not in _ONE_BY_ONE})

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self._head, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self._which)
        for code, cases in self.plan.reasons().items():
            why = PlainLabel("muted")
            said = _("{n} 件不办：{why}（{which}）")
            why.say(said.format(n=len(cases), why=reason_words(code), which=_names(cases)))
            self._column.addWidget(why)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column.addWidget(self.form)
        self._column.addWidget(self._confirm)
        self._column.addStretch()

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(worn.space + worn.space // 2)
        art = theme.pixmap(
            action_icon(self.plan.operation), "accent", worn.font_large_px, self.devicePixelRatioF(), worn
        )
        self._icon.setPixmap(art)


def reason_words(code: str) -> str:
    """Why a case stays out of a batch."""
    return _(REASONS[code]) if code in REASONS else refusal(code)


def _stock(case: CaseRow, known: Catalogue) -> FormStock:
    """What the form offers for all: no proposal that holds for one of them only."""
    units: tuple[Choice, ...] = unit_choices(known.units, ())
    names = {unit.id: unit.name for unit in known.units}
    bare = replace(case, unit_id="", asked="", request={})
    return FormStock(
        case=bare,
        units=units,
        unit_names=names,
        matters=known.matter_choices,
        reasons=known.reasons,
        incidents=known.incidents,
    )


def _names(cases: Sequence[CaseRow]) -> str:
    """The numbers of a few, and how many more."""
    said = _("、").join(one_line(case.case_no, 20) or one_line(case.matter_name, 10) for case in cases[:_NAMED])
    more = len(cases) - _NAMED
    return _("{some} 等 {n} 件").format(some=said, n=len(cases)) if more > 0 else said
