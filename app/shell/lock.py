"""Ctrl+L: covers everything of a case, lets the wall run, and takes no key but the password."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.qt.tasks import Task, Tasks
from app.shell.field import Field
from app.shell.messages import of_fault
from app.text import _
from widgets import theme
from widgets.overlay import Overlay


class Lock(Overlay):
    """`check(password)` raises where the password is wrong; it runs in a task. Emits `opened` after a right one.

    It hides and disables widgets instead of filtering events: Qt: an event filter on the application, written in
    Python, ends the process as soon as a web view lives in it.
    """

    opened = Signal()

    def __init__(self, parent: QWidget, who: str, tasks: Tasks, check: Callable[[str], None]) -> None:
        super().__init__(parent, closable=False)
        self.setAccessibleName(_("已锁定"))
        self._tasks, self._check = tasks, check
        self._task: Task | None = None
        self._hidden: list[QWidget] = []
        self._held: list[QWidget] = []
        self._head, self._who = QLabel(_("已锁定")), QLabel(who)
        self.password = Field(_("密码"), secret=True)
        self.button = QPushButton(_("解锁"))
        self._lay_out()

    def shut(self, private: Iterable[QWidget], held: Iterable[QWidget]) -> None:
        """Hide the private widgets; those held stay in sight and take neither key nor click."""
        if self.shown:
            return
        self._hidden = [widget for widget in private if not widget.isHidden()]
        self._held = [widget for widget in held if widget.isEnabled()]
        for widget in self._hidden:
            widget.hide()
        for widget in self._held:
            widget.setEnabled(False)
        self.open()

    def submit(self) -> None:
        """Try the password."""
        password = self.password.line.text()
        if self._task is not None or not password:
            return
        self.button.setDisabled(True)
        self._task = self._tasks.run(lambda: self._check(password), lambda _ok: self.let_in(), self._refused)

    def let_in(self) -> None:
        """Show everything again."""
        self.stop()
        self.password.line.clear()
        self.password.blame("")
        for widget in self._held:
            widget.setEnabled(True)
        for widget in self._hidden:
            widget.show()
        self._hidden, self._held = [], []
        self.close_card()
        self.opened.emit()

    def stop(self) -> None:
        """Want no answer any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.button.setDisabled(False)

    def first_focus(self) -> QWidget:
        return self.password.line

    def card_rect(self) -> tuple[int, int, int, int]:
        worn = theme.of(self)
        width, height = round(360 * worn.scale), self.card.sizeHint().height()
        return (self.width() - width) // 2, (self.height() - height) // 2, width, height

    def paintEvent(self, event: QPaintEvent) -> None:
        """No veil: the wall goes on in full light."""

    def _refused(self, fault: BaseException) -> None:
        self._task = None
        self.button.setDisabled(False)
        self.password.blame(of_fault(fault).whole)
        self.password.line.selectAll()

    def _lay_out(self) -> None:
        worn = theme.of(self)
        self._head.setProperty("role", "heading")
        self._who.setProperty("role", "muted")
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        self.password.line.returnPressed.connect(self.submit)
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(*(worn.space * 4,) * 4)
        layout.setSpacing(worn.space * 2)
        for part in (self._head, self._who, self.password, self.button):
            layout.addWidget(part)
