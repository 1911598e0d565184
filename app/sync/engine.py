"""One loop, one thread, one conversation: the seat's sync with the hub, honest about where it stands."""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.bus import Bus, Link, LinkChanged, Notice, SignedIn
from app.domain.clock import Clock
from app.domain.errors import Rejected, Unavailable
from app.protocol import Hub, Reply, Session, Watchers
from app.store import Store
from app.sync.backoff import Backoff
from app.sync.conversation import Conversation, SyncSummary
from app.sync.listener import Broken, Listener, News
from app.sync.presence import Presence
from app.sync.uploads import Uploads

_log = logging.getLogger(__name__)
_INDEX_ROWS = 400
_INDEX_PAUSE_S = 0.02
_PATIENCE_S = 60.0
# A shorter break is a hiccup of the line; nobody has to be told what happened in it.
_AWAY_S = 30.0


@dataclass(frozen=True, slots=True)
class _Credentials:
    seat: str
    user: str
    password: str
    takeover: bool


class SyncEngine:
    """Keeps a store and a hub in agreement. `start` and `stop` from the owner; everything else from any thread."""

    def __init__(
        self, store: Store, hub_factory: Callable[[], Hub], bus: Bus, clock: Clock, away_s: float = _AWAY_S
    ) -> None:
        self._store = store
        self._hub_factory = hub_factory
        self._hub = hub_factory()
        self._bus = bus
        self._clock = clock
        self._inbox: queue.Queue[object] = queue.Queue()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._backoff = Backoff()
        self._credentials: _Credentials | None = None
        self._session: Session | None = None
        self._talking = threading.Lock()
        self._uploads = Uploads(store, self._hub)
        self._listeners: list[Listener] = []
        self._stream_backoff = Backoff()
        self._used: Session | None = None
        self._away_s = away_s
        self._prune_at = 0.0
        self._live_at: datetime | None = None
        self._presence = Presence(self._hub, bus, lambda: self._session.actor.seat if self._session else "")

    @property
    def session(self) -> Session | None:
        """Who is signed in, or None."""
        return self._session

    # -- from the owner ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to talk in a thread of its own."""
        self._store.on_suspicion = self.wake
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the conversation at once, also in the middle of a wait; what was not sent stays in the outbox."""
        self._stopped.set()
        self._credentials = None
        self._store.on_suspicion = lambda: None
        self._hub.close()
        self._inbox.put(None)
        self._uploads.stop()
        self._presence.stop()
        if self._thread is not None:
            self._thread.join(10.0)
        for listener in self._listeners:
            listener.join(10.0)

    def wake(self) -> None:
        """There is something to send, or somebody wants to know now."""
        self._inbox.put(None)

    def watching(self, case_id: str) -> None:
        """Let the other seats know which case is looked at here, "" for none; nobody waits for that."""
        self._presence.look(case_id)

    def sign_in(self, seat: str, user: str, password: str, takeover: bool = False) -> Session:
        """Open a session in the caller's thread and go on talking with it. Raises Rejected or Unavailable."""
        session = self._hub.sign_in(seat, user, password, takeover)
        self._session, self._credentials = session, None
        self.wake()
        return session

    def resume(self, session: Session) -> None:
        """Go on with a session that was opened elsewhere: at the first screen, or before a restart."""
        self._hub.resume(session)
        self._session, self._credentials = session, None
        self.wake()

    def sign_in_when_possible(self, seat: str, user: str, password: str, takeover: bool = False) -> None:
        """Open a session as soon as the hub can be reached, and tell of it with `SignedIn`.

        What was typed is kept in memory until the hub has answered, be it no, and no longer.
        """
        self._credentials = _Credentials(seat, user, password, takeover)
        self.wake()

    def sign_out(self) -> None:
        """End the session; own commands stay in the outbox until the seat signs in again."""
        self._presence.look("")
        self._session, self._credentials = None, None
        self._hub.sign_out()
        self._tell(Link(state="refused", since=self._clock.now(), code="token.missing"))
        self.wake()

    def once(self) -> SyncSummary:
        """Talk until nothing is left to say, in the caller's thread. Raises Unavailable or Rejected."""
        with self._talking:
            summary = self._talk()
            self._uploads.send_all()
            while self._store.writer.index_history():
                pass
        return summary

    def fetch_media(self, media_id: str) -> Path:
        """Return a picture's or recording's file, fetched where it is not here. Raises Unavailable, Rejected."""
        path = self._store.profile.media / media_id
        if not path.exists():
            self._hub.get_media(media_id, path)
        return path

    # -- the loop ----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._store.keep_copy_if_due()
                if self._store.suspected.is_set():
                    self._store.heal()
                with self._talking:
                    left_at = self._store.writer.position()
                    self._talk()
                    self._note_away(*left_at)
                    self._live()
                self._backoff.reset()
                self._follow()
            except Unavailable as away:
                self._go_offline(away)
            except Rejected as no:
                self._go_refused(no)
            except sqlite3.DatabaseError as fault:
                self._heal(fault)
            except Exception:  # edge: the thread must not die in the night; the fault is ours, it is logged whole
                _log.exception("the conversation failed")
                self._go_offline(Unavailable("the conversation failed", "see the log", "sync.fault"))

    def _talk(self) -> SyncSummary:
        session = self._used = self._signed_in()
        conversation = Conversation(self._store, self._hub, session.actor.seat, self._catching_up)
        summary = conversation.until_quiet(self._stopped.is_set)
        self._uploads.wake()
        return summary

    def _signed_in(self) -> Session:
        wanted = self._credentials
        if wanted is not None:
            try:
                self._session = self._hub.sign_in(wanted.seat, wanted.user, wanted.password, wanted.takeover)
            except Rejected:
                self._forget(wanted)
                raise
            self._forget(wanted)
            self._bus.publish(SignedIn(self._session))
        if self._session is None:
            raise Rejected("token.missing")
        return self._session

    def _forget(self, used: _Credentials) -> None:
        """Drop a password as soon as it has been tried, but not one that was given meanwhile."""
        if self._credentials is used:
            self._credentials = None

    def _follow(self) -> None:
        """Take the hub's news as they come, and send what is asked, until the stream breaks or the owner stops."""
        epoch, cursor = self._store.writer.position()
        listener = Listener(self._hub, cursor, epoch, self._inbox)
        self._listeners = [*(old for old in self._listeners if old.is_alive()), listener]
        listener.start()
        self._presence.online()
        try:
            while not self._stopped.is_set():
                item = self._next()
                if isinstance(item, Broken):
                    if item.listener is listener:
                        self._stream_broke(item.why)
                        return
                elif isinstance(item, News):
                    if item.listener is listener and not self._take(item.reply):
                        return
                elif self._store.suspected.is_set():
                    return
                elif self._has_more_to_say():
                    with self._talking:
                        self._talk()
                        self._live()
        finally:
            listener.abandon()
            self._presence.offline()

    def _stream_broke(self, why: Unavailable | Rejected) -> None:
        """A stream may end for many reasons; whether the hub is away, the next exchange will tell."""
        if isinstance(why, Rejected) and why.code.startswith("token."):
            raise why
        _log.info("stream: %s", why)
        self._wait(self._stream_backoff.wait_s())

    def _next(self) -> object:
        """Return the next thing to do; while there is none, the history's full text grows."""
        while not self._stopped.is_set():
            self._store.keep_copy_if_due()
            pause_s = _INDEX_PAUSE_S if self._store.writer.index_history(_INDEX_ROWS) else _PATIENCE_S
            release_s = self._store.writer.next_release_s()
            if pause_s == _PATIENCE_S:
                self._tidy()
            try:
                return self._inbox.get(timeout=pause_s if release_s is None else min(pause_s, release_s + 0.001))
            except queue.Empty:
                if release_s is not None and release_s < pause_s:
                    return None
        return None

    def _tidy(self) -> None:
        """Let go of what is old, between conversations."""
        self._store.writer.tidy()
        if time.monotonic() >= self._prune_at:
            self._prune_at = time.monotonic() + _PATIENCE_S
            self._store.writer.prune()

    def _take(self, reply: Reply | Watchers | None) -> bool:
        """Write news down; False where they are of another life of the hub."""
        self._stream_backoff.reset()
        if isinstance(reply, Watchers):
            self._presence.heard(reply)
            return True
        if reply is not None:
            epoch, cursor = self._store.writer.position()
            if reply.epoch != epoch:
                return False
            if reply.cursor > cursor:
                self._store.writer.absorb(reply)
        if reply is None or not reply.more:
            self._live()
        return True

    def _has_more_to_say(self) -> bool:
        session = self._session
        if session is None or self._credentials is not None:
            return True
        return self._store.writer.has_outgoing(session.actor.seat)

    def _note_away(self, epoch: str, cursor: int) -> None:
        """Remember where the picture stood while the hub was away, for whoever asks what has changed."""
        since = self._live_at or self._store.reader.link().as_of
        if since is not None and (self._store.clock.now() - since).total_seconds() >= self._away_s:
            same_life = self._store.writer.position()[0] == epoch
            self._store.writer.note_away(since, cursor if same_life else 0)

    # -- where it stands ---------------------------------------------------------------------------------------------

    def _live(self) -> None:
        now = self._live_at = self._store.clock.now()
        link = self._store.link_now
        since = link.since if link.state == "live" else now
        self._tell(Link(state="live", since=since, as_of=now))

    def _catching_up(self, share: float | None) -> None:
        """The hub answers and has much to tell; `share` is how much of a snapshot is here."""
        link = self._store.link_now
        if (
            link.state == "catching_up"
            and share is not None
            and 0 <= share - (link.progress or 0.0) < 0.02
            and share < 1
        ):
            return
        since = link.since if link.state == "catching_up" else self._clock.now()
        self._tell(Link(state="catching_up", since=since, progress=share))

    def _go_offline(self, away: Unavailable) -> None:
        if self._stopped.is_set():
            return
        link = self._store.link_now
        since = link.since if link.state == "offline" else self._clock.now()
        if link.state != "offline":
            _log.warning("offline: %s", away)
        self._tell(Link(state="offline", since=since, code=away.code, detail=str(away)))
        self._wait(self._backoff.wait_s())

    def _go_refused(self, no: Rejected) -> None:
        """Only a person can help: wait for a sign-in, and try now and then in case the hub has thought better of it."""
        if self._stopped.is_set():
            return
        link = self._store.link_now
        since = link.since if link.state == "refused" and link.code == no.code else self._clock.now()
        if (link.state, link.code) != ("refused", no.code):
            _log.warning("refused: %s", no)
        if self._session is self._used:
            self._session = None
        self._tell(Link(state="refused", since=since, code=no.code, detail=no.detail))
        self._wait(_PATIENCE_S, unless=self._can_go_on)

    def _can_go_on(self) -> bool:
        return self._session is not None or self._credentials is not None or self._store.suspected.is_set()

    def _heal(self, fault: sqlite3.DatabaseError) -> None:
        """The cache may be rebuilt from the hub; anything else about the disk is told and tried again."""
        _log.error("the disk failed the conversation", exc_info=fault)
        try:
            healed = self._store.heal()
        except (sqlite3.Error, OSError):  # there is no room to heal in either
            healed = False
        if not healed:
            self._bus.publish(Notice("alarm", "disk.failed", str(fault)))
            self._go_offline(Unavailable("the disk failed", str(fault), "disk.failed"))

    def _wait(self, pause_s: float, unless: Callable[[], bool] = lambda: True) -> None:
        """Wait, but not when somebody has something new to say."""
        until = time.monotonic() + pause_s
        while not self._stopped.is_set() and (left_s := until - time.monotonic()) > 0:
            try:
                item = self._inbox.get(timeout=left_s)
            except queue.Empty:
                return
            if item is None and unless():
                return

    def _tell(self, link: Link) -> None:
        before = self._store.link_now
        self._store.link_now = link
        if replace(link, as_of=None) != replace(before, as_of=None):
            self._bus.publish(LinkChanged(self._store.reader.link()))
