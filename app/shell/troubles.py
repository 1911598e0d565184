"""The list of own actions that the hub refused or that clashed with another seat, until somebody has looked at them."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.shell.messages import command_words
from app.store.rows import Trouble
from app.text import N_, _, local_time
from app.words import refusal, word
from widgets import theme
from widgets.badge import Badge
from widgets.empty_state import EmptyState
from widgets.overlay import Overlay

FIELDS = {
    "state": N_("状态"),
    "unit_id": N_("责任单位"),
    "unit_name": N_("责任单位"),
    "matter_id": N_("类别"),
    "address": N_("地点"),
    "limit_value": N_("时限"),
    "claimed_by": N_("认领席位"),
    "asked": N_("申请"),
    "checked": N_("核查结果"),
    "description": N_("描述"),
}
# The newest so many are laid out; a batch may fail in hundreds of cases.
MOST = 12
# Fields whose values are codes of the book of the same name.
_WORDED = frozenset({"state", "asked", "grade", "close_type"})


class TroubleCentre(Overlay):
    """Emits `looked_at(command id)` and `opened(noun, id)`."""

    looked_at = Signal(str)
    opened = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("未办成的操作"))
        self._names: Mapping[str, str] = {}
        self._shown: Sequence[Trouble] | None = None
        self._close = QPushButton(_("关闭"))
        self._scroll = QScrollArea()
        self._empty = EmptyState("circle-check", _("没有未办成的操作"))
        self._lay_out()

    def show_troubles(self, troubles: Sequence[Trouble], names: Mapping[str, str]) -> None:
        """List these, each by the name of what it is about; the card stays as it is, open or closed."""
        if troubles == self._shown and names == self._names:
            return
        self._shown, self._names = troubles, names
        at_hand = self._scroll.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        page, column = QWidget(), QVBoxLayout()
        page.setProperty("ground", "raised")
        page.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        for trouble in troubles[:MOST]:
            column.addWidget(self._card_of(trouble))
        if (rest := len(troubles) - MOST) > 0:
            column.addWidget(QLabel(_("另有 {n} 项，办完上面的接着列出").format(n=f"{rest:,}")))
        column.addStretch()
        self._scroll.setWidget(page)
        self._scroll.setVisible(bool(troubles))
        self._empty.setVisible(not troubles)
        self.fit()
        if at_hand:
            self._close.setFocus()

    def first_focus(self) -> QWidget:
        return self._close

    def card_rect(self) -> tuple[int, int, int, int]:
        worn = theme.of(self)
        width = min(round(720 * worn.scale), self.width() - 6 * worn.space)
        page = self._scroll.widget()
        wanted = page.sizeHint().height() + 12 * worn.space if page is not None else 0
        height = min(max(wanted, round(320 * worn.scale)), self.height() - 10 * worn.space)
        return (self.width() - width) // 2, (self.height() - height) // 2, width, height

    def _card_of(self, trouble: Trouble) -> QWidget:
        worn, card = theme.of(self), QFrame()
        card.setProperty("card", "true")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(worn.space * 2,) * 4)
        column.setSpacing(worn.space)
        column.addLayout(self._head_of(trouble))
        reason = QLabel(refusal("conflict" if trouble.outcome == "conflict" else trouble.code), wordWrap=True)
        reason.setProperty("role", "muted")
        column.addWidget(reason)
        if trouble.conflicts:
            column.addLayout(_conflict_table(trouble.conflicts, worn))
        column.addLayout(self._buttons_of(trouble))
        return card

    def _head_of(self, trouble: Trouble) -> QHBoxLayout:
        row = QHBoxLayout()
        title = QLabel(f"{command_words(trouble.command.kind)} · {self._names.get(trouble.command.target, '')}")
        title.setProperty("role", "strong")
        when = QLabel(local_time(trouble.command.at, "datetime"))
        when.setProperty("role", "small")
        clash = trouble.outcome == "conflict"
        row.addWidget(Badge(_("有冲突") if clash else _("被拒绝"), "warn" if clash else "alarm", "triangle-alert"))
        row.addWidget(title, 1)
        row.addWidget(when)
        return row

    def _buttons_of(self, trouble: Trouble) -> QHBoxLayout:
        # A clash about a case is decided field by field in its room, never waved away here.
        clash = trouble.outcome == "conflict" and trouble.command.noun == "case"
        row, seen = QHBoxLayout(), QPushButton(_("知道了"))
        go = QPushButton(_("逐项决定") if clash else _("打开"))
        seen.setHidden(clash)
        go.setProperty("role", "primary")
        go.clicked.connect(lambda: self.opened.emit(trouble.command.noun, trouble.command.target))
        seen.clicked.connect(lambda: self.looked_at.emit(trouble.command.id))
        row.addStretch()
        row.addWidget(seen)
        row.addWidget(go)
        return row

    def _lay_out(self) -> None:
        worn, head = theme.of(self), QHBoxLayout()
        title = QLabel(_("未办成的操作"))
        title.setProperty("role", "heading")
        self._close.clicked.connect(self.close_card)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(_("未办成的操作"))
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(*(worn.space * 3,) * 4)
        layout.setSpacing(worn.space * 2)
        head.addWidget(title, 1)
        head.addWidget(self._close)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._empty, 1)


def _conflict_table(conflicts: dict[str, tuple[Any, Any, Any]], worn: theme.Theme) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(worn.space * 2)
    for place, head in enumerate((_("项目"), _("当时看到"), _("现在"), _("您要改成"))):
        label = QLabel(head)
        label.setProperty("role", "small")
        grid.addWidget(label, 0, place)
    for line, (name, values) in enumerate(conflicts.items(), 1):
        texts = (_(FIELDS.get(name, name)), *(_value(name, value) for value in values))
        for place, text in enumerate(texts):
            grid.addWidget(QLabel(text), line, place)
    grid.setColumnStretch(3, 1)
    return grid


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    return word(name, value) if name in _WORDED else str(value)
