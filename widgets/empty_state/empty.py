"""A calm centre for an empty pane."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from widgets import theme


class EmptyState(QWidget):
    """Icon, sentence, "as of" line and at most one thing to do."""

    acted = Signal()

    def __init__(self, icon: str = "inbox", sentence: str = "", as_of: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._sentence = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._as_of = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._action = QPushButton()
        self._action.clicked.connect(self.acted)
        self._sentence.setProperty("role", "muted")
        self._as_of.setProperty("role", "faint")
        self._lay_out()
        self.set(icon, sentence, as_of)
        theme.follow(self, self._dress)

    def set(self, icon: str, sentence: str, as_of: str = "", action: str = "") -> None:
        """Say why there is nothing, and as of when; `action` names a button that emits `acted`."""
        self._icon_name = icon
        self._sentence.setText(sentence)
        self._as_of.setText(as_of)
        self._as_of.setVisible(bool(as_of))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(" ".join(filter(None, (sentence, as_of))))
        self._dress(theme.of(self))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for part in (self._icon, self._sentence, self._as_of):
            layout.addWidget(part)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def _dress(self, worn: theme.Theme) -> None:
        edge = worn.icon_px * 2
        self._icon.setPixmap(theme.pixmap(self._icon_name, "faint", edge, self.devicePixelRatioF(), worn))
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(worn.space)
