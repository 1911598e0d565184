"""The page that stands where a large batch is being read or judged: how far it is, and the way out of it."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.own_keys import keeps
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.progress import Progress
from app.text import _
from widgets import theme

BEAT_MS = 60


class WaitingPage(QWidget):
    """`stopped()` on Escape; every other key is kept from the room: it was meant for the form to come."""

    stopped = Signal()

    def __init__(self, title: str, note: str, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.progress = progress
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self._head, self._note, self._count = PlainLabel("heading"), PlainLabel("muted"), PlainLabel("strong")
        self._bar, self._stop = QProgressBar(), KeyButton(_("停止"), "Esc")
        self._head.say(title)
        self._note.say(note)
        self._bar.setTextVisible(False)
        self._stop.clicked.connect(self.stopped)
        self._lay_out()
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._tell)
        self._beat.start()
        self._tell()
        theme.follow(self, self._dress)

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(label.text() for label in (self._head, self._count, self._note))

    def event(self, event: QEvent) -> bool:
        return keeps(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()

    def _tell(self) -> None:
        done, whole = self.progress.done, self.progress.whole
        self._count.say(f"{done:,} / {whole:,}")
        self._bar.setRange(0, max(1, whole))
        self._bar.setValue(min(done, whole))

    def _lay_out(self) -> None:
        self._column, way = QVBoxLayout(self), QHBoxLayout()
        way.addWidget(self._stop)
        way.addStretch()
        for part in (self._head, self._count, self._bar, self._note):
            self._column.addWidget(part)
        self._column.addLayout(way)
        self._column.addStretch()

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(worn.space + worn.space // 2)
        self._bar.setFixedHeight(worn.space)
