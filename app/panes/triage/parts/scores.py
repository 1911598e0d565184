"""This week's book of the algorithms, and what the bench and the shift leader say to it."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.panes.triage.parts.quick_list import QuickList
from app.text import N_, _
from widgets import theme
from widgets.record_list import RecordModel

BUTTONS = (
    ("propose", N_("提请"), "P", "primary"),
    ("agree", N_("同意"), "Y", "primary"),
    ("disagree", N_("不采纳"), "Shift+Y", ""),
    ("normal", N_("恢复正常"), "B", ""),
)


class ScorePanel(QWidget):
    """`asked(intent)` for a button; the list tells which algorithm is in hand."""

    asked = Signal(str)

    def __init__(self, model: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QuickList(model)
        self.list.setAccessibleName(_("本周准确率"))
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons = {name: QPushButton(f"{_(words)}  {key}") for name, words, key, _role in BUTTONS}
        for name, words, _key, role in BUTTONS:
            button = self.buttons[name]
            button.setProperty("role", role)
            button.setAccessibleName(_(words))
            button.clicked.connect(partial(self._ask, name))
        self._card = QFrame()
        self._card.setProperty("card", "true")
        self._lay_out()
        self.offer("", {})

    def offer(self, sentence: str, open_to: dict[str, str]) -> None:
        """Say what there is to decide; `open_to` maps the intents that are possible to the words of their button."""
        self.words.setText(sentence)
        self._card.setVisible(bool(sentence))
        for name, _words, key, _role in BUTTONS:
            self.buttons[name].setVisible(name in open_to)
            if name in open_to:
                self.buttons[name].setText(f"{open_to[name]}  {key}")

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.asked.emit(name)

    def _lay_out(self) -> None:
        space = theme.of(self).space
        card = QVBoxLayout(self._card)
        card.setContentsMargins(space + space // 2, space, space + space // 2, space)
        card.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(space)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch()
        card.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        frame = QHBoxLayout()
        frame.setContentsMargins(space, space, space, space)
        frame.addWidget(self._card)
        layout.addLayout(frame)
