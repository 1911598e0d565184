"""The precious file: what the operator asked, in the order of asking, and what became of it.

What is settled stays, for a hub put back from a backup asks for it once more (`renumber` with `again`), until the hub's
verified backups have it (`app.store.pruning`).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.clock import from_text, to_text
from app.domain.command import Command
from app.protocol import NumberedCommand, Outcome, Receipt, command_from_json, command_to_json
from app.store import holding
from app.store.connection import Connection, DatabaseFile, fetch, scalar
from app.store.holding import Hold
from app.store.rows import Away, Standing

_DONE = (Outcome.APPLIED, Outcome.MERGED)
# What a state is called where operations are counted; a waiting one has left the seat or has not.
_COUNTED = {"held": "held", "behind": "behind", "conflict": "clashes", "refused": "refused"}
# For the moment between a row and its place; no seat has two of them.
_UNNUMBERED = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Intent:
    """One own command with its place in the order of asking and where it stands: waiting, held (it may still be taken
    back), behind (a clash that nobody has decided), done, refused, conflict or withdrawn."""

    place: int
    command: Command
    state: str
    ack_seq: int
    code: str


def put(connection: Connection, command: Command, hold: Hold | None = None) -> int:
    """Write a command behind all others and return its number at its seat; the same command again keeps its number.

    A held command has none yet (0), nor has one on a thing of which another is held: it comes behind that one.
    """
    known = scalar(connection, "SELECT n FROM intent WHERE id = ?", (command.id,))
    if known is not None:
        return max(int(known), 0)
    seat = command.by.seat
    hold = hold or holding.leader(connection, seat, command.target)
    n = 0 if hold else holding.next_number(connection, seat)
    body = json.dumps(command_to_json(command), ensure_ascii=False, separators=(",", ":"))
    written = connection.exec_driver_sql(
        "INSERT INTO intent(seat, n, id, kind, target, body, state) VALUES(?, ?, ?, ?, ?, ?, ?)",
        (seat, n or _UNNUMBERED, command.id, command.kind, command.target, body, "held" if hold else "waiting"),
    )
    if hold:
        connection.exec_driver_sql("UPDATE intent SET n = -place WHERE place = ?", (written.lastrowid,))
        holding.write(connection, command.id, hold)
    if command.kind == "media.add":
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO upload(media_id, command_id) VALUES(?, ?)", (command.target, command.id)
        )
    return n


def settle(connection: Connection, receipts: Iterable[Receipt]) -> list[tuple[Receipt, Command]]:
    """Write down what the hub decided; returns what was news. A receipt that comes twice changes nothing."""
    news: list[tuple[Receipt, Command]] = []
    moved: dict[int, int] = {}
    clashed: list[int] = []
    for receipt in receipts:
        found = fetch(
            connection, "SELECT place, n, body FROM intent WHERE id = ? AND state = 'waiting'", (receipt.command_id,)
        )
        for place, n, body in found:
            _close(connection, place, receipt)
            if receipt.n > 0 and receipt.n != n:
                moved[place] = receipt.n
            if receipt.outcome == Outcome.CONFLICT:
                clashed.append(place)
            news.append((receipt, command_from_json(json.loads(body))))
    if moved:
        _adopt(connection, news[0][1].by.seat, moved)
    holding.wait_behind(connection, clashed)
    return news


def _close(connection: Connection, place: int, receipt: Receipt) -> None:
    state = "done" if receipt.outcome in _DONE else str(receipt.outcome)
    conflicts = json.dumps({name: list(triple) for name, triple in receipt.conflicts.items()}, ensure_ascii=False)
    code = receipt.code or ("conflict" if state == "conflict" else "")
    connection.exec_driver_sql(
        "UPDATE intent SET state = ?, ack_seq = ?, code = ?, detail = ?, conflicts = ? WHERE place = ?",
        (state, receipt.ack_seq, code, receipt.detail, conflicts, place),
    )


def _adopt(connection: Connection, seat: str, moved: dict[int, int]) -> None:
    """Take the numbers under which the hub knows these commands: it settled them before they were renumbered here."""
    taken = [(seat, n) for n in moved.values()]
    connection.exec_driver_sql("UPDATE intent SET n = -place WHERE place = ?", [(place,) for place in moved])
    connection.exec_driver_sql("UPDATE intent SET n = -place WHERE seat = ? AND n = ?", taken)
    connection.exec_driver_sql("UPDATE intent SET n = ? WHERE place = ?", [(n, place) for place, n in moved.items()])
    last = scalar(connection, "SELECT max(n) FROM intent WHERE seat = ? AND state <> 'waiting'", (seat,))
    renumber(connection, seat, max(int(last or 0), 0), again=False)


def waiting(connection: Connection, seat: str, most: int) -> tuple[NumberedCommand, ...]:
    """Return the first commands of a seat that the hub has not settled, and mark them as having left.

    Behind a guarded command on a thing nothing more about that thing goes along: if it clashes, the rest must wait.
    """
    found = fetch(
        connection,
        "SELECT place, n, body, sent FROM intent WHERE state = 'waiting' AND seat = ? ORDER BY n LIMIT ?",
        (seat, most),
    )
    leaving: list[NumberedCommand] = []
    first_time: list[tuple[int]] = []
    guarded: set[str] = set()
    for place, n, body, sent in found:
        command = command_from_json(json.loads(body))
        if not sent and command.target in guarded:
            break
        if command.expect:
            guarded.add(command.target)
        if not sent:
            first_time.append((place,))
        leaving.append(NumberedCommand(n, command))
    if first_time:
        connection.exec_driver_sql("UPDATE intent SET sent = 1 WHERE place = ?", first_time)
    return tuple(leaving)


def renumber(connection: Connection, seat: str, last_n: int, again: bool) -> None:
    """Number a seat's commands on from what the hub remembers of it.

    With `again` the hub has forgotten everything after `last_n` (it was put back from a backup): what it had settled
    since is asked once more, in the old order. What it had refused stays refused: the operator was told so.
    """
    if again:
        connection.exec_driver_sql(
            "UPDATE intent SET state = 'waiting', ack_seq = 0, sent = 0 WHERE seat = ? AND n > ? AND state = 'done'",
            (seat, last_n),
        )
    places = fetch(connection, "SELECT place FROM intent WHERE seat = ? AND state = 'waiting' ORDER BY place", (seat,))
    # Out of the way first: a number may belong to one command only. Below zero is a command that is over.
    connection.exec_driver_sql(
        "UPDATE intent SET n = -place WHERE seat = ? AND (n > ? OR state = 'waiting')", (seat, last_n)
    )
    for i, (place,) in enumerate(places, start=1):
        connection.exec_driver_sql("UPDATE intent SET n = ? WHERE place = ?", (last_n + i, place))
    keep(connection, f"last_n:{seat}", str(last_n))


def intents(connection: Connection, cursor: int, targets: set[tuple[str, str]] | None = None) -> list[Intent]:
    """Return what still has to be shown over the hub's rows at `cursor`, and what a person must look at."""
    limit = "" if targets is None else " AND target IN (SELECT value FROM json_each(?))"
    values: list[Any] = [cursor]
    if targets is not None:
        values.append(json.dumps([target for _, target in targets]))
    found = fetch(
        connection,
        "SELECT place, body, state, ack_seq, code FROM intent WHERE (state IN ('waiting', 'held', 'behind') "
        "OR (state = 'done' AND ack_seq > ?) "
        f"OR (state IN ('refused', 'conflict') AND looked_at IS NULL)){limit} ORDER BY place",
        tuple(values),
    )
    return [Intent(place, command_from_json(json.loads(body)), *rest) for place, body, *rest in found]


def covered(connection: Connection, old: int, new: int) -> set[tuple[str, str]]:
    """Return what own commands were about whose change the cursor passes on its way from `old` to `new`."""
    found = fetch(
        connection,
        "SELECT kind, target FROM intent WHERE state = 'done' AND ack_seq > ? AND ack_seq <= ?",
        (old, new),
    )
    return {(kind.partition(".")[0], target) for kind, target in found}


def uploads(connection: Connection, most: int) -> list[Command]:
    """Return the `media.add` commands that are done and whose bytes still have to travel, oldest first."""
    found = fetch(
        connection,
        "SELECT i.body FROM upload u JOIN intent i ON i.id = u.command_id "
        "WHERE u.state = 'waiting' AND i.state = 'done' ORDER BY i.place LIMIT ?",
        (most,),
    )
    return [command_from_json(json.loads(body)) for (body,) in found]


def standing(connection: Connection, cursor: int) -> Standing:
    """Count own commands by what becomes of them, the files that travel behind them, and find the oldest open one."""
    open_ones = "(state IN ('waiting', 'held', 'behind') OR (state IN ('refused', 'conflict') AND looked_at IS NULL))"
    found = fetch(connection, f"SELECT state, sent, count(*) FROM intent WHERE {open_ones} GROUP BY state, sent")
    made: dict[str, int] = {}
    for state, sent, number in found:
        name = _COUNTED.get(state, "sent" if sent else "waiting")
        made[name] = made.get(name, 0) + number
    body = scalar(
        connection, "SELECT body FROM intent WHERE state IN ('waiting', 'held', 'behind') ORDER BY place LIMIT 1"
    )
    oldest = command_from_json(json.loads(body)).at if body else None
    pictures = int(scalar(connection, "SELECT count(*) FROM upload WHERE state = 'waiting'"))
    return Standing(cursor=cursor, pictures=pictures, oldest=oldest, **made)


def away(connection: Connection) -> Away | None:
    """Return the last time this seat was cut off, as it was noted when the hub answered again."""
    kept = meta(connection, "away")
    if not kept:
        return None
    noted = json.loads(kept)
    cursor = noted["cursor"] if noted["epoch"] == meta(connection, "epoch") else 0
    return Away(from_text(noted["since"]), cursor or None)


def note_away(connection: Connection, since: datetime, cursor: int) -> None:
    """Remember since when the picture was old, and the change number it stood at."""
    noted = {"since": to_text(since), "cursor": cursor, "epoch": meta(connection, "epoch")}
    keep(connection, "away", json.dumps(noted))


def meta(connection: Connection, key: str) -> str:
    """Return a remembered word, empty where there is none."""
    return str(scalar(connection, "SELECT v FROM meta WHERE k = ?", (key,)) or "")


def keep(connection: Connection, key: str, value: str) -> None:
    """Remember a word."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)", (key, value))


def epoch(file: DatabaseFile) -> str:
    """Return the hub's epoch that the receipts in this outbox belong to, empty before the first conversation."""
    with file.read() as connection:
        return meta(connection, "epoch")
