"""The page where saved filters are kept: save what the list shows, name it, share it, give it a digit and a place."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.panes.cases.parts.choice import CHOICE, Choice, ChoiceArt
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.named import named
from app.panes.cases.parts.own_keys import keeps
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.queue.filter_words import Name, ask_words
from app.panes.cases.parts.queue.saved_filters import (
    KEYS,
    LONGEST_NAME,
    MOST_OWN,
    FilterBook,
    SavedFilter,
    asked,
    title_of,
)
from app.panes.cases.parts.queue.shared_filters import owner_words
from app.store import CaseQuery
from app.text import _
from app.words import refusal
from widgets import theme


class _Rows(QListWidget):
    """Moves with the row keys; everything else is the page's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not held and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()  # Qt: a list would search by what is typed.


class FilterPage(QWidget):
    """`changed()` when the book is another one, `left()` on Escape; `share_asked(filter)`, `change_asked(filter)` and
    `withdraw_asked(id)` for what is the whole hall's. `may_change` says whether the operator may change such a one."""

    changed = Signal()
    left = Signal()
    share_asked = Signal(object)
    change_asked = Signal(object)
    withdraw_asked = Signal(str)

    def __init__(
        self,
        book: FilterBook,
        shown: Callable[[], tuple[SavedFilter, CaseQuery]],
        counts: Callable[[str], int | None],
        name_of: Name,
        may_change: Callable[[SavedFilter], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._book, self._shown, self._counts = book, shown, counts
        self._name_of, self._may_change = name_of, may_change
        self.name = named(QLineEdit(placeholderText=_("名称，如：东关占道")), _("名称"))
        self.name.setMaxLength(LONGEST_NAME)
        self.list = _Rows()
        self.list.setItemDelegate(ChoiceArt(self.list))
        self.list.setAccessibleName(_("保存的筛选"))
        self._said = PlainLabel("muted")
        self._build()
        self._fill()
        self.setFocusProxy(self.name)
        self.list.currentRowChanged.connect(self._tell)
        self.name.returnPressed.connect(self.add)
        theme.follow(self, self._dress)

    @property
    def current(self) -> SavedFilter | None:
        """The filter the list stands on."""
        item = self.list.currentItem()
        return self._book.find(str(item.data(Qt.ItemDataRole.UserRole))) if item is not None else None

    def add(self) -> None:
        """Keep what the list shows now under the name typed; an own filter of that name, or one of the hall's that the
        operator may change, is said anew."""
        base, query = self._shown()
        shared = next(
            (f for f in self._book.filters if f.owner is not None and f.name == self.name.text().strip()), None
        )
        if shared is not None and self._may_change(shared):
            self.name.clear()
            self.change_asked.emit(replace(shared, ask=asked(query), mine=base.mine))
            return
        made = self._book.add(self.name.text(), query, base)
        if made is None:
            full = _("自己的筛选最多 {n} 个，先删去一个").format(n=MOST_OWN)
            self._said.say(full if self.name.text().strip() else _("先写一个名称"))
            return
        self.name.clear()
        self._changed(made.id)

    def say(self, sentence: str) -> None:
        """Say something about the filter stood on."""
        self._said.say(sentence)

    def show_book(self) -> None:
        """The book is another one now."""
        self._fill(self.current.id if self.current is not None else "")

    def event(self, event: QEvent) -> bool:
        return keeps(event, held=True) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, key = self.current, event.key()
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif chosen is None or self.name.hasFocus():
            super().keyPressEvent(event)
        elif held and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Delete:
            self.remove()
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif event.key() == Qt.Key.Key_S and not held:
            self.share()
        elif event.key() == Qt.Key.Key_C and not held:
            self.copy()
        elif event.text() in (*KEYS, "0"):
            self._book.set_key(chosen.id, event.text() if event.text() in KEYS else "")
            self._changed(chosen.id)

    def shift(self, by: int) -> None:
        """Move the filter stood on up or down."""
        if self.current is not None:
            kept = self.current.id
            self._book.move(kept, by)
            self._changed(kept)

    def rename(self) -> None:
        """Give the filter stood on the name typed above."""
        chosen, name = self.current, self.name.text().strip()
        if chosen is None or chosen.hall or not name:
            self._said.say(_("在上面写好新名称，再按 F2；出厂的筛选不能改名"))
        elif chosen.own:
            self._book.rename(chosen.id, name)
            self.name.clear()
            self._changed(chosen.id)
        elif self._is_mine(chosen):
            self.name.clear()
            self.change_asked.emit(replace(chosen, name=name[:LONGEST_NAME]))

    def remove(self) -> None:
        """Forget the own filter stood on; what is shared is taken back."""
        chosen = self.current
        if chosen is None or chosen.hall:
            self._said.say(_("出厂的筛选不能删除，可以移到后面"))
        elif chosen.own:
            self._book.remove(chosen.id)
            self._changed("")
        elif self._is_mine(chosen):
            self.withdraw_asked.emit(chosen.id)

    def share(self) -> None:
        """Let the whole hall have the own filter stood on; what is shared already is taken back."""
        chosen = self.current
        if chosen is None or chosen.hall:
            self._said.say(_("出厂的筛选各席都有，不必共享"))
        elif chosen.own:
            self.share_asked.emit(chosen)
        elif self._is_mine(chosen):
            self.withdraw_asked.emit(chosen.id)

    def copy(self) -> None:
        """Keep the filter stood on as one's own too, to be changed at will."""
        made = self._book.copy(self.current.id) if self.current is not None else None
        if made is not None:
            self._changed(made.id)
        elif self.current is not None:
            self._said.say(_("自己的筛选最多 {n} 个，先删去一个").format(n=MOST_OWN))

    def _is_mine(self, chosen: SavedFilter) -> bool:
        """Whether a shared filter may be changed by this operator; if not, why is said."""
        may = self._may_change(chosen)
        if not may:
            self._said.say(refusal("shared_filter.not_yours"))
        return may

    def _changed(self, kept: str) -> None:
        self._fill(kept)
        self.changed.emit()

    def show_counts(self) -> None:
        """The counts are others now; whoever stands on a row goes on standing there."""
        for row, found in enumerate(self._book.filters[: self.list.count()]):
            self._show(self.list.item(row), found)

    def _fill(self, kept: str = "") -> None:
        row = self.list.currentRow()
        self.list.clear()
        for found in self._book.filters:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, found.id)
            item.setSizeHint(QSize(0, theme.of(self).row_px))
            self._show(item, found)
            self.list.addItem(item)
            if found.id == kept:
                row = self.list.count() - 1
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))

    def _show(self, item: QListWidgetItem, found: SavedFilter) -> None:
        number = self._counts(found.id)
        counted = "" if number is None else _("{n} 件").format(n=f"{number:,}")
        remark = " · ".join(part for part in (counted, owner_words(found)) if part)
        icon = "users" if found.owner is not None else "user" if found.own else "list-filter"
        item.setText("   ".join(part for part in (found.key or "  ", title_of(found), remark) if part))
        item.setData(CHOICE, Choice(found.id, title_of(found), remark=remark, key=found.key, icon=icon))

    def _tell(self, _row: int) -> None:
        chosen = self.current
        if chosen is not None:
            hall = _("出厂筛选") if chosen.hall else owner_words(chosen) or _("自己的筛选")
            self._share.setText(_("共享给全厅") if chosen.owner is None else _("收回共享"))
            self._share.setEnabled(chosen.own or (chosen.owner is not None and self._may_change(chosen)))
            key = _("按 {key} 选用").format(key=chosen.key) if chosen.key else _("没有数字键")
            asks = ask_words(chosen.over(CaseQuery(), _("本席")), self._name_of)
            self._said.say(" · ".join(part for part in (hall, key, asks) if part))

    def _build(self) -> None:
        head, top = QHBoxLayout(), QHBoxLayout()
        title = PlainLabel("heading", wrap=False)
        title.say(_("保存的筛选"))
        close = KeyButton(_("返回"), "Esc")
        close.setProperty("role", "quiet")
        close.clicked.connect(self.left)
        head.addWidget(title, 1)
        head.addWidget(close)
        save = KeyButton(_("保存当前列表"), "Enter")
        save.setProperty("role", "primary")
        save.clicked.connect(self.add)
        top.addWidget(self.name, 1)
        top.addWidget(save)
        self._column = QVBoxLayout(self)
        for row in (head, top):
            self._column.addLayout(row)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self._said)
        self._column.addLayout(self._ways())
        hint = PlainLabel("small")
        hint.say(_("在列表中按 1–9 给数字键，0 取消"))
        self._column.addWidget(hint)

    def _ways(self) -> FlowLayout:
        row = FlowLayout()
        ways: Mapping[str, tuple[str, Callable[[], None]]] = {
            "Ctrl+↑": (_("上移"), lambda: self.shift(-1)),
            "Ctrl+↓": (_("下移"), lambda: self.shift(1)),
            "F2": (_("改名"), self.rename),
            "Del": (_("删除"), self.remove),
            "S": (_("共享给全厅"), self.share),
            "C": (_("复制为自己的"), self.copy),
        }
        for key, (text, act) in ways.items():
            button = KeyButton(text, key)
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _on=False, act=act: act())
            row.addWidget(button)
            if key == "S":
                self._share = button
        return row

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(worn.space * 2, worn.space, worn.space * 2, worn.space)
        self._column.setSpacing(worn.space)
