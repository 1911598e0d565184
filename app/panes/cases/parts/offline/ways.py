"""Below the list of clashes: what may be done with the one in hand, or with all that are marked, each with its key."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.offline.conflict_card import ConflictCard
from app.text import _
from widgets import theme


class Ways(QWidget):
    """`asked(key)` when a button is pressed. The buttons stand while cards come and go: to make them costs the hand."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self)
        self._buttons = {key: KeyButton("", key) for key in ("T", "M", "E", "O", "Enter")}
        for key, button in self._buttons.items():
            button.setProperty("role", "primary" if key == "Enter" else "quiet")
            button.clicked.connect(lambda _on=False, key=key: self.asked.emit(key))
            self._row.addWidget(button)
        theme.follow(self, self._dress)

    def sizeHint(self) -> QSize:
        return QSize(0, self._row.heightForWidth(max(self.width(), 1)))

    @property
    def words(self) -> dict[str, str]:
        """What each button that may be pressed says."""
        return {key: button.text() for key, button in self._buttons.items() if not button.isHidden()}

    def show_for(self, card: ConflictCard | None, marked: int) -> None:
        """Offer what the card in hand allows; while rows are marked, deciding for all of them."""
        clash, case = card is not None and bool(card.entry.lines), card is not None and card.is_case
        said = {
            "T": _("都留对方的") if clash or marked else _("知道了"),
            "M": _("都用我的") if clash or marked else _("再办一次"),
            "E": _("改后再办"),
            "O": _("打开案件"),
            "Enter": _("办理"),
        }
        many = _("{what}（已选 {n} 项）")
        for key, button in self._buttons.items():
            text = many.format(what=said[key], n=f"{marked:,}") if marked and key in "TM" else said[key]
            if button.text() != text:
                button.setText(text)
                button.setAccessibleName(text)
            shown = bool(marked) if key in "TM" and card is None else card is not None
            button.setVisible(shown and (key not in "EO" or case) and (not marked or key in "TM"))
        self._buttons["Enter"].setEnabled(card is not None and card.ready)
        self.updateGeometry()

    def _dress(self, worn: theme.Theme) -> None:
        self._row.setSpacing(worn.space)
