"""What cannot be true of a report from outside: it is kept as it came, and marked for the desk to look at."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.domain.area import Area
from app.domain.geo import in_rings
from app.domain.records import columns, from_row
from app.hub.tables import RECORDS, feed

IMPOSSIBLE_TIMES, OUTSIDE_DISTRICT = "impossible_times", "outside_district"  # as the domain knows them
Times = tuple[datetime | None, datetime | None]
_SKEW = timedelta(minutes=5)  # clocks of other systems run a little ahead
_OLDEST = timedelta(days=36_500)


def impossible(times: Times, now: datetime) -> bool:
    """Say whether when it happened and when it was reported cannot be: in the future, or in the wrong order."""
    happened, reported = times
    known = [moment for moment in times if moment is not None]
    outside = any(not now - _OLDEST <= moment <= now + _SKEW for moment in known)
    return outside or (happened is not None and reported is not None and reported + _SKEW < happened)


class Ground:
    """Knows the outline of the district, read again whenever it changes."""

    def __init__(self) -> None:
        self._known: tuple[int, tuple[Area, ...]] = (-1, ())

    def is_outside(self, connection: Connection, lon: float | None, lat: float | None) -> bool:
        """Say whether a position lies elsewhere. Without an outline only 0, 0 is doubted, which is nowhere."""
        if lon is None or lat is None:
            return False
        if lon == 0 and lat == 0:
            return True
        ground = self._outline(connection)
        return bool(ground) and not any(in_rings(lon, lat, area.rings) for area in ground)

    def _outline(self, connection: Connection) -> tuple[Area, ...]:
        newest = connection.execute(select(func.max(feed.c.seq)).where(feed.c.kind == "area")).scalar()
        version = int(newest or 0)
        if version != self._known[0]:
            self._known = (version, _districts(connection))
        return self._known[1]


def _districts(connection: Connection) -> tuple[Area, ...]:
    """The largest ground that has an outline: districts, else streets, and so on."""
    table = RECORDS["area"]
    drawn = table.c.rings.isnot(None) & (table.c.rings != "[]")
    largest = select(func.min(table.c.level)).where(drawn).scalar_subquery()
    chosen = select(*(table.c[name] for name in columns("area"))).where(drawn, table.c.level == largest)
    return tuple(from_row("area", dict(row)) for row in connection.execute(chosen).mappings())
