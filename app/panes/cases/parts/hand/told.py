"""A case's timeline with what was written on the case that leads its major incident, marked as such."""

from dataclasses import replace

from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.hand.steps import timeline_of
from app.panes.cases.parts.incident.words import title_of
from app.panes.cases.parts.plain import one_line
from app.store.rows import StepRow
from app.text import _
from widgets.timeline import TimelineStep


def timeline_with_lead(dossier: Dossier, names: dict[str, str]) -> tuple[TimelineStep, ...]:
    """Both lives in one order, newest first; a line of the lead says so. `names` are those of units."""
    foreign = {step.id for step in dossier.incident.told}
    both = sorted((*dossier.steps, *dossier.incident.told), key=lambda step: (step.at, step.id))
    lines = timeline_of(both, dossier.rules.reasons, names)
    return tuple(
        _line(dossier, step, line, step.id in foreign) for step, line in zip(reversed(both), lines, strict=True)
    )


def _line(dossier: Dossier, step: StepRow, line: TimelineStep, foreign: bool) -> TimelineStep:
    told = "\n".join(part for part in (_head(dossier, step), line.note, attended_words(step)) if part)
    line = replace(line, note=told)
    return replace(line, title=_("主案：{title}").format(title=line.title), icon="link") if foreign else line


def _head(dossier: Dossier, step: StepRow) -> str:
    lead = dossier.incident.lead
    if step.action == "tie" and lead is not None and step.detail.get("into") == lead.id:
        return title_of(lead)
    return one_line(str(step.detail.get("title", "")), 60) if step.action == "declare_incident" else ""


def attended_words(step: StepRow) -> str:
    """Who sat at a conference and what each said, a line each."""
    lines = []
    for one in step.detail.get("attended") or ():
        unit, said = one_line(str(one.get("unit_name", "")), 40), one_line(str(one.get("said", "")), 200)
        lines.append(
            _("{unit}：{said}").format(unit=unit, said=said) if said else _("{unit}（参会）").format(unit=unit)
        )
    return "\n".join(lines)
