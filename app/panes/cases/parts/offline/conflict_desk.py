"""The desk of what did not go through: every refused, clashing or waiting own action in order, decided by keyboard."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.offline.conflict_card import ConflictCard, Judge
from app.panes.cases.parts.offline.conflicts import MINE, MOST_NAMED, THEIRS, Desk
from app.panes.cases.parts.plain_label import PlainLabel
from app.store import PendingCommand
from app.text import _, local_time
from app.words import word
from widgets import theme
from widgets.badge import Badge
from widgets.empty_state import EmptyState

# A batch may clash in hundreds of cases: so many are laid out, the next come as these are decided.
MOST_CARDS = 8
_KEYS = frozenset("J K M T E O Return Enter Up Down 1 2 3 4 5 6 7 8 9".split())


class ConflictDesk(QWidget):
    """`applied(entry, outcome)`, `edit(entry, operation, args)`, `opened(entry)` are a card's; `left()` on Escape."""

    applied = Signal(object, object)
    edit = Signal(object, str, dict)
    opened = Signal(object)
    left = Signal()

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("冲突台"))
        self._judge = judge
        self._desk: Desk | None = None
        self._names: Mapping[str, str] = {}
        self.cards: list[ConflictCard] = []
        self._place = 0
        self._empty = EmptyState("circle-check", _("没有未办成的操作"))
        self._age = PlainLabel("small", wrap=False)
        self._column, self._inner = QVBoxLayout(self), QVBoxLayout()
        self._build()
        theme.follow(self, self._dress)

    def show_desk(self, desk: Desk, names: Mapping[str, str], age: str) -> None:
        """Show these; what was decided half on a card that is still there stays."""
        self._age.say(age)
        if desk == self._desk:
            return
        self._lay_out(desk, names)

    def _lay_out(self, desk: Desk, names: Mapping[str, str], first: str = "") -> None:
        kept = {card.entry.trouble.command.id: card.choices for card in self.cards}
        in_hand = self.card.entry.trouble.command.id if self.card is not None else ""
        self._desk, self._names = desk, names
        self._clear()
        for entry in sorted(desk.entries, key=lambda entry: entry.trouble.command.target != first)[:MOST_CARDS]:
            card = ConflictCard(entry, self._judge, names)
            for field, side in kept.get(entry.trouble.command.id, {}).items():
                if field in entry.questions:
                    card.choose(side, field)
            card.applied.connect(self.applied)
            card.edit.connect(self.edit)
            card.opened.connect(self.opened)
            self._inner.addWidget(card)
            self.cards.append(card)
        if rest := len(desk.entries) - len(self.cards):
            self._inner.addWidget(_label(_("另有 {n} 项，办完上面的接着列出").format(n=f"{rest:,}"), "strong"))
        self._add_waiting(desk)
        self._inner.addStretch()
        ids = [card.entry.trouble.command.id for card in self.cards]
        self._go(ids.index(in_hand) if in_hand in ids else min(self._place, len(ids) - 1))
        shown = bool(desk.entries or desk.waiting)
        self._empty.setVisible(not shown)
        self._scroll.setVisible(shown)

    def stand_on(self, case_id: str) -> None:
        """Begin with what is about this case, where there is something."""
        wanted = [e for e in self._desk.entries if e.trouble.command.target == case_id] if self._desk else []
        if self._desk and wanted and all(card.entry.trouble.command.target != case_id for card in self.cards):
            self._lay_out(self._desk, self._names, case_id)
        for place, card in enumerate(self.cards):
            if card.entry.trouble.command.target == case_id:
                self._go(place)
                return

    @property
    def card(self) -> ConflictCard | None:
        """The card the keyboard means."""
        return self.cards[self._place] if 0 <= self._place < len(self.cards) else None

    def event(self, event: QEvent) -> bool:
        # The letters of the room behind mean something else here.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _name(event) in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name, card = _name(event), self.card
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif name in ("J", "Down", "K", "Up"):
            self._go(self._place + (1 if name in ("J", "Down") else -1))
        elif card is not None and name in _KEYS:
            self._act(card, name)
        else:
            super().keyPressEvent(event)

    def _act(self, card: ConflictCard, name: str) -> None:
        if name in ("M", "T"):
            card.choose(MINE if name == "M" else THEIRS)
        elif name in ("Return", "Enter"):
            card.apply()
        elif name.isdigit():
            card.turn(int(name))
        elif card.entry.trouble.command.noun == "case":
            if name == "E":
                card.ask_edit()
            else:
                self.opened.emit(card.entry)

    def _go(self, place: int) -> None:
        self._place = max(0, min(place, len(self.cards) - 1))
        for at, card in enumerate(self.cards):
            card.set_current(at == self._place)
        if self.card is not None:
            self._scroll.ensureWidgetVisible(self.card)

    def _add_waiting(self, desk: Desk) -> None:
        if not desk.waiting:
            return
        self._inner.addWidget(_label(_("等待发送 {n} 项").format(n=len(desk.waiting)), "small"))
        for pending in desk.waiting[:MOST_NAMED]:
            self._inner.addWidget(_waiting_row(pending, desk.names or {}))

    def _clear(self) -> None:
        self.cards.clear()
        while (item := self._inner.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()

    def _build(self) -> None:
        head, close = QHBoxLayout(), KeyButton(_("返回"), "Esc")
        close.setProperty("role", "quiet")
        close.clicked.connect(self.left)
        head.addWidget(_label(_("冲突台"), "heading"))
        head.addStretch()
        head.addWidget(self._age)
        head.addWidget(close)
        hint = PlainLabel("small")
        hint.say(_("J/K 换一项 · 数字逐项选 · M 都用我的 · T 都留对方的 · Enter 办理"))
        page = QWidget()
        page.setProperty("ground", "none")
        page.setLayout(self._inner)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(page)
        self._column.addLayout(head)
        self._column.addWidget(hint)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self._empty, 1)

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._column.setContentsMargins(pad, worn.space, pad, worn.space)
        self._column.setSpacing(worn.space)
        self._inner.setSpacing(worn.space + worn.space // 2)


def _waiting_row(pending: PendingCommand, names: Mapping[str, str]) -> QWidget:
    row = QFrame()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    command = pending.command
    if pending.behind:
        badge = Badge(_("等前一项"), "warn", "hourglass")
    elif pending.held:
        badge = Badge(_("可撤销"), "accent", "undo-2")
    else:
        badge = Badge(_("已发出，等回执") if pending.sent else _("待发"), "info", "clock")
    what = word("action", command.operation) if command.noun == "case" else word("kind", command.noun)
    about = names.get(command.target) or (_("待编号") if command.noun == "case" else "")
    line.addWidget(badge)
    line.addWidget(_label(what, "strong"))
    line.addWidget(_label(about, "muted"), 1)
    line.addWidget(_label(local_time(command.at), "small"))
    return row


def _label(text: str, role: str) -> PlainLabel:
    label = PlainLabel(role, wrap=False)
    label.say(text)
    return label


def _name(event: QKeyEvent) -> str:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return "" if held else QKeySequence(event.key()).toString()
