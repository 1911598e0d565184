"""The two writes of a seat: what the operator asks goes into the outbox, what the hub says goes into the cache."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from app.bus import Bus, CommandSettled, Notice, RecordsChanged
from app.domain.clock import Clock, to_text
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.records import KINDS
from app.protocol import NumberedCommand, Receipt, Reply, SnapshotInfo
from app.store import holding, outbox, overlay, pruning
from app.store.connection import Connection, DatabaseFile, fetch, scalar
from app.store.hold_clock import HoldClock
from app.store.landing import clear, index_text, land, remove, text_backlog
from app.store.overlay import Touched
from app.store.rows import HeldBatch
from app.store.rulebook import Rulebook
from app.store.sheet import lay_out
from app.store.snapshot import prepare
from app.store.tidying import sweep

_log = logging.getLogger(__name__)
# So many previews are written in one go; then whoever else has something to write comes first.
_SHOWN_AT_ONCE = 12
_GIVE_WAY_S = 0.001
_RELEASED_AT_ONCE = 100


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
        self._unshown: set[overlay.Target] = set()
        self._heard_at: datetime | None = None
        with outbox_file.read() as connection:
            self._holds = HoldClock(holding.held(connection), clock.now())
            self._lapsed = [b for b in holding.batches(connection, self._holds.left_s) if not b.left_s]

    # -- the operator's hand -----------------------------------------------------------------------------------------

    def enqueue(self, command: Command) -> int:
        """Make a command durable, then show it as waiting; returns its number. Asking twice is asking once.

        The number is 0 where the command comes behind a held one on the same thing: it gets one when that is sent.
        Raises Rejected("outbox.full") where the disk cannot hold it: then nothing was promised.
        """
        return self.enqueue_batch((command,))[0]

    def enqueue_batch(self, commands: Sequence[Command], hold_s: float = 0.0) -> list[int]:
        """Make several commands durable in one piece and show them; with `hold_s` they stay here for so many seconds.

        A held command has no number yet (0) and can be taken back with `withdraw`; other cases do not wait for it.
        Raises Rejected("outbox.full") where the disk cannot hold them all: then nothing was promised.
        """
        hold = holding.begin(hold_s, self._clock.now()) if hold_s else None
        with self._promising() as connection:
            numbers = [outbox.put(connection, command, hold) for command in commands]
        try:
            self._show({(command.noun, command.target) for command in commands})
        finally:
            if hold:  # the time to take it back runs from when it can be seen
                self._holds.begin([command.id for command in commands], hold_s)
        return numbers

    def held(self) -> list[HeldBatch]:
        """Return the batches that can still be taken back, oldest first, as a console that was ended finds them too."""
        with self._outbox.read() as connection:
            return [batch for batch in holding.batches(connection, self._holds.left_s) if batch.left_s]

    def lapsed(self) -> list[HeldBatch]:
        """Return, once, the batches whose time ran out while no console was running; they go out now."""
        lapsed, self._lapsed = self._lapsed, []
        return lapsed

    def withdraw(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Take back commands that have not left this seat; returns the ids of those that never will.

        Raises Rejected("outbox.full") where the disk does not let it: then they go on as they were.
        """
        with self._promising() as connection:
            gone = holding.withdraw(connection, ids)
        self._holds.forget(gone)
        self._show(set(gone.values()))
        return tuple(gone)

    def release(self, ids: Iterable[str]) -> None:
        """End the hold of commands now instead of later. Raises Rejected("outbox.full") as `withdraw` does."""
        wanted = list(ids)
        with self._promising() as connection:
            targets = holding.release(connection, wanted)
        self._holds.forget(wanted)
        self._show(targets)

    def next_release_s(self) -> float | None:
        """Return in how many seconds the next hold is over, 0 where one is; None where nothing is held."""
        return self._holds.next_s()

    def look_at(self, command_id: str, drop_followers: bool = False) -> None:
        """Note that a person has seen what became of a refused or clashing command; its mark goes.

        What the seat had asked of the same thing behind a clash is sent now, or taken back with `drop_followers`.
        Raises Rejected("outbox.full") as `withdraw` does.
        """
        with self._promising() as connection:
            connection.exec_driver_sql(
                "UPDATE intent SET looked_at = ? WHERE id = ?", (to_text(self._clock.now()), command_id)
            )
            holding.decided(connection, command_id, drop_followers)
            found = fetch(connection, "SELECT kind, target FROM intent WHERE id = ?", (command_id,))
        self._show({(kind.partition(".")[0], target) for kind, target in found})

    # -- the hub's answer --------------------------------------------------------------------------------------------

    def absorb(self, reply: Reply, seat: str = "") -> None:
        """Write one reply to a seat: receipts, then news, cursor and the seat's waiting commands in one go.

        Safe to repeat. Raises Rejected("epoch.changed") for a reply of another life of the hub.
        """
        known = outbox.epoch(self._outbox)
        if known and known != reply.epoch:
            raise Rejected("epoch.changed", reply.epoch, {"epoch": reply.epoch})
        with self._outbox.write() as connection:
            settled = outbox.settle(connection, reply.receipts)
            if not known:
                outbox.keep(connection, "epoch", reply.epoch)
            if seat and reply.backed_up:
                pruning.mark(connection, seat, reply.backed_up, reply.now)
        self._heard_at = reply.now
        late = self._missing(set())
        with self._cache.write() as connection:
            touched = self._absorb(connection, reply, late | {(c.noun, c.target) for _, c in settled})
        self._shown(late)
        self._publish(touched, settled)

    def reset(self, seat: str, epoch: str, last_n: int) -> None:
        """Begin anew with a hub that was put back from a backup: ask again what it has forgotten.

        The cache keeps its rows, as old as they are, until those of the new epoch come in one piece. The outbox
        remembers the new epoch first: a crash here leaves a cache of another epoch, which is filled anew.
        """
        with self._outbox.write() as connection:
            missed = pruning.put_back(connection, seat, last_n)
            outbox.renumber(connection, seat, last_n, again=True)
            outbox.keep(connection, "epoch", epoch)
        self.start_over()
        self.refresh()
        if missed:
            self._bus.publish(Notice("alarm", "outbox.too_old_backup", "", {"missed": missed}))

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

    def tidy(self, most: int = 2_000) -> int:
        """Let go of some timelines of cases long closed, between conversations; returns how many steps went."""
        with self._cache.write() as connection:
            gone = sweep(connection, self._clock.now(), most)
        if gone:
            self._publish({"case_step": set()}, [])
        return gone

    def prune(self, most: int = 500) -> int:
        """Let go of own actions that the hub's verified backups have had as long as the rules say; returns how many.

        By the hub's time: a seat that has not heard it yet lets nothing go.
        """
        if self._heard_at is None:
            return 0
        with self._cache.read() as connection:
            kept = timedelta(days=self._rulebook.rules(connection).outbox_days)
        cursor = self.position()[1]
        with self._outbox.read() as connection:  # looking takes longer than letting go, and keeps no hand waiting
            places = pruning.prunable(connection, self._heard_at, kept, cursor, most)
        if places:
            with self._outbox.write() as connection:
                pruning.let_go(connection, places)
        return len(places)

    # -- what the conversation needs ---------------------------------------------------------------------------------

    def outgoing(self, seat: str, most: int) -> tuple[NumberedCommand, ...]:
        """Return the next commands of a seat for the hub, in the order of asking, and remember that they have left."""
        over = self._holds.over()[:_RELEASED_AT_ONCE]
        with self._outbox.write() as connection:
            released = holding.release(connection, over) if over else set()
            leaving = outbox.waiting(connection, seat, most)
        self._holds.forget(over)
        if released:
            self._show(released)
        return leaving

    def has_outgoing(self, seat: str) -> bool:
        """Say whether a seat has commands that may go to the hub now."""
        if self._holds.over():
            return True
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

    def note_away(self, since: datetime, cursor: int) -> None:
        """Remember that this seat's picture was old since a time, and at which change number it stood."""
        with self._outbox.write() as connection:
            outbox.note_away(connection, since, cursor)

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

    def upload_again(self, is_here: Callable[[str], bool]) -> None:
        """Offer the bytes of every media record once more, as far as they are here: a hub that has them says so."""
        with self._outbox.write() as connection:
            sent = fetch(connection, "SELECT media_id FROM upload WHERE state = 'done'")
            here = [(media_id,) for (media_id,) in sent if is_here(media_id)]
            if here:
                connection.exec_driver_sql("UPDATE upload SET state = 'waiting' WHERE media_id = ?", here)

    def uploaded(self, media_id: str, code: str = "") -> None:
        """Note that the bytes of a media record are at the hub, or why they never will be."""
        with self._outbox.write() as connection:
            connection.exec_driver_sql(
                "UPDATE upload SET state = ?, code = ? WHERE media_id = ?",
                ("refused" if code else "done", code, media_id),
            )

    @contextmanager
    def _promising(self) -> Iterator[Connection]:
        """Write what an operator is promised. Raises Rejected("outbox.full") where the disk does not take it."""
        try:
            with self._outbox.write() as connection:
                yield connection
        except sqlite3.OperationalError as fault:
            raise Rejected("outbox.full", str(fault)) from fault

    def _show(self, targets: set[overlay.Target]) -> None:
        """Show what the outbox says now; where the cache cannot be written, that comes with the next thing that can."""
        try:
            self._refresh(targets)
        except sqlite3.OperationalError:
            with self._counting:
                self._unshown |= targets
            _log.exception("the outbox is safe, but %s of its previews are missing", len(targets))

    def _missing(self, targets: set[overlay.Target]) -> set[overlay.Target]:
        with self._counting:
            return targets | self._unshown

    def _shown(self, targets: set[overlay.Target]) -> None:
        with self._counting:
            self._unshown -= targets

    # -- inside ------------------------------------------------------------------------------------------------------

    def _refresh(self, targets: set[overlay.Target]) -> None:
        rest, touched = sorted(self._missing(targets)), Touched()
        try:
            while rest:
                some, rest = set(rest[:_SHOWN_AT_ONCE]), rest[_SHOWN_AT_ONCE:]
                with self._cache.write() as connection:
                    lifted = overlay.lift(connection, some)
                    touched = overlay.merge(touched, lifted, self._lay(connection, some))
                self._shown(some)
                if rest:
                    time.sleep(_GIVE_WAY_S)
        finally:
            self._publish(touched, [])

    def _absorb(self, connection: Connection, reply: Reply, targets: set[overlay.Target]) -> Touched:
        begun = self._begin_epoch(connection, reply.epoch)
        old = int(scalar(connection, "SELECT v FROM meta WHERE k = 'cursor'") or 0)
        new = max(old, reply.cursor)
        with self._outbox.read() as own:
            targets |= outbox.covered(own, old, new)
        blocks = [block for block in reply.changes if block.kind in KINDS]
        for block in blocks:
            targets |= overlay.owners(connection, block.kind, [*(row[0] for row in block.rows), *block.gone])
        touched = overlay.merge(begun, overlay.lift(connection, targets))
        for block in blocks:
            land(connection, lay_out(block.kind, block.columns, block.rows))
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
