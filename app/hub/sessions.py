"""Signing in and out: one live session for each seat, failures limited, tokens kept only as their hash."""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from app.domain.clock import Clock, to_text
from app.domain.command import Actor
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.domain.operator import OperatorPublic
from app.hub import accounts, attempts, audit, epoch, feed, seats
from app.hub.accounts import Account
from app.hub.announcer import Announcer, Topic
from app.hub.connection import Database
from app.hub.settings import HubSettings
from app.hub.tables import account, token


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking: the session, its seat and its operator."""

    token_id: str
    actor: Actor
    seen_at: str

    @property
    def role(self) -> str:
        """The operator's post."""
        return self.actor.role


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, with what a seat needs to begin."""

    token: str
    expires_at: datetime
    actor: Actor
    epoch: str
    last_n: int


class Sessions:
    """The desk where seats sign in and out."""

    def __init__(self, database: Database, settings: HubSettings, clock: Clock, announcer: Announcer) -> None:
        self._database, self._settings, self._clock, self._announcer = database, settings, clock, announcer
        # argon2 takes 64 MiB for each check: a flood of guesses may not take the machine.
        self._checking = threading.BoundedSemaphore(4)

    def sign_in(self, seat: str, user: str, password: str, takeover: bool, address: str) -> Opened:
        """Open a session.

        Whoever holds the seat already gets it back without a takeover, and the older session ends: a console that
        crashed must not wait for itself.
        Raises Rejected: sign_in.wrong, account.locked, address.limited, seat.not_permitted, seat.taken.
        """
        now = self._clock.now()
        with self._database.read() as connection:
            attempts.check_address(connection, self._settings, address, now)
            found = accounts.find(connection, user)
            if found is None:
                attempts.check_unknown(connection, self._settings, user, now)
        if found is not None:
            attempts.check_account(found, now)
        with self._checking:
            fits = accounts.password_fits(found, password)
        if not fits or found is None or not found.enabled:
            with self._database.write() as connection:
                facts = attempts.note_failure(connection, self._settings, found, user, address, now)
            raise Rejected("sign_in.wrong", "", facts)
        if found.seats and seat not in found.seats:
            raise Rejected("seat.not_permitted", seat)
        with self._database.write() as connection:
            attempts.check_still_open(connection, found, now)
            opened = self._open(connection, found, seat, takeover, now)
            self._tell(connection)
        self._told()
        return opened

    def sign_out(self, caller: Caller) -> None:
        """End a session at once."""
        now = self._clock.now()
        with self._database.write() as connection:
            _end(connection, [caller.token_id], "sign_out", now)
            feed.write(
                connection, [OperatorPublic(id=caller.actor.operator_id, name=caller.actor.name, role=caller.role)]
            )
            audit.write(connection, [_entry("sign_out", caller.actor, now)])
            self._tell(connection)
        self._told()

    def authenticate(self, bearer: str) -> Caller:
        """Return who a token belongs to. Raises Rejected: token.invalid, token.expired, token.taken_over."""
        joined = select(token, account.c.name, account.c.role, account.c.enabled).join(
            account, account.c.id == token.c.account_id
        )
        with self._database.read() as connection:
            row = connection.execute(joined.where(token.c.hash == _hash(bearer))).one_or_none()
        if row is None or not row.enabled:
            raise Rejected("token.invalid")
        if row.ended_at:
            raise Rejected(_code_of(row.ended_why))
        if row.expires_at <= to_text(self._clock.now()):
            raise Rejected("token.expired")
        return Caller(row.id, Actor(row.seat, row.account_id, row.name, row.role), row.seen_at)

    def seen(self, token_ids: list[str]) -> set[str]:
        """Note that sessions are alive, and return which of them still are."""
        now = to_text(self._clock.now())
        alive = update(token).where(token.c.id.in_(token_ids), token.c.ended_at == "", token.c.expires_at > now)
        with self._database.write() as connection:
            return set(connection.execute(alive.values(seen_at=now).returning(token.c.id)).scalars())

    def ended_why(self, token_ids: list[str]) -> dict[str, str]:
        """Return the code under which each session is refused now."""
        with self._database.read() as connection:
            rows = connection.execute(select(token.c.id, token.c.ended_why).where(token.c.id.in_(token_ids)))
            return {str(i): _code_of(why) for i, why in rows}

    def seen_lately(self, caller: Caller) -> bool:
        """Say whether the session was noted as alive so recently that it need not be noted again."""
        return caller.seen_at > to_text(self._clock.now() - timedelta(seconds=self._settings.seat_alive_s / 3))

    def _tell(self, connection: Connection) -> None:
        for topic in (Topic.CHANGE, Topic.SESSION):
            self._announcer.notify(connection, topic)

    def _told(self) -> None:
        for topic in (Topic.CHANGE, Topic.SESSION):
            self._announcer.announce(topic)

    def _open(self, connection: Connection, found: Account, seat: str, takeover: bool, now: datetime) -> Opened:
        last_n = seats.lock(connection, seat)
        taken = self._holder(connection, seat, now)
        returns = taken is not None and taken[0] == found.id
        if taken is not None and not returns and not takeover:
            raise Rejected("seat.taken", seat, {"operator": taken[1], "since": taken[2]})
        _end(connection, _open_tokens(connection, seat), "takeover" if takeover or returns else "replaced", now)
        secret, actor = secrets.token_urlsafe(32), Actor(seat, found.id, found.name, found.role)
        expires = now + timedelta(hours=self._settings.token_hours)
        connection.execute(token.insert().values(_token_row(secret, actor, now, expires)))
        attempts.forget(connection, found)
        feed.write(connection, [OperatorPublic(id=found.id, name=found.name, role=found.role, seat=seat)])
        entries = [_entry("sign_in", actor, now)]
        if taken is not None:
            entries.insert(0, _entry("seat.return" if returns else "seat.takeover", actor, now, taken[0]))
        audit.write(connection, entries)
        return Opened(secret, expires, actor, epoch.current(connection), last_n)

    def _holder(self, connection: Connection, seat: str, now: datetime) -> tuple[str, str, str] | None:
        """Return account id, name and since when of the session that holds the seat now."""
        since = to_text(now - timedelta(seconds=self._settings.seat_alive_s))
        row = connection.execute(
            select(token.c.account_id, account.c.name, token.c.issued_at)
            .join(account, account.c.id == token.c.account_id)
            .where(token.c.seat == seat, token.c.ended_at == "", token.c.seen_at > since)
            .where(token.c.expires_at > to_text(now))
            .order_by(token.c.issued_at.desc())
        ).first()
        return None if row is None else (row[0], row[1], row[2])


def _code_of(ended_why: str) -> str:
    return {"takeover": "token.taken_over", "": "token.expired"}.get(ended_why, "token.invalid")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _open_tokens(connection: Connection, seat: str) -> list[str]:
    found = connection.execute(select(token.c.id).where(token.c.seat == seat, token.c.ended_at == ""))
    return [str(i) for i in found.scalars()]


def _end(connection: Connection, token_ids: list[str], why: str, now: datetime) -> None:
    ended = update(token).where(token.c.id.in_(token_ids)).values(ended_at=to_text(now), ended_why=why)
    connection.execute(ended)


def _token_row(secret: str, actor: Actor, now: datetime, expires: datetime) -> dict[str, str]:
    return {
        "id": new_id(),
        "hash": _hash(secret),
        "seat": actor.seat,
        "account_id": actor.operator_id,
        "issued_at": to_text(now),
        "expires_at": to_text(expires),
        "seen_at": to_text(now),
        "ended_at": "",
        "ended_why": "",
    }


def _entry(what: str, actor: Actor, now: datetime, target: str = "") -> audit.Entry:
    return audit.Entry(what=what, at=now, seat=actor.seat, operator_id=actor.operator_id, target=target)
