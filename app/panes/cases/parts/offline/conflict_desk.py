"""The desk of what did not go through: every refused, clashing or waiting own action, decided by keyboard, one or many
at a time. Rows and the one card in hand are made when they are looked at: hundreds of clashes open at once."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.offline.clash_rows import ClashRow, face_of, rows_of
from app.panes.cases.parts.offline.conflict_card import ConflictCard, Judge
from app.panes.cases.parts.offline.conflicts import MINE, THEIRS, Desk, Entry
from app.panes.cases.parts.offline.many import ManyPlan
from app.panes.cases.parts.offline.many_page import ManyPage
from app.panes.cases.parts.offline.narrowing import Narrowing
from app.panes.cases.parts.offline.ways import Ways
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from widgets import theme
from widgets.empty_state import EmptyState
from widgets.record_list import RecordList, RecordModel

_KEYS = frozenset("J K M T E O F N Return Enter Up Down Space 1 2 3 4 5 6 7 8 9".split())
_HELD_KEYS = frozenset(("Ctrl+A", "Shift+J", "Shift+K", "Shift+Down", "Shift+Up", "Shift+F"))
ROWS_IN_SIGHT = 6


class ConflictDesk(QWidget):
    """`applied(entry, outcome)`, `edit(entry, operation, args)`, `opened(entry)` are about the card in hand;
    `many_asked(entries, side)` about the marked ones, `confirmed(plan)` after their page; `left()` on Escape."""

    applied = Signal(object, object)
    edit = Signal(object, str, dict)
    opened = Signal(object)
    many_asked = Signal(object, str)
    confirmed = Signal(object)
    left = Signal()

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("冲突台"))
        self._judge = judge
        self._desk: Desk | None = None
        self._rows: dict[str, ClashRow] = {}
        self._shown: tuple[ClashRow, ...] = ()
        self._choices: dict[str, dict[str, str]] = {}
        self._names: Mapping[str, str] = {}
        self._card: ConflictCard | None = None
        self.model: RecordModel[ClashRow] = RecordModel(face_of)
        self.list = RecordList(self.model)
        self.list.setAccessibleName(_("未办成的和等着的"))
        self.narrowing, self.ways = Narrowing(), Ways()
        self._empty = EmptyState("circle-check", _("没有未办成的操作"))
        self._age, self._told, self._hint = PlainLabel("small", wrap=False), PlainLabel("strong"), PlainLabel("small")
        self._column, self._stack, self._scroll = QVBoxLayout(self), QStackedWidget(), QScrollArea(widgetResizable=True)
        # A card is made in a turn of its own: the list is there at once, and a hand that goes on passes by.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_card)
        self._build()
        self._connect()
        theme.follow(self, self._dress)

    # --- what stands on it ---

    def show_desk(self, desk: Desk, names: Mapping[str, str], age: str) -> None:
        """Show these; what was decided half about an entry that is still there stays."""
        self._age.say(age)
        if desk == self._desk:
            return
        self._desk, self._names = desk, names
        rows = rows_of(desk, names)
        self._rows = {row.id: row for row in rows}
        self._choices = {name: said for name, said in self._choices.items() if name in self._rows}
        self.narrowing.show_rows(rows)
        self._lay_out()

    def stand_on(self, case_id: str) -> None:
        """Begin with what is about this case, where there is something."""
        wanted = next((e for e in self.entries if e.trouble.command.target == case_id), None)
        if wanted is not None:
            self.narrowing.choose("")
            self._stand(wanted.trouble.command.id)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What wants a decision, in the order of asking."""
        return self._desk.entries if self._desk is not None else ()

    @property
    def card(self) -> ConflictCard | None:
        """The card in hand, made when it is first asked for."""
        self._show_card()
        return self._card

    @property
    def cards(self) -> tuple[ConflictCard, ...]:
        """The cards in sight."""
        return () if self.card is None else (self.card,)

    @property
    def page(self) -> QWidget | None:
        """What stands in place of the card: the question about many, or how far they are."""
        shown = self._stack.currentWidget()
        return None if shown is self._scroll else shown

    def tell(self, sentence: str) -> None:
        """What became of many that were decided together."""
        self._told.say(sentence)
        self._told.setVisible(bool(sentence))

    def confirm(self, plan: ManyPlan) -> None:
        """Ask whether to do what a plan says."""
        page = ManyPage(plan)
        page.confirmed.connect(self.confirmed)
        page.left.connect(self.close_page)
        self.open_page(page)

    def open_page(self, page: QWidget) -> None:
        """Let something stand in place of the card, and give it the keyboard."""
        self._drop_page()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.ways.hide()
        page.setFocus()

    def close_page(self) -> None:
        """The card comes back, and the keyboard to the list."""
        (self if self.list.isHidden() else self.list).setFocus()
        self._drop_page()
        self.ways.setVisible(bool(self._rows))

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        # The letters of the room behind mean something else here.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.list.isHidden():
            self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = _name(event)
        if event.key() == Qt.Key.Key_Escape:
            self.list.set_marks(()) if self.list.marks else self.left.emit()
        elif name in ("J", "Down", "K", "Up"):
            self.list.step(1 if name in ("J", "Down") else -1)
        elif event.key() == Qt.Key.Key_F and name in ("", "F"):
            self.narrowing.turn(1 if name else -1)
        elif name == "N":
            self._next_alone()
        elif name in _KEYS:
            self._act(name)
        else:
            super().keyPressEvent(event)

    def _act(self, name: str) -> None:
        marked = self._marked()
        if name in ("M", "T") and marked:
            self.many_asked.emit(marked, MINE if name == "M" else THEIRS)
            return
        card = self.card
        if card is None:
            return
        if name in ("M", "T"):
            card.choose(MINE if name == "M" else THEIRS)
        elif name in ("Return", "Enter"):
            card.apply()
        elif name.isdigit():
            card.turn(int(name))
        elif card.is_case and name == "E":
            card.ask_edit()
        elif card.is_case and name == "O":
            self.opened.emit(card.entry)

    def _next_alone(self) -> None:
        """Step to the next one that is never decided together with others."""
        here = next((at for at, row in enumerate(self._shown) if row.id == self.list.current_id()), -1)
        order = (*self._shown[here + 1 :], *self._shown[: here + 1])
        found = next((row for row in order if "alone" in row.sections), None)
        if found is not None:
            self._stand(found.id)

    def _marked(self) -> tuple[Entry, ...]:
        rows = (self._rows.get(name) for name in self.list.marks)
        return tuple(row.entry for row in rows if row is not None and row.entry is not None)

    # --- the list and the card in hand ---

    def _lay_out(self) -> None:
        """Show the rows of the section, and stay where one stood: on the entry, else on the place of the one gone."""
        place = max(0, next((at for at, row in enumerate(self._shown) if row.id == self.list.current_id()), 0))
        self._shown = tuple(row for row in self._rows.values() if self.narrowing.holds(row))
        ids = [row.id for row in self._shown]
        self.model.show_all(self._shown)
        shown = set(ids)
        if any(name not in shown for name in self.list.marks):
            self.list.set_marks([name for name in self.list.marks if name in shown])
        self.list.setVisible(bool(self._rows))
        self._stack.setVisible(bool(self._rows))
        self.ways.setVisible(bool(self._rows) and self.page is None)
        self._hint.setVisible(bool(self._rows))
        self._empty.setVisible(not self._rows)
        self._fit_list()
        if ids and self.list.current_id() not in shown:
            self.list.select(ids[min(place, len(ids) - 1)])
        self._soon.start()
        if not self._rows:
            self.setFocus()
        elif self.hasFocus():
            self.list.setFocus()

    def _stand(self, row_id: str) -> None:
        self.list.select(row_id)
        self._soon.start()

    def _show_card(self) -> None:
        self._soon.stop()
        row = self._rows.get(self.list.current_id()) if self._shown else None
        entry = row.entry if row is not None else None
        if self._card is not None and self._card.entry is entry:
            return
        if self._card is not None:
            self._choices[self._card.entry.trouble.command.id] = self._card.choices
        self._card = None if entry is None else self._card_of(entry)
        while (item := self._holder.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        if self._card is not None:
            self._holder.addWidget(self._card)
        self._holder.addStretch()
        self._offer()

    def _card_of(self, entry: Entry) -> ConflictCard:
        card = ConflictCard(entry, self._judge, self._names)
        for field, side in self._choices.get(entry.trouble.command.id, {}).items():
            if field in entry.questions:
                card.choose(side, field)
        card.applied.connect(self.applied)
        card.edit.connect(self.edit)
        card.turned.connect(self._offer)
        return card

    def _offer(self) -> None:
        self.ways.show_for(self._card, len(self._marked()))

    def _narrowed(self) -> None:
        self.list.set_marks(())
        self._lay_out()

    def _drop_page(self) -> None:
        page = self.page
        self._stack.setCurrentWidget(self._scroll)
        if page is not None:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    def _connect(self) -> None:
        self.narrowing.narrowed.connect(self._narrowed)
        self.ways.asked.connect(self._act)
        self.list.chosen.connect(lambda _id: self._show_card())
        self.list.opened.connect(lambda _id: self._act("Enter"))
        self.list.marked.connect(self._told_marks)

    def _told_marks(self, marks: Sequence[str]) -> None:
        self._hint.say(_hint_marked() if marks else _hint())
        self._offer()

    def _build(self) -> None:
        head, close = QHBoxLayout(), KeyButton(_("返回"), "Esc")
        close.setProperty("role", "quiet")
        close.clicked.connect(self.left)
        title = PlainLabel("heading", wrap=False)
        title.say(_("冲突台"))
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._age)
        head.addWidget(close)
        for absent in (self._told, self._empty, self.list):
            absent.hide()
        self._hint.say(_hint())
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        ground.setProperty("ground", "none")
        self._holder = QVBoxLayout(ground)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._scroll.setWidget(ground)
        self._stack.addWidget(self._scroll)
        self._column.addLayout(head)
        for part in (self.narrowing, self._told, self.list, self._hint):
            self._column.addWidget(part)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self.ways)
        self._column.addWidget(self._empty, 1)

    def _fit_list(self) -> None:
        """Few rows leave the room to the card; many take as much as is read at a glance."""
        high = self.list.verticalHeader().defaultSectionSize()
        self.list.setFixedHeight(high * min(max(len(self._shown), 1), ROWS_IN_SIGHT) + 2)

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._column.setContentsMargins(pad, worn.space, pad, worn.space)
        self._column.setSpacing(worn.space)
        self._fit_list()


def _hint() -> str:
    return _("J/K 换一项 · 空格标记，Ctrl+A 全选 · F 换一类 · N 下一件须逐项的 · 数字逐项选 · M 用我的 · T 留对方的")


def _hint_marked() -> str:
    return _("M / T 一并决定已选的，先说明会怎样再办 · Esc 取消选择")


def _is_own(event: QKeyEvent) -> bool:
    return _name(event) in _KEYS or QKeySequence(event.keyCombination()).toString() in _HELD_KEYS


def _name(event: QKeyEvent) -> str:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return "" if held else QKeySequence(event.key()).toString()
