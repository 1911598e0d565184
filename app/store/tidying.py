"""What an old cache lets go: the timelines of cases long closed, which the hub keeps and a fresh cache never had."""

from datetime import datetime, timedelta

from app.domain.clock import to_text
from app.store.connection import Connection, fetch, scalar
from app.store.landing import remove

# A little longer than the hub's own snapshot reaches back: everything younger can be read without a network.
KEPT = timedelta(days=35)


def sweep(connection: Connection, now: datetime, most: int) -> int:
    """Look at the next `most` steps, drop what is old and closed, and return how many that were.

    One walk through all of them a day; a step stays while its case is open or was closed in this time.
    """
    today = to_text(now)[:10]
    begun, _, reached = str(scalar(connection, "SELECT v FROM meta WHERE k = 'swept'") or "").partition(" ")
    if begun == today and reached == "end":
        return 0
    start = int(reached) if begun == today and reached else 0
    old = to_text(now - KEPT)
    found = fetch(
        connection,
        "SELECT s.rowid, s.id, s.at < ? AND NOT EXISTS(SELECT 1 FROM open_case o WHERE o.id = s.case_id) "
        "AND NOT EXISTS(SELECT 1 FROM \"case\" c WHERE c.id = s.case_id AND ifnull(c.closed_at, '') >= ?) "
        "FROM case_step s WHERE s.rowid > ? ORDER BY s.rowid LIMIT ?",
        (old, old, start, most),
    )
    gone = [step_id for _, step_id, is_old in found if is_old]
    if gone:
        remove(connection, "case_step", gone)
    mark = f"{today} {found[-1][0] if len(found) == most else 'end'}"
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES('swept', ?)", (mark,))
    return len(gone)
