"""What the hall knows of its own ground while a file comes in: its matters, units and district, and the time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shapely import Polygon, contains_xy, prepare, union_all
from shapely.geometry.base import BaseGeometry

from app.domain.matter import Matter
from app.domain.records import from_row
from app.domain.unit import Unit
from app.imports.positions import Box

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Ground:
    """The hall's books as an import needs them; an empty one knows nothing and so doubts nothing."""

    matters: Mapping[str, Matter] = field(default_factory=dict)
    by_name: Mapping[str, Matter] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    district: BaseGeometry | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def of(cls, matters: Rows, areas: Rows, now: datetime, units: Rows = ()) -> "Ground":
        """Make it from the rows of the hub."""
        served = [from_row("unit", row) for row in units]
        known = [from_row("matter", row) for row in matters]
        rings = [from_row("area", row).rings for row in areas if row.get("level") == 1]
        # Outlines drawn by hand cross themselves now and then; a buffer of nothing mends that.
        shapes = [Polygon(ring).buffer(0) for outline in rings for ring in outline if len(ring) >= 4]
        whole = union_all(shapes) if shapes else None
        if whole is not None:
            prepare(whole)
        by_name = {word: unit for unit in served for word in (unit.short, unit.name, unit.code, unit.id) if word}
        return cls({m.id: m for m in known}, {m.name: m for m in known}, by_name, whole, now)

    @property
    def home(self) -> Box | None:
        """The box around the district, None where it is not known."""
        if self.district is None or self.district.is_empty:
            return None
        west, south, east, north = self.district.bounds
        return west, south, east, north

    def matter(self, matter_id: str, name: str) -> Matter | None:
        """Return the matter by its id, else by its name."""
        return self.matters.get(matter_id) or self.by_name.get(name)

    def is_outside(self, spot: tuple[float, float] | None) -> bool:
        """Whether a position lies outside the district; unknown where either is not known."""
        if spot is None or self.district is None or self.district.is_empty:
            return False
        return not bool(contains_xy(self.district, *spot))
