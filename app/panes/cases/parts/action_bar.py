"""Every operation a case allows its operator now, each with its key; the way forward first and strong."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.case import Operation
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.keys import ACTION_KEYS, FORWARD, GRAVE
from app.panes.cases.parts.tones import action_icon
from app.text import _
from app.words import word
from widgets import theme

# Photos are attached from the wall or a file, not by a form.
NOT_HERE = frozenset({"attach", "report"})


class ActionBar(QWidget):
    """`asked(operation)` when a button is pressed."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._buttons: dict[str, KeyButton] = {}
        self._flow = FlowLayout(self)
        theme.follow(self, self._dress)

    @property
    def operations(self) -> tuple[str, ...]:
        """What can be done now, in the order shown."""
        return self._shown[0]

    def set_operations(self, operations: Sequence[Operation], drafted: Sequence[str]) -> None:
        """Show these; those with something typed are marked. The same ones again change nothing."""
        names = tuple(sorted((op.id for op in operations if op.id not in NOT_HERE), key=_rank))
        marked = tuple(name for name in names if name in drafted)
        if (names, marked) == self._shown:
            return
        self._shown = (names, marked)
        self._clear()
        for name in names:
            self._add(name, name in marked)
        self.updateGeometry()

    def button(self, operation: str) -> KeyButton | None:
        """The button of an operation, if it is allowed now."""
        return self._buttons.get(operation)

    def _clear(self) -> None:
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()

    def _add(self, name: str, drafted: bool) -> None:
        text = word("action", name)
        button = KeyButton(_("{action}·草稿").format(action=text) if drafted else text, short_key(name), self)
        forward = next((op for op in FORWARD if op in self._shown[0]), "")
        button.setProperty("role", "primary" if name == forward else "")
        button.clicked.connect(lambda: self.asked.emit(name))
        self._buttons[name] = button
        self._flow.addWidget(button)
        button.show()
        self._paint_icon(name)

    def _paint_icon(self, name: str) -> None:
        role = self._buttons[name].property("role")
        tone = "on_accent" if role == "primary" else "alarm" if name in GRAVE else "muted"
        self._buttons[name].setIcon(theme.icon(action_icon(name), tone))

    def _dress(self, worn: theme.Theme) -> None:
        self._flow.setSpacing(worn.space)
        for name in self._buttons:
            self._paint_icon(name)


def short_key(operation: str) -> str:
    """The key as it is shown on a button: F, ⇧F."""
    return ACTION_KEYS.get(operation, "").replace("Shift+", "⇧")


def _rank(name: str) -> tuple[int, int]:
    keys = list(ACTION_KEYS)
    first = 0 if name in FORWARD else 2 if name in GRAVE else 1
    return first, keys.index(name) if name in keys else len(keys)
