"""The page where the list is narrowed to a campaign: any number of matters, and the days of report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.clock import hall_day
from app.panes.cases.parts.acting.picks_field import PicksField
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.named import named
from app.panes.cases.parts.own_keys import keeps
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from widgets import theme


@dataclass(frozen=True, slots=True)
class Scope:
    """What a campaign is about: matters by id, first and last day of report as `2026-05-01`; empty means any."""

    matters: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


class ScopePage(QWidget):
    """`taken(Scope)` when the operator has decided, `left()` on Escape."""

    taken = Signal(object)
    left = Signal()

    def __init__(self, matters: Sequence[Choice], scope: Scope, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._today = hall_day(now)
        known = {choice.id for choice in matters}
        # What the books do not offer any more stays in a filter until somebody takes it out.
        gone = [Choice(one, _("{code}（不在目录）").format(code=one)) for one in scope.matters if one not in known]
        self.matters = PicksField("matters", _("类别：名称、代码或关键词"), (*matters, *gone), scope.matters)
        self.since, self.until = (
            named(QLineEdit(day, placeholderText=hint), hint)
            for day, hint in ((scope.since, _("上报日期从，如 5-1")), (scope.until, _("到，如 2026-06-30")))
        )
        self._said = PlainLabel("error")
        self._build()
        self.setFocusProxy(self.matters)
        self.matters.submitted.connect(self.since.setFocus)
        self.since.returnPressed.connect(self.until.setFocus)
        self.until.returnPressed.connect(self.take)
        theme.follow(self, self._dress)

    def take(self) -> None:
        """Narrow the list, or say which day is none."""
        since, until = (read_day(field.text(), self._today) for field in (self.since, self.until))
        wrong = self.since if since is None else self.until if until is None else None
        if wrong is not None:
            self._said.say(_("日期应类似 2026-05-01、5-1 或 20260501"))
            wrong.setFocus()
        elif since and until and until < since:
            self._said.say(_("截止日期早于开始日期"))
            self.until.setFocus()
        else:
            self.taken.emit(Scope(self.matters.taken, since or "", until or ""))

    def clear(self) -> None:
        """Narrow to nothing of this."""
        self.taken.emit(Scope())

    def event(self, event: QEvent) -> bool:
        return keeps(event, held=True) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        head, days, ways = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        title = PlainLabel("heading", wrap=False)
        title.say(_("类别与上报日期"))
        head.addWidget(title, 1)
        head.addWidget(self._button(_("返回"), "Esc", "quiet", self.left.emit))
        for word, field in ((_("上报日期"), self.since), (_("至"), self.until)):
            label = PlainLabel("muted", wrap=False)
            label.say(word)
            label.setBuddy(field)
            days.addWidget(label)
            days.addWidget(field, 1)
        ways.addWidget(self._button(_("筛选"), "Ctrl+Enter", "primary", self.take))
        ways.addWidget(self._button(_("清除"), "", "quiet", self.clear))
        ways.addStretch()
        hint = PlainLabel("small")
        hint.say(
            _(
                "可选多个类别，回车逐个加入；空行回车到日期。两个日期都含当天，空着即不限。筛选后可“保存与整理筛选”，起名并共享给全厅"
            )
        )
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.matters)
        self._column.addLayout(days)
        self._column.addWidget(self._said)
        self._column.addLayout(ways)
        self._column.addWidget(hint)
        self._column.addStretch()

    def _button(self, text: str, key: str, role: str, act: object) -> KeyButton:
        button = KeyButton(text, key)
        button.setProperty("role", role)
        button.clicked.connect(lambda _on=False: act())  # type: ignore[operator]
        return button

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(worn.space * 2, worn.space, worn.space * 2, worn.space)
        self._column.setSpacing(worn.space)


def read_day(text: str, today: str) -> str | None:
    """Read a day as people type it, of this year where they do not say which: `2026-05-01`, `20260501`, `5-1`, `5.1`,
    `5月1日`; "" for nothing, None for what is no day."""
    text = text.strip()
    digits = "".join(char if char.isdigit() else " " for char in text).split()
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    if len(digits) == 2:
        digits = [today[:4], *digits]
    try:
        year, month, day = (int(part) for part in digits)
        return date(year, month, day).isoformat()
    except ValueError:
        return None if text else ""
