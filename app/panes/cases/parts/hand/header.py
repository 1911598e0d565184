"""The head of a case: its light, matter, number and state, readable from across the desk."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.case import light
from app.panes.cases.parts.flow import FlowLayout
from app.panes.cases.parts.incident.marks import incident_badges
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.spans import light_mark
from app.panes.cases.parts.tones import LIGHT_ICONS, LIGHT_TONES, state_tone
from app.store import CaseRow
from app.text import _, n_
from app.words import word
from widgets import theme
from widgets.badge import Badge


class CaseHeader(QWidget):
    """Two lines: the light with the matter, then number, state and marks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._light_icon, self._light_text = QLabel(), PlainLabel(wrap=False)
        self._title = PlainLabel("heading", wrap=True)
        self._number = PlainLabel("muted", wrap=False)
        self._badges = {name: Badge(parent=self) for name in _BADGES}
        self._tone, self._icon = "muted", "circle-minus"
        first, marks = QHBoxLayout(), QWidget()
        second = FlowLayout(marks, 6)
        first.addWidget(self._title, 1)
        first.addWidget(self._light_icon)
        first.addWidget(self._light_text)
        second.addWidget(self._number)
        for badge in self._badges.values():
            second.addWidget(badge)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(first)
        self._layout.addWidget(marks)
        self._light_text.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        theme.follow(self, self._dress)

    def show_case(self, case: CaseRow, now: datetime) -> None:
        """Show this case."""
        shown, mark = light(case, now), light_mark(case, now)
        before = self._tone, self._icon
        self._tone, self._icon = LIGHT_TONES[shown], LIGHT_ICONS[shown]
        self._title.say(one_line(case.matter_name, 60) or _("未分类"))
        self._light_text.say(mark.text)
        self._number.say(one_line(case.case_no, 40) or _("待编号"))
        for name, (text, tone, icon) in _marks(case).items():
            self._badges[name].set(text, tone, icon)
        self.setAccessibleName(f"{self._number.text()} {self._title.text()} {mark.text}")
        if before != (self._tone, self._icon):
            self._dress(theme.of(self))

    def set_watchers(self, seats: Sequence[tuple[str, str]]) -> None:
        """Say who else looks at this case now."""
        names = _("、").join(_("{seat} 号席 {name}").format(seat=seat, name=one_line(name, 20)) for seat, name in seats)
        self._badges["watchers"].set(_("{who} 也在看").format(who=names) if names else "", "info", "eye")

    @property
    def marks(self) -> dict[str, str]:
        """What the marks say that are shown."""
        return {name: badge.text for name, badge in self._badges.items() if badge.text}

    def _dress(self, worn: theme.Theme) -> None:
        edge = round(worn.font_large_px * 1.1)
        self._light_icon.setPixmap(theme.pixmap(self._icon, self._tone, edge, self.devicePixelRatioF(), worn))
        self._light_text.setStyleSheet(
            f"color: {worn.color(self._tone)}; font-size: {worn.font_large_px}px; font-weight: 600;"
        )
        self._layout.setSpacing(worn.space // 2)
        self._number.setFixedHeight(round(worn.font_px * 1.5))


_BADGES = (
    "state response incident tied urgent grade pending asked supervised conference transfers urges reworks redos "
    "repeats satisfaction order deferred claimed watchers"
).split()


def _counted(said: str, n: int) -> str:
    return said.format(n=n) if n else ""


def _marks(case: CaseRow) -> dict[str, tuple[str, str, str]]:
    """Every mark with its text, tone and icon; one with an empty text is not shown."""
    grave = case.grade <= 2
    unhappy = case.satisfaction == "unsatisfied"
    held_by = _("{seat} 号席 {name} 在办").format(seat=case.claimed_by, name=one_line(case.claimed_name, 20))
    return {
        "state": (word("state", case.state), state_tone(case.state), ""),
        **incident_badges(case),
        "urgent": (_("紧急") if case.urgent else "", "alarm", "siren"),
        "grade": (word("grade", str(case.grade)) if case.grade < 4 else "", "alarm" if grave else "warn", ""),
        "pending": (_("待发 {n}").format(n=case.pending) if case.pending else "", "info", "clock"),
        "asked": (word("asked", case.asked) if case.asked else "", "warn", "hand"),
        "supervised": (_("已督办") if case.supervised else "", "alarm", "gavel"),
        "conference": (word("conference", case.conference) if case.conference else "", "info", "landmark"),
        "transfers": (_counted(n_("流转 {n} 次", case.transfers), case.transfers), "warn", "repeat"),
        "urges": (_counted(n_("催办 {n} 次", case.urges), case.urges), "warn", "bell"),
        "reworks": (_counted(n_("返工 {n} 次", case.reworks), case.reworks), "warn", "redo-2"),
        "redos": (_counted(n_("重办 {n} 次", case.redos), case.redos), "warn", "undo-2"),
        "repeats": (_("重复 {n}").format(n=case.repeats) if case.repeats else "", "warn", "history"),
        "satisfaction": (
            word("satisfaction", case.satisfaction) if case.satisfaction else "",
            "warn" if unhappy else "ok",
            "",
        ),
        "order": (word("order_type", case.order_type) if case.order_type else "", "muted", ""),
        "deferred": (word("flag", "deferred") if "deferred" in case.flags else "", "info", "circle-pause"),
        "claimed": (held_by if case.claimed_by else "", "accent", "user-check"),
    }
