"""Who may sign in: accounts with their post, their seats and their password, which is kept as argon2 only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, select

from app.domain.clock import SystemClock
from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.domain.operator import OperatorPublic, Role
from app.hub import audit, feed
from app.hub.connection import Database
from app.hub.tables import account

_HASHER = PasswordHasher()
# Checked when nobody has that name, so that the answer takes as long as for a real account.
_NOBODY = _HASHER.hash("nobody signs in with this")
SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as stored; `seats` empty means any seat."""

    id: str
    login: str
    name: str
    role: str
    password: str
    seats: tuple[str, ...]
    enabled: bool
    failures: int
    failed_at: str
    locked_until: str


def create(
    database: Database,
    login: str,
    name: str,
    role: str,
    password: str,
    seats: Sequence[str] = (),
    by: str = "",
    now: datetime | None = None,
    hasher: PasswordHasher = _HASHER,
) -> str:
    """Create an account, or set an existing one's name, post, seats and password; return its id.

    `hasher` is the strong one unless a test that signs in hundreds of times brings a lighter one.
    Raises Rejected("password.short") and Rejected("field.invalid").
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Rejected("password.short", str(SHORTEST_PASSWORD))
    if role not in set(Role) or not login:
        raise Rejected("field.invalid", "role" if login else "login")
    account_id, hashed = stable_id("account", login), hasher.hash(password)
    with database.write() as connection:
        _put(connection, account_id, login, name, role, hashed, tuple(seats))
        feed.write(connection, [OperatorPublic(id=account_id, name=name, role=role)])
        entry = audit.Entry(what="account.set", at=now or SystemClock().now(), operator_id=by, target=account_id)
        audit.write(connection, [entry])
    return account_id


def find(connection: Connection, login: str) -> Account | None:
    """Return the account of a name."""
    row = connection.execute(select(account).where(account.c.login == login)).mappings().one_or_none()
    return None if row is None else Account(**{**row, "seats": tuple(orjson.loads(row["seats"]))})


def any_with_role(connection: Connection, role: str) -> bool:
    """Say whether anybody holds a post."""
    return connection.execute(select(account.c.id).where(account.c.role == role).limit(1)).first() is not None


def password_fits(found: Account | None, password: str) -> bool:
    """Check a password; takes as long for nobody as for somebody."""
    try:
        return _HASHER.verify(found.password if found else _NOBODY, password) and found is not None
    except (VerificationError, InvalidHashError):
        return False


def _put(
    connection: Connection, account_id: str, login: str, name: str, role: str, hashed: str, seats: tuple[str, ...]
) -> None:
    values = {
        "id": account_id,
        "login": login,
        "name": name,
        "role": role,
        "password": hashed,
        "seats": orjson.dumps(seats).decode(),
        "enabled": True,
        "failures": 0,
        "failed_at": "",
        "locked_until": "",
    }
    connection.execute(feed.upsert(connection, account), values)
