"""The conversation of a seat with the hub: commands in, receipts and changes out, each command exactly once."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.clock import Clock
from app.domain.command import Actor
from app.domain.errors import Rejected
from app.hub import backups, epoch, feed, seats
from app.hub.announcer import Announcer
from app.hub.connection import Database
from app.hub.door import Door, stored_receipts
from app.protocol.conversation import PAGE_BOOTSTRAP, NumberedCommand, Receipt, Reply, Request

_TRIES = 5
Place = tuple[str, str, int]


class Exchange:
    """Answers requests. Commands and their receipts are one transaction; the changes are read after it."""

    def __init__(self, database: Database, door: Door, announcer: Announcer, clock: Clock) -> None:
        self._database, self._door, self._announcer, self._clock = database, door, announcer, clock

    def answer(self, caller: Actor, request: Request) -> Reply:
        """Answer one request of a signed-in seat.

        Raises Rejected: seat.mismatch, epoch.changed, cursor.too_old, commands.gap.
        """
        if request.seat != caller.seat:
            raise Rejected("seat.mismatch", request.seat)
        place = (request.seat, request.epoch, request.cursor)
        receipts = self.submit(caller, request.commands, place) if request.commands else ()
        with self._database.read() as connection:
            check_place(connection, *place)
            page = feed.page(connection, request.cursor, max(1, min(request.limit, PAGE_BOOTSTRAP)))
            now_epoch, backed_up = epoch.current(connection), backups.reach(connection, request.seat)
        return Reply(
            epoch=now_epoch,
            cursor=page.cursor,
            now=self._clock.now(),
            changes=page.blocks,
            receipts=tuple(receipts),
            more=page.more,
            backed_up=backed_up,
        )

    def submit(
        self, caller: Actor, items: Sequence[NumberedCommand], place: Place | None = None, numbered: bool = True
    ) -> tuple[Receipt, ...]:
        """Apply commands in the order of the seat's numbers and return a receipt for each that could be settled.

        `place` is where the seat believes to be (seat, epoch, cursor); a seat that is wrong there changes nothing.
        A sender without numbers of its own (`numbered` False) gets the next ones of its row here.
        """
        for _ in range(_TRIES):
            try:
                with self._database.write() as connection:
                    if place is not None:
                        check_place(connection, *place)
                    receipts = self._settle(connection, caller, items, numbered)
                    self._announcer.notify(connection)
            except IntegrityError:
                continue  # another batch created the same record in between: judge again
            self._announcer.announce()
            return receipts
        raise Rejected("hub.busy")

    def _settle(
        self, connection: Connection, caller: Actor, items: Sequence[NumberedCommand], numbered: bool
    ) -> tuple[Receipt, ...]:
        last = seats.lock(connection, caller.seat)
        if not numbered:
            items = [replace(item, n=last + place) for place, item in enumerate(items, start=1)]
        known = stored_receipts(connection, caller.seat, [item.command.id for item in items])
        fresh = _in_order(items, known, last)
        done = self._door.apply(connection, caller, fresh, self._clock.now())
        if fresh:
            seats.settle(connection, caller.seat, fresh[-1].n)
        settled = known | {receipt.command_id: receipt for receipt in done}
        return tuple(settled[item.command.id] for item in items if item.command.id in settled)


def check_place(connection: Connection, seat: str, known_epoch: str, cursor: int) -> None:
    """Raise Rejected("epoch.changed") for a seat that remembers another life of the hub, or "cursor.too_old"."""
    if (known_epoch and known_epoch != epoch.current(connection)) or cursor > epoch.head(connection):
        raise _changed(connection, seat)
    oldest = epoch.min_cursor(connection)
    if 0 < cursor < oldest:
        raise Rejected("cursor.too_old", str(cursor), {"min_cursor": oldest})


def _changed(connection: Connection, seat: str) -> Rejected:
    facts = {"epoch": epoch.current(connection), "last_n": seats.last_n(connection, seat)}
    return Rejected("epoch.changed", "", facts)


def _in_order(items: Sequence[NumberedCommand], known: dict[str, Receipt], last: int) -> list[NumberedCommand]:
    """Return the commands not settled yet, as far as their numbers follow each other.

    Raises Rejected("commands.gap") with the number expected where not one of them can be settled. A number that is
    used already by another command is a gap too: nothing is dropped silently.
    """
    fresh: list[NumberedCommand] = []
    seen: set[str] = set(known)
    for item in items:
        if item.command.id in seen:
            continue
        if item.n != last + len(fresh) + 1:
            if fresh or known:
                break
            raise Rejected("commands.gap", str(item.n), {"expect": last + 1})
        seen.add(item.command.id)
        fresh.append(item)
    return fresh
