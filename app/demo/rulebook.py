"""The books of the demo city: its rules, who answers for what, rulings once made, and the algorithms it listens to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.demo.openlists import rows
from app.domain.algorithm import Algorithm
from app.domain.area import Area
from app.domain.ids import stable_id
from app.domain.matter import Matter
from app.domain.place import Place
from app.domain.reasons import DEFAULT_REASONS, written
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import Ruleset
from app.domain.unit import Unit

_OF_THE_STREETS = ("event-0501", "event-0504", "event-0507", "event-0102")
_DISPUTED = 8
_GRADE_WORDS = {
    "1": ["重大伤亡", "群死群伤"],
    "2": ["伤亡", "坍塌", "爆炸", "燃气泄漏"],
    "3": ["塌陷", "被困", "起火", "触电", "漏电"],
}
_PLAN_CARDS = {
    "event-04": (
        "设置警戒，防止人员靠近",
        "通知权属单位和应急值班",
        "核实伤亡和影响范围",
        "电话初报",
        "处置后复核现场",
    ),
    "part-01": ("现场设置警示", "核实权属", "通知权属单位抢修", "拍照反馈"),
    "event-01": ("现场核实", "通知保洁作业", "拍照反馈"),
}


def make_ruleset(now: datetime, prefix: str) -> Ruleset:
    """Return example rules. Holidays are those with fixed dates; the moving ones are each city's own affair."""
    fixed = [(1, 1), (5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8))]
    days = {date(year, m, d).isoformat(): False for year in (now.year - 1, now.year, now.year + 1) for m, d in fixed}
    return Ruleset(
        id="default",
        name="示例规则",
        calendar={"days": days},
        grade_words=_GRADE_WORDS,
        order_limits={"petition": [15, "work_day"], "consult": [1, "work_day"]},
        letter_numbers={
            "prefix": prefix,
            "supervision": "{prefix}督〔{year}〕{n}号",
            "urge": "{prefix}催〔{year}〕{n}号",
            "conference": "{prefix}会〔{year}〕{n}号",
            "minutes": "{prefix}会纪〔{year}〕{n}号",
        },
        reasons=_reasons(),
    )


def _reasons() -> dict[str, list[str]]:
    """The usual lists as a city keeps them in its book, and what this one has added."""
    usual = {group: [written(reason) for reason in reasons] for group, reasons in DEFAULT_REASONS.items()}
    usual["suspend"].insert(-1, "party_away 当事人暂时联系不上 / The party cannot be reached for now")
    return usual


def with_plan_cards(matters: Iterable[Matter]) -> tuple[Matter, ...]:
    """Give the matters their plan cards, by class."""
    return tuple(replace(matter, sop=_card(matter.id)) for matter in matters)


def _card(matter_id: str) -> tuple[str, ...]:
    return next((steps for start, steps in _PLAN_CARDS.items() if matter_id.startswith(start)), ())


def make_responsibilities(
    matters: Iterable[Matter], units: Iterable[Unit], areas: Iterable[Area]
) -> tuple[Responsibility, ...]:
    """Return the list: every matter's unit for the whole city, and street matters street by street."""
    by_id = {unit.id: unit for unit in units}
    offices = {unit.area_code: unit for unit in by_id.values() if unit.kind == "street"}
    lines = [
        _line(n, matter.id, "", by_id[matter.unit_id])
        for n, matter in enumerate((m for m in matters if m.unit_id in by_id), start=1)
    ]
    streets = [area for area in areas if area.level == 2 and area.id in offices]
    for matter_id in _OF_THE_STREETS:
        lines += [_line(len(lines) + 1, matter_id, area.id, offices[area.id]) for area in streets]
    return tuple(lines)


def _line(n: int, matter_id: str, area_code: str, unit: Unit) -> Responsibility:
    return Responsibility(
        id=stable_id("demo", "responsibility", f"{matter_id}{area_code}"),
        matter_id=matter_id,
        area_code=area_code,
        unit_id=unit.id,
        unit_name=unit.short,
        basis=f"城市管理责任清单第{n}项",
    )


def make_rulings(
    places: Iterable[Place], matters: Iterable[Matter], units: Iterable[Unit], now: datetime
) -> tuple[Ruling, ...]:
    """Return some rulings about manholes whose owner nobody could name at first."""
    known = {matter.id: matter for matter in matters}
    companies = [unit for unit in units if unit.kind == "company"] or list(units)
    covers = [place for place in places if place.kind == "manhole" and f"part-{place.code[6:10]}" in known]
    by_kind: dict[str, list[Place]] = defaultdict(list)
    for place in covers:
        by_kind[place.code[6:10]].append(place)
    disputed = [some[len(some) // 2] for some in by_kind.values()][:_DISPUTED]
    return tuple(
        _ruling(n, place, known[f"part-{place.code[6:10]}"], companies[n % len(companies)], now)
        for n, place in enumerate(disputed)
    )


def _ruling(n: int, place: Place, matter: Matter, unit: Unit, now: datetime) -> Ruling:
    decided = (now - timedelta(days=40 + 23 * n)).replace(hour=7, minute=30, second=0, microsecond=0)
    return Ruling(
        id=stable_id("demo", "ruling", place.id),
        matter_id=matter.id,
        matter_name=matter.name,
        area_code=place.area_code,
        place_id=place.id,
        part_code=place.code,
        lon=place.lon,
        lat=place.lat,
        unit_id=unit.id,
        unit_name=unit.short,
        basis=f"权属会商纪要〔{decided:%Y}〕{n + 3}号",
        decided_by="会商组",
        decided_at=decided,
        valid_from=decided.date().isoformat(),
    )


def make_algorithms(now: datetime) -> tuple[Algorithm, ...]:
    """Read the algorithms that watch the cameras: 28 in five classes, as many as a real district listens to."""
    read = [
        Algorithm(id=f"algorithm-{row['key']}", name=row["name"], kind=row["kind"], matter_id=row["matter"])
        for row in rows("algorithms.csv")
    ]
    asked_at = now - timedelta(hours=20)
    doubted = replace(
        read[-1], proposed="lowered", proposed_by="研判坐席", proposed_at=asked_at, reason="本周准确率低于底线"
    )
    return (*read[:-1], doubted)
