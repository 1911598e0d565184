"""The open major incidents as something to choose, and what a new one is called before anybody has typed."""

from app.domain.case import Case
from app.panes.cases.incident import metres, open_incidents
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.incident.words import title_of
from app.panes.cases.parts.plain import one_line
from app.store import CaseRow, Reader
from app.text import _


def incident_choice(case: Case | None, lead: CaseRow) -> Choice:
    """A major incident: its title, how many are tied, and how far it is from the case in hand."""
    apart = metres(case, lead) if case is not None else None
    remark = (
        _("关联 {n} 件").format(n=lead.tied),
        _("相距 {n} 米").format(n=round(apart)) if apart is not None else "",
        one_line(lead.address or lead.area_name, 30),
    )
    name = f"{title_of(lead)}  {lead.case_no or _('待编号')}"
    return Choice(lead.id, name, " · ".join(filter(None, remark)), (lead.case_no, lead.matter_name, lead.address))


def incident_choices(reader: Reader) -> tuple[Choice, ...]:
    """What is open now, the last changed first."""
    return tuple(incident_choice(None, lead) for lead in open_incidents(reader))


def proposed_title(case: Case) -> str:
    """Where and what, in one line."""
    parts = (one_line(case.address or case.area_name, 24), one_line(case.matter_name, 16))
    return " ".join(part for part in parts if part)
