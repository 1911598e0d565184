"""A picker whose list unfolds only while somebody is choosing, so that the form stays calm."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.panes.cases.parts.fields import PickField
from app.panes.cases.parts.picker import Choice


class FoldingPick(PickField):
    """Shows its list while its line has the keyboard. Enter on an empty line goes on: nothing is chosen unasked."""

    def __init__(self, name: str, hint: str, choices: Sequence[Choice], lines: int = 5) -> None:
        super().__init__(name, hint, choices, "", lines)
        self.picker.list.hide()
        self.picker.field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.picker.list.setVisible(event.type() == QEvent.Type.FocusIn)
            self.picker.updateGeometry()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if enter and not held and not self.picker.field.text().strip():
                self.submitted.emit()
                return True
        return False
