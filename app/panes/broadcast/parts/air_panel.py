"""What is on the air now, speaker by speaker, and how it ended."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.devices.speakers import PLAYED, ReceiptState
from app.domain.speaker import Speaker
from app.panes.broadcast.model import RowsModel, receipt_row
from app.panes.broadcast.parts.desk import OnAir
from app.panes.broadcast.parts.rows import list_view
from app.text import _, local_time
from app.words import refusal, word
from widgets import theme
from widgets.empty_state import EmptyState

_WORST_FIRST = tuple(
    ReceiptState(word)
    for word in "failed unconfirmed muted busy degraded waiting sent received playing delivered".split()
)


class AirPanel(QWidget):
    """The receipts of the call last begun; asks for those that did not play to be tried again."""

    retry_asked = Signal(str)
    replay_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._call: OnAir | None = None
        self.head = QLabel()
        self.head.setProperty("role", "strong")
        self.head.setWordWrap(True)
        self.tally = QLabel()
        self.tally.setProperty("role", "small")
        self.model = RowsModel(self)
        self.list = list_view(_("逐个音柱的回执"))
        self.list.setModel(self.model)
        self.retry = QPushButton()
        self.replay = QPushButton(_("回放录音"))
        self.empty = EmptyState("megaphone", _("还没有播出；每个音柱的回执会显示在这里"))
        self.retry.clicked.connect(lambda: self._call and self.retry_asked.emit(self._call.id))
        self.replay.clicked.connect(lambda: self._call and self.replay_asked.emit(self._call.id))
        self._lay_out()
        self.show_call(None, {})
        theme.follow(self, self._dress)

    def show_call(self, call: OnAir | None, speakers: Mapping[str, Speaker]) -> None:
        """Show a call's account; those in trouble first."""
        self._call = call
        for part in (self.head, self.tally, self.list):
            part.setVisible(call is not None)
        self.empty.setVisible(call is None)
        ended = call is not None and not call.running
        missed = [r for r in call.receipts.values() if r.state not in PLAYED] if call else []
        self.retry.setVisible(ended and bool(missed))
        self.retry.setText(_("重播未播出的 {n} 个").format(n=len(missed)))
        self.replay.setVisible(ended and call is not None and call.ended is not None and bool(call.ended.recording))
        if call is None:
            self.model.show([])
            return
        ordered = sorted(call.receipts.values(), key=lambda r: (_WORST_FIRST.index(r.state), r.speaker_id))
        self.model.show([receipt_row(r, speakers.get(r.speaker_id)) for r in ordered])
        self.head.setText(_headline(call))
        self.tally.setText(_tally(call))

    def _dress(self, worn: theme.Theme) -> None:
        for button, icon in ((self.retry, "refresh-cw"), (self.replay, "play")):
            button.setIcon(theme.icon(icon, "text", worn))
            button.setIconSize(QSize(worn.icon_px, worn.icon_px))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        space = theme.of(self).space
        layout.setContentsMargins(0, space, 0, 0)
        layout.setSpacing(space // 2)
        for part in (self.head, self.tally):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        row = QHBoxLayout()
        row.addWidget(self.retry)
        row.addStretch(1)
        row.addWidget(self.replay)
        layout.addLayout(row)


def why_word(why: str) -> str:
    """How a call ended."""
    words = {
        "finished": _("播完"),
        "stopped": _("已停止"),
        "released": _("已松开"),
        "starved": _("话筒无声，已停止"),
        "max_duration": _("达到最长时间，已停止"),
        "engine_lost": _("音频引擎中断"),
        "speech_failed": _("语音合成失败"),
        "closing": _("窗口关闭，已停止"),
        "console_lost": _("席位程序中断，未确认"),
    }
    return words.get(why) or (refusal(why) if "." in why else _("已结束"))


def _headline(call: OnAir) -> str:
    what = call.request.title or word("broadcast_mode", call.request.mode)
    state = _("正在播出") if call.running else why_word(call.why)
    drill = _("〔演练〕") if call.request.drill else ""
    return f"{drill}{state} · {word('priority', call.request.priority)} · {what} · {local_time(call.began, 'time')}"


def _tally(call: OnAir) -> str:
    states = [r.state for r in call.receipts.values()]
    if call.running:
        playing = sum(s == ReceiptState.PLAYING for s in states)
        received = sum(s in (ReceiptState.PLAYING, ReceiptState.RECEIVED) for s in states)
        return _("共 {m} 个：已接收 {r}，确认播放中 {p}").format(m=len(states), r=received, p=playing)
    played = sum(s in PLAYED for s in states)
    seconds = f"{call.ended.seconds:.0f}" if call.ended else "0"
    return _("播出 {n}/{m}，时长 {s} 秒").format(n=played, m=len(states), s=seconds)
