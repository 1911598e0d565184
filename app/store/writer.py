"""The two writes of a seat: what the operator asks goes into the outbox, what the hub says goes into the cache."""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.bus import Bus, CommandSettled, RecordsChanged
from app.domain.clock import Clock, to_text
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.records import KINDS
from app.protocol import NumberedCommand, Receipt, Reply, SnapshotInfo
from app.store import outbox, overlay
from app.store.connection import Connection, DatabaseFile, fetch, scalar
from app.store.landing import arrange, clear, index_text, land, remove, text_backlog
from app.store.overlay import Touched
from app.store.rulebook import Rulebook
from app.store.snapshot import prepare

_log = logging.getLogger(__name__)


class Writer:
    """Writes for the whole seat. Safe from any thread; what it has written is published afterwards."""

    def __init__(
        self, outbox_file: DatabaseFile, cache: DatabaseFile, bus: Bus, clock: Clock, version: dict[str, int]
    ) -> None:
        self._outbox = outbox_file
        self._cache = cache
        self._bus = bus
        self._clock = clock
        self._version = version
        self._rulebook = Rulebook(version)
        self._counting = threading.Lock()

    # -- the operator's hand -----------------------------------------------------------------------------------------

    def enqueue(self, command: Command) -> int:
        """Make a command durable, then show it as waiting; returns its number. Asking twice is asking once.

        Raises Rejected("outbox.full") where the disk cannot hold it: then nothing was promised.
        """
        try:
            with self._outbox.write() as connection:
                n = outbox.put(connection, command)
        except sqlite3.OperationalError as fault:
            raise Rejected("outbox.full", str(fault)) from fault
        try:
            self._refresh({(command.noun, command.target)})
        except sqlite3.OperationalError:
            # The command is safe; only its preview is missing until the cache can be written again.
            _log.exception("no preview of command %s", command.id)
        return n

    def look_at(self, command_id: str) -> None:
        """Note that a person has seen what became of a refused or clashing command; its mark goes."""
        with self._outbox.write() as connection:
            connection.exec_driver_sql(
                "UPDATE intent SET looked_at = ? WHERE id = ?", (to_text(self._clock.now()), command_id)
            )
            found = fetch(connection, "SELECT kind, target FROM intent WHERE id = ?", (command_id,))
        self._refresh({(kind.partition(".")[0], target) for kind, target in found})

    # -- the hub's answer --------------------------------------------------------------------------------------------

    def absorb(self, reply: Reply) -> None:
        """Write one reply: receipts, then news, cursor and the seat's waiting commands in one go.

        Safe to repeat. Raises Rejected("epoch.changed") for a reply of another life of the hub.
        """
        known = outbox.epoch(self._outbox)
        if known and known != reply.epoch:
            raise Rejected("epoch.changed", reply.epoch, {"epoch": reply.epoch})
        with self._outbox.write() as connection:
            settled = outbox.settle(connection, reply.receipts)
            if not known:
                outbox.keep(connection, "epoch", reply.epoch)
        with self._cache.write() as connection:
            touched = self._absorb(connection, reply, [command for _, command in settled])
        self._publish(touched, settled)

    def reset(self, seat: str, epoch: str, last_n: int) -> None:
        """Begin anew with a hub that was put back from a backup: ask again what it has forgotten.

        The cache keeps its rows, as old as they are, until those of the new epoch come in one piece. The outbox
        remembers the new epoch first: a crash here leaves a cache of another epoch, which is filled anew.
        """
        with self._outbox.write() as connection:
            outbox.renumber(connection, seat, last_n, again=True)
            outbox.keep(connection, "epoch", epoch)
        self.start_over()
        self.refresh()

    def start_over(self) -> None:
        """Forget the cursor: the hub no longer knows what has happened since. The rows stay until new ones come."""
        with self._cache.write() as connection:
            _set(connection, epoch="?", cursor="0")

    def refuse(self, command_id: str, code: str, detail: str) -> None:
        """Take a command that the hub cannot even read out of the row, as refused: the others must go on."""
        receipt = Receipt(command_id=command_id, n=0, outcome="refused", code=code, detail=detail)
        with self._outbox.write() as connection:
            settled = outbox.settle(connection, [receipt])
        self._refresh({(command.noun, command.target) for _, command in settled})
        self._publish({}, settled)

    def has_settled_from(self, seat: str, n: int) -> bool:
        """Say whether the hub has once settled command `n` of a seat or a later one."""
        with self._outbox.read() as connection:
            sql = "SELECT 1 FROM intent WHERE seat = ? AND n >= ? AND state = 'done' LIMIT 1"
            return scalar(connection, sql, (seat, n)) is not None

    def renumber(self, seat: str, last_n: int) -> None:
        """Count on from what the hub remembers of this seat: the profile is new, or came from another machine."""
        with self._outbox.write() as connection:
            outbox.renumber(connection, seat, last_n, again=False)

    def install_snapshot(self, file: Path, info: SnapshotInfo) -> None:
        """Put a downloaded snapshot in the cache's place, the seat's own waiting commands over it.

        The file is used up. Raises Rejected("snapshot.invalid"): no snapshot; the cache stays.
        """
        ready = prepare(file, info, self._clock.now())
        with self._outbox.write() as connection:
            outbox.keep(connection, "epoch", info.epoch)
        self._bump(KINDS)
        with self._cache.alone():
            fresh = DatabaseFile(ready, "normal")
            with fresh.write() as connection:
                self._lay(connection, None)
            fresh.close()
            self._cache.replace_with(ready)
        self._publish({kind: set() for kind in KINDS}, [])

    def index_history(self, most: int = 2_000) -> int:
        """Take some more of the history into the full text, between conversations; returns how many are left."""
        with self._cache.read() as connection:
            if text_backlog(connection) == 0:
                return 0
        with self._cache.write() as connection:
            return index_text(connection, most)

    # -- what the conversation needs ---------------------------------------------------------------------------------

    def outgoing(self, seat: str, most: int) -> tuple[NumberedCommand, ...]:
        """Return the next commands of a seat for the hub, in the order of asking, and remember that they have left."""
        with self._outbox.write() as connection:
            return outbox.waiting(connection, seat, most)

    def has_outgoing(self, seat: str) -> bool:
        """Say whether a seat has commands that the hub has not settled."""
        with self._outbox.read() as connection:
            sql = "SELECT 1 FROM intent WHERE state = 'waiting' AND seat = ? LIMIT 1"
            return scalar(connection, sql, (seat,)) is not None

    def position(self) -> tuple[str, int]:
        """Return (epoch, cursor) as the next request should say them; cursor 0 where the cache is of another epoch."""
        epoch = outbox.epoch(self._outbox)
        with self._cache.read() as connection:
            own = str(scalar(connection, "SELECT v FROM meta WHERE k = 'epoch'") or "")
            cursor = int(scalar(connection, "SELECT v FROM meta WHERE k = 'cursor'") or 0)
        return epoch, cursor if own == epoch else 0

    def refresh(self) -> None:
        """Lay all own commands over the cache anew: the files may have parted in a crash."""
        with self._cache.write() as connection:
            touched = overlay.lift(connection, overlay.all_targets(connection))
            touched = overlay.merge(touched, self._lay(connection, None))
        self._publish(touched, [])

    def uploads(self, most: int = 20) -> list[Command]:
        """Return the `media.add` commands that the hub has taken and whose bytes it has not."""
        with self._outbox.read() as connection:
            return outbox.uploads(connection, most)

    def uploaded(self, media_id: str, code: str = "") -> None:
        """Note that the bytes of a media record are at the hub, or why they never will be."""
        with self._outbox.write() as connection:
            connection.exec_driver_sql(
                "UPDATE upload SET state = ?, code = ? WHERE media_id = ?",
                ("refused" if code else "done", code, media_id),
            )

    # -- inside ------------------------------------------------------------------------------------------------------

    def _refresh(self, targets: set[overlay.Target]) -> None:
        with self._cache.write() as connection:
            touched = overlay.lift(connection, targets)
            touched = overlay.merge(touched, self._lay(connection, targets))
        self._publish(touched, [])

    def _absorb(self, connection: Connection, reply: Reply, settled: list[Command]) -> Touched:
        begun = self._begin_epoch(connection, reply.epoch)
        old = int(scalar(connection, "SELECT v FROM meta WHERE k = 'cursor'") or 0)
        new = max(old, reply.cursor)
        targets = {(command.noun, command.target) for command in settled}
        with self._outbox.read() as own:
            targets |= outbox.covered(own, old, new)
        blocks = [block for block in reply.changes if block.kind in KINDS]
        for block in blocks:
            targets |= overlay.owners(connection, block.kind, [*(row[0] for row in block.rows), *block.gone])
        touched = overlay.merge(begun, overlay.lift(connection, targets))
        for block in blocks:
            land(connection, block.kind, arrange(block.kind, block.columns, block.rows))
            if block.gone:
                remove(connection, block.kind, block.gone)
            touched.setdefault(block.kind, set()).update((*(row[0] for row in block.rows), *block.gone))
        self._bump(block.kind for block in blocks)
        _set(connection, epoch=reply.epoch, cursor=str(new))
        if not reply.more:
            _set(connection, as_of=to_text(reply.now))
        return overlay.merge(touched, self._lay(connection, None if begun else targets))

    def _begin_epoch(self, connection: Connection, epoch: str) -> Touched:
        """Drop the rows of another life of the hub, in the transaction that brings the first rows of this one."""
        known = str(scalar(connection, "SELECT v FROM meta WHERE k = 'epoch'") or "")
        if known in ("", epoch):
            return {}
        overlay.lift(connection, overlay.all_targets(connection))
        clear(connection)
        self._bump(KINDS)
        return {kind: set() for kind in KINDS}

    def _lay(self, connection: Connection, targets: set[overlay.Target] | None) -> Touched:
        cursor = int(scalar(connection, "SELECT v FROM meta WHERE k = 'cursor'") or 0)
        with self._outbox.read() as own:
            intents = outbox.intents(own, cursor, targets)
        return overlay.lay(connection, intents, self._rulebook.rules(connection)) if intents else {}

    def _bump(self, kinds: Iterable[str]) -> None:
        with self._counting:
            for kind in kinds:
                self._version[kind] = self._version.get(kind, 0) + 1

    def _publish(self, touched: Mapping[str, set[str]], settled: list[tuple[Receipt, Command]]) -> None:
        self._bump(touched)
        for kind, ids in touched.items():
            self._bus.publish(RecordsChanged(kind, frozenset(ids)))
        for receipt, command in settled:
            self._bus.publish(CommandSettled(receipt, command))


def _set(connection: Connection, **words: str) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)", list(words.items()))
