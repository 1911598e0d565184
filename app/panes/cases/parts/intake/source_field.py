"""Where a report came from: a short list whose entries are chosen by one key while it has the keyboard."""

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox

from app.panes.cases.parts.fields import Field
from app.panes.cases.parts.named import named
from app.text import _
from app.words import books, word

USUAL = "desk"
FIRST = ("desk", "hotline", "internet", "patrol", "media", "assigned", "report_reward", "petition", "hotline_12315")
KEYS = "123456789ABCDEFGHIJKLM"


class SourceField(Field):
    """Says nothing while it stands at its usual value, so that an untouched form is no draft."""

    def __init__(self) -> None:
        self._box = named(QComboBox(), _("来源"))
        super().__init__("source", self._box)
        rest = [code for code in books()["source"] if code not in FIRST]
        for key, code in zip(KEYS, (*FIRST, *rest), strict=False):
            self._box.addItem(f"{key}  {word('source', code)}", code)
        self._box.installEventFilter(self)
        self._box.currentIndexChanged.connect(self.changed)

    @property
    def value(self) -> str:
        """The source chosen."""
        return str(self._box.currentData())

    def read(self) -> dict[str, Any]:
        return {"source": "" if self.value == USUAL else self.value}

    def write(self, values: dict[str, Any]) -> None:
        row = self._box.findData(str(values.get("source", "")))
        if row >= 0:
            self._box.setCurrentIndex(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.text().upper()
            if key and key in KEYS and KEYS.index(key) < self._box.count():
                self._box.setCurrentIndex(KEYS.index(key))
                return True
        return False
