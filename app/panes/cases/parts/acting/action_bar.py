"""The next steps of a case with their keys, the way forward first and strong; the rest waits behind "more"."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.case import Operation
from app.panes.cases.parts.acting.keys import ACTION_KEYS, BESIDE_IT, FORWARD, GRAVE, MORE_KEY
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.tones import action_icon
from app.text import _
from app.words import word
from widgets import theme

# Photos are attached from the wall or a file, steps of the plan ticked on their card: not by a form.
NOT_HERE = frozenset({"attach", "report", "tick"})
SHOWN_FORWARD, SHOWN = 2, 6


class ActionBar(QWidget):
    """`asked(operation)` when a button is pressed, `more_asked` for everything else."""

    asked = Signal(str)
    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._buttons: dict[str, KeyButton] = {}
        self._flow = FlowLayout(self)
        self.more = KeyButton("", MORE_KEY, self)
        self.more.setProperty("role", "quiet")
        self.more.clicked.connect(self.more_asked)
        self.more.hide()
        theme.follow(self, self._dress)

    @property
    def operations(self) -> tuple[str, ...]:
        """What can be done now, shown or not, the way forward first."""
        return self._shown[0]

    @property
    def shown(self) -> tuple[str, ...]:
        """What has a button of its own."""
        return tuple(self._buttons)

    def set_operations(self, operations: Sequence[Operation], drafted: Sequence[str]) -> None:
        """Show these; those with something typed are marked. The same ones again change nothing."""
        names = tuple(sorted((op.id for op in operations if op.id not in NOT_HERE), key=_rank))
        marked = tuple(name for name in names if name in drafted)
        if (names, marked) == self._shown:
            return
        self._shown = (names, marked)
        self._clear()
        buttons = shown_of(names)
        for name in buttons:
            self._add(name, name in marked)
        self._show_more(len(names) - len(buttons))
        self.updateGeometry()

    def button(self, operation: str) -> KeyButton | None:
        """The button of an operation, if it has one now."""
        return self._buttons.get(operation)

    def _show_more(self, number: int) -> None:
        self._flow.removeWidget(self.more)
        self.more.setText(_("更多 {n}").format(n=number))
        self.more.setAccessibleName(_("更多操作"))
        self.more.setVisible(number > 0)
        if number > 0:
            self._flow.addWidget(self.more)

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


def shown_of(names: Sequence[str]) -> tuple[str, ...]:
    """Which operations get a button: the first ways forward, then what is most likely beside them."""
    forward = [name for name in FORWARD if name in names][:SHOWN_FORWARD]
    beside = [name for name in BESIDE_IT if name in names][: SHOWN - len(forward)]
    return (*forward, *beside)


def _rank(name: str) -> tuple[int, int]:
    keys = list(ACTION_KEYS)
    if name in FORWARD:
        return 0, FORWARD.index(name)
    return 2 if name in GRAVE else 1, keys.index(name) if name in keys else len(keys)
