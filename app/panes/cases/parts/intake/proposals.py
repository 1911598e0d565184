"""The row under the matter: why one is proposed, and the others one key away."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.intake import MatterProposal
from app.panes.cases.parts.intake.keys import TAKE
from app.panes.cases.parts.intake.rows import ElidedLabel
from app.panes.cases.parts.key_button import KeyButton
from app.text import _
from widgets import theme


class ProposalRow(QWidget):
    """`taken(matter_id)` when a proposal is clicked; the row keeps its height, so that nothing jumps as one types."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = ElidedLabel()
        self._buttons = [KeyButton("", key) for key in TAKE]
        self._ids: list[str] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.reason, 1)
        for number, button in enumerate(self._buttons):
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _on=False, n=number: self.take(n))
            button.hide()
            row.addWidget(button)
        theme.follow(self, self._dress)

    def show_proposals(self, proposals: Sequence[MatterProposal], names: dict[str, str], chosen: str) -> None:
        """Offer what is not chosen already; a proposal that stands alone and is taken needs no button."""
        offered = [p for p in proposals if p.matter_id != chosen]
        self._ids = [p.matter_id for p in offered]
        for number, button in enumerate(self._buttons):
            shown = number < len(offered)
            if shown:
                name = names.get(offered[number].matter_id, offered[number].name)
                button.setText(name)
                button.setAccessibleName(_("取建议：{name}").format(name=name))
                button.updateGeometry()
            button.setVisible(shown)

    def take(self, number: int) -> None:
        """Take a proposal by its place in the row."""
        if number < len(self._ids):
            self.taken.emit(self._ids[number])

    @property
    def offered(self) -> tuple[str, ...]:
        """The matters on offer."""
        return tuple(self._ids)

    def _dress(self, worn: theme.Theme) -> None:
        self.setFixedHeight(worn.row_px)
