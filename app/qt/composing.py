"""What an input method holds unfinished: the one place that knows, so that keys wait for it and nothing tears it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_DOWN = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_FAR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Composing(QObject):
    """Follows the field that has the keyboard. `on`: an input method holds words there that are not said yet.

    Keys that act (Enter, those with Ctrl or Alt, function keys) act on nothing meanwhile; what writes is written.
    Where the keyboard goes elsewhere, the composition ends and its candidates go away.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._words = self._hint = ""
        self._application: QGuiApplication = QApplication.instance()  # type: ignore[assignment]
        self._application.focusObjectChanged.connect(self._look)
        self._look()

    @property
    def on(self) -> bool:
        """Whether a composition is unfinished."""
        return bool(self._words)

    def stop(self) -> None:
        """Follow nothing any more; safe to call twice."""
        if self._application is not None:
            self._application.focusObjectChanged.disconnect(self._look)
            self._application = None  # type: ignore[assignment]
            self.follow(None)

    def _look(self) -> None:
        # Qt: the object told of may be one of a web page, which carries no type: to look at it from Python ends the
        # process. The widget that has the keyboard is asked for instead.
        self.follow(QApplication.focusWidget())

    def follow(self, focus: QObject | None) -> None:
        """Follow this field from now on; what is no field, or None, composes nothing."""
        # Qt: a filter on the application ends the process once a web page lives in it; one on the field does not.
        field = focus if isinstance(focus, _FIELDS) else None
        if field is self._field:
            return
        if self._field is not None:
            self._field.removeEventFilter(self)
            self._field.destroyed.disconnect(self._gone)
            self._compose("")
        self._field, self._words = field, ""
        if field is not None:
            field.installEventFilter(self)
            field.destroyed.connect(self._gone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self._compose(event.preeditString())
        elif self.on and event.type() == QEvent.Type.FocusAboutToChange:
            self._say(watched)
        elif self.on and isinstance(event, QKeyEvent) and event.type() in _DOWN:
            return self._held_back(watched, event)
        return False

    def _gone(self) -> None:
        self._field, self._words, self._hint = None, "", ""

    def _held_back(self, field: QObject, event: QKeyEvent) -> bool:
        """Keep from the form what the input method let through: a case sent now would lack the words in hand."""
        if event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self._say(field)
        elif not _acts(event):
            return False
        event.accept()
        return True

    def _say(self, field: QObject) -> None:
        """Let the input method end it as it does, before a card takes the keyboard: Qt forgets to ask it there.

        Where it says nothing the words stay in the field as they stood.
        """
        words = self._words
        QGuiApplication.inputMethod().commit()
        if self.on:
            said = QInputMethodEvent("", [])
            said.setCommitString(words)
            QApplication.sendEvent(field, said)

    def _compose(self, words: str) -> None:
        self._words = words
        field = self._field
        # Qt: several lines of text draw their hint under a composition; one line does not.
        if isinstance(field, QPlainTextEdit | QTextEdit):
            if words and field.placeholderText():
                self._hint = field.placeholderText()
                field.setPlaceholderText("")
            elif not words and self._hint:
                field.setPlaceholderText(field.placeholderText() or self._hint)
                self._hint = ""


def _acts(event: QKeyEvent) -> bool:
    key = event.key()
    enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35 or bool(event.modifiers() & _FAR)
