"""Rows as entries of the hall's books: matters, the responsibility list, rulings, algorithms, and days off."""

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from app.domain.algorithm import Algorithm
from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.domain.matter import Matter, stem_of
from app.domain.responsibility import Responsibility, Ruling
from app.domain.unit import Unit
from app.domain.workcalendar import LIMIT_UNITS
from app.imports import values
from app.imports.fields import Fields
from app.imports.ground import Ground
from app.imports.wording import known_code

_LONGEST_LEAVE = 60
_WORKING = frozenset("班 上班 工作 工作日 调休上班 调休 补班 work workday working".split())
_RESTING = frozenset("休 放假 休息 节假日 假日 节日 法定节假日 休息日 holiday rest off".split())


def matter(fields: Fields, ground: Ground) -> Matter:
    """Return a row as a matter of the dictionary; without codes of its own it is known by its names."""
    name, big = fields.needed("name", 200), fields.text("big_name", 200)
    big_code, small_code = fields.text("big_code", 8), fields.text("small_code", 8)
    kind = _kind(fields)
    coded = f"{kind}-{big_code}{small_code}" if big_code and small_code else ""
    here = ground.by_name.get(name)
    known = here.id if here is not None and here.kind == kind and here.big_name == big else ""
    asked = fields.text("unit_name", 200)
    owner = _unit(asked, ground) if asked else None
    return Matter(
        id=_own_id(fields, coded, ground.matters) or coded or known or fields.id("matter", f"{big}/{name}"),
        kind=kind,
        big_code=big_code,
        small_code=small_code,
        big_name=big,
        name=name,
        name_en=fields.text("name_en"),
        limit_value=_limit_value(fields),
        limit_unit=_limit_unit(fields),
        unit_id=owner.id if owner else "",
        keywords=several(fields.text("keywords")),
        standard=fields.text("standard", 100) or fields.plan.source,
        filing_cond=fields.prose("filing_cond", 2000),
        closing_cond=fields.prose("closing_cond", 2000),
        enabled=values.flag(fields.raw("enabled"), True),
        sop=tuple(filter(None, (line.strip() for line in fields.prose("sop").split("\n")))),
        **_validity(fields),
    )


def _own_id(fields: Fields, coded: str, known: Collection[str]) -> str:
    """The id a list of ours carries along, where the hall has it and the codes beside it still say the same."""
    said = fields.text("record_id", 64)
    return said if said in known and (not coded or stem_of(said) == coded) else ""


def _kind(fields: Fields) -> str:
    said = known_code("kind", fields.text("kind", 8))
    if said not in ("part", "event", ""):
        raise Rejected("field.invalid", f"kind {said}")
    return said or "event"


def responsibility(fields: Fields, ground: Ground) -> Responsibility:
    """Return a row as one line of the responsibility list: matter × grid -> unit; matter or grid empty means any.

    A unit or matter that the hall does not have is refused: such a line would send cases nowhere.
    """
    said = _matter(fields, ground)
    unit = _unit(fields.needed("unit_name", 200), ground)
    others = [ground.units.get(name) for name in several(fields.text("assist_units"))]
    matter_id, area = said.id if said else "", fields.text("area_code", 15)
    told = _validity(fields)
    place = (matter_id, area, told["valid_from"])
    return Responsibility(
        id=_own_id(fields, "", ground.lines.values()) or ground.lines.get(place) or stable_id("responsibility", *place),
        matter_id=matter_id,
        area_code=area,
        unit_id=unit.id,
        unit_name=unit.name,
        assist_unit_ids=tuple(other.id for other in others if other is not None),
        basis=fields.prose("basis", 1000),
        enabled=values.flag(fields.raw("enabled"), True),
        **told,
    )


def ruling(fields: Fields, ground: Ground) -> Ruling:
    """Return a row as an ownership ruling; it needs a unit, a basis, and something it is about."""
    said = _matter(fields, ground)
    unit, spot = _unit(fields.needed("unit_name", 200), ground), fields.spot()
    area, part = fields.text("area_code", 15), fields.text("part_code", 32)
    if not (said or area or part or spot):
        raise Rejected("field.missing", "matter_name")
    told = _validity(fields)
    where = f"{spot[0]:.6f},{spot[1]:.6f}" if spot else ""
    radius = values.number(fields.raw("radius_m"))
    return Ruling(
        id=fields.text("record_id", 64)
        or stable_id("ruling", said.id if said else "", area, part, where, unit.id, told["valid_from"]),
        matter_id=said.id if said else "",
        matter_name=said.name if said else "",
        area_code=area,
        part_code=part,
        lon=spot[0] if spot else None,
        lat=spot[1] if spot else None,
        radius_m=radius if radius is not None and radius > 0 else 50.0,
        unit_id=unit.id,
        unit_name=unit.name,
        basis=_needed_prose(fields, "basis"),
        decided_by=fields.text("decided_by", 100),
        decided_at=fields.time("decided_at"),
        enabled=values.flag(fields.raw("enabled"), True),
        **told,
    )


def algorithm(fields: Fields, ground: Ground) -> Algorithm:
    """Return a row as an algorithm that watches the cameras; its floor may be a share or per cent."""
    said = _matter(fields, ground)
    floor = values.number(fields.raw("floor"))
    share = 0.7 if floor is None else floor / 100 if floor > 1 else floor
    if not 0 <= share <= 1:
        raise Rejected("field.invalid", f"floor {fields.text('floor', 20)}")
    return Algorithm(
        id=fields.needed("id", 64),
        name=fields.needed("name", 200),
        kind=fields.text("kind", 64),
        matter_id=said.id if said else "",
        floor=share,
        enabled=values.flag(fields.raw("enabled"), True),
    )


def days(fields: Fields, _ground: Ground) -> list[dict[str, Any]]:
    """Return a row as days that differ from the week's usual ones: `id` (the date), `work` and `name` each.

    A row may speak of several days: from `date` to `until`, both included.
    """
    first = day(fields, "date")
    if not first:
        raise Rejected("field.missing", "date")
    start, end = date.fromisoformat(first), date.fromisoformat(day(fields, "until") or first)
    if not 0 <= (end - start).days < _LONGEST_LEAVE:
        raise Rejected("field.invalid", f"until {end.isoformat()}")
    name, works = fields.text("name", 60), _works(fields)
    span = (start + timedelta(days=k) for k in range((end - start).days + 1))
    return [{"id": each.isoformat(), "work": works, "name": name} for each in span]


def _works(fields: Fields) -> bool:
    """Whether people work that day; a bare date in a list of days off is one."""
    said = fields.text("work", 20)
    word = said.lower()
    if word in _WORKING or word in _RESTING or not said:
        return word in _WORKING
    if word in ("是", "1", "true", "yes", "否", "0", "false", "no"):
        return values.flag(word, False)
    raise Rejected("field.invalid", f"work {said}")


def _matter(fields: Fields, ground: Ground) -> Matter | None:
    """The matter a row names. Raises Rejected("matter.unknown")."""
    said, named = fields.text("matter_id", 64), fields.text("matter_name", 200)
    found = ground.matter(said or named, named or said)
    if (said or named) and found is None:
        raise Rejected("matter.unknown", named or said)
    return found


def _unit(asked: str, ground: Ground) -> Unit:
    """The unit of a name, short name or code. Raises Rejected("unit.unknown")."""
    found = ground.units.get(asked)
    if found is None:
        raise Rejected("unit.unknown", asked)
    return found


def _needed_prose(fields: Fields, name: str) -> str:
    fields.needed(name)
    return fields.prose(name, 1000)


def _limit_value(fields: Fields) -> float:
    """How much of its unit a limit is; one that says nothing is 1. Raises Rejected for what is no limit."""
    found = values.number(fields.raw("limit_value"))
    if found is None and not fields.says("limit_value"):
        return 1.0
    if found is None or not 0 < found < 10_000:
        raise Rejected("field.invalid", f"limit_value {fields.text('limit_value', 20)}")
    return found


def _limit_unit(fields: Fields) -> str:
    """The unit of a limit in the hall's word or code. Raises Rejected for one that no calendar knows."""
    said = known_code("limit_unit", fields.text("limit_unit", 16)) or "work_day"
    if said not in LIMIT_UNITS:
        raise Rejected("field.invalid", f"limit_unit {said}")
    return said


def _validity(fields: Fields) -> dict[str, str]:
    """From when to when an entry holds. Raises Rejected where it would end before it begins."""
    first, last = day(fields, "valid_from"), day(fields, "valid_to")
    if first and last and last < first:
        raise Rejected("field.invalid", f"valid_to {last}")
    return {"valid_from": first, "valid_to": last}


def several(words: str) -> tuple[str, ...]:
    """Return the words of a cell that holds a list."""
    return tuple(filter(None, (word.strip() for word in re.split("[,，、|;；]", words))))


def day(fields: Fields, name: str) -> str:
    """Return a date of the hall, empty where it is open. Raises Rejected("value.time")."""
    found = fields.time(name)
    return found.astimezone(fields.plan.timezone).date().isoformat() if found else ""
