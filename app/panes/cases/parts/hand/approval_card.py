"""What a unit has asked for: who, why, how much, who has signed, and whose turn it is."""

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.clock import from_text
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.action_bar import short_key
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _, local_time
from app.words import limit, word
from widgets import theme
from widgets.badge import Badge


@dataclass(frozen=True, slots=True)
class Post:
    """One signature of the chain: the post, who gave it, and whether it is given, due now, or later."""

    role: str
    by: str = ""
    standing: str = "later"


@dataclass(frozen=True, slots=True)
class Request:
    """A waiting request in words."""

    title: str
    asked_by: str
    reason: str
    posts: tuple[Post, ...]
    turn: str
    mine: bool


def request_of(dossier: Dossier) -> Request | None:
    """Return the request that waits, or None."""
    case, request = dossier.case, dossier.case.request
    if not case.asked:
        return None
    title = word("asked", case.asked)
    if request.get("unit") and request.get("value"):
        title = f"{title} · {limit(float(request['value']), str(request['unit']))}"
    at = str(request.get("at", ""))
    who = [one_line(str(request.get("by", "")), 40), _moment(at)]
    posts = _posts(dossier)
    next_post = next((post.role for post in posts if post.standing == "now"), "")
    if dossier.my_turn:
        turn = _("轮到您审批：{yes} 同意，{no} 驳回").format(yes=short_key("approve"), no=short_key("refuse"))
    elif next_post:
        turn = _("等待{post}审批").format(post=word("role", next_post))
    else:
        turn = ""
    return Request(
        title, " · ".join(part for part in who if part), one_line(case.asked_reason, 300), posts, turn, dossier.my_turn
    )


def _moment(text: str) -> str:
    try:
        return local_time(from_text(text), "datetime") if text else ""
    except ValueError:
        return ""


def _posts(dossier: Dossier) -> tuple[Post, ...]:
    request = dossier.case.request
    since = str(request.get("at", ""))
    signed = [step for step in dossier.steps if step.action == "approve" and (not since or step.at >= from_text(since))]
    passed = [str(role) for role in request.get("passed", ())]
    waiting = [str(role) for role in request.get("chain", ())]
    given = [
        Post(role, one_line(signed[min(number, len(signed) - 1)].operator, 20) if signed else "", "given")
        for number, role in enumerate(passed)
    ]
    due = [Post(role, standing="later" if number else "now") for number, role in enumerate(waiting)]
    return (*given, *due)


class ApprovalCard(QFrame):
    """Shows the request that waits; hidden where none does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._icon, self._title = QLabel(), PlainLabel("strong", wrap=False)
        self._by, self._reason = PlainLabel("small", wrap=False), PlainLabel()
        self._chain_box = QWidget()
        self._chain = FlowLayout(self._chain_box)
        self._turn = PlainLabel("small")
        self._shown: Request | None = None
        head = QHBoxLayout()
        for part in (self._icon, self._title, self._by):
            head.addWidget(part)
        head.addStretch()
        column = QVBoxLayout(self)
        column.addLayout(head)
        for widget in (self._reason, self._chain_box, self._turn):
            column.addWidget(widget)
        self.hide()
        theme.follow(self, self._dress)

    @property
    def request(self) -> Request | None:
        """What is shown."""
        return self._shown

    def show_request(self, request: Request | None) -> None:
        """Show a request; None hides the card."""
        if request != self._shown and request is not None:
            self._shown = request
            self._title.say(request.title)
            self._by.say(request.asked_by)
            self._reason.say(request.reason)
            self._reason.setVisible(bool(request.reason))
            self._turn.say(request.turn)
            self._fill_chain(request)
            self._dress(theme.of(self))
            self.setAccessibleName(f"{request.title} {request.asked_by} {request.reason} {request.turn}")
        self._shown = request
        self.setVisible(request is not None)

    def _fill_chain(self, request: Request) -> None:
        while (item := self._chain.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        marks = {"given": ("ok", "check"), "now": ("warn", "hourglass"), "later": ("muted", "circle")}
        for post in request.posts:
            tone, icon = marks[post.standing]
            text = " ".join(part for part in (word("role", post.role), post.by) if part)
            chip = Badge(text, tone, icon, self._chain_box)
            self._chain.addWidget(chip)
            chip.show()
        self._chain_box.setVisible(bool(request.posts))

    def _dress(self, worn: theme.Theme) -> None:
        self._icon.setPixmap(theme.pixmap("hand", "warn", worn.icon_px, self.devicePixelRatioF(), worn))
        mine = self._shown is not None and self._shown.mine
        self._turn.setStyleSheet(f"color: {worn.accent if mine else worn.muted};")
