"""The triage bench as the operator sees it: what waits, this week's scores, and the capture in hand."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.panes.triage.parts.quick_list import QuickList
from app.panes.triage.parts.scores import ScorePanel
from app.panes.triage.parts.stage import Stage
from app.text import N_, _
from widgets import theme
from widgets.halves import Halves
from widgets.key_ground import KeyGround
from widgets.record_list import RecordModel
from widgets.truth_strip import TruthStrip

SIDE_BY_SIDE_EM = 62
KEYS_HINT = N_("J、K 下一张、上一张 · A 采信 · R 不采信 · M 并单 · E 放大 · Z 撤销 · W 准确率")
LIST_BESIDE, LIST_UNDER, BOOK_UNDER = 0.36, 0.26, 0.5


class TriageView(KeyGround):
    """In a narrow room the picture stands on top, where the eye is."""

    scores_asked = Signal()

    def __init__(self, sights: RecordModel[Any], lines: RecordModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list, self.scores, self.stage = QuickList(sights), ScorePanel(lines), Stage()
        self.list.setAccessibleName(_("待研判的抓拍"))
        self.truth, self.algorithms = TruthStrip(), QPushButton()
        self.hint = QLabel(_(KEYS_HINT), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.hint.setProperty("role", "small")
        self.tabs, self._pages = QTabBar(documentMode=True, drawBase=False, expanding=False), QStackedWidget()
        self.tabs.setAccessibleName(_("待研判与准确率"))
        for words, page in ((_("待研判"), self.list), (_("本周准确率"), self.scores)):
            self.tabs.addTab(words)
            self._pages.addWidget(page)
        self._side = QWidget()
        self.halves = Halves(self._side, self.stage, SIDE_BY_SIDE_EM, LIST_BESIDE, LIST_UNDER, second_on_top=True)
        self._urgent, self._sentence = False, ""
        self._lay_out()
        self.begin_at(self.list)

    def show_counts(self, stacks: int, captures: int, week: int) -> None:
        """How much waits, and how many algorithms ask for a decision."""
        stacked = _("待研判 {n} 张 · {m} 组").format(n=captures, m=stacks)
        self.tabs.setTabText(0, stacked if stacks != captures else _("待研判 {n} 张").format(n=captures))
        self.tabs.setTabText(1, _("本周准确率 · {n} 项待定").format(n=week) if week else _("本周准确率"))

    def say_algorithms(self, sentence: str, urgent: bool) -> None:
        """What is to be decided about algorithms, wherever the hand is; "" takes it away."""
        self._sentence = sentence
        self.algorithms.setText(f"{sentence}  W")
        self.algorithms.setAccessibleName(sentence)
        self._urgent = urgent
        self._dress(theme.of(self))
        self._turned(self.tabs.currentIndex())

    def _turned(self, tab: int) -> None:
        """At the week's book the list itself says it."""
        if not self.halves.wide and tab != self._pages.currentIndex():
            self.halves.give(BOOK_UNDER if tab else LIST_UNDER)
        self._pages.setCurrentIndex(tab)
        self.algorithms.setVisible(bool(self._sentence) and tab == 0)

    def turn_to(self, scores: bool) -> None:
        """Bring a tab in front and give it the keyboard."""
        self.tabs.setCurrentIndex(1 if scores else 0)
        (self.scores.list if scores else self.list).setFocus()

    @property
    def at_scores(self) -> bool:
        """Whether the week's book is in front."""
        return self.tabs.currentIndex() == 1

    def _dress(self, worn: theme.Theme) -> None:
        tone = "alarm" if self._urgent else "warn"
        ground, line = worn.tint(tone, 0.16), worn.color(tone)
        self.algorithms.setIcon(theme.icon("gavel", tone, worn))
        self.algorithms.setStyleSheet(
            f"QPushButton {{ background: {ground}; border: none; border-left: {worn.space // 2}px solid {line};"
            f" border-radius: 0; text-align: left; padding: {worn.space // 2}px {worn.space}px; }}"
        )

    def _lay_out(self) -> None:
        space = theme.of(self).space
        pad = space + space // 2
        side, below = QVBoxLayout(self._side), QHBoxLayout()
        below.setContentsMargins(pad, space // 2, pad, space // 2)
        below.addWidget(self.hint)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.algorithms)
        side.addWidget(self._pages, 1)
        side.addLayout(below)
        head = QHBoxLayout()
        head.setContentsMargins(pad, space // 2, pad, 0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.truth)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.halves, 1)
        self.algorithms.clicked.connect(self.scores_asked)
        self.tabs.currentChanged.connect(self._turned)
        self.algorithms.hide()
        theme.follow(self, self._dress)
