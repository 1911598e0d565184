"""Several of many: each one taken becomes a mark above the line, the line stays ready for the next."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.fields import Field
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.picker import Picker
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import tip
from app.text import _
from widgets import theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PicksField(Field):
    """Enter takes what is pointed at; Enter on the empty line goes on; Backspace there takes the last one back."""

    def __init__(self, name: str, hint: str, choices: Sequence[Choice], taken: Sequence[str] = ()) -> None:
        body = QWidget()
        super().__init__(name, body)
        self._choices, self._pointing = tuple(choices), False
        self._ids: tuple[str, ...] = ()
        self.picker = Picker(hint, 4)
        self._marks = QWidget()
        self._flow = FlowLayout(self._marks)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._marks)
        column.addWidget(self.picker)
        body.setFocusProxy(self.picker)
        self.picker.picked.connect(self._take)
        self.picker.field.installEventFilter(self)
        theme.follow(self, lambda worn: self._flow.setSpacing(worn.space // 2))
        self._set(taken)

    @property
    def taken(self) -> tuple[str, ...]:
        """The ids taken, in the order they were."""
        return self._ids

    def read(self) -> dict[str, Any]:
        return {self.name: list(self._ids)}

    def write(self, values: dict[str, Any]) -> None:
        if self.name in values:
            self._set([str(one) for one in values[self.name] or ()])

    def complain(self, wrong: bool) -> None:
        self.picker.complain(wrong)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.picker.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, empty = event.key(), not self.picker.field.text()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._pointing = True
        elif key in _ENTER and empty and self._ids and not self._pointing:
            self.submitted.emit()
            return True
        elif key == Qt.Key.Key_Backspace and empty and self._ids:
            self._set(self._ids[:-1])
            return True
        return False

    def _take(self, choice_id: str) -> None:
        self._set((*self._ids, choice_id))

    def _drop(self, choice_id: str, _on: bool = False) -> None:
        self._set([one for one in self._ids if one != choice_id])

    def _set(self, ids: Sequence[str]) -> None:
        known = {choice.id: choice for choice in self._choices}
        self._ids = tuple(dict.fromkeys(one for one in ids if one in known))
        self._pointing = False
        self._show([known[one] for one in self._ids])
        self.picker.set_choices([choice for choice in self._choices if choice.id not in self._ids])
        self.picker.set_value("")
        self.changed.emit()

    def _show(self, taken: Sequence[Choice]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for choice in taken:
            mark = KeyButton(f"{one_line(choice.name, 40)}  ×".replace("&", "&&"))
            mark.setToolTip(tip(choice.remark))
            mark.setAccessibleName(_("去掉 {name}").format(name=choice.name))
            mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            mark.clicked.connect(partial(self._drop, choice.id))
            self._flow.addWidget(mark)
            mark.show()
        self._marks.setVisible(bool(taken))
        self._marks.updateGeometry()
        self.updateGeometry()
