"""The strip that is always in sight: hall, mode, link and age, waiting, operator and shift, clock."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.bus import Link
from app.domain.clock import HALL_ZONE
from app.domain.command import Actor
from app.text import N_, _, age_words, local_time
from app.words import word
from widgets import theme
from widgets.badge import Badge

# link state -> icon, tone
LINKS = {
    "live": ("circle-dot", "ok"),
    "catching_up": ("refresh-cw", "info"),
    "offline": ("wifi-off", "warn"),
    "refused": ("lock", "warn"),
}
MODES = {"drill": (N_("演练"), "drill", "traffic-cone"), "emergency": (N_("应急"), "alarm", "siren")}
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


@dataclass(frozen=True)
class Sitting:
    """Who sits where."""

    actor: Actor
    hall_name: str


def shift(now: datetime) -> str:
    """The duty shift of a moment: day from 8 to 20 o'clock, else night."""
    return _("白班") if 8 <= now.astimezone(HALL_ZONE).hour < 20 else _("夜班")


def link_words(link: Link, now: datetime) -> str:
    """The link in words: 实时 · 数据 3 秒前, or 离线自 14:02 · 数据 12 分钟前."""
    state = word("link", link.state)
    if link.state != "live" and link.since is not None:
        state = _("{state}，自 {time}").format(state=state, time=local_time(link.since, "time"))
    if link.state == "catching_up" and link.progress is not None:
        state = _("{state} {percent}%").format(state=word("link", link.state), percent=round(link.progress * 100))
    if link.as_of is None:
        return _("{state} · 还没有数据").format(state=state)
    age = age_words((now - link.as_of).total_seconds())
    return _("{state} · 数据 {age}前").format(state=state, age=age)


class StatusStrip(QFrame):
    """Shows; asks for the palette and for the list of troubles."""

    palette_requested = Signal()
    troubles_requested = Signal()

    def __init__(self, sitting: Sitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", "true")
        self.setAccessibleName(_("状态条"))
        self._mode = ""
        self._link = Link()
        self._hall, self._mode_badge = QLabel(sitting.hall_name or _("城运指挥大厅")), Badge(parent=self)
        self._link_icon, self._link_text = QLabel(), QLabel()
        self._waiting = Badge(parent=self)
        self._troubles = QPushButton()
        self._palette = QPushButton(_("搜索或执行") + "   Ctrl+K")
        self._who, self._shift = QLabel(_who(sitting.actor)), QLabel()
        self._day, self._clock = QLabel(), QLabel()
        self._lay_out()
        theme.follow(self, self._dress)

    @property
    def mode(self) -> str:
        """drill, emergency, or empty."""
        return self._mode

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be pressed."""
        return self._palette, self._troubles

    def set_mode(self, mode: str) -> None:
        """Say loudly that this is a drill or an emergency; empty for the ordinary day. Raises KeyError."""
        text, tone, icon = MODES[mode] if mode else ("", "info", "")
        self._mode = mode
        self._mode_badge.set(_(text), tone, icon)
        self._mode_badge.setVisible(bool(mode))
        self.setProperty("mode", mode)
        self._dress(theme.of(self))

    def show_link(self, link: Link, now: datetime) -> None:
        """Show how the seat stands with the hub."""
        changed = link.state != self._link.state
        self._link = link
        words = link_words(link, now)
        if words != self._link_text.text():
            self._link_text.setText(words)
            self._link_text.setAccessibleName(words)
        self._waiting.set(_("待发 {n}").format(n=link.pending) if link.pending else "", "info", "cloud-upload")
        if changed:
            self._dress(theme.of(self))

    def show_troubles(self, number: int) -> None:
        """Show how many own actions need a look."""
        self._troubles.setVisible(number > 0)
        self._troubles.setText(_("{n} 项未办成").format(n=number))
        self._troubles.setAccessibleName(self._troubles.text())

    def tick(self, now: datetime) -> None:
        """Move the clock, the shift and the data age on."""
        local = now.astimezone(HALL_ZONE)
        self._clock.setText(local_time(now, "seconds"))
        self._day.setText(f"{local_time(now, 'date')} {_(_WEEKDAYS[local.weekday()])}")
        self._shift.setText(shift(now))
        self.show_link(self._link, now)

    def _lay_out(self) -> None:
        self._hall.setProperty("role", "strong")
        self._clock.setProperty("role", "clock")
        for label in (self._link_text, self._shift, self._day):
            label.setProperty("role", "muted")
        self._palette.setProperty("role", "search")
        self._palette.setAccessibleName(_("搜索或执行"))
        self._palette.clicked.connect(self.palette_requested)
        self._troubles.setProperty("role", "danger")
        self._troubles.clicked.connect(self.troubles_requested)
        self._troubles.hide()
        self._mode_badge.hide()
        self._waiting.hide()
        for button in (self._palette, self._troubles):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        left = (self._hall, self._mode_badge, _rule(), self._link_icon, self._link_text, self._waiting, self._troubles)
        right = (self._who, _rule(), self._shift, self._day, self._clock)
        self._row, self._left, self._right = QHBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        for part in left:
            self._left.addWidget(part)
        self._left.addStretch(1)
        self._right.addStretch(1)
        for part in right:
            self._right.addWidget(part)
        # Equal shares left and right keep the middle still while the words beside it change every second.
        for side in (self._left, self._right):
            holder = QWidget()
            holder.setLayout(side)
            side.setContentsMargins(0, 0, 0, 0)
            self._row.addWidget(holder, 1)
        self._row.insertWidget(1, self._palette)

    def _dress(self, worn: theme.Theme) -> None:
        icon, tone = LINKS.get(self._link.state, LINKS["offline"])
        ratio = self.devicePixelRatioF()
        self._link_icon.setPixmap(theme.pixmap(icon, tone, worn.icon_px, ratio, worn))
        self._palette.setIcon(theme.icon("search", "faint", worn))
        self._troubles.setIcon(theme.icon("triangle-alert", "alarm", worn))
        for button in (self._palette, self._troubles):
            button.setIconSize(QSize(worn.icon_px, worn.icon_px))
        self._row.setContentsMargins(worn.space * 2, worn.space // 2, worn.space * 2, worn.space // 2)
        for row in (self._row, self._left, self._right):
            row.setSpacing(worn.space + worn.space // 2)
        self.setFixedHeight(worn.row_px + 2 * worn.space)
        self.style().unpolish(self)
        self.style().polish(self)


def _who(actor: Actor) -> str:
    return _("{seat} 号席 · {name} · {role}").format(seat=actor.seat, name=actor.name, role=word("role", actor.role))


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "upright")
    line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
    return line
