"""What a form about the case in hand may offer, and what it says before anybody has typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.case import Case, Holding, held
from app.domain.case.beside import STAGES
from app.domain.command import Actor
from app.domain.reasons import GROUP_OF, Reason
from app.domain.unit import Unit
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.letter_words import REPLY_HOURS, five_words, letter_words, upward_words, urge_words
from app.panes.cases.parts.acting.stock import Catalogue, unit_choices
from app.panes.cases.parts.acting.twin_words import twin_choice
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.incident.choices import incident_choice, proposed_title
from app.panes.cases.parts.incident.minutes import minutes_head
from app.store import Reader
from app.text import _

PROPOSED_LETTERS = ("supervise", "urge", "conference_call")
LETTER_KINDS = {
    "supervise": "supervision",
    "urge": "urge",
    "conference_call": "conference",
    "conference_hold": "minutes",
}


@dataclass(frozen=True, slots=True)
class FormStock:
    """Choices with the proposed one, and the proposed texts; `asked` is the measure a request names."""

    case: Case
    units: Sequence[Choice] = ()
    unit_proposed: str = ""
    unit_names: Mapping[str, str] = field(default_factory=dict)
    matters: Sequence[Choice] = ()
    limit_value: float | None = None
    limit_unit: str = ""
    twins: Sequence[Choice] = ()
    phones: Sequence[Choice] = ()
    helpers: Sequence[Choice] = ()
    assist_proposed: tuple[str, ...] = ()
    may_rule: bool = False
    letters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    proposed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    upward: Mapping[str, str] = field(default_factory=dict)
    incidents: Sequence[Choice] = ()
    attending: Sequence[tuple[str, str]] = ()
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)

    def reasons_for(self, operation: str) -> tuple[Reason, ...]:
        """The city's reasons for an operation; none for one that asks for no reason."""
        return self.reasons.get(GROUP_OF.get(operation, ""), ())


def stock_of(dossier: Dossier, known: Catalogue, reader: Reader, me: Actor, now: datetime) -> FormStock:
    """What a form about this case may offer, the proposals first with the rule they come from."""
    case, rules = dossier.case, reader.rules()
    matter = rules.matters.get(case.matter_id)
    turns = held(dossier.steps, now)
    best = next((advice for advice in dossier.advice if not advice.returned), None)
    return FormStock(
        case=case,
        units=unit_choices(known.units, dossier.advice),
        unit_proposed=best.unit_id if best else "",
        unit_names={unit.id: unit.name for unit in known.units},
        matters=known.matter_choices,
        limit_value=matter.limit_value if matter else case.limit_value,
        limit_unit=matter.limit_unit if matter else case.limit_unit,
        twins=tuple(twin_choice(case, twin) for twin in dossier.twins),
        phones=phone_choices(known, _likely_to_be_called(dossier)),
        helpers=tuple(_helper(case, unit) for unit in dossier.helpers),
        assist_proposed=tuple(
            unit_id for advice in dossier.advice if advice.unit_id == case.unit_id for unit_id in advice.assist_unit_ids
        ),
        may_rule=rules.may(me.role, "rule"),
        letters={name: letter_words(name, case, turns, now) for name in PROPOSED_LETTERS}
        | {"conference_hold": minutes_head(case, turns)},
        incidents=tuple(incident_choice(case, lead) for lead in dossier.incident.open),
        attending=_concerned(case, turns, known),
        proposed=proposed_of(case, me, now),
        upward={stage: upward_words(case, stage, me, now) for stage in STAGES},
        reasons=known.reasons,
    )


def _helper(case: Case, unit: Unit) -> Choice:
    done = _("已完成") if unit.id in case.assists_done else ""
    return Choice(unit.id, unit.name, "  ".join(part for part in (done, unit.phone) if part))


def proposed_of(case: Case, me: Actor, now: datetime) -> dict[str, dict[str, Any]]:
    """What the forms say by themselves, by operation; the operator's own words always win."""
    five = {f"five_{name}": text for name, text in five_words(case).items()}
    return {
        "amend": {
            "matter_id": case.matter_id,
            "grade": str(case.grade),
            "address": case.address,
            "description": case.description,
        },
        "urge": {"note": urge_words(case, now)},
        "supervise": {"letter": True, "letter_hours": REPLY_HOURS["supervise"]},
        "conference_call": {"letter": True, "letter_hours": REPLY_HOURS["conference_call"]},
        "conference_hold": {"letter": True, "ruling_basis": _("会商纪要")},
        "declare_incident": {"title": proposed_title(case)},
        "mark_urgent": {"grade": str(min(case.grade, 3)), **five},
        "report_up": {"stage": next_stage(case), "note": upward_words(case, next_stage(case), me, now)},
    }


def _concerned(case: Case, turns: Sequence[Holding], known: Catalogue) -> tuple[tuple[str, str], ...]:
    """Who sits at the table of a conference: whoever has had the case, has it, or helps."""
    names = {unit.id: unit.name for unit in known.units} | {turn.unit_id: turn.unit_name for turn in turns}
    ids = dict.fromkeys((*(turn.unit_id for turn in turns), case.unit_id, *case.assist_units))
    return tuple((unit_id, names.get(unit_id, unit_id)) for unit_id in ids if unit_id)


def next_stage(case: Case) -> str:
    """Which report upwards is due next."""
    for stage, clock in (("first_phone", "report_phone"), ("first_written", "report_written")):
        if not (case.side.get(clock) or {}).get("done"):
            return stage
    return "follow_up"


def _likely_to_be_called(dossier: Dossier) -> tuple[str, ...]:
    case = dossier.case
    return (case.unit_id, *case.assist_units, *(advice.unit_id for advice in dossier.advice))


def phone_choices(known: Catalogue, wanted: tuple[str, ...]) -> tuple[Choice, ...]:
    """The unit book as telephone numbers: who is in charge first, then who helps or is proposed, then the others."""
    units = sorted(
        (unit for unit in known.units if unit.phone),
        key=lambda unit: wanted.index(unit.id) if unit.id in wanted else len(wanted),
    )
    return tuple(
        Choice(unit.phone, unit.phone, unit.short or unit.name, (unit.name, unit.pinyin, unit.short)) for unit in units
    )
