"""What a measurement prints: each figure beside what it was measured against, and whether its bar holds."""

import os
import platform
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `against` names the peer, limit or smaller scale of the same run; `bar` is a text such as "<= 1.5"
    that the ratio must hold; an empty bar only informs."""

    name: str
    value: float
    unit: str
    against: str = ""
    against_value: float | None = None
    bar: str = ""

    @property
    def ratio(self) -> float | None:
        """`value / against_value`, or None where there is nothing to divide by."""
        if not self.against_value:
            return None
        return self.value / self.against_value

    @property
    def holds(self) -> bool:
        """Whether the bar holds. Without something to divide by, the bar speaks of the value itself."""
        if not self.bar:
            return True
        sign, _, number = self.bar.partition(" ")
        figure = self.value if self.ratio is None else self.ratio
        return {"<=": figure <= float(number), ">=": figure >= float(number), "==": figure == float(number)}[sign]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one bench with the work that was done for them."""

    bench: str
    work: str
    rows: tuple[Row, ...] = field(default_factory=tuple)

    @property
    def holds(self) -> bool:
        """True where every row holds."""
        return all(row.holds for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """The object that `hall bench NAME --json` prints (contract §2)."""
        return {
            "bench": self.bench,
            "machine": machine(),
            "work": self.work,
            "rows": [
                {
                    "name": row.name,
                    "value": round(row.value, 6),
                    "unit": row.unit,
                    "against": row.against,
                    "against_value": row.against_value,
                    "ratio": None if row.ratio is None else round(row.ratio, 4),
                    "bar": row.bar,
                    "holds": row.holds,
                }
                for row in self.rows
            ],
        }


def machine() -> str:
    """Say what was measured on: system, processor count, Python."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
