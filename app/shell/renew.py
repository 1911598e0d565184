"""The bar that asks for the password again when the session has ended; typing goes on meanwhile."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from app.domain.errors import Rejected
from app.protocol import Session
from app.qt.tasks import Task, Tasks
from app.shell.messages import of_fault
from app.text import _
from app.words import refusal
from widgets import theme


class RenewBar(QFrame):
    """Hidden until `ask`; never takes the keyboard. Emits `renewed(session)` after a right password.

    Where another machine holds the seat, `take_over` offers to take it back with the password already typed.
    """

    renewed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        sign_in: Callable[[str], Session],
        parent: QWidget | None = None,
        take_over: Callable[[str], Session] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("bar", "warn")
        self.setAccessibleName(_("重新登录"))
        self._tasks, self._sign_in, self._take_over = tasks, sign_in, take_over
        self._task: Task | None = None
        self._icon, self.words = QLabel(), QLabel()
        self.password, self.button = QLineEdit(), QPushButton(_("重新登录"))
        self.takeover = QPushButton(_("接管该席位"))
        self._lay_out()
        self.hide()
        theme.follow(self, self._dress)

    def ask(self, code: str) -> None:
        """Come up and say why; asked again while up, nothing typed is lost."""
        if self.isHidden():
            self._say(refusal(code))
            self.takeover.setVisible(code == "seat.taken" and self._take_over is not None)
            self.show()

    def stop(self) -> None:
        """Want no answer any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def submit(self) -> None:
        """Try the password."""
        self._try(self._sign_in)

    def submit_takeover(self) -> None:
        """Try the password and end the other sitting at this seat."""
        if self._take_over is not None:
            self._try(self._take_over)

    def _try(self, work: Callable[[str], Session]) -> None:
        password = self.password.text()
        if self._task is not None:
            return
        if not password:
            self.password.setFocus()
            return
        for button in (self.button, self.takeover):
            button.setDisabled(True)
        self._task = self._tasks.run(lambda: work(password), self._done, self._refused)

    def _done(self, session: Session) -> None:
        self._settle()
        self.password.clear()
        self.hide()
        self.renewed.emit(session)

    def _refused(self, fault: BaseException) -> None:
        self._settle()
        self._say(of_fault(fault).whole)
        code = fault.code if isinstance(fault, Rejected) else ""
        self.takeover.setVisible(code == "seat.taken" and self._take_over is not None)
        self.password.selectAll()

    def _say(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.words.setToolTip(sentence)
        self.words.setAccessibleName(sentence)

    def _settle(self) -> None:
        self._task = None
        for button in (self.button, self.takeover):
            button.setDisabled(False)

    def _lay_out(self) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(_("密码"))
        self.password.setAccessibleName(_("密码"))
        self.password.returnPressed.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.takeover.clicked.connect(self.submit_takeover)
        self.takeover.hide()
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.password)
        self._row.addWidget(self.button)
        self._row.addWidget(self.takeover)

    def _dress(self, worn: theme.Theme) -> None:
        self._icon.setPixmap(theme.pixmap("key-round", "warn", worn.icon_px, self.devicePixelRatioF(), worn))
        self._row.setContentsMargins(worn.space * 2, worn.space // 2, worn.space * 2, worn.space // 2)
        self._row.setSpacing(worn.space)
        self.password.setFixedWidth(round(200 * worn.scale))
