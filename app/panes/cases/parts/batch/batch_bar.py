"""Below the list while rows are marked: how many, and what may be done to them, each with its key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.panes.cases.parts.acting.action_bar import short_key
from app.panes.cases.parts.batch.batch_plan import MOST_AT_ONCE
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.tones import action_icon
from app.text import _
from app.words import word
from widgets import theme

MOST = 10


class BatchBar(QFrame):
    """`asked(operation)` when a button is pressed, `cleared()` to mark nothing any more."""

    asked = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "raised")
        self._marked = 0
        self._said, self._clear = PlainLabel("strong", wrap=False), KeyButton(_("取消选择"), "Esc")
        self._clear.setProperty("role", "quiet")
        self._clear.clicked.connect(self.cleared)
        self._buttons: dict[str, KeyButton] = {}
        self._column, head = QVBoxLayout(self), QHBoxLayout()
        head.addWidget(self._said, 1)
        head.addWidget(self._clear)
        self._place = QWidget()
        self._flow = FlowLayout(self._place)
        self._column.addLayout(head)
        self._column.addWidget(self._place)
        self.hide()
        theme.follow(self, self._dress)

    @property
    def offered(self) -> dict[str, str]:
        """What each button says."""
        return {operation: button.text() for operation, button in self._buttons.items()}

    def show_marked(self, number: int, of: int = 0) -> None:
        """So many are marked, of so many in the filter where all were asked for; what may be done to them follows."""
        self._marked = number
        self.setVisible(number > 0)
        said = _("已选 {n} 件") if number <= MOST_AT_ONCE else _("已选 {n} 件，一次最多办 {most} 件")
        if of:
            whole = _("已选本筛选全部 {n} 件")
            said = whole if of <= number else _("本筛选共 {all} 件，已选前 {n} 件（一次最多办 {most} 件）")
        self._said.say(said.format(n=f"{number:,}", most=f"{MOST_AT_ONCE:,}", all=f"{of:,}"))
        self.setAccessibleName(self._said.text())

    def show_offers(self, offers: dict[str, int]) -> None:
        """Offer what most of them allow; a number where not all do."""
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        for operation, number in list(offers.items())[:MOST]:
            self._add(operation, number)
        # Qt: the height of the flow is asked anew only of the widget that holds it.
        self._place.updateGeometry()

    def _add(self, operation: str, number: int) -> None:
        name = word("action", operation)
        text = name if number == self._marked else f"{name} {number:,}/{self._marked:,}"
        button = KeyButton(text, short_key(operation), self)
        button.clicked.connect(lambda: self.asked.emit(operation))
        button.setIcon(theme.icon(action_icon(operation), "muted"))
        self._buttons[operation] = button
        self._flow.addWidget(button)
        button.show()

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space + worn.space // 2
        self._column.setContentsMargins(pad, worn.space // 2, worn.space, worn.space)
        self._column.setSpacing(worn.space // 2)
        self._flow.setSpacing(worn.space // 2)
        for operation, button in self._buttons.items():
            button.setIcon(theme.icon(action_icon(operation), "muted", worn))
