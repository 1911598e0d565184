"""Words for how long: what is left of a limit, or by how much it was missed."""

from datetime import datetime

from app.domain.case import Case, Light, light
from app.panes.cases.parts.tones import LIGHT_ICONS, LIGHT_TONES
from app.text import _, local_time
from app.words import word
from widgets.record_list import Mark


def span(seconds: float) -> str:
    """Write a duration with its two largest units: 3天4时, 2时10分, 35分."""
    minutes = int(abs(seconds) // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return _("{d}天{h}时").format(d=days, h=hours)
    if hours:
        return _("{h}时{m}分").format(h=hours, m=minutes % 60)
    return _("{m}分").format(m=minutes)


def remaining(due: datetime, now: datetime) -> str:
    """Write what is left until `due`, or by how much it has passed."""
    left = (due - now).total_seconds()
    return (_("超 {span}") if left <= 0 else _("剩 {span}")).format(span=span(left))


def light_mark(case: Case, now: datetime) -> Mark:
    """The light of the running clock: icon, words and tone, never colour alone."""
    shown = light(case, now)
    text = word("light", shown)
    if case.due_at is not None and shown in (Light.NORMAL, Light.WARNING, Light.OVERDUE):
        text = remaining(case.due_at, now)
    elif shown is Light.NONE and not case.is_open:
        text = _("已办结")
    return Mark(text, LIGHT_TONES[shown], LIGHT_ICONS[shown])


def light_note(case: Case, now: datetime) -> str:
    """Which clock runs and when it ends: 18:00 处置时限."""
    if not case.is_open or case.due_at is None:
        return local_time(case.closed_at or case.updated_at, "day") if not case.is_open else ""
    near = abs((case.due_at - now).total_seconds()) < 20 * 3600
    return f"{local_time(case.due_at, 'time' if near else 'day')} {word('clock', case.clock)}"
