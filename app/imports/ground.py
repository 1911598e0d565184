"""What the hall knows of its own ground while a file comes in: its matters, units and district, and the time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from shapely import Polygon, contains_xy, prepare, union_all
from shapely.geometry.base import BaseGeometry

from app.domain.matter import Matter, stem_of
from app.domain.records import from_row
from app.domain.unit import Unit
from app.imports.positions import Box

Rows = Iterable[Mapping[str, Any]]


class Books(Protocol):
    """What a seat keeps of the hall's books; `app.store.Reader` is one."""

    def all(self, kind: str) -> list[Any]:
        """Return every record of a kind."""
        ...


@dataclass(frozen=True)
class Ground:
    """The hall's books as an import needs them; an empty one knows nothing and so doubts nothing."""

    matters: Mapping[str, Matter] = field(default_factory=dict)
    by_name: Mapping[str, Matter] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    district: BaseGeometry | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    lines: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, matters: Rows, areas: Rows, now: datetime, units: Rows = (), lines: Rows = ()) -> "Ground":
        """Make it from the rows of the hub; `lines` are those of the responsibility list."""
        kinds = (("matter", matters), ("area", areas), ("unit", units), ("responsibility", lines))
        return cls._of([[from_row(kind, row) for row in rows] for kind, rows in kinds], now)

    @classmethod
    def of_books(cls, books: Books, now: datetime) -> "Ground":
        """Make it from what a seat keeps: its store's reader."""
        return cls._of([books.all(kind) for kind in ("matter", "area", "unit", "responsibility")], now)

    @classmethod
    def _of(cls, nouns: Sequence[Sequence[Any]], now: datetime) -> "Ground":
        known, areas, served, listed = nouns
        # Outlines drawn by hand cross themselves now and then; a buffer of nothing mends that.
        rings = [ring for area in areas if area.level == 1 for ring in area.rings if len(ring) >= 4]
        shapes = [Polygon(ring).buffer(0) for ring in rings]
        whole = union_all(shapes) if shapes else None
        if whole is not None:
            prepare(whole)
        by_name = {word: unit for unit in served for word in (unit.short, unit.name, unit.code, unit.id) if word}
        lines = {(line.matter_id, line.area_code, line.valid_from): line.id for line in listed}
        return cls(
            {m.id: m for m in known},
            {m.name: m for m in sorted(known, key=lambda m: stem_of(m.id) == m.id)},
            by_name,
            whole,
            now,
            lines,
        )

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
