"""How another case relates to the one in hand: how far, and how much earlier or later."""

from app.domain.case import Case
from app.domain.geo import distance_m
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.spans import span
from app.text import _
from app.words import word


def twin_choice(case: Case, other: Case) -> Choice:
    """Another case as something to choose."""
    number = other.case_no or _("待编号")
    name = f"{number}  {one_line(other.matter_name, 24) or _('未分类')}"
    remark = " · ".join((word("state", other.state), kin_words(case, other)))
    return Choice(other.id, name, remark, (other.case_no, other.description, other.address))


def kin_words(case: Case, other: Case) -> str:
    """One line: 120 米 · 早 2时10分 · 东关街 12 号."""
    parts = []
    if None not in (case.lon, case.lat, other.lon, other.lat):
        metres = distance_m(case.lon or 0.0, case.lat or 0.0, other.lon or 0.0, other.lat or 0.0)
        parts.append(_("相距 {n} 米").format(n=round(metres)))
    if case.reported_at is not None and other.reported_at is not None:
        apart = (other.reported_at - case.reported_at).total_seconds()
        parts.append((_("晚 {span}") if apart >= 0 else _("早 {span}")).format(span=span(apart)))
    parts.append(one_line(other.address or other.area_name, 30))
    return " · ".join(part for part in parts if part)
