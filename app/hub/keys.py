"""API keys of other programs: made by an administrator, told once, kept only as their hash. None by default."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select, update

from app.domain.case.flow import SOURCES
from app.domain.clock import to_text
from app.domain.command import Actor
from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.domain.operator import Role
from app.hub import audit, feed
from app.hub.tables import key as key_table


@dataclass(frozen=True, slots=True)
class Key:
    """A program that may bring reports; they carry its `source` and its name."""

    id: str
    name: str
    source: str
    made_at: str

    @property
    def actor(self) -> Actor:
        """As whom the program acts."""
        return Actor(f"@{self.id}", self.id, self.name, Role.SYSTEM)


def make(connection: Connection, name: str, source: str, by: str, now: datetime) -> str:
    """Make a key, or a new secret for the key of that name, and return the secret; it is never to be seen again.

    Raises Rejected("field.invalid").
    """
    if not name.strip() or source not in SOURCES:
        raise Rejected("field.invalid", "source" if name.strip() else "name")
    secret, key_id = secrets.token_urlsafe(32), stable_id("key", name)
    row = {"id": key_id, "name": name, "hash": _hash(secret), "source": source, "made_at": to_text(now), "ended_at": ""}
    connection.execute(feed.upsert(connection, key_table), row)
    audit.write(connection, [audit.Entry(what="key.made", at=now, operator_id=by, target=key_id)])
    return secret


def end(connection: Connection, name: str, by: str, now: datetime) -> None:
    """Take a key back. Raises Rejected("record.unknown")."""
    ended = update(key_table).where(key_table.c.name == name, key_table.c.ended_at == "").values(ended_at=to_text(now))
    if not connection.execute(ended).rowcount:
        raise Rejected("record.unknown", name[:80])
    entry = audit.Entry(what="key.ended", at=now, operator_id=by, target=stable_id("key", name))
    audit.write(connection, [entry])


def listed(connection: Connection) -> list[Key]:
    """Return the keys that hold, by name."""
    return [_key(row) for row in connection.execute(_holding().order_by(key_table.c.name)).mappings()]


def find(connection: Connection, secret: str) -> Key | None:
    """Return the key with this secret, or None."""
    row = connection.execute(_holding().where(key_table.c.hash == _hash(secret))).mappings().first()
    return None if row is None else _key(row)


def _holding() -> Select[Any]:
    return select(key_table).where(key_table.c.ended_at == "")


def _key(row: RowMapping) -> Key:
    return Key(row["id"], row["name"], row["source"], row["made_at"])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
