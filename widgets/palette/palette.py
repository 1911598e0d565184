"""The overlay: a field, a list, and nothing that needs a mouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from widgets import theme
from widgets.overlay import Overlay
from widgets.palette.row import ITEM, RowArt
from widgets.search_box import SearchBox


@dataclass(frozen=True)
class PaletteItem:
    """One thing to get to. `names` are matched besides the title: number, pinyin, initials."""

    id: str
    title: str
    section: str
    hint: str = ""
    icon: str = ""
    shortcut: str = ""
    names: tuple[str, ...] = ()
    tone: str = "muted"


class Deliver(Protocol):
    """Hands rows to the palette; `final` is False while more are still being looked for."""

    def __call__(self, items: Sequence[PaletteItem], final: bool = True) -> None: ...


Provider = Callable[[str, Deliver], None]


class CommandPalette(Overlay):
    """Asks `provider(text, deliver)` for rows; late answers to an earlier text are dropped. Emits `chosen(item)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, hint: str, nothing: str, provider: Provider) -> None:
        super().__init__(parent)
        self._provider, self._asked, self._moved = provider, 0, 0
        self.setAccessibleName(hint)
        self.box = SearchBox(hint, wait_ms=40)
        self.list = QListView()
        self._rows = QStandardItemModel(self)
        self._nothing = QLabel(nothing, alignment=Qt.AlignmentFlag.AlignCenter)
        self._lay_out(hint)
        self.box.textChanged.connect(self._ask_soon)
        self.box.searched.connect(self._ask)
        self.box.installEventFilter(self)
        self.list.clicked.connect(self._choose)
        theme.follow(self, self._dress)

    @property
    def items(self) -> tuple[PaletteItem, ...]:
        """What is offered now, without the section lines."""
        rows = (self._rows.item(row).data(ITEM) for row in range(self._rows.rowCount()))
        return tuple(row for row in rows if isinstance(row, PaletteItem))

    @property
    def current(self) -> PaletteItem | None:
        """What Return would choose."""
        found = self.list.currentIndex().data(ITEM)
        return found if isinstance(found, PaletteItem) else None

    def open(self) -> None:
        """Open with an empty field."""
        self.box.clear()
        self._ask("")
        super().open()

    def first_focus(self) -> QWidget:
        return self.box

    def card_rect(self) -> tuple[int, int, int, int]:
        worn = theme.of(self)
        width = min(round(680 * worn.scale), self.width() - 4 * worn.space)
        height = min(round(520 * worn.scale), self.height() - 8 * worn.space)
        return (self.width() - width) // 2, max(worn.space * 4, (self.height() - height) // 4), width, height

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and isinstance(event, QKeyEvent) and not self.box.composing:
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._steer(event):
                return True
        return super().eventFilter(watched, event)

    def _steer(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_card()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(self.list.currentIndex())
            case key if key in steps:
                self._move(steps[Qt.Key(key)])
            case _:
                return False
        return True

    def _move(self, step: int) -> None:
        wanted = [row for row in range(self._rows.rowCount()) if self._rows.item(row).isSelectable()]
        if not wanted:
            return
        self._moved = self._asked
        here = self.list.currentIndex().row()
        place = wanted.index(here) if here in wanted else -1
        self._point_at(wanted[max(0, min(len(wanted) - 1, place + step))])

    def _point_at(self, row: int) -> None:
        index = self._rows.index(row, 0)
        self.list.setCurrentIndex(index)
        above = self._rows.index(row - 1, 0)
        if row and not isinstance(above.data(ITEM), PaletteItem):
            self.list.scrollTo(above)
        self.list.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        # A text typed and confirmed faster than the field's short wait must not choose from the rows of the old text.
        if self.box.text() != self._text:
            return self._ask(self.box.text(), then_choose=True)
        item = index.data(ITEM)
        if isinstance(item, PaletteItem):
            self.close_card()
            self.chosen.emit(item)
        return None

    def _ask_soon(self, text: str) -> None:
        if not text:
            self._ask("")

    def _ask(self, text: str, then_choose: bool = False) -> None:
        self._text = text
        self._asked += 1
        mine = self._asked

        def deliver(items: Sequence[PaletteItem], final: bool = True) -> None:
            if mine == self._asked:
                self._show(items)
                if then_choose and final and self.current is not None:
                    self._choose(self.list.currentIndex())

        self._provider(text, deliver)

    def _show(self, items: Sequence[PaletteItem]) -> None:
        before, moved = self.current, self._moved == self._asked
        self._rows.clear()
        section = None
        for item in items:
            if item.section != section:
                section = item.section
                self._rows.appendRow(_section_row(section))
            self._rows.appendRow(_item_row(item))
        self._nothing.setVisible(not items)
        self.list.setVisible(bool(items))
        if items:
            self._point_at((self._row_of(before) if moved else None) or 1)

    def _row_of(self, item: PaletteItem | None) -> int | None:
        """Where a thing stands now: rows that come later must not take the choice from under a finger."""
        rows = range(self._rows.rowCount())
        return next((row for row in rows if item is not None and self._rows.item(row).data(ITEM) == item), None)

    def _lay_out(self, hint: str) -> None:
        self._text = ""
        self.list.setModel(self._rows)
        self.list.setItemDelegate(RowArt(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(False)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(hint)
        self.list.setProperty("ground", "raised")
        self._nothing.setProperty("role", "muted")
        layout = QVBoxLayout(self.card)
        layout.addWidget(self.box)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)

    def _dress(self, worn: theme.Theme) -> None:
        layout = self.card.layout()
        if layout is not None:
            layout.setContentsMargins(*(worn.space + worn.space // 2,) * 4)
            layout.setSpacing(worn.space)


def _section_row(title: str) -> QStandardItem:
    row = QStandardItem(title)
    row.setFlags(Qt.ItemFlag.ItemIsEnabled)
    row.setData(title, ITEM)
    return row


def _item_row(item: PaletteItem) -> QStandardItem:
    row = QStandardItem(item.title)
    row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    row.setData(item, ITEM)
    row.setData(" ".join(filter(None, (item.title, item.hint, item.shortcut))), Qt.ItemDataRole.AccessibleTextRole)
    return row
