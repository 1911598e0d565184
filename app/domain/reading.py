"""One value of one vital sign at one place, never without its time and quality (standards §9)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The latest reading of an indicator at a point.

    `level` is normal, blue, yellow, orange or red; `quality` is good, uncertain, bad or stale.
    """

    id: str
    indicator: str
    name: str
    value: float
    unit: str
    ts: datetime
    place_id: str = ""
    level: str = "normal"
    quality: str = "good"
    lon: float | None = None
    lat: float | None = None
    stale_after_s: int = 600
