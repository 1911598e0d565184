"""Everything that can be done to a case now, to be found by typing: names, pinyin initials or the key itself."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.panes.cases.parts.acting.action_bar import short_key
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.picker import Picker
from app.panes.cases.parts.tones import action_icon
from app.text import _
from app.words import word


class ActionMenu(QFrame):
    """`chosen(operation)` when one is taken, `left()` on Escape."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, operations: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(_("更多操作"))
        self.picker = Picker(_("要做什么？名称或拼音首字母"), lines=7)
        self._operations = tuple(operations)
        self.set_initials({})
        self.picker.picked.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def set_initials(self, initials: Mapping[str, str]) -> None:
        """Let operations be found by the letters their names begin with, too."""
        self.picker.set_choices([_choice(operation, initials.get(operation, "")) for operation in self._operations])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            # A letter typed here is not an action of the room.
            event.accept()


def initials_of(operations: Iterable[str]) -> dict[str, str]:
    """The pinyin initials of operations; slow the first time, for the pool."""
    from app.words.pinyin import initials  # its dictionary takes a while to load: only for who opens the list

    return {operation: initials(word("action", operation)) for operation in operations}


def _choice(operation: str, initials: str) -> Choice:
    name = word("action", operation)
    return Choice(operation, name, "", (initials, operation), icon=action_icon(operation), key=short_key(operation))
