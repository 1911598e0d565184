"""Intents that stay at the seat for a while: a batch within its undo time, and what waits behind an open clash.

They have no number yet: the hub wants a seat's numbers without gaps, and what is taken back must leave none.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.clock import from_text, to_text
from app.store.connection import Connection, fetch, scalar
from app.store.rows import HeldBatch

# A console that was away longer than this has forgotten nothing, but nobody is there any more to take it back.
_LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a command stays here: until `until` by the seat's clock, `hold_s` seconds in all."""

    hold_s: float
    until: datetime

    def left_s(self, now: datetime) -> float:
        """Return how many seconds are left after a restart; a clock that has jumped never makes it longer."""
        return min(max((self.until - now).total_seconds(), 0.0), self.hold_s)


_OVER = Hold(0.0, datetime(2000, 1, 1, tzinfo=UTC))


def begin(hold_s: float, now: datetime) -> Hold:
    """Return a hold that starts now. Raises ValueError for a time below zero or beyond an hour."""
    if not 0 <= hold_s <= _LONGEST.total_seconds():
        raise ValueError(f"hold_s {hold_s}")
    return Hold(hold_s, now + timedelta(seconds=hold_s))


def write(connection: Connection, command_id: str, hold: Hold) -> None:
    """Remember the hold of a command."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO hold(command_id, hold_s, until) VALUES(?, ?, ?)",
        (command_id, hold.hold_s, to_text(hold.until)),
    )


def leader(connection: Connection, seat: str, target: str) -> Hold | None:
    """Return the hold that a new command on the same thing has to wait for too, or None."""
    found = fetch(
        connection,
        "SELECT h.until FROM intent i JOIN hold h ON h.command_id = i.id "
        "WHERE i.target = ? AND i.seat = ? AND i.state = 'held' ORDER BY h.until DESC LIMIT 1",
        (target, seat),
    )
    return Hold(0.0, from_text(found[0][0])) if found else None


def held(connection: Connection) -> dict[str, Hold]:
    """Return every command that has a hold of its own; one whose hold is not known any more is over."""
    found = fetch(
        connection,
        "SELECT i.id, h.hold_s, h.until FROM intent i LEFT JOIN hold h ON h.command_id = i.id "
        "WHERE i.state = 'held' AND ifnull(h.hold_s, 1) > 0",
    )
    return {i: Hold(hold_s, from_text(until)) if until else _OVER for i, hold_s, until in found}


def batches(connection: Connection, left_s: Callable[[str], float]) -> list[HeldBatch]:
    """Return what was asked in one piece and can still be taken back, oldest first: of one kind, for one time."""
    found = fetch(
        connection,
        "SELECT i.kind, h.hold_s, h.until, i.id FROM intent i JOIN hold h ON h.command_id = i.id "
        "WHERE i.state = 'held' AND h.hold_s > 0 ORDER BY i.place",
    )
    pieces: dict[tuple[str, float, str], list[str]] = {}
    for kind, hold_s, until, command_id in found:
        pieces.setdefault((kind, hold_s, until), []).append(command_id)
    return [HeldBatch(kind, tuple(ids), hold_s, left_s(ids[0])) for (kind, hold_s, _), ids in pieces.items()]


def release(connection: Connection, ids: Iterable[str]) -> set[tuple[str, str]]:
    """End the hold of these commands, and of those that only waited for them; returns what they are about.

    Each gets the next number of its seat, in the order of asking. One that comes behind another held command on the
    same thing from now on waits for that one; one behind an open clash goes on waiting there.
    """
    found = fetch(
        connection,
        "SELECT place, seat, target, kind, id FROM intent WHERE state = 'held' "
        "AND id IN (SELECT value FROM json_each(?)) ORDER BY place",
        (json.dumps(list(ids)),),
    )
    for place, seat, target, _, command_id in found:
        sql = "SELECT min(place) FROM intent WHERE target = ? AND seat = ? AND state = 'held'"
        if scalar(connection, sql, (target, seat)) < place:
            connection.exec_driver_sql("UPDATE hold SET hold_s = 0 WHERE command_id = ?", (command_id,))
        else:
            _let_go(connection, place, seat, target)
    _followers(connection, {(seat, target) for _, seat, target, _, _ in found})
    return {(kind.partition(".")[0], target) for _, _, target, kind, _ in found}


def withdraw(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Take back what has never left the seat; returns it by id with what it was about."""
    found = fetch(
        connection,
        "SELECT id, place, seat, target, kind, body FROM intent WHERE id IN (SELECT value FROM json_each(?)) "
        "AND (state IN ('held', 'behind') OR (state = 'waiting' AND sent = 0))",
        (json.dumps(list(ids)),),
    )
    if not found:
        return {}
    # Whoever saves commands from the bare bytes of a broken file must not take this one for a command still wanted.
    places = [(json.dumps(json.loads(row[5]), ensure_ascii=False, sort_keys=True), row[1]) for row in found]
    connection.exec_driver_sql("UPDATE intent SET state = 'withdrawn', n = -place, body = ? WHERE place = ?", places)
    gone = [(command_id,) for command_id, *_ in found]
    connection.exec_driver_sql("DELETE FROM hold WHERE command_id = ?", gone)
    connection.exec_driver_sql("DELETE FROM upload WHERE command_id = ?", gone)
    for seat in {row[2] for row in found}:
        close_gaps(connection, seat)
    _followers(connection, {(row[2], row[3]) for row in found})
    return {row[0]: (row[4].partition(".")[0], row[3]) for row in found}


def wait_behind(connection: Connection, clashed: Iterable[int]) -> None:
    """Keep back what a seat asked of a thing after the commands at these places, which have clashed: it was asked in
    the belief that they would hold, so it waits until a person has decided. What has left already is judged there."""
    seats: set[str] = set()
    for place in clashed:
        seat, target = fetch(connection, "SELECT seat, target FROM intent WHERE place = ?", (place,))[0]
        kept = connection.exec_driver_sql(
            "UPDATE intent SET state = 'behind', n = -place WHERE target = ? AND seat = ? AND place > ? "
            "AND state = 'waiting' AND sent = 0",
            (target, seat, place),
        )
        if kept.rowcount:
            seats.add(seat)
    for seat in seats:
        close_gaps(connection, seat)


def decided(connection: Connection, command_id: str, drop: bool) -> None:
    """A person has looked at a clash: what waited behind it is sent, or given up where `drop` says so."""
    found = fetch(connection, "SELECT place, seat, target FROM intent WHERE id = ?", (command_id,))
    for _, seat, target in found:
        if _clash(connection, seat, target) is not None:
            continue
        sql = "SELECT place, id FROM intent WHERE target = ? AND seat = ? AND state = 'behind' ORDER BY place"
        behind = fetch(connection, sql, (target, seat))
        if drop:
            withdraw(connection, [i for _, i in behind])
            continue
        for waiting, _ in behind:
            _let_go(connection, waiting, seat, target)


def next_number(connection: Connection, seat: str) -> int:
    """Return the number that a seat's next command gets."""
    last = int(scalar(connection, "SELECT max(n) FROM intent WHERE seat = ?", (seat,)) or 0)
    return max(last, floor(connection, seat)) + 1


def close_gaps(connection: Connection, seat: str) -> None:
    """Number what has not left yet without gaps behind what has. Upwards, so no number is ever given twice.

    What a hub that was put back is asked again stands in front of what has left since, and stays there.
    """
    sql = "SELECT max(n) FROM intent WHERE seat = ? AND NOT (state = 'waiting' AND sent = 0)"
    left = max(int(scalar(connection, sql, (seat,)) or 0), 0)
    unsent = fetch(
        connection,
        "SELECT place, n FROM intent WHERE state = 'waiting' AND seat = ? AND sent = 0 AND n > ? ORDER BY n",
        (seat, left),
    )
    last = max(left, floor(connection, seat))
    moved = [(last + i, place) for i, (place, n) in enumerate(unsent, start=1) if n != last + i]
    if moved:  # out of the way first: a number may belong to one command only
        connection.exec_driver_sql("UPDATE intent SET n = -place WHERE place = ?", [(place,) for _, place in moved])
        connection.exec_driver_sql("UPDATE intent SET n = ? WHERE place = ?", moved)


def floor(connection: Connection, seat: str) -> int:
    """Return the last number that the hub is known to have settled for a seat when the profile was new to it."""
    return int(scalar(connection, "SELECT v FROM meta WHERE k = ?", (f"last_n:{seat}",)) or 0)


def _let_go(connection: Connection, place: int, seat: str, target: str) -> None:
    clash = _clash(connection, seat, target)
    if clash is not None and clash < place:
        connection.exec_driver_sql("UPDATE intent SET state = 'behind' WHERE place = ?", (place,))
    else:
        connection.exec_driver_sql(
            "UPDATE intent SET state = 'waiting', n = ? WHERE place = ?", (next_number(connection, seat), place)
        )
    connection.exec_driver_sql("DELETE FROM hold WHERE command_id = (SELECT id FROM intent WHERE place = ?)", (place,))


def _clash(connection: Connection, seat: str, target: str) -> int | None:
    """Return the place of an open clash of this seat about a thing, or None."""
    found = scalar(
        connection,
        "SELECT min(place) FROM intent WHERE target = ? AND seat = ? AND state = 'conflict' AND looked_at IS NULL",
        (target, seat),
    )
    return None if found is None else int(found)


def _followers(connection: Connection, about: set[tuple[str, str]]) -> None:
    """Let go what only waited for a held command on the same thing, where none is left."""
    for seat, target in sorted(about):
        rest = fetch(
            connection,
            "SELECT i.place, ifnull(h.hold_s, 0) FROM intent i LEFT JOIN hold h ON h.command_id = i.id "
            "WHERE i.target = ? AND i.seat = ? AND i.state = 'held' ORDER BY i.place",
            (target, seat),
        )
        for place, hold_s in rest:
            if hold_s > 0:
                break  # this one has a time of its own, and what comes behind it waits for it
            _let_go(connection, place, seat, target)
