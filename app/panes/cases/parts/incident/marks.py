"""The marks of responses, major incidents and urgent reports on a row of the queue and in the head of a case."""

from app.domain.intake import measure
from app.store import CaseRow
from app.text import _
from app.words import word
from widgets.record_list import Mark

# A city hears some forty urgent reports a day and answers one a year with a response: only the gravest are red.
GRAVE = 2


def urgent_mark(row: CaseRow) -> Mark:
    """How grave an urgent report is and how much of it was told, from 0 to 100."""
    if not row.urgent:
        return Mark("")
    points = measure(row.five, located=row.lon is not None).points
    grade = word("grade", str(row.grade)) if row.grade < 4 else _("急")
    return Mark(_("{grade} {n}分").format(grade=grade, n=points), "alarm" if row.grade <= GRAVE else "warn", "siren")


def incident_marks(row: CaseRow) -> tuple[Mark, ...]:
    """A response under way, what it leads with the number tied to it, what it is tied to."""
    return (
        Mark(word("responding", "started") if row.response == "started" else "", "alarm", "megaphone"),
        Mark(_("重大 {n}").format(n=row.tied) if row.incident == "open" else "", "alarm", "layers"),
        Mark(_("联") if row.tied_to else "", "info", "link"),
    )


def incident_badges(case: CaseRow) -> dict[str, tuple[str, str, str]]:
    """The same for the head of a case: text, tone and icon by name; one with an empty text is not shown."""
    leads = _("{what} · 关联 {n}").format(what=word("incident", case.incident), n=case.tied) if case.incident else ""
    return {
        "response": (
            word("responding", case.response) if case.response else "",
            "alarm" if case.response == "started" else "muted",
            "megaphone",
        ),
        "incident": (leads, "alarm" if case.incident == "open" else "muted", "layers"),
        "tied": (_("关联重大事件") if case.tied_to else "", "info", "link"),
    }
