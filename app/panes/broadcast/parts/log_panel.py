"""What was said before: by whom, where, how many heard it, and the recording to listen to."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.broadcast import Broadcast
from app.panes.broadcast.model import RowsModel, log_row
from app.panes.broadcast.parts.rows import list_view
from app.text import _, local_time
from widgets import theme


class LogPanel(QWidget):
    """The latest broadcasts of all seats, newest first."""

    replay_asked = Signal(str)
    retry_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel(self)
        self.list = list_view(_("广播记录"))
        self.list.setModel(self.model)
        self.detail = QLabel()
        self.detail.setProperty("role", "small")
        self.detail.setWordWrap(True)
        self.retry = QPushButton(_("选中未播出的音柱"))
        self.replay = QPushButton(_("回放录音"))
        self.retry.clicked.connect(lambda: self._emit(self.retry_asked))
        self.replay.clicked.connect(lambda: self._emit(self.replay_asked))
        self.list.doubleClicked.connect(lambda _: self._emit(self.replay_asked))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._describe())
        self._lay_out()
        self._describe()
        theme.follow(self, self._dress)

    @property
    def broadcast(self) -> Broadcast | None:
        """The broadcast in hand."""
        row = self.model.row(self.list.currentIndex())
        return row.record if row is not None else None

    def show_log(self, broadcasts: list[Broadcast]) -> None:
        """Show the record."""
        self.model.show([log_row(b, local_time(b.started_at, "datetime")) for b in broadcasts])
        self._describe()

    def missed(self, broadcast: Broadcast) -> tuple[str, ...]:
        """Speakers that did not play it."""
        played = {k for k, r in broadcast.receipts.items() if r.get("state") in ("delivered", "degraded")}
        return tuple(s for s in broadcast.speaker_ids if s not in played)

    def _describe(self) -> None:
        found = self.broadcast
        self.replay.setEnabled(found is not None and bool(found.recording_media_id))
        self.retry.setEnabled(found is not None and bool(self.missed(found)))
        if found is None:
            self.detail.setText("")
            return
        reason = _("静音时段理由：{why}").format(why=found.reason) if found.reason else ""
        stamp = _("录音指纹 {sum}…").format(sum=found.sha256[:12]) if found.sha256 else _("没有录音")
        self.detail.setText(" · ".join(filter(None, (stamp, reason))))

    def _emit(self, signal: object) -> None:
        if self.broadcast is not None:
            signal.emit(self.broadcast.id)  # type: ignore[attr-defined]  # a bound Qt signal

    def _dress(self, worn: theme.Theme) -> None:
        for button, icon in ((self.retry, "refresh-cw"), (self.replay, "play")):
            button.setIcon(theme.icon(icon, "text", worn))
            button.setIconSize(QSize(worn.icon_px, worn.icon_px))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        space = theme.of(self).space
        layout.setContentsMargins(0, space, 0, 0)
        layout.setSpacing(space // 2)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.detail)
        row = QHBoxLayout()
        row.addWidget(self.retry)
        row.addStretch(1)
        row.addWidget(self.replay)
        layout.addLayout(row)
