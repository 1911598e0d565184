"""What the forms of the room may offer: units, matters and areas as choices with their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.advice import Advice
from app.domain.clock import hall_day
from app.domain.matter import Matter
from app.domain.reasons import Reason
from app.domain.unit import Unit
from app.panes.cases.parts.acting.advice_words import why_words
from app.panes.cases.parts.picker import Choice
from app.store import Reader
from app.text import language

STREET_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The lists behind the pickers; `names` gives the name of a unit or matter by its id."""

    matters: tuple[Matter, ...] = ()
    matter_choices: tuple[Choice, ...] = ()
    units: tuple[Unit, ...] = ()
    unit_names: tuple[tuple[str, str], ...] = ()
    area_names: tuple[tuple[str, str], ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    incidents: tuple[Choice, ...] = ()
    day: str = ""
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)


def catalogue(reader: Reader, now: datetime) -> Catalogue:
    """Read the lists; what is switched off or not in force today (`day`) is not offered."""
    matters = tuple(matter for matter in reader.all("matter") if matter.is_valid(now))
    units = tuple(unit for unit in reader.all("unit") if unit.enabled)
    areas = [area for area in reader.all("area") if area.level == STREET_LEVEL]
    return Catalogue(
        matters=matters,
        matter_choices=tuple(_matter_choice(matter) for matter in matters),
        units=units,
        unit_names=tuple((unit.id, unit.short or unit.name) for unit in units),
        area_names=tuple((area.id, area.name) for area in areas),
        names={unit.id: unit.name for unit in units} | {matter.id: _spoken(matter) for matter in reader.all("matter")},
        day=hall_day(now),
        reasons=reader.rules().reasons,
    )


def unit_choices(units: tuple[Unit, ...], advice: tuple[Advice, ...]) -> tuple[Choice, ...]:
    """Every unit once: proposed ones first with the reason, those that gave the case back marked behind them."""
    by_id = {unit.id: unit for unit in units}
    known = [one for one in advice if one.unit_id in by_id]
    named = {one.unit_id: _unit_choice(by_id[one.unit_id], why_words(one), one.returned) for one in known}
    rest = [_unit_choice(unit, unit.phone) for unit in units if unit.id not in named]
    back = [named[one.unit_id] for one in known if one.returned]
    return (*(named[one.unit_id] for one in known if not one.returned), *back, *rest)


def _unit_choice(unit: Unit, remark: str, doubtful: bool = False) -> Choice:
    return Choice(unit.id, unit.name, remark, (unit.short, unit.pinyin, unit.code), doubtful)


def _spoken(matter: Matter) -> str:
    return matter.name_en if language() == "en" and matter.name_en else matter.name


def _matter_choice(matter: Matter) -> Choice:
    return Choice(
        matter.id, _spoken(matter), matter.big_name, (matter.name, matter.name_en, matter.id, *matter.keywords)
    )
