"""A labelled field of a form, with its fault in a sentence right under it."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from widgets import theme


class Sentence(QLabel):
    """A wrapping line that takes no place while it is empty and all it needs when it is not."""

    def __init__(self, role: str = "error") -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.say("", role)

    def say(self, text: str, role: str = "error") -> None:
        """Say this; empty hides it."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)
        self._reserve()
        self.setVisible(bool(text) and self.parentWidget() is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reserve()

    def _reserve(self) -> None:
        # Qt: a layout asks a wrapping label for its height at its ideal width, not at the width it gets.
        self.setMinimumHeight(self.heightForWidth(self.width()) if self.text() else 0)


class Field(QWidget):
    """A line of text with its name; `secret` hides what is typed; a `narrow` one only marks its fault."""

    def __init__(self, label: str, text: str = "", secret: bool = False, hint: str = "", narrow: bool = False) -> None:
        super().__init__()
        self._narrow = narrow
        self._label, self.line, self._fault = QLabel(label), QLineEdit(text), Sentence()
        self._label.setProperty("role", "small")
        self._label.setBuddy(self.line)
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

    @property
    def says_its_fault(self) -> bool:
        """Whether there is room for a sentence under it."""
        return not self._narrow

    def blame(self, fault: str) -> None:
        """Say what is wrong with it; empty for nothing."""
        self._fault.say("" if self._narrow else fault)
        self.line.setProperty("wrong", "true" if fault else "false")
        self.line.setAccessibleDescription(fault)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
