"""Choose one of many by typing: names, codes or pinyin initials; proposals stand first with their reason."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.panes.cases.parts.choice import CHOICE, Choice, ChoiceArt
from app.panes.cases.parts.named import named
from app.text import _
from widgets import theme

_ID = Qt.ItemDataRole.UserRole
SHOWN = 40
__all__ = ["Choice", "Picker"]


class Picker(QWidget):
    """A field and the list under it. `picked(id)` when the operator has decided, `pointed(id)` while moving over it."""

    picked = Signal(str)
    changed = Signal()
    pointed = Signal(str)

    def __init__(self, hint: str, lines: int = 4, free: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._free = free
        self._choices: tuple[Choice, ...] = ()
        self._value = ""
        self._by_hand = self._composing = False
        self._nothing = _("没有相符的：改一个字，或退格看全部")
        self.field = named(QLineEdit(placeholderText=hint), hint)
        self.list = named(QListWidget(), hint)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(ChoiceArt(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._typed)
        self.list.itemClicked.connect(self._take)
        self.list.currentItemChanged.connect(self._point)
        theme.follow(self, self._dress)

    @property
    def value(self) -> str:
        """The id chosen, or what was typed where that is free, or ""."""
        return self._value or (self.field.text().strip() if self._free else "")

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Everything offered."""
        return self._choices

    @property
    def pointed_id(self) -> str:
        """The id of the row Enter would take, or ""."""
        return _id_of(self.list.currentItem())

    @property
    def by_hand(self) -> bool:
        """Whether the operator chose or typed; proposals then keep their hands off."""
        return self._by_hand

    def set_choices(self, choices: Sequence[Choice], propose: str = "") -> None:
        """Offer these, in this order; `propose` is taken only where the operator has not decided."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._show(self._filter())
        # Words put into a line that is being composed in would tear the composition.
        if not self._by_hand and not self._composing and propose != self._value:
            self.set_value(propose)

    def set_value(self, value: str, by_hand: bool = False) -> None:
        """Show a choice as chosen; an unknown one empties the field."""
        choice = next((choice for choice in self._choices if choice.id == value), None)
        self._value = choice.id if choice else ""
        self._by_hand = by_hand and choice is not None
        self.field.setText(choice.name if choice else value if self._free else "")
        self._show(self._filter())
        self.changed.emit()

    def complain(self, wrong: bool) -> None:
        """Mark the field as wrong, or no longer."""
        self.field.setProperty("wrong", wrong)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.field and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        if watched is self.field and event.type() == QEvent.Type.FocusIn:
            self.field.selectAll()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.list.count():
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
            return True
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self._take(self.list.currentItem())
            return True
        return False

    def _typed(self, text: str) -> None:
        self._value, self._by_hand = "", bool(text)
        self._show(self._filter())
        self.changed.emit()

    def _filter(self) -> list[Choice]:
        typed = "" if self._value else self.field.text()
        found = [choice for choice in self._choices if choice.fits(typed)]
        # What begins with the letters typed is meant more often than what has them somewhere inside.
        return sorted(found, key=lambda choice: not choice.begins(typed))[:SHOWN] if typed.strip() else found[:SHOWN]

    def _show(self, choices: Sequence[Choice]) -> None:
        self.list.clear()
        for choice in choices:
            item = QListWidgetItem(f"{choice.name}    {choice.remark}" if choice.remark else choice.name)
            item.setData(_ID, choice.id)
            item.setData(CHOICE, choice)
            item.setSizeHint(QSize(0, theme.of(self).row_px))
            self.list.addItem(item)
        if not choices and not self._free:
            nobody = QListWidgetItem(self._nothing)
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            nobody.setSizeHint(QSize(0, theme.of(self).row_px))
            self.list.addItem(nobody)
        # What is typed freely stands until a row is pointed at.
        nothing = -1 if self._free and not self._value and self.field.text().strip() else 0
        marked = next((row for row, choice in enumerate(choices) if choice.id == self._value), nothing)
        self.list.setCurrentRow(marked if choices else -1)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None or not _id_of(item):
            if self.value:
                self.picked.emit(self.value)
            return
        self.set_value(_id_of(item), by_hand=True)
        self.picked.emit(self._value)

    def _point(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if _id_of(item):
            self.pointed.emit(_id_of(item))

    def _dress(self, worn: theme.Theme) -> None:
        self.list.setFixedHeight(worn.row_px * self._lines + 2)


def _id_of(item: QListWidgetItem | None) -> str:
    """The id of a row; the row that says that there is nothing has none."""
    return str(item.data(_ID) or "") if item is not None else ""
