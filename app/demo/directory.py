"""Who works in the demo city and with what: units, matters, phrases, operators, invented or from open lists."""

import random
from dataclasses import dataclass

from app.demo.areas import Division
from app.demo.ground import Ground
from app.demo.openlists import rows
from app.demo.plan import Plan
from app.demo.streets import Junction
from app.domain.broadcast import Phrase
from app.domain.ids import stable_id
from app.domain.matter import Matter
from app.domain.operator import OperatorPublic, Role
from app.domain.unit import Unit
from app.words.pinyin import initials

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_POSTS = (Role.DUTY_OFFICER, Role.SHIFT_LEADER, Role.ACCEPTOR, Role.DISPATCHER, Role.ACCEPTOR, Role.BROADCASTER)


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of the hall: the name they sign in with and what others may know of them."""

    user: str
    public: OperatorPublic


def person(rng: random.Random) -> str:
    """Return an invented person, by surname alone."""
    return f"{rng.choice(SURNAMES)}某"


def matter_id(row: dict[str, str]) -> str:
    """Return the id of a dictionary row, e.g. `event-0102`."""
    return f"{row['kind']}-{row['big_code']}{row['small_code']}"


def make_matters(units: tuple[Unit, ...]) -> tuple[Matter, ...]:
    """Read the example matter dictionary; what no unit of this city answers for falls to the city management bureau."""
    known = {unit.id for unit in units}
    return tuple(
        Matter(
            id=matter_id(row),
            kind=row["kind"],
            big_code=row["big_code"],
            small_code=row["small_code"],
            big_name=row["big_name"],
            name=row["name"],
            name_en=row["name_en"],
            filing_cond=row["filing_cond"],
            closing_cond=row["closing_cond"],
            limit_value=float(row["limit_value"]),
            limit_unit=row["limit_unit"],
            unit_id=unit_id(row["unit"]) if unit_id(row["unit"]) in known else unit_id("cg"),
            keywords=tuple(row["keywords"].split("|")),
            standard=row["standard"],
        )
        for row in rows("matters.csv")
    )


def matter_weights() -> dict[str, float]:
    """Return how often patrols meet each matter, relative to the others."""
    return {matter_id(row): float(row["weight"]) for row in rows("matters.csv")}


def unit_id(key: str) -> str:
    """Return the id of a unit of the open list by its short key, the same in every demo city."""
    return stable_id("demo", "unit", key)


def make_units(plan: Plan, division: Division, crossings: list[Junction], ground: Ground) -> tuple[Unit, ...]:
    """Return the street offices and as many bureaus and companies as the size has units."""
    handled: dict[str, list[str]] = {}
    for row in rows("matters.csv"):
        handled.setdefault(row["unit"], []).append(matter_id(row))
    listed = list(rows("units.csv"))
    needed = sorted(listed, key=lambda row: row["key"] not in handled)[: plan.units - plan.streets]
    units = []
    for n, row in enumerate(needed):
        spot = crossings[(n * 37) % len(crossings)]
        units.append(_bureau(plan, n, row, spot, division, ground, tuple(handled.get(row["key"], ()))))
    return (*units, *_street_offices(plan, division))


def _bureau(
    plan: Plan,
    n: int,
    row: dict[str, str],
    spot: Junction,
    division: Division,
    ground: Ground,
    matters: tuple[str, ...],
) -> Unit:
    name = f"{plan.name}{row['name']}"
    short = row["short"].replace("区", plan.name[-1]) if row["short"].startswith("区") else row["short"]
    lon, lat = ground.lonlat(spot.x + 25, spot.y + 25)
    return Unit(
        id=unit_id(row["key"]),
        code=f"{plan.code}-{n + 1:03d}",
        name=name,
        short=short,
        pinyin=initials(short),
        phone=_phone(n + 1),
        kind=row["kind"],
        area_code=division.cell_at(spot.x + 25, spot.y + 25).code,
        lon=lon,
        lat=lat,
        matters=matters,
    )


def _street_offices(plan: Plan, division: Division) -> list[Unit]:
    offices = []
    for n, area in enumerate(a for a in division.areas if a.level == 2):
        seat = next(c for c in division.areas if c.level == 4 and c.id.startswith(area.id))
        lon = sum(p[0] for p in seat.rings[0]) / len(seat.rings[0])
        lat = sum(p[1] for p in seat.rings[0]) / len(seat.rings[0])
        short = area.name.removesuffix("街道")
        offices.append(
            Unit(
                id=unit_id(area.name),
                code=f"{plan.code}-{801 + n}",
                name=f"{plan.name}{area.name}{'办事处' if area.name.endswith('街道') else '人民政府'}",
                short=f"{short}街道办" if area.name.endswith("街道") else f"{short}政府",
                pinyin=initials(short),
                phone=_phone(801 + n),
                kind="street",
                area_code=area.id,
                lon=round(lon, 7),
                lat=round(lat, 7),
            )
        )
    return offices


def _phone(n: int) -> str:
    """A local number that starts with 000: no exchange gives such numbers out."""
    return f"0911-000{n:04d}"


def make_phrases() -> tuple[Phrase, ...]:
    """Read the prepared announcements."""
    return tuple(
        Phrase(
            id=f"phrase-{row['key']}",
            title=row["title"],
            text=row["text"],
            priority=row["priority"],
            chime=row["chime"] == "1",
            category=row["category"],
        )
        for row in rows("phrases.csv")
    )


def make_staff(plan: Plan, rng: random.Random) -> tuple[Staff, ...]:
    """Return one officer per seat, and the collectors who walk the streets without one."""
    staff = []
    for n in range(plan.seats):
        role = _POSTS[n % len(_POSTS)]
        seat = f"{n + 1:02d}"
        user = f"seat{seat}"
        public = OperatorPublic(id=stable_id("account", user), name=person(rng), role=role.value, seat=seat)
        staff.append(Staff(user, public))
    for n in range(max(4, plan.seats)):
        user = f"collector{n + 1:02d}"
        public = OperatorPublic(id=stable_id("account", user), name=person(rng), role=Role.COLLECTOR.value)
        staff.append(Staff(user, public))
    return tuple(staff)
