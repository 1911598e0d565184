"""What one scrolls through of a case: what wants attention, its clocks, facts and pictures, then its long parts."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.case import held
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.keys import COMPARE_KEY
from app.panes.cases.parts.hand.alerts import AlertPanel, alerts_of
from app.panes.cases.parts.hand.approval_card import ApprovalCard, request_of
from app.panes.cases.parts.hand.clock_strip import ClockStrip, clock_lines
from app.panes.cases.parts.hand.compare import split_photos
from app.panes.cases.parts.hand.facts import CaseFacts
from app.panes.cases.parts.hand.incident_card import IncidentCard
from app.panes.cases.parts.hand.lines import LineList
from app.panes.cases.parts.hand.papers import call_lines, kin_lines, letter_lines, unanswered
from app.panes.cases.parts.hand.plan_card import PlanCard, conditions
from app.panes.cases.parts.hand.sections import Heading, Sections
from app.panes.cases.parts.hand.standing import standing_of
from app.panes.cases.parts.hand.told import timeline_with_lead
from app.panes.cases.parts.hand.trouble_panel import TroublePanel
from app.panes.cases.parts.hand.turns import TurnTable, turns_of
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _, local_time
from widgets import theme
from widgets.photo_strip import Photo, PhotoStrip
from widgets.timeline import Timeline


class CaseBody(QScrollArea):
    """Changes in place: the same case shown again keeps scroll, section, and whatever has the keyboard."""

    tick_asked = Signal(int, bool)
    letter_asked = Signal(str, str)
    case_asked = Signal(str)
    tied_asked = Signal(str, str)
    compare_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alerts, self.troubles, self.approval = AlertPanel(), TroublePanel(), ApprovalCard()
        self.clocks, self.facts, self.photos = ClockStrip(), CaseFacts(), PhotoStrip()
        self.timeline, self.turns = Timeline(), TurnTable()
        self.plan = PlanCard(self.tick_asked.emit)
        self.letters = LineList(self.letter_asked.emit)
        self.calls = LineList(lambda line, way: None)
        self.kin = LineList(lambda case_id, _way: self.case_asked.emit(case_id))
        self.incident = IncidentCard(self.tied_asked.emit)
        self.sections = Sections(
            {
                "history": self._history(),
                "plan": self.plan,
                "turns": self.turns,
                "letters": self.letters,
                "calls": self.calls,
                "kin": self.kin,
                "incident": self.incident,
            }
        )
        self.timeline.setAccessibleName(_("办理过程"))
        self.comparing = KeyButton(_("前后对比"), COMPARE_KEY)
        self.comparing.setProperty("role", "quiet")
        self.comparing.clicked.connect(self.compare_asked)
        self._build()
        self.alerts.section_asked.connect(self.open_section)
        self.alerts.case_asked.connect(self.case_asked)
        theme.follow(self, self._dress)

    def show_dossier(self, dossier: Dossier, names: dict[str, str], now: datetime) -> None:
        """Show a case; what the eye rests on stays where it is, whatever comes or goes above it."""
        self._hold_still()
        self.alerts.set_alerts((*standing_of(dossier), *alerts_of(dossier)))
        self.troubles.show_troubles(dossier, names)
        self.approval.show_request(request_of(dossier))
        self.facts.show_dossier(dossier)
        self.photos.set_photos([photo_of(media) for media in dossier.photos])
        before, after = split_photos(dossier.photos, dossier.steps, dossier.case.handled_at)
        self._pictures.setVisible(bool(dossier.photos))
        self.comparing.setVisible(bool(before and after))
        self.timeline.set_steps(timeline_with_lead(dossier, names))
        self.timeline.setVisible(bool(dossier.steps))
        self.no_steps.setVisible(not dossier.steps)
        self.plan.show_plan(dossier.case, dossier.matter, any(op.id == "tick" for op in dossier.operations))
        self.calls.set_lines(call_lines(dossier.steps))
        self.kin.set_lines(kin_lines(dossier))
        self.tick(dossier, now)
        self.sections.set_headings(headings_of(dossier))
        QTimer.singleShot(0, self, self._fit_timeline)

    def tick(self, dossier: Dossier, now: datetime) -> None:
        """Time went by: clocks, turns and reply limits read differently."""
        self.clocks.set_lines(clock_lines(dossier.case, now, dossier.rules))
        self.turns.set_turns(turns_of(held(dossier.steps, now)))
        self.letters.set_lines(letter_lines(dossier.letters, now))
        self.incident.show_incident(dossier, now)

    def open_section(self, name: str) -> None:
        """Show a section and bring it into sight."""
        self.sections.choose(name)
        QTimer.singleShot(0, self, self._bring_sections)

    def enter_section(self) -> None:
        """Give the keyboard to the first thing to do in the section shown: the first open step, the first button."""
        self.open_section(self.sections.current)
        inside = [part for part in self.sections.page.findChildren(QAbstractButton) if part.isEnabled()]
        todo = [part for part in inside if isinstance(part, QCheckBox) and not part.isChecked()]
        first = next(iter(todo or inside), None)
        (first or self.timeline).setFocus(Qt.FocusReason.TabFocusReason)

    def to_top(self) -> None:
        """Another case: begin at its beginning."""
        self.verticalScrollBar().setValue(0)
        self.sections.choose("history")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_timeline)

    def _build(self) -> None:
        content = QWidget()
        content.setProperty("ground", "none")
        self._column = QVBoxLayout(content)
        self._pictures = QWidget()
        across = QHBoxLayout(self._pictures)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.photos, 1)
        across.addWidget(self.comparing, 0, Qt.AlignmentFlag.AlignTop)
        parts: tuple[QWidget, ...] = (
            self.troubles, self.alerts, self.approval, self.clocks, self.facts, self._pictures, self.sections,
        )  # fmt: skip
        for part in parts:
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.timeline.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.timeline.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def _bring_sections(self) -> None:
        """Down to the sections, never sideways: the beginning of every line stays in sight."""
        self.ensureWidgetVisible(self.sections, 0, 0)
        self.horizontalScrollBar().setValue(0)

    def _hold_still(self) -> None:
        """Qt: what is laid out anew finds its place after the next turn of the event loop; then the eye is led back."""
        bar, before = self.verticalScrollBar(), self.sections.y()
        if bar.value() > before - self.viewport().height() // 2 and bar.value() > 0:
            QTimer.singleShot(0, self, lambda: bar.setValue(bar.value() + self.sections.y() - before))

    def _history(self) -> QWidget:
        """The timeline; where this seat holds no step of a case it says so instead of showing nothing."""
        self.no_steps = PlainLabel("small")
        self.no_steps.say(_("本席没有缓存这个案件的办理过程"))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.no_steps)
        column.addWidget(self.timeline)
        return page

    def _fit_timeline(self) -> None:
        self.timeline.setFixedHeight(max(1, self.timeline.full_height()))

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setSpacing(worn.space * 3 // 2)
        self._column.setContentsMargins(0, 0, worn.space // 2, 0)
        self.setMinimumHeight(worn.font_px * 8)


def headings_of(dossier: Dossier) -> tuple[Heading, ...]:
    """What the sections are called, with counts; those with nothing to show are not there."""
    steps, case = dossier.steps, dossier.case
    turns = len(held(steps, dossier.read_at)) if dossier.read_at is not None else 0
    calls, missed = len(call_lines(steps)), unanswered(steps)
    letters, kin = len(dossier.letters), len(kin_lines(dossier))
    called = _("电话 {n}，未接 {m}").format(n=calls, m=missed) if missed else _("电话 {n}").format(n=calls)
    bounced = case.transfers >= dossier.rules.bounces
    return (
        Heading("history", _("办理过程 {n}").format(n=len(steps))),
        Heading("plan", _plan_heading(dossier)),
        Heading("turns", _("承办 {n}").format(n=turns) if turns else "", bounced),
        Heading("letters", _("函件 {n}").format(n=letters) if letters else ""),
        Heading("calls", called if calls else "", bool(missed)),
        Heading("kin", _("相关 {n}").format(n=kin) if kin else ""),
        Heading("incident", _("重大事件 {n}").format(n=len(dossier.incident.tied)) if case.incident else "", True),
    )


def _plan_heading(dossier: Dossier) -> str:
    steps = dossier.matter.sop if dossier.matter is not None else ()
    if steps:
        ticked = sum(step < len(steps) for step in dossier.case.ticks)
        return _("预案 {n}/{all}").format(n=ticked, all=len(steps))
    return _("标准") if conditions(dossier.matter) else ""


def photo_of(media: Any) -> Photo:
    """A picture of a case as the strip shows it."""
    stage = {"before": _("处置前"), "after": _("处置后"), "check": _("核查")}.get(media.stage, _("现场"))
    return Photo(media.id, f"{stage}  {local_time(media.taken_at)}", _("未下载"))
