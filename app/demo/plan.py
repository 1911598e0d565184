"""How large each demo city is: counts taken from real command centres, ground invented (scope §1)."""

from dataclasses import dataclass

_CITY_SHARES = {
    "patrol": 30111,
    "ai": 4126,
    "district_video": 1930,
    "report_reward": 612,
    "assigned": 288,
    "iot": 246,
    "media": 140,
}
_CITY_TOTAL = sum(_CITY_SHARES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The figures of one size. `reach` stretches the ground; cases are counted per channel over 365 days."""

    size: str
    name: str
    code: str
    reach: float
    uplands: int
    domes: int
    fixed: int
    speakers: int
    units: int
    streets: int
    communities: int
    manholes: int
    seats: int
    cases: dict[str, int]
    step_days: int

    @property
    def cameras(self) -> int:
        """All cameras, PTZ domes and fixed ones."""
        return self.domes + self.fixed

    @property
    def case_count(self) -> int:
        """All cases of the last 365 days."""
        return sum(self.cases.values())

    def sources(self) -> dict[str, int]:
        """Cases per source: the channel 数字城管 is fed by patrols, cameras, algorithms, citizens and leaders."""
        counts = {name: count for name, count in self.cases.items() if name != "city_management"}
        total = self.cases["city_management"]
        parts = {name: round(total * share / _CITY_TOTAL) for name, share in _CITY_SHARES.items()}
        parts["patrol"] += total - sum(parts.values())
        return counts | parts


PLANS = {
    "county": Plan(
        size="county",
        name="延川河示范县",
        code="610691",
        reach=0.55,
        uplands=0,
        domes=13,
        fixed=20,
        speakers=10,
        units=28,
        streets=4,
        communities=4,
        manholes=1970,
        seats=4,
        cases={"hotline": 1740, "city_management": 3890, "hotline_12315": 512, "internet": 58},
        step_days=30,
    ),
    "district": Plan(
        size="district",
        name="延河示范区",
        code="610690",
        reach=1.0,
        uplands=1,
        domes=42,
        fixed=88,
        speakers=40,
        units=66,
        streets=10,
        communities=6,
        manholes=320,
        seats=12,
        cases={"hotline": 17034, "city_management": 37453, "hotline_12315": 7413, "internet": 583},
        step_days=30,
    ),
    "metropolis": Plan(
        size="metropolis",
        name="延河示范市",
        code="610692",
        reach=2.3,
        uplands=3,
        domes=608,
        fixed=1420,
        speakers=240,
        units=66,
        streets=16,
        communities=9,
        manholes=2000,
        seats=43,
        cases={"hotline": 272600, "city_management": 599400, "hotline_12315": 118600, "internet": 9400},
        step_days=4,
    ),
}
