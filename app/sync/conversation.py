"""The conversation itself: push what is asked, pull what has happened, until there is nothing left to say."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.bus import Notice
from app.domain.errors import Rejected, Unavailable
from app.protocol import Hub, Outcome, Reply, Request
from app.protocol.conversation import PAGE_BOOTSTRAP, PAGE_LIVE
from app.store import Store
from app.store.arriving import SNAPSHOT
from app.sync.ahead import Ahead

_log = logging.getLogger(__name__)

COMMANDS_AT_ONCE = 100
# A seat that is this many changes behind is quicker with a snapshot.
_FAR_BEHIND = 50_000
# A refusal of the whole request, not of one command; one of these commands cannot even be read by the hub.
_UNREADABLE = frozenset({"field.invalid", "message.invalid", "body.too_large", "body.invalid", "request.invalid"})
_CLOCK_OFF_S = 60.0
_SLOW_S = 5.0
# So often seat and hub may have to find each other again in one round; more is no progress.
_MOST_CORRECTIONS = 8


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What one round of the conversation has done."""

    cursor: int = 0
    pulled: int = 0
    pushed: int = 0
    refused: int = 0
    conflicts: int = 0


class Conversation:
    """Talks to one hub for one seat. Not thread-safe: it belongs to whoever runs the loop."""

    def __init__(self, store: Store, hub: Hub, seat: str, on_catching_up: Callable[[float | None], None]) -> None:
        self._store = store
        self._hub = hub
        self._seat = seat
        self._on_catching_up = on_catching_up
        self._one_by_one = False
        self._clock_told = False
        self._corrections = 0

    def until_quiet(self, stopped: Callable[[], bool]) -> SyncSummary:
        """Exchange until nothing is left to send or to take.

        Raises Unavailable where the hub is away, Rejected where it will not talk to this seat; nothing is lost.
        """
        with Ahead(self._hub) as ahead:
            return self._until_quiet(ahead, stopped)

    def _until_quiet(self, ahead: Ahead, stopped: Callable[[], bool]) -> SyncSummary:
        done, tried, behind = SyncSummary(), False, False
        while not stopped():
            epoch, cursor = self._store.writer.position()
            if not tried and (cursor == 0 or done.pulled > _FAR_BEHIND):
                tried = True
                self._bootstrap(epoch, cursor)
                epoch, cursor = self._store.writer.position()
            reply = self._exchange(ahead, epoch, cursor, behind)
            if reply is None:
                tried = tried and self._store.writer.position()[1] > 0
                continue
            done, behind = _add(done, reply), reply.more
            if behind:
                self._on_catching_up(None)
            elif not self._store.writer.has_outgoing(self._seat):
                break
        return replace(done, cursor=self._store.writer.position()[1])

    def _exchange(self, ahead: Ahead, epoch: str, cursor: int, behind: bool) -> Reply | None:
        """Say one thing and write down the answer; None where the hub wanted it said differently first."""
        commands = self._store.writer.outgoing(self._seat, 1 if self._one_by_one else COMMANDS_AT_ONCE)
        limit = PAGE_BOOTSTRAP if behind or not cursor else PAGE_LIVE
        request = Request(seat=self._seat, epoch=epoch, cursor=cursor, commands=commands, limit=limit)
        begun = self._store.clock.own_now()
        try:
            reply = ahead.exchange(request)
        except Rejected as no:
            self._put_right(no, request)
            return None
        if not behind:  # a page that was fetched ahead tells an old time
            self._set_clock(reply, begun)
        self._store.writer.absorb(reply, self._seat)
        self._one_by_one = False
        return reply

    def _put_right(self, no: Rejected, request: Request) -> None:
        """Do what a refusal of the whole request asks for; raises it again where only a person can help."""
        _log.info("the hub answered %s %s", no, no.facts or "")
        if no.code in ("epoch.changed", "commands.gap", "cursor.too_old"):
            self._corrections += 1
            if self._corrections > _MOST_CORRECTIONS:
                raise Unavailable("seat and hub do not agree where they are", "it is tried again", "sync.stuck")
        if no.code == "epoch.changed":
            self._begin_anew(str(no.facts["epoch"]), int(no.facts.get("last_n", 0)))
        elif no.code == "cursor.too_old":
            self._store.writer.start_over()
        elif no.code == "commands.gap":
            self._mind_the_gap(request.epoch, int(no.facts["expect"]))
        elif no.code in _UNREADABLE and len(request.commands) > 1:
            self._one_by_one = True
        elif no.code in _UNREADABLE and request.commands:
            self._store.writer.refuse(request.commands[0].command.id, no.code, no.detail)
        else:
            raise no

    def _begin_anew(self, epoch: str, last_n: int) -> None:
        """The hub was put back: ask again what it has forgotten, and send the bytes that it may have lost."""
        self._store.writer.reset(self._seat, epoch, last_n)
        media = self._store.profile.media
        self._store.writer.upload_again(lambda media_id: (media / media_id).is_file())

    def _mind_the_gap(self, epoch: str, expect: int) -> None:
        """The hub counts from another number. Where it has settled that number once before, it has forgotten so: it was
        put back from a backup, whether or not anybody told it to begin a new epoch."""
        if self._store.writer.has_settled_from(self._seat, expect):
            self._begin_anew(epoch, expect - 1)
        else:
            self._store.writer.renumber(self._seat, expect - 1)

    def _bootstrap(self, epoch: str, cursor: int) -> None:
        """Fill the cache in one piece. Where the hub has no snapshot the pages bring everything, only slower."""
        file = self._store.profile.folder / SNAPSHOT
        try:
            info = self._hub.snapshot(file, self._progress)
            if (epoch and info.epoch != epoch) or info.cursor <= cursor:
                # Nothing new, or another life of the hub: the next exchange says so, with what the outbox must know.
                file.unlink(missing_ok=True)
                return
            self._store.writer.install_snapshot(file, info)
            _log.info("snapshot of %s rows at %s installed", info.rows, info.cursor)
        except Rejected as no:
            file.unlink(missing_ok=True)
            if no.code.startswith("token."):
                raise
            _log.warning("no snapshot: %s", no)

    def _progress(self, have: int, total: int) -> None:
        self._on_catching_up(have / total if total else None)

    def _set_clock(self, reply: Reply, begun: datetime) -> None:
        now = self._store.clock.own_now()
        took = now - begun
        if took.total_seconds() > _SLOW_S:
            return
        self._store.clock.offset = reply.now - (now - took / 2)
        off_s = self._store.clock.offset.total_seconds()
        if abs(off_s) > _CLOCK_OFF_S and not self._clock_told:
            self._clock_told = True
            self._store.bus.publish(Notice("warning", "clock.off", f"{off_s:+.0f} s", {"offset_s": round(off_s)}))


def _add(done: SyncSummary, reply: Reply) -> SyncSummary:
    outcomes = [receipt.outcome for receipt in reply.receipts]
    return SyncSummary(
        cursor=reply.cursor,
        pulled=done.pulled + sum(len(block.rows) + len(block.gone) for block in reply.changes),
        pushed=done.pushed + len(outcomes),
        refused=done.refused + outcomes.count(Outcome.REFUSED),
        conflicts=done.conflicts + outcomes.count(Outcome.CONFLICT),
    )
