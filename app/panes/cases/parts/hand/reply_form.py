"""What a unit has answered to a letter, written down by whoever received it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.letter import Letter
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.note_edit import NoteEdit
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from app.words import word


class ReplyForm(QFrame):
    """`left()` on Escape."""

    left = Signal()

    def __init__(self, letter: Letter, send: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._send = send
        self.setProperty("card", "true")
        title = PlainLabel("strong")
        title.say(_("登记回复：{what}").format(what=f"{word('letter', letter.kind)} {one_line(letter.no, 40)}".strip()))
        self.edit = NoteEdit(3)
        self.edit.setPlaceholderText(_("回复内容（必填）"))
        self.edit.setAccessibleName(_("回复内容（必填）"))
        keep = KeyButton(_("登记回复"), "Enter")
        keep.setProperty("role", "primary")
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(keep)
        column = QVBoxLayout(self)
        column.addWidget(title)
        column.addWidget(self.edit)
        column.addLayout(foot)
        self.setFocusProxy(self.edit)
        keep.clicked.connect(self._submit)
        self.edit.submitted.connect(self._submit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.accept()

    def _submit(self) -> None:
        text = self.edit.toPlainText().strip()
        if text:
            self._send(text)
