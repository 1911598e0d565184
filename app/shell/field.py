"""A labelled field of a form: label above, input below, the fault right under it."""

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from widgets import theme


class Field(QWidget):
    """A line of text with its name; `secret` hides what is typed."""

    def __init__(self, label: str, text: str = "", secret: bool = False, hint: str = "") -> None:
        super().__init__()
        self._label, self.line, self._fault = QLabel(label), QLineEdit(text), QLabel()
        self._label.setProperty("role", "small")
        self._label.setBuddy(self.line)
        self._fault.setProperty("role", "error")
        self._fault.setWordWrap(True)
        self._fault.hide()
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(hint)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.of(self).space // 2)
        for part in (self._label, self.line, self._fault):
            layout.addWidget(part)

    @property
    def text(self) -> str:
        """What is typed, without blanks around it."""
        return self.line.text().strip()

    def blame(self, fault: str) -> None:
        """Say what is wrong with it; empty for nothing."""
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.line.setProperty("wrong", "true" if fault else "false")
        self.line.setAccessibleDescription(fault)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
