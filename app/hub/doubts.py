"""What cannot be true of a report from outside: it is kept as it came, and marked for the desk to look at."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from app.domain.area import Area
from app.domain.geo import in_rings
from app.domain.records import columns, from_row
from app.hub.tables import RECORDS, feed

IMPOSSIBLE_TIMES, OUTSIDE_DISTRICT = "impossible_times", "outside_district"  # as the domain knows them
Times = tuple[datetime | None, datetime | None]
_SKEW = timedelta(minutes=5)  # clocks of other systems run a little ahead
_OLDEST = timedelta(days=36_500)


class Doubts:
    """Knows the outline of the district, read again whenever the ground changes."""

    def __init__(self) -> None:
        self._ground: tuple[int, tuple[Area, ...]] = (-1, ())

    def about(self, connection: Connection, report: Mapping[str, Any], times: Times, now: datetime) -> list[str]:
        """Return the marks a report deserves, in a fixed order; none for a sound one. `times`: happened, reported."""
        marks = {
            IMPOSSIBLE_TIMES: _is_impossible(times, now),
            OUTSIDE_DISTRICT: self._is_outside(connection, report.get("lon"), report.get("lat")),
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


def _is_impossible(times: Times, now: datetime) -> bool:
    """In the future, out of all memory, or reported before it happened."""
    happened, reported = times
    known = [moment for moment in times if moment is not None]
    outside = any(not now - _OLDEST <= moment <= now + _SKEW for moment in known)
    return outside or (happened is not None and reported is not None and reported + _SKEW < happened)


def _districts(connection: Connection) -> tuple[Area, ...]:
    """The largest ground that has an outline: districts, else streets, and so on."""
    table = RECORDS["area"]
    drawn = table.c.rings.isnot(None) & (table.c.rings != "[]")
    largest = select(func.min(table.c.level)).where(drawn).scalar_subquery()
    chosen = select(*(table.c[name] for name in columns("area"))).where(drawn, table.c.level == largest)
    return tuple(from_row("area", dict(row)) for row in connection.execute(chosen).mappings())
