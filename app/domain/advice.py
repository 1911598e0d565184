"""Which unit should handle a case: proposals best first, each with the rule it comes from; a person decides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.domain.area import Area
from app.domain.geo import distance_m, in_rings
from app.domain.matter import Matter
from app.domain.responsibility import Responsibility, Ruling
from app.domain.unit import Unit

WHY = ("ruling_here", "ruling_near", "responsibility", "owner", "matter", "locality", "before")
_ON_THE_GROUND = frozenset({"street", "community"})
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a case when a unit is looked for; the position is WGS-84.

    `owner_unit_id` owns the part or place it is about; `returned` are the units that have given this very case back,
    `before` those that have had it, the latest first.
    """

    kind: str = "event"
    matter_id: str = ""
    area_code: str = ""
    place_id: str = ""
    part_code: str = ""
    lon: float | None = None
    lat: float | None = None
    owner_unit_id: str = ""
    returned: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One proposal. `why_code` is one of `WHY`; `source_id` names the ruling, line, matter or area it comes from.

    `detail` is that source's own text (basis or name), `decided_at` and `decided_by` are of a ruling; `returned` marks
    a unit that has given this very case back.
    """

    unit_id: str
    unit_name: str
    why_code: str
    detail: str = ""
    source_id: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    distance_m: float | None = None
    assist_unit_ids: tuple[str, ...] = ()
    returned: bool = False


@dataclass(frozen=True, slots=True)
class _Books:
    rulings: Sequence[Ruling]
    lines: Sequence[Responsibility]
    matters: Mapping[str, Matter]
    units: Mapping[str, Unit] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)


def advise(
    facts: Facts,
    rulings: Iterable[Ruling],
    responsibilities: Iterable[Responsibility],
    matters: Mapping[str, Matter],
    units: Iterable[Unit],
    areas: Iterable[Area],
    at: datetime,
) -> tuple[Advice, ...]:
    """Return the units to propose at `at` (aware UTC), best first, each once under its best reason.

    A ruling about the same place or part comes first, then one close by about the same matter, the responsibility list
    (the smallest ground first), then for parts their owner, the matter's usual unit, the office of the ground; for
    events the owner comes after the ground; last whoever has had the case. Units that gave it back stand at the end.
    """
    books = _Books(
        [ruling for ruling in rulings if ruling.holds(at)],
        [line for line in responsibilities if line.holds(at)],
        matters,
        {unit.id: unit for unit in units if unit.enabled},
        {area.id: area for area in areas},
    )
    if not facts.area_code:
        facts = replace(facts, area_code=_ground_at(facts, books))
    best: dict[str, Advice] = {}
    for rule in _PART_ORDER if facts.kind == "part" else _EVENT_ORDER:
        for advice in rule(facts, books):
            if advice.unit_id in books.units:
                best.setdefault(advice.unit_id, _named(advice, facts, books))
    return tuple(sorted(best.values(), key=lambda advice: advice.returned))


def _named(advice: Advice, facts: Facts, books: _Books) -> Advice:
    unit = books.units[advice.unit_id]
    return replace(advice, unit_name=unit.name, returned=advice.unit_id in facts.returned)


def _ground_at(facts: Facts, books: _Books) -> str:
    """The code of the smallest ground that holds the point; empty where none does."""
    if facts.lon is None or facts.lat is None:
        return ""
    for area in sorted(books.areas.values(), key=lambda area: -area.level):
        if in_rings(facts.lon, facts.lat, area.rings):
            return area.id
    return ""


def _covers(wide: str, narrow: str) -> bool:
    """Whether a code of the books covers one of a case: empty means any, a shorter one its whole branch."""
    return not wide or narrow.startswith(wide)


def _rulings_here(facts: Facts, books: _Books) -> Iterable[Advice]:
    here = [ruling for ruling in books.rulings if _is_here(ruling, facts)]
    here.sort(key=lambda ruling: (ruling.decided_at or _LONG_AGO, ruling.id), reverse=True)
    return [_from_ruling(ruling, "ruling_here") for ruling in here]


def _is_here(ruling: Ruling, facts: Facts) -> bool:
    """A part keeps its owner whatever is wrong with it; a place has one answer for each matter."""
    if ruling.part_code and ruling.part_code == facts.part_code:
        return True
    same_place = bool(ruling.place_id) and ruling.place_id == facts.place_id
    return same_place and _covers(ruling.matter_id, facts.matter_id)


def _rulings_near(facts: Facts, books: _Books) -> Iterable[Advice]:
    near: list[tuple[float, Ruling]] = []
    for ruling in books.rulings:
        metres = _metres(ruling, facts)
        if metres is not None and metres <= ruling.radius_m and _covers(ruling.matter_id, facts.matter_id):
            near.append((metres, ruling))
    near.sort(key=lambda pair: (pair[0], -(pair[1].decided_at or _LONG_AGO).timestamp(), pair[1].id))
    return [replace(_from_ruling(ruling, "ruling_near"), distance_m=metres) for metres, ruling in near]


def _metres(ruling: Ruling, facts: Facts) -> float | None:
    if ruling.lon is None or ruling.lat is None or facts.lon is None or facts.lat is None:
        return None
    return distance_m(ruling.lon, ruling.lat, facts.lon, facts.lat)


def _from_ruling(ruling: Ruling, why: str) -> Advice:
    return Advice(
        unit_id=ruling.unit_id,
        unit_name=ruling.unit_name,
        why_code=why,
        detail=ruling.basis,
        source_id=ruling.id,
        decided_at=ruling.decided_at,
        decided_by=ruling.decided_by,
    )


def _lines(facts: Facts, books: _Books) -> Iterable[Advice]:
    fitting = [
        line
        for line in books.lines
        if _covers(line.matter_id, facts.matter_id) and _covers(line.area_code, facts.area_code)
    ]
    fitting.sort(key=lambda line: (-len(line.area_code), -len(line.matter_id), line.id))
    return [
        Advice(
            unit_id=line.unit_id,
            unit_name=line.unit_name,
            why_code="responsibility",
            detail=line.basis or _title_of(line, books),
            source_id=line.id,
            assist_unit_ids=line.assist_unit_ids,
        )
        for line in fitting
    ]


def _title_of(line: Responsibility, books: _Books) -> str:
    """What a line without a basis is about: its matter and its ground by name."""
    matter, area = books.matters.get(line.matter_id), books.areas.get(line.area_code)
    names = (matter.name if matter else line.matter_id, area.name if area else line.area_code)
    return " × ".join(name for name in names if name)


def _owner(facts: Facts, books: _Books) -> Iterable[Advice]:
    source = facts.part_code or facts.place_id
    return [Advice(unit_id=facts.owner_unit_id, unit_name="", why_code="owner", source_id=source)]


def _usual(facts: Facts, books: _Books) -> Iterable[Advice]:
    matter = books.matters.get(facts.matter_id)
    if matter is None or not matter.unit_id:
        return []
    return [Advice(unit_id=matter.unit_id, unit_name="", why_code="matter", detail=matter.name, source_id=matter.id)]


def _office(facts: Facts, books: _Books) -> Iterable[Advice]:
    """The office with the smallest ground round the case; a street or community office before a bureau of that size."""
    if not facts.area_code:
        return []
    around = [unit for unit in books.units.values() if unit.area_code and _covers(unit.area_code, facts.area_code)]
    around.sort(key=lambda unit: (-len(unit.area_code), unit.kind not in _ON_THE_GROUND, unit.code, unit.id))
    return [
        Advice(
            unit_id=unit.id,
            unit_name=unit.name,
            why_code="locality",
            detail=books.areas[unit.area_code].name if unit.area_code in books.areas else "",
            source_id=unit.area_code,
        )
        for unit in around[:1]
    ]


def _had_it(facts: Facts, books: _Books) -> Iterable[Advice]:
    return [Advice(unit_id=unit_id, unit_name="", why_code="before") for unit_id in facts.before]


_Rule = Callable[[Facts, _Books], Iterable[Advice]]
_FIRST: tuple[_Rule, ...] = (_rulings_here, _rulings_near, _lines)
_PART_ORDER: tuple[_Rule, ...] = (*_FIRST, _owner, _usual, _office, _had_it)
_EVENT_ORDER: tuple[_Rule, ...] = (*_FIRST, _usual, _office, _owner, _had_it)
