"""Choose one of many by typing: names, codes or pinyin initials; proposals stand first with their reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.panes.cases.parts.named import named
from widgets import theme

_ID = Qt.ItemDataRole.UserRole
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its id, its name, a reason a remark, every text it may be found by; `doubtful` warns."""

    id: str
    name: str
    remark: str = ""
    keys: tuple[str, ...] = ()
    doubtful: bool = False

    def fits(self, typed: str) -> bool:
        """Whether every word typed occurs in one of the texts."""
        texts = (self.name.lower(), *(key.lower() for key in self.keys))
        return all(any(word in text for text in texts) for word in typed.lower().split())


class Picker(QWidget):
    """A field and the list under it. `picked(id)` is emitted when the operator has decided."""

    picked = Signal(str)
    changed = Signal()

    def __init__(self, hint: str, lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._value = ""
        self._by_hand = False
        self.field = named(QLineEdit(placeholderText=hint), hint)
        self.list = named(QListWidget(), hint)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        theme.follow(self, self._dress)

    @property
    def value(self) -> str:
        """The id chosen, or ""."""
        return self._value

    @property
    def by_hand(self) -> bool:
        """Whether the operator chose or typed; proposals then keep their hands off."""
        return self._by_hand

    def set_choices(self, choices: Sequence[Choice], propose: str = "") -> None:
        """Offer these, in this order; `propose` is taken only where the operator has not decided."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._show(self._filter())
        if not self._by_hand and propose != self._value:
            self.set_value(propose)

    def set_value(self, value: str, by_hand: bool = False) -> None:
        """Show a choice as chosen; an unknown one empties the field."""
        choice = next((choice for choice in self._choices if choice.id == value), None)
        self._value = choice.id if choice else ""
        self._by_hand = by_hand and choice is not None
        self.field.setText(choice.name if choice else "")
        self._show(self._filter())
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
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
        return [choice for choice in self._choices if choice.fits(typed)][:SHOWN]

    def _show(self, choices: Sequence[Choice]) -> None:
        self.list.clear()
        for choice in choices:
            item = QListWidgetItem(f"{choice.name}    {choice.remark}" if choice.remark else choice.name)
            item.setData(_ID, choice.id)
            item.setSizeHint(QSize(0, theme.of(self).row_px))
            self.list.addItem(item)
        marked = next((row for row, choice in enumerate(choices) if choice.id == self._value), 0)
        self.list.setCurrentRow(marked if choices else -1)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.set_value(str(item.data(_ID)), by_hand=True)
        self.picked.emit(self._value)

    def _dress(self, worn: theme.Theme) -> None:
        self.list.setFixedHeight(worn.row_px * self._lines + 2)
