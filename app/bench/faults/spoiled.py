"""Faults built in on purpose: a measurement that does not find them proves nothing.

`no_memory` is a hub that does not know what it has already done, `early_numbers` one that numbers a change before it is
committed; `forgetful` is a seat that drops what is settled at once, `hasty` one that believes a command done as soon as
it has left; `same_epoch` is a hub put back from a backup that says nothing of it.
"""

import dataclasses
import random
import threading
import time
from collections.abc import Callable
from typing import Any

from app.bus import CommandSettled
from app.hub import door, exchange, feed
from app.store import Store, outbox

NIGHTLY = ("no_memory", "early_numbers", "forgetful", "hasty")
# So long a transaction of a busy hub may take between its number and its commit.
_LONGEST_WRITE_S = 0.06
_NUMBERS_AT_ONCE = 1_000


def spoil_hub(fault: str) -> None:
    """Build a fault into the hub of this process."""
    {"no_memory": _forget_everything, "early_numbers": _number_early}.get(fault, _leave_alone)()


def spoil_seat(store: Store, fault: str) -> None:
    """Build a fault into a seat of this process."""
    {"forgetful": _forget_settled, "hasty": _believe_sent}.get(fault, _leave_alone)(store)


def _leave_alone(*_: object) -> None:
    """Nothing is built in."""


def _forget_everything() -> None:
    """A hub that believes every command to be new, as one without a book of what it has done would."""

    def believe_everything(items: Any, known: Any, last: int) -> list[Any]:
        return list(items)

    def log_under_another_name(connection: Any, caller: Any, commands: Any, receipts: Any, now: Any) -> None:
        taken = {row[0] for row in connection.exec_driver_sql("SELECT command_id FROM hub_operation")}
        fresh = [(c, r) for c, r in zip(commands, receipts, strict=True) if c.id not in taken]
        free = 1 + (connection.exec_driver_sql("SELECT max(n) FROM hub_operation").scalar() or 0)
        numbered = [(c, dataclasses.replace(r, n=free + i)) for i, (c, r) in enumerate(fresh)]
        write_log(connection, caller, [c for c, _ in numbered], [r for _, r in numbered], now)

    write_log, write_rows = door._log, feed.write
    _replace(feed, "write", lambda connection, nouns, fresh=frozenset(): write_rows(connection, nouns))
    _replace(exchange, "_in_order", believe_everything)
    _replace(exchange, "stored_receipts", lambda *_: {})
    _replace(door, "_log", log_under_another_name)


def _number_early() -> None:
    """A hub that takes its numbers as a sequence does: before the transaction that writes under them has its turn.

    Whoever comes later may commit first; a page then ends behind a row that is not there yet.
    """
    lock, own, dice = threading.Lock(), threading.local(), random.Random()
    reached = [0]

    def submit(self: Any, *arguments: Any, **options: Any) -> Any:
        with lock:
            with self._database.read() as connection:
                head = int(connection.exec_driver_sql("SELECT v FROM hub_counter WHERE name = 'seq'").scalar() or 0)
            own.next = max(reached[0], head)
            reached[0] = own.next + _NUMBERS_AT_ONCE
        time.sleep(dice.uniform(0.0, _LONGEST_WRITE_S))
        try:
            return write(self, *arguments, **options)
        finally:
            own.next = None

    def numbers(connection: Any, count: int, name: str = "seq") -> int:
        start = getattr(own, "next", None)
        if name != "seq" or start is None:
            return take(connection, count, name)
        own.next = start + count
        greater = "max" if connection.dialect.name == "sqlite" else "greatest"
        connection.exec_driver_sql(f"UPDATE hub_counter SET v = {greater}(v, {int(own.next)}) WHERE name = 'seq'")
        return int(start) + 1

    write, take = exchange.Exchange.submit, feed.next_numbers
    _replace(exchange.Exchange, "submit", submit)
    _replace(feed, "next_numbers", numbers)


def _forget_settled(store: Store) -> None:
    def forget(notice: CommandSettled) -> None:
        with store._outbox.write() as connection:
            connection.exec_driver_sql("DELETE FROM intent WHERE id = ?", (notice.command.id,))

    store.bus.subscribe(CommandSettled, forget)


def _believe_sent(_store: Store) -> None:
    def believe(connection: Any, no: str, most: int) -> Any:
        leaving = waiting(connection, no, most)
        done = [(item.command.id,) for item in leaving]
        connection.exec_driver_sql("UPDATE intent SET state = 'done' WHERE id = ?", done)
        return leaving

    waiting = outbox.waiting
    _replace(outbox, "waiting", believe)


def _replace(owner: Any, name: str, work: Callable[..., Any]) -> None:
    setattr(owner, name, work)
