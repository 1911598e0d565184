"""What was done to an entry, the newest first: who, when, from which seat, and each field before and after."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.panes.books.change_words import Difference
from widgets import theme


class ChangeList(QScrollArea):
    """A card for each change; `none` is said where there are none."""

    def __init__(self, none: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = none
        self.told: tuple[tuple[str, tuple[Difference, ...]], ...] = ()
        self._show(())

    def show_changes(self, told: Sequence[tuple[str, tuple[Difference, ...]]]) -> None:
        """Show these: who did it, and what."""
        if tuple(told) != self.told:
            self.told = tuple(told)
            self._show(self.told)

    def _show(self, told: Sequence[tuple[str, tuple[Difference, ...]]]) -> None:
        body, space = QWidget(), theme.of(self).space
        body.setProperty("ground", "none")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, space, 0)
        column.setSpacing(space)
        for who, what in told:
            column.addWidget(_card(who, what, space))
        if not told:
            column.addWidget(_label(self._none, "muted"))
        column.addStretch()
        self.setWidget(body)


def _card(who: str, what: Sequence[Difference], space: int) -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    column = QVBoxLayout(card)
    column.setContentsMargins(space + space // 2, space, space + space // 2, space)
    column.setSpacing(space // 2)
    column.addWidget(_label(who, "small"))
    for name, old, new in what:
        line = _label("", "")
        line.setTextFormat(Qt.TextFormat.RichText)  # every word in it is escaped
        before = f"{escape(old)} → " if old else ""
        line.setText(f"{escape(name)}：{before}<b>{escape(new)}</b>")
        column.addWidget(line)
    return card


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("role", role)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
