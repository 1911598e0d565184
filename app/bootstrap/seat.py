"""A seat without a screen: store, bus, dispatch, and the sync engine where there is a hub to talk to."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.bootstrap.session_file import NOBODY, SessionFile
from app.bus import Bus
from app.dispatch import Dispatch
from app.domain.clock import Clock, SystemClock
from app.domain.command import Actor
from app.domain.errors import Rejected, Unavailable
from app.paths import Profile
from app.protocol import Session
from app.shell.gate import Attempt, Gate
from app.store import Store
from app.sync import HttpHub, SyncEngine, SyncSummary
from app.sync.conversation import Conversation
from app.sync.uploads import Uploads

_log = logging.getLogger(__name__)


@dataclass
class Seat:
    """The parts of a seat. `session` changes when somebody signs in; everything else stays."""

    profile: Profile
    bus: Bus
    store: Store
    dispatch: Dispatch = field(init=False)
    engine: SyncEngine | None = None
    hub_url: str = ""
    session: Session | None = None

    def actor(self) -> Actor:
        """Who acts here now."""
        return self.session.actor if self.session else NOBODY

    def wake(self) -> None:
        """Something waits in the outbox."""
        if self.engine is not None:
            self.engine.wake()

    def open_hub(self) -> HttpHub:
        """Return the hub as the present session sees it."""
        return HttpHub(self.hub_url, self.session.token if self.session else "")


def open_seat(stack: ExitStack, folder: Path) -> Seat:
    """Open a profile for work without a screen; it is closed with the stack.

    Raises Unavailable("profile.in_use"), OSError.
    """
    profile, bus = Profile(folder).make(), Bus()
    store = Store.open(profile, SystemClock(), bus)
    stack.callback(store.close)
    seat = Seat(profile, bus, store)
    seat.dispatch = Dispatch(store.reader, store.writer, store.clock, seat.actor, seat.wake)
    kept = SessionFile(profile).read()
    if kept is not None:
        seat.hub_url, seat.session = kept
    return seat


def sign_in(seat: Seat, hub_url: str, number: str, user: str, password: str, takeover: bool = False) -> Session:
    """Sign a seat in and keep its session. Raises Rejected (why not), Unavailable (hub away)."""
    session = enter(seat.profile, seat.store.clock, Attempt(hub_url, number, user, password, takeover))
    seat.hub_url, seat.session = hub_url, session
    return session


def enter(profile: Profile, clock: Clock, attempt: Attempt) -> Session:
    """Sign in as at the first screen, so that an offline sign-in works later too, and keep the session on disk."""
    session = Gate(HttpHub, profile, clock).sign_in(attempt)
    SessionFile(profile).write(attempt.hub_url, session)
    return session


def enter_or_stay_out(profile: Profile, attempt: Attempt) -> Session:
    """Sign in; where the hub is away, sit down offline with what this seat knows. Raises Rejected."""
    gate = Gate(HttpHub, profile.make(), SystemClock())
    try:
        return gate.sign_in(attempt)
    except Unavailable as away:
        _log.warning("%s; sitting down offline", away)
        return gate.sign_in_offline(attempt)


def need_session(seat: Seat) -> Session:
    """Return the open session. Raises Rejected("token.invalid") where nobody has signed in."""
    if seat.session is None:
        raise Rejected("token.invalid", f"nobody has signed in with {seat.profile.folder}")
    return seat.session


def converse(seat: Seat) -> SyncSummary:
    """Talk with the hub until nothing is left to say or send, in this thread alone.

    Pictures go one after another behind the commands that name them. Raises Unavailable, Rejected; nothing is lost.
    """
    actor, hub = need_session(seat).actor, seat.open_hub()
    try:
        summary = Conversation(seat.store, hub, actor.seat, lambda share: None).until_quiet(lambda: False)
        Uploads(seat.store, hub).send_all()
    finally:
        hub.close()
    while seat.store.writer.index_history():
        pass
    return summary
