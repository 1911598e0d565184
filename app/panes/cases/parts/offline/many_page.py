"""What deciding many clashes for one side will do, in numbers field by field, before it is done; then how far it is."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.panes.cases.parts.acting.labels import label_of
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.offline.conflicts import FOLLOWERS, MINE
from app.panes.cases.parts.offline.many import MOVES, NEVER_TOGETHER, UNSAID, Figures, ManyPlan
from app.panes.cases.parts.own_keys import keeps
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from app.words import refusal
from widgets import theme


class ManyPage(QWidget):
    """`confirmed(plan)` on Enter, `left()` on Escape."""

    confirmed = Signal(object)
    left = Signal()

    def __init__(self, plan: ManyPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._go, self._back = KeyButton(_("确认办理"), "Enter"), KeyButton(_("返回"), "Esc")
        self._go.setProperty("role", "primary")
        self._back.setProperty("role", "quiet")
        self._column = QVBoxLayout(self)
        for role, sentence in sentences(plan):
            self._column.addWidget(_label(sentence, role))
        ways = QHBoxLayout()
        ways.addWidget(self._go)
        ways.addWidget(self._back)
        ways.addStretch()
        self._column.addLayout(ways)
        self._go.setVisible(bool(plan.able))
        self._column.addStretch()
        self._go.clicked.connect(self._confirm)
        self._back.clicked.connect(self.left)
        self.setAccessibleName("，".join(self.texts()))
        theme.follow(self, self._dress)

    def texts(self) -> tuple[str, ...]:
        """Every word shown."""
        return tuple(label.text() for label in self.findChildren(PlainLabel))

    def event(self, event: QEvent) -> bool:
        # A letter typed here is neither the list's nor the room's.
        return keeps(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._confirm()

    def _confirm(self) -> None:
        if self.plan.able:
            self.confirmed.emit(self.plan)

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(0, worn.space, 0, worn.space)
        self._column.setSpacing(worn.space)


def sentences(plan: ManyPlan) -> list[tuple[str, str]]:
    """Say in numbers what will happen, each sentence with its role."""
    return [*_done(plan), *_left(plan)]


def left_words(plan: ManyPlan) -> str:
    """What is left to decide one by one, in one line: 状态不同 8 项，责任单位不同 4 项."""
    said = _("{what} {n} 项")
    return "，".join(said.format(what=_reason(why), n=f"{len(found):,}") for why, found in plan.reasons().items())


def _done(plan: ManyPlan) -> list[tuple[str, str]]:
    if not plan.able:
        return [("heading", _("没有可以一并决定的"))]
    mine = plan.side == MINE
    head = _("都用我的 · {n} 项") if mine else _("都留对方的 · {n} 项")
    told = [("heading", head.format(n=f"{len(plan.able):,}"))]
    again, kept = plan.again, len(plan.able) - plan.again
    if again:
        told.append(("strong", _("{n} 项按现在的状态重新办理").format(n=f"{again:,}")))
    if kept:
        told.append(("strong", _("{n} 项保留现在的结果，收回我的").format(n=f"{kept:,}")))
    told += [("", f"{label_of(name)}：{_figures(found, mine)}") for name, found in plan.fields.items()]
    return [*told, ("muted", _("确认后立即办理，不能一并撤销"))]


def _left(plan: ManyPlan) -> list[tuple[str, str]]:
    if not plan.left:
        return []
    head = _("不在其中、仍须逐项决定的 {n} 项：{why}")
    told = [("strong", head.format(n=f"{len(plan.left):,}", why=left_words(plan)))]
    if any(why in (*NEVER_TOGETHER, MOVES) for why in plan.reasons()):
        told.append(("muted", _("状态和责任单位从不一并决定；返回后按 N 逐项走")))
    return told


def _figures(found: Figures, mine: bool) -> str:
    decided = _("{n} 项写成我的") if mine else _("{n} 项保留现在的")
    parts = (
        (found.decided, decided),
        (found.same, _("{n} 项双方一致，不变")),
        (found.merged, _("{n} 项没有别人改过，照我的写入")),
    )
    return "，".join(words.format(n=f"{number:,}") for number, words in parts if number)


def _reason(why: str) -> str:
    if why in NEVER_TOGETHER:
        return _("{field}不同").format(field=label_of(why))
    known = {FOLLOWERS: _("其后有等着的"), MOVES: _("会改变状态或单位"), UNSAID: _("还差说明"), "undecided": ""}
    return known[why] if why in known else refusal(why)


def _label(text: str, role: str) -> PlainLabel:
    label = PlainLabel(role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.say(text)
    return label
