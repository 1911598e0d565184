"""The open major incidents as something to choose, and what a new one is called before anybody has typed."""

from dataclasses import replace

from app.domain.case import Case
from app.panes.cases.parts.acting.stock import Catalogue
from app.panes.cases.parts.acting.twin_words import kin_words
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.incident.reading import open_incidents
from app.panes.cases.parts.incident.standing import title_of
from app.panes.cases.parts.plain import one_line
from app.store import CaseRow, Reader
from app.text import _


def incident_choice(case: Case | None, lead: CaseRow) -> Choice:
    """A major incident: its title, how many are tied, and how far it is from the case in hand."""
    remark = [_("关联 {n} 件").format(n=lead.tied), kin_words(case, lead) if case else one_line(lead.address, 30)]
    name = f"{title_of(lead)}  {lead.case_no or _('待编号')}"
    return Choice(lead.id, name, " · ".join(filter(None, remark)), (lead.case_no, lead.matter_name, lead.address))


def with_incidents(known: Catalogue, reader: Reader) -> Catalogue:
    """The same lists with the major incidents that are open now: read when they are asked for, for they come and go."""
    return replace(known, incidents=tuple(incident_choice(None, lead) for lead in open_incidents(reader)))


def proposed_title(case: Case) -> str:
    """Where and what, in one line."""
    parts = (one_line(case.address or case.area_name, 24), one_line(case.matter_name, 16))
    return " ".join(part for part in parts if part)
