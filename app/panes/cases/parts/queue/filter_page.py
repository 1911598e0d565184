"""The page where saved filters are kept: save what the list shows, name it, give it a digit, put it in order."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.panes.cases.parts.choice import CHOICE, Choice, ChoiceArt
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.named import named
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.queue.filter_words import Name, ask_words
from app.panes.cases.parts.queue.saved_filters import (
    KEYS,
    LONGEST_NAME,
    MOST_OWN,
    FilterBook,
    SavedFilter,
    title_of,
)
from app.store import CaseQuery
from app.text import _
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
    """`changed()` when the book is another one, `left()` on Escape."""

    changed = Signal()
    left = Signal()

    def __init__(
        self,
        book: FilterBook,
        shown: Callable[[], tuple[SavedFilter, CaseQuery]],
        counts: Callable[[str], int | None],
        name_of: Name,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._book, self._shown, self._counts = book, shown, counts
        self._name_of = name_of
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
        """Keep what the list shows now under the name typed; with an own filter of that name, it is said anew."""
        base, query = self._shown()
        made = self._book.add(self.name.text(), query, base)
        if made is None:
            full = _("自己的筛选最多 {n} 个，先删去一个").format(n=MOST_OWN)
            self._said.say(full if self.name.text().strip() else _("先写一个名称"))
            return
        self.name.clear()
        self._changed(made.id)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

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
        """Give the own filter stood on the name typed above."""
        if self.current is None or self.current.hall or not self.name.text().strip():
            self._said.say(_("在上面写好新名称，再按 F2；出厂的筛选不能改名"))
            return
        kept = self.current.id
        self._book.rename(kept, self.name.text())
        self.name.clear()
        self._changed(kept)

    def remove(self) -> None:
        """Forget the own filter stood on."""
        if self.current is not None and not self.current.hall:
            self._book.remove(self.current.id)
            self._changed("")
        else:
            self._said.say(_("出厂的筛选不能删除，可以移到后面"))

    def _changed(self, kept: str) -> None:
        self._fill(kept)
        self.changed.emit()

    def _fill(self, kept: str = "") -> None:
        row = self.list.currentRow()
        self.list.clear()
        for found in self._book.filters:
            number = self._counts(found.id)
            words = (found.key or "  ", title_of(found), "" if number is None else f"{number:,}")
            item = QListWidgetItem("   ".join(part for part in words if part))
            item.setData(Qt.ItemDataRole.UserRole, found.id)
            remark = "" if number is None else _("{n} 件").format(n=f"{number:,}")
            item.setData(CHOICE, Choice(found.id, title_of(found), remark=remark, key=found.key))
            item.setSizeHint(QSize(0, theme.of(self).row_px))
            self.list.addItem(item)
            if found.id == kept:
                row = self.list.count() - 1
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))

    def _tell(self, _row: int) -> None:
        chosen = self.current
        if chosen is not None:
            hall = _("出厂筛选") if chosen.hall else _("自己的筛选")
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

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        ways: Mapping[str, tuple[str, Callable[[], None]]] = {
            "Ctrl+↑": (_("上移"), lambda: self.shift(-1)),
            "Ctrl+↓": (_("下移"), lambda: self.shift(1)),
            "F2": (_("改名"), self.rename),
            "Del": (_("删除"), self.remove),
        }
        for key, (text, act) in ways.items():
            button = KeyButton(text, key)
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _on=False, act=act: act())
            row.addWidget(button)
        hint = PlainLabel("small", wrap=False)
        hint.say(_("在列表中按 1–9 给数字键，0 取消"))
        row.addWidget(hint)
        row.addStretch()
        return row

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(worn.space * 2, worn.space, worn.space * 2, worn.space)
        self._column.setSpacing(worn.space)
