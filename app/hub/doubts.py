"""What cannot be true of a report from outside: it is kept as it came, and marked for the desk to look at."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from app.domain.area import Area
from app.domain.geo import in_rings
from app.domain.records import columns, from_row
from app.hub.tables import RECORDS, feed

IMPOSSIBLE_TIMES, OUTSIDE_DISTRICT, UNKNOWN_MATTER = "impossible_times", "outside_district", "unknown_matter"
_SKEW = timedelta(minutes=5)  # clocks of other systems run a little ahead
_OLDEST = timedelta(days=3_650)


class Doubts:
    """Knows the outline of the district, read again whenever the ground changes."""

    def __init__(self) -> None:
        self._ground: tuple[int, tuple[Area, ...]] = (-1, ())

    def about(
        self, connection: Connection, report: Mapping[str, Any], occurred_at: datetime | None, now: datetime
    ) -> list[str]:
        """Return the marks a report deserves, in a fixed order; none for a sound one."""
        marks = {
            IMPOSSIBLE_TIMES: occurred_at is not None and not now - _OLDEST <= occurred_at <= now + _SKEW,
            OUTSIDE_DISTRICT: self._is_outside(connection, report.get("lon"), report.get("lat")),
            UNKNOWN_MATTER: _is_unknown(connection, str(report.get("matter_id") or "")),
        }
        return [mark for mark, applies in marks.items() if applies]

    def _is_outside(self, connection: Connection, lon: Any, lat: Any) -> bool:
        """A hub that knows no outline doubts no position; 0, 0 is nowhere in any case."""
        if lon is None or lat is None:
            return False
        if lon == 0 and lat == 0:
            return True
        ground = self._outline(connection)
        return bool(ground) and not any(in_rings(lon, lat, area.rings) for area in ground)

    def _outline(self, connection: Connection) -> tuple[Area, ...]:
        newest = connection.execute(select(func.max(feed.c.seq)).where(feed.c.kind == "area")).scalar()
        version = int(newest or 0)
        if version != self._ground[0]:
            self._ground = (version, _districts(connection))
        return self._ground[1]


def _districts(connection: Connection) -> tuple[Area, ...]:
    """The largest ground that has an outline: districts, else streets, and so on."""
    table = RECORDS["area"]
    drawn = table.c.rings.isnot(None) & (table.c.rings != "[]")
    largest = select(func.min(table.c.level)).where(drawn).scalar_subquery()
    chosen = select(*(table.c[name] for name in columns("area"))).where(drawn, table.c.level == largest)
    return tuple(from_row("area", dict(row)) for row in connection.execute(chosen).mappings())


def _is_unknown(connection: Connection, matter_id: str) -> bool:
    table = RECORDS["matter"]
    found = select(table.c.id).where(table.c.id == matter_id)
    return bool(matter_id) and connection.execute(found).first() is None
