"""The triage bench as the operator sees it: what waits, this week's scores, and the capture in hand."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from app.panes.triage.parts.quick_list import QuickList
from app.panes.triage.parts.scores import ScorePanel
from app.panes.triage.parts.stage import Stage
from app.text import _
from widgets import theme
from widgets.halves import Halves
from widgets.key_ground import KeyGround
from widgets.record_list import RecordModel
from widgets.truth_strip import TruthStrip

SIDE_BY_SIDE_EM = 62
LIST_BESIDE, LIST_UNDER = 0.36, 0.26


class TriageView(KeyGround):
    """In a narrow room the picture stands on top, where the eye is."""

    def __init__(self, sights: RecordModel[Any], lines: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list, self.scores, self.stage = QuickList(sights), ScorePanel(lines), Stage()
        self.list.setAccessibleName(_("待研判的抓拍"))
        self.truth, self.total = TruthStrip(), QLabel(textFormat=Qt.TextFormat.PlainText)
        self.total.setProperty("role", "small")
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.list, _("待研判"))
        self.tabs.addTab(self.scores, _("本周准确率"))
        self.tabs.tabBar().setAccessibleName(_("待研判与准确率"))
        self.halves = Halves(self.tabs, self.stage, SIDE_BY_SIDE_EM, LIST_BESIDE, LIST_UNDER, second_on_top=True)
        self._lay_out()
        self.begin_at(self.list)

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

    def _lay_out(self) -> None:
        space = theme.of(self).space
        head = QHBoxLayout()
        head.setContentsMargins(space + space // 2, space // 2, space + space // 2, space // 2)
        head.addWidget(self.total)
        head.addStretch()
        head.addWidget(self.truth)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.halves, 1)
