"""The first screen: hub, seat, user, password; its faults are sentences that say what to do."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import Rejected, Unavailable
from app.protocol import Session
from app.qt.tasks import Task, Tasks
from app.shell.field import Field, Sentence
from app.shell.gate import Attempt, Gate
from app.shell.messages import of_fault
from app.text import _
from widgets import theme

# A refusal belongs under the field that can be changed to mend it.
_FIELD_OF = {
    "sign_in.wrong": "password",
    "sign_in.never_here": "user",
    "account.disabled": "user",
    "seat.taken": "seat",
    "seat.not_permitted": "seat",
    "seat.forbidden": "seat",
    "hub.address": "hub",
    "hub.not_a_hub": "hub",
    "hub.nonsense": "hub",
    "hub.trouble": "hub",
    "hub.away": "hub",
    "hub.silent": "hub",
    "hub.failed": "hub",
    "unavailable": "hub",
}
_AWAY = frozenset({"hub.away", "hub.silent", "hub.failed", "hub.trouble", "unavailable"})


class SignIn(QWidget):
    """Asks; emits `entered(session, hub address, online)`; works in tasks, so it never stands still."""

    entered = Signal(object, str, bool)

    def __init__(self, gate: Gate, tasks: Tasks, hub_url: str, seat: str, user: str, hall_name: str = "") -> None:
        super().__init__()
        self.setProperty("ground", "bg")
        self._gate, self._tasks = gate, tasks
        self._task: Task | None = None
        self._typed: Attempt | None = None
        last_seat, last_user = gate.last()
        self.hub = Field(_("中心平台地址"), hub_url, hint="http://10.0.0.8:8700")
        self.seat = Field(_("席位号"), seat or last_seat, narrow=True)
        self.user = Field(_("用户名"), user or last_user, narrow=True)
        self.password = Field(_("密码"), secret=True)
        self.message = Sentence()
        self.enter = QPushButton(_("登录"))
        self.takeover = QPushButton(_("接管该席位"))
        self.offline = QPushButton(_("离线进入"))
        self._head = QLabel(hall_name or _("城运指挥大厅"))
        self._lay_out()
        theme.follow(self, self._dress)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._task is not None

    def start_typing(self) -> None:
        """Put the keyboard into the first empty field."""
        fields = (self.hub, self.seat, self.user, self.password)
        next((field for field in fields if not field.text), self.password).line.setFocus()

    def submit(self) -> None:
        """Try to sign in at the hub."""
        self._try(lambda attempt: self._gate.sign_in(attempt), online=True)

    def submit_takeover(self) -> None:
        """Sign in and end the other sitting at this seat."""
        self._try(lambda attempt: self._gate.sign_in(attempt), online=True, takeover=True)

    def submit_offline(self) -> None:
        """Sit down with what this seat remembers."""
        self._try(lambda attempt: self._gate.sign_in_offline(attempt), online=False)

    def take_typed(self) -> Attempt | None:
        """Hand out, once, what somebody typed who went in offline: the hub is asked with it when it is back."""
        typed, self._typed = self._typed, None
        return typed

    def stop(self) -> None:
        """Want no answer any more."""
        self._typed = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _try(self, work: Callable[[Attempt], Session], online: bool, takeover: bool = False) -> None:
        if self.busy or not self._complete(online):
            return
        attempt = Attempt(self.hub.text, self.seat.text, self.user.text, self.password.line.text(), takeover)
        self._clear_faults()
        self._say(_("正在登录…") if online else _("正在核对…"), "muted")
        self._task = self._tasks.run(
            lambda: work(attempt),
            lambda session: self._let_in(session, attempt, online),
            self._refuse,
        )
        self._lock_form(True)

    def _complete(self, online: bool) -> bool:
        wanted = [self.seat, self.user, self.password, *([self.hub] if online else [])]
        for field in wanted:
            field.blame("" if field.line.text().strip() else _("请填写"))
        missing = next((field for field in wanted if not field.line.text().strip()), None)
        self._say(_("请填写席位号和用户名") if missing in (self.seat, self.user) else "", "error")
        if missing is not None:
            missing.line.setFocus()
        return missing is None

    def _let_in(self, session: Session, attempt: Attempt, online: bool) -> None:
        self._settle()
        self._typed = None if online else attempt
        self.password.line.clear()
        self._say("", "muted")
        self.entered.emit(session, attempt.hub_url, online)

    def _refuse(self, fault: BaseException) -> None:
        self._settle()
        sentence = self._sentence(fault)
        code = fault.code if isinstance(fault, (Rejected, Unavailable)) else ""
        field = {"password": self.password, "user": self.user, "seat": self.seat, "hub": self.hub}.get(
            _FIELD_OF.get(code, "")
        )
        if field is not None:
            field.blame(sentence)
            field.line.setFocus()
            field.line.selectAll()
        self._say("" if field is not None and field.says_its_fault else sentence, "error")
        self.takeover.setVisible(code == "seat.taken")
        self.offline.setVisible(code in _AWAY and self._gate.knows_anybody())

    def _sentence(self, fault: BaseException) -> str:
        if isinstance(fault, Unavailable) and fault.code in _AWAY:
            known = self._gate.knows_anybody()
            silent = fault.code == "hub.silent"
            what = of_fault(fault).whole if silent else _("连不上这个中心平台：请检查地址和网络")
            return _("{what}；也可以先离线进入").format(what=what) if known else what
        return of_fault(fault).whole

    def _settle(self) -> None:
        self._task = None
        self._lock_form(False)

    def _clear_faults(self) -> None:
        for field in (self.hub, self.seat, self.user, self.password):
            field.blame("")
        self.takeover.hide()
        self.offline.hide()

    def _say(self, text: str, role: str) -> None:
        self.message.say(text, role)

    def _lock_form(self, waiting: bool) -> None:
        for field in (self.hub, self.seat, self.user, self.password):
            field.line.setReadOnly(waiting)
        for button in (self.enter, self.takeover, self.offline):
            button.setDisabled(waiting)

    def _lay_out(self) -> None:
        self._head.setProperty("role", "title")
        sub = QLabel(_("坐席登录"))
        sub.setProperty("role", "muted")
        self.enter.setProperty("role", "primary")
        self.offline.setProperty("role", "quiet")
        self.takeover.hide()
        self.offline.hide()
        self.enter.clicked.connect(self.submit)
        self.takeover.clicked.connect(self.submit_takeover)
        self.offline.clicked.connect(self.submit_offline)
        for field in (self.hub, self.seat, self.user, self.password):
            field.line.returnPressed.connect(self.submit)
        self._card = QFrame()
        self._card.setProperty("card", "true")
        form, pair = QVBoxLayout(self._card), QHBoxLayout()
        pair.addWidget(self.seat, 2)
        pair.addWidget(self.user, 3)
        for part in (
            self._head,
            sub,
            self.hub,
            pair,
            self.password,
            self.message,
            self.enter,
            self.takeover,
            self.offline,
        ):
            form.addLayout(part) if isinstance(part, QHBoxLayout) else form.addWidget(part)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _dress(self, worn: theme.Theme) -> None:
        self._card.setFixedWidth(round(440 * worn.scale))
        layout = self._card.layout()
        if layout is not None:
            layout.setContentsMargins(*(worn.space * 5,) * 4)
            layout.setSpacing(worn.space * 2)
