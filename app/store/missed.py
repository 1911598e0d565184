"""How much has happened while a seat was cut off, counted: the list of it may be cut short, this is not."""

from datetime import datetime

from app.domain.clock import to_text
from app.store.connection import Connection, fetch, scalar
from app.store.rows import MissedCounts


def count(
    connection: Connection, mark: datetime | int, since: datetime, until: datetime, now: datetime, seat: str
) -> MissedCounts:
    """Count the cases that others have changed since a change number or a time, as `kin.changed_since` lists them.

    `new` of them were reported from `since` on; `late` is what became overdue between then and `until` and still is.
    """
    column, at, value = ("seq", "seq", mark) if isinstance(mark, int) else ("updated_at", "at", to_text(mark))
    steps = f"SELECT 1 FROM case_step s INDEXED BY step_case WHERE s.case_id = c.id AND s.{at} > ?"
    every, new, mine = fetch(
        connection,
        'SELECT count(*), total(c.reported_at >= ?), total(c.claimed_by = ?) FROM "case" c '
        f"WHERE c.{column} > ? AND (EXISTS({steps} AND s.seat <> ?) OR NOT EXISTS({steps}))",
        (to_text(since), seat or "-", value, value, seat, value),
    )[0]
    late = scalar(
        connection,
        "SELECT count(*) FROM open_case INDEXED BY open_due WHERE capture = 0 AND due_key > ? AND due_key <= ?",
        (to_text(since), to_text(min(until, now))),
    )
    return MissedCounts(int(every), int(new), int(mine), int(late))
