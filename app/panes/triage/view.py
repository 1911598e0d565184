"""The triage bench as the operator sees it: what waits, this week's scores, and the capture in hand."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.panes.triage.parts.quick_list import QuickList
from app.panes.triage.parts.scores import ScorePanel
from app.panes.triage.parts.stage import Stage
from app.text import _
from widgets import theme
from widgets.record_list import RecordModel
from widgets.truth_strip import TruthStrip

SIDE_BY_SIDE_EM = 62
LIST_SHARE = {Qt.Orientation.Horizontal: 0.36, Qt.Orientation.Vertical: 0.26}


class TriageView(QWidget):
    """Keys are handed to `on_key`, which says whether they meant something. `woke` when it comes into sight."""

    woke = Signal()

    def __init__(self, sights: RecordModel[Any], lines: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.on_key: Callable[[str], bool] = lambda _key: False
        self.list, self.scores, self.stage = QuickList(sights), ScorePanel(lines), Stage()
        self.list.setAccessibleName(_("待研判的抓拍"))
        self.truth, self.total = TruthStrip(), QLabel(textFormat=Qt.TextFormat.PlainText)
        self.total.setProperty("role", "small")
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.list, _("待研判"))
        self.tabs.addTab(self.scores, _("本周准确率"))
        self.tabs.tabBar().setAccessibleName(_("待研判与准确率"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._way: Qt.Orientation | None = None
        self._lay_out()
        self.setFocusProxy(self.list)
        # The hands that come into the room begin in its list, not on the first button.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_counts(self, stacks: int, captures: int, week: int) -> None:
        """How much waits, and how many algorithms ask for a decision."""
        self.tabs.setTabText(0, _("待研判 {n}").format(n=captures))
        self.tabs.setTabText(1, _("本周准确率 · {n} 项待定").format(n=week) if week else _("本周准确率"))
        same = _("{n} 组，共 {m} 张").format(n=stacks, m=captures) if stacks != captures else ""
        self.total.setText(same or _("共 {n} 张").format(n=captures))

    def turn_to(self, scores: bool) -> None:
        """Bring a tab in front and give it the keyboard."""
        self.tabs.setCurrentIndex(1 if scores else 0)
        (self.scores.list if scores else self.list).setFocus()

    @property
    def at_scores(self) -> bool:
        """Whether the week's book is in front."""
        return self.tabs.currentIndex() == 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        typed = QKeySequence(int(held.value) | int(event.key())).toString(QKeySequence.SequenceFormat.PortableText)
        if not self.on_key(typed):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.woke.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.of(self).font_px * SIDE_BY_SIDE_EM
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if way != self._way:
            self._way = way
            self.splitter.setOrientation(way)
            # In a narrow room the picture stands on top, where the eye is.
            self.splitter.insertWidget(0 if wide else 1, self._side)
            whole, share = (self.width() if wide else self.height()), LIST_SHARE[way]
            first = share if wide else 1 - share
            self.splitter.setSizes([round(whole * first), round(whole * (1 - first))])

    def _lay_out(self) -> None:
        space = theme.of(self).space
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.tabs, 1)
        self.splitter.addWidget(self._side)
        self.splitter.addWidget(self.stage)
        head = QHBoxLayout()
        head.setContentsMargins(space + space // 2, space // 2, space + space // 2, space // 2)
        head.addWidget(self.total)
        head.addStretch()
        head.addWidget(self.truth)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)
