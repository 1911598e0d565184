"""The marks of responses, major incidents and urgent reports on a row of the queue and in the head of a case."""

from app.domain.intake import measure
from app.store import CaseRow
from app.text import _
from app.words import word
from widgets.record_list import Mark

# A city hears some forty urgent reports a day and answers one a year with a response: only the gravest are red.
GRAVE = 2


def urgent_mark(row: CaseRow) -> Mark:
    """How grave an urgent report is, or that it is responded to, and how much of it was told, from 0 to 100."""
    responding = row.response == "started"
    if not row.urgent:
        return Mark(word("responding", "started") if responding else "", "alarm", "megaphone")
    points = measure(row.five, located=row.lon is not None).points
    said = word("grade", str(row.grade)) if row.grade < 4 else _("急")
    text = _("{what} {n}分").format(what=_("响应") if responding else said, n=points)
    return Mark(text, "alarm" if responding or row.grade <= GRAVE else "warn", "megaphone" if responding else "siren")


def incident_mark(row: CaseRow) -> Mark:
    """What leads a major incident says how many are tied to it; what is tied says so."""
    if row.incident == "open":
        return Mark(_("关联 {n}").format(n=row.tied), "warn", "layers")
    return Mark(_("联") if row.tied_to else "", "info", "link")


def incident_badges(case: CaseRow) -> dict[str, tuple[str, str, str]]:
    """The same for the head of a case: text, tone and icon by name; one with an empty text is not shown."""
    leads = _("{what} · 关联 {n}").format(what=word("incident", case.incident), n=case.tied) if case.incident else ""
    return {
        "response": (
            word("responding", case.response) if case.response else "",
            "alarm" if case.response == "started" else "muted",
            "megaphone",
        ),
        "incident": (leads, "warn" if case.incident == "open" else "muted", "layers"),
        "tied": (_("关联重大事件") if case.tied_to else "", "info", "link"),
    }
