"""The page of what changed while this seat was cut off: how much, and each case with what others did to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import Clock
from app.panes.cases.parts.faces import face_of
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.own_keys import keeps
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.seat_words import who
from app.store import CaseRow
from app.store.rows import StepRow
from app.text import _, local_time
from app.words import word
from widgets import theme
from widgets.record_list import Face, RecordList, RecordModel

_TOLD = 3


@dataclass(frozen=True, slots=True)
class Missed:
    """A case that others changed, with their steps, oldest first."""

    id: str
    row: CaseRow
    steps: tuple[StepRow, ...] = ()


def deeds_words(steps: Sequence[StepRow]) -> str:
    """What was done, the newest first: 14:05 派遣（12 号席 王某）."""
    said = [
        f"{local_time(step.at, 'time')} {word('action', step.action)}（{who(step) or word('role', step.role)}）"
        for step in reversed(steps[-_TOLD:])
    ]
    more = len(steps) - _TOLD
    return "  ".join(said) + (_("  等 {n} 步").format(n=len(steps)) if more > 0 else "")


class AwayPage(QWidget):
    """`opened(case)` on Enter; `left()` on Escape."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, clock: Clock, seat: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._clock, self._seat = clock, seat
        self.model: RecordModel[Missed] = RecordModel(self._face, lambda _page: None, self)
        self.list = RecordList(self.model)
        self.list.setAccessibleName(_("断开期间的变化"))
        self.list.opened.connect(self.opened)
        self._head, self._summary = PlainLabel("heading", wrap=False), PlainLabel("strong")
        self._build()
        self.setFocusProxy(self.list)
        theme.follow(self, self._dress)

    @property
    def text(self) -> str:
        """What the head says."""
        return f"{self._head.text()} {self._summary.text()}"

    def show_missed(self, span: str, summary: str, missed: Sequence[Missed]) -> None:
        """Show these."""
        self._head.say(span)
        self._summary.say(summary)
        self.setAccessibleName(self.text)
        self.list.set_empty(_("{span} 他席没有改动案件").format(span=span), "")
        size = self.model.page_rows
        self.model.start(len(missed), {at // size: missed[at : at + size] for at in range(0, len(missed), size)})
        if missed:
            self.list.step(1)

    def event(self, event: QEvent) -> bool:
        # Moving, opening and leaving mean this list, not the queue behind it.
        return keeps(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.modifiers():
            super().keyPressEvent(event)

    def _face(self, missed: Missed) -> Face:
        face = face_of(missed.row, self._clock.now(), self._seat)
        return replace(face, summary=deeds_words(missed.steps), spoken=f"{face.spoken}，{deeds_words(missed.steps)}")

    def _build(self) -> None:
        close = KeyButton(_("看过了"), "Esc")
        close.setProperty("role", "quiet")
        close.clicked.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(self._head, 1)
        head.addWidget(close)
        self._upper = QVBoxLayout()
        self._upper.addLayout(head)
        self._upper.addWidget(self._summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._upper)
        column.addWidget(self.list, 1)

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._upper.setContentsMargins(pad, worn.space, worn.space, worn.space)
        self._upper.setSpacing(worn.space // 2)
