"""Plain labels that show text from outside as it is: no markup, selectable, wrapped."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class PlainLabel(QLabel):
    """Text that is never taken for markup and whose selection survives the same text being set again."""

    def __init__(self, role: str = "", wrap: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy.Policy.Ignored if wrap else QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, QSizePolicy.Policy.Minimum)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        # Qt: a wrapped label asks for the height of a narrow column, which a scroll area then takes for the least.
        hint = super().minimumSizeHint()
        return QSize(0, self.fontMetrics().height()) if self.wordWrap() else hint

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self.text():
            self.setText(text)


def tip(text: str) -> str:
    """A text for a tool tip, which Qt would otherwise read as markup where it looks like some."""
    return f"<span>{escape(text).replace(chr(10), '<br>')}</span>" if text else ""
