"""What the outbox lets go: own actions that the hub has settled and that its verified backups have had long enough.

Whatever is unsent, held, in doubt, or waits for a person stays, however old it is.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.clock import from_text, to_text
from app.store.connection import Connection, fetch, scalar

_GONE, _MARKS = "gone", "backed_up"
# The hub may back up every minute; dropping every second mark only makes pruning wait a little longer.
_MOST_MARKS = 500
Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Backed:
    """`bare` done actions are in no verified backup that the seat has heard of, the first of them asked at `since`;
    `at` is when a backup last held something new of this seat, by the hub's clock."""

    bare: int = 0
    since: datetime | None = None
    at: datetime | None = None


def mark(connection: Connection, seat: str, backed_up: int, at: datetime) -> None:
    """Note up to which of a seat's numbers the hub's newest verified backup reached at this time (the hub's)."""
    marks = _marks(connection, seat)
    if backed_up <= 0 or (marks and marks[-1][1] >= backed_up):
        return
    marks = [*(marks[::2] if len(marks) >= _MOST_MARKS else marks), (to_text(at), backed_up)]
    _keep(connection, f"{_MARKS}:{seat}", marks)


def reach(connection: Connection, seat: str, now: datetime, kept: timedelta) -> int:
    """Return up to which of a seat's numbers verified backups have had everything for as long as `kept`."""
    return max((n for at, n in _marks(connection, seat) if from_text(at) <= now - kept), default=0)


def backed(connection: Connection) -> Backed:
    """Return how many of the seat's done actions no verified backup has, and when one last had something new of it."""
    bare, oldest, at = 0, "", ""
    for (seat,) in fetch(connection, "SELECT DISTINCT seat FROM intent"):
        noted, reached = (_marks(connection, seat) or [("", 0)])[-1]
        sql = "SELECT count(*), min(id) FROM intent WHERE seat = ? AND n > ? AND state = 'done'"
        count, first = fetch(connection, sql, (seat, reached))[0]
        bare, oldest, at = bare + count, min(filter(None, (oldest, first)), default=""), max(at, noted)
    since = datetime.fromtimestamp(int(oldest.replace("-", "")[:12], 16) / 1000, UTC) if oldest else None
    return Backed(bare, since, from_text(at) if at else None)


def prunable(connection: Connection, now: datetime, kept: timedelta, cursor: int, most: int) -> list[int]:
    """Return the places of up to `most` settled intents that may go; `now` is the hub's time.

    What is done goes behind `reach`, once the picture has passed it at `cursor`, but for pictures and recordings: their
    bytes are in no backup of a database, and may have to be sent once more. What was refused, what clashed and
    what was taken back, when it is as old as `kept` and a person has looked at it. The last settled one of each seat
    stays: its number is where the seat goes on.
    """
    seats = [seat for (seat,) in fetch(connection, "SELECT DISTINCT seat FROM intent")]
    places: list[int] = []
    for seat in seats:
        backed_up = reach(connection, seat, now, kept)
        places += _prunable(connection, seat, (backed_up, cursor), now - kept, most - len(places))
    return places


def let_go(connection: Connection, places: list[int]) -> None:
    """Remove the intents at these places, and remember that nothing was lost there."""
    _note_numbers(connection, places)
    listed = (json.dumps(places),)
    for table in ("upload", "hold"):
        connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE command_id IN "
            "(SELECT id FROM intent WHERE place IN (SELECT value FROM json_each(?)))",
            listed,
        )
    connection.exec_driver_sql("DELETE FROM intent WHERE place IN (SELECT value FROM json_each(?))", listed)
    _keep(connection, _GONE, with_places(gone(connection), places))


def gone(connection: Connection) -> Ranges:
    """Return the places that were let go, as ranges from first to last."""
    return ranges(scalar(connection, "SELECT v FROM meta WHERE k = ?", (_GONE,)))


def ranges(kept: object) -> Ranges:
    """Read ranges as they are kept; none where there is nothing that can be read."""
    try:
        return [(int(first), int(last)) for first, last in json.loads(str(kept or "[]"))]
    except (ValueError, TypeError):
        return []


def with_places(known: Ranges, places: Iterable[int]) -> Ranges:
    """Add places to ranges and join those that touch."""
    joined: Ranges = []
    for first, last in sorted([*known, *((place, place) for place in places)]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def put_back(connection: Connection, seat: str, last_n: int) -> int:
    """The hub was put back from a backup that knows a seat's numbers up to `last_n`; later ones are counted anew.

    Returns how many of those this seat has let go for good: more than 0 only where the backup is older than the rules
    expect, and then a person must be told.
    """
    key = f"{_GONE}_n:{seat}"
    missed = max(0, int(scalar(connection, "SELECT v FROM meta WHERE k = ?", (key,)) or 0) - last_n)
    connection.exec_driver_sql("DELETE FROM meta WHERE k = ?", (f"{_MARKS}:{seat}",))
    if missed:
        connection.exec_driver_sql("UPDATE meta SET v = ? WHERE k = ?", (str(last_n), key))
    return missed


def _prunable(connection: Connection, seat: str, behind: tuple[int, int], before: datetime, most: int) -> list[int]:
    """Ids begin with their millisecond, so their order is that of asking."""
    oldest_id = f"{int(before.timestamp() * 1000):012x}"
    found = fetch(
        connection,
        "SELECT place FROM intent i WHERE seat = ?1 AND ("
        " (state = 'done' AND n BETWEEN 1 AND ?2 AND ack_seq <= ?3"
        "   AND n < (SELECT max(n) FROM intent WHERE seat = ?1 AND state = 'done')"
        "   AND kind <> 'media.add')"
        " OR (state IN ('refused', 'conflict') AND looked_at < ?4"
        "   AND n < (SELECT max(n) FROM intent WHERE seat = ?1 AND state IN ('done', 'refused', 'conflict'))"
        "   AND NOT EXISTS(SELECT 1 FROM intent b WHERE b.target = i.target AND b.state = 'behind'))"
        " OR (state = 'withdrawn' AND replace(id, '-', '') < ?5)) ORDER BY place LIMIT ?6",
        (seat, *behind, to_text(before), oldest_id, most),
    )
    return [place for (place,) in found]


def _note_numbers(connection: Connection, places: list[int]) -> None:
    sql = "SELECT seat, max(n) FROM intent WHERE place IN (SELECT value FROM json_each(?)) GROUP BY seat"
    for seat, n in fetch(connection, sql, (json.dumps(places),)):
        key = f"{_GONE}_n:{seat}"
        known = int(scalar(connection, "SELECT v FROM meta WHERE k = ?", (key,)) or 0)
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)", (key, str(max(known, n))))


def _marks(connection: Connection, seat: str) -> list[tuple[str, int]]:
    kept = scalar(connection, "SELECT v FROM meta WHERE k = ?", (f"{_MARKS}:{seat}",))
    return [(str(at), int(n)) for at, n in json.loads(kept or "[]")]


def _keep(connection: Connection, key: str, value: object) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)", (key, json.dumps(value)))
