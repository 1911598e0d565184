"""What the operator sees in the broadcast room: whom on the left, what on the right, and the truth of it below."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.panes.broadcast.parts.air_panel import AirPanel
from app.panes.broadcast.parts.compose import Compose
from app.panes.broadcast.parts.log_panel import LogPanel
from app.panes.broadcast.parts.speaker_panel import SpeakerPanel
from app.text import _
from widgets import theme
from widgets.halves import Halves
from widgets.truth_strip import TruthStrip

# The list stands beside the rest from this width on, in widths of the type.
_SIDE_BY_SIDE_EM = 58
_WHOM_SHARE = 0.38
_RECEIPTS_QUIET, _RECEIPTS_ON_AIR = 0.26, 0.34


class BroadcastView(QWidget):
    """Lays out the parts; a coloured frame with words says when it is live and when it is a drill."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.speakers, self.compose = SpeakerPanel(), Compose()
        self.air, self.log = AirPanel(), LogPanel()
        self.truth = TruthStrip()
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setProperty("role", "error")
        self.notice.setVisible(False)
        self.banner = QFrame()
        self.banner_text = QLabel()
        self.banner_text.setWordWrap(True)  # a long sentence must not push the neighbours' rooms aside
        self.stop = QPushButton(_("全部停止  Esc Esc"))
        self.stop.setProperty("role", "danger")
        self.stop.clicked.connect(self.stop_asked)
        self._tone = ""
        self._busy = False
        self._below = QTabWidget()
        self._lay_out()
        self.show_air("", "")
        theme.follow(self, self._dress)

    def show_air(self, sentence: str, tone: str, stoppable: bool = False) -> None:
        """The band over everything: `tone` alarm (on the air), drill, or "" for none."""
        self._tone = tone
        self.banner_text.setText(sentence)
        self.banner.setVisible(bool(tone))
        self.stop.setVisible(stoppable)
        self._dress(theme.of(self))
        self.update()

    def show_title(self, sentence: str) -> None:
        """Whom it is for."""
        self.title.setText(sentence)

    def show_notice(self, sentence: str) -> None:
        """Something that did not work, and what to do; "" takes it away."""
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    def show_account(self) -> None:
        """Bring the receipts of the present call in sight."""
        self._below.setCurrentWidget(self.air)
        if not self._busy:
            self._busy = True
            self._share_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tone:
            worn, painter = theme.of(self), QPainter(self)
            edge = max(2, worn.space // 2)
            colour = QColor(worn.color(self._tone))
            box = self.rect()
            for side in (
                QRect(0, 0, box.width(), edge),
                QRect(0, box.height() - edge, box.width(), edge),
                QRect(0, 0, edge, box.height()),
                QRect(box.width() - edge, 0, edge, box.height()),
            ):
                painter.fillRect(side, colour)

    def _share_height(self) -> None:
        """Receipts need room once something is on the air; before that, choosing does."""
        whole = max(1, self.height())
        below = _RECEIPTS_ON_AIR if self._busy else _RECEIPTS_QUIET
        self._halves.setSizes([round(whole * (1 - below)), round(whole * below)])

    def _dress(self, worn: theme.Theme) -> None:
        tone = self._tone or "line"
        ground, ink = worn.tint(tone, 0.24), worn.text
        self.banner.setStyleSheet(f"QFrame {{ background: {ground}; border: none; }} QLabel {{ color: {ink}; }}")

    def _lay_out(self) -> None:
        space = theme.of(self).space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space // 2, space // 2, space // 2, space // 2)
        outer.setSpacing(0)
        outer.addWidget(self._lay_out_banner(space))
        left, right = QWidget(), QWidget()
        for side, parts in ((left, [self.speakers]), (right, [])):
            column = QVBoxLayout(side)
            column.setContentsMargins(space, space, space, space)
            column.setSpacing(space)
            for part in parts:
                column.addWidget(part)
        self._fill_right(right, space)
        split = Halves(left, right, _SIDE_BY_SIDE_EM, _WHOM_SHARE, _WHOM_SHARE)
        split.turned.connect(self._share_height)
        outer.addWidget(split, 1)

    def _lay_out_banner(self, space: int) -> QFrame:
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(space * 2, space // 2, space, space // 2)
        self.banner_text.setProperty("role", "heading")
        row.addWidget(self.banner_text, 1)
        row.addWidget(self.stop)
        return self.banner

    def _fill_right(self, right: QWidget, space: int) -> None:
        column = right.layout()
        assert isinstance(column, QVBoxLayout)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.truth, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(head)
        column.addWidget(self.notice)
        self._halves = halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        self._below.addTab(self.air, _("本次回执"))
        self._below.addTab(self.log, _("广播记录"))
        self._below.setDocumentMode(True)
        halves.addWidget(self.compose)
        halves.addWidget(self._below)
        halves.setStretchFactor(0, 5)
        halves.setStretchFactor(1, 4)
        column.addWidget(halves, 1)
