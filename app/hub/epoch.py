"""Which life of the database this is: a seat that remembers another one must begin anew."""

import uuid

from sqlalchemy import Connection, select, text

from app.hub.connection import Database
from app.hub.tables import counter, feed, meta


def ensure(connection: Connection) -> None:
    """Give a new database its first epoch."""
    if not stored(connection):
        renew(connection)
        connection.execute(meta.insert().values(k="min_cursor", v="0"))


def renew(connection: Connection) -> str:
    """Begin a new epoch, as every restore from a backup must, and return it."""
    fresh = str(uuid.uuid4())
    connection.execute(meta.delete().where(meta.c.k == "epoch"))
    connection.execute(meta.insert().values(k="epoch", v=fresh))
    return fresh


def current(connection: Connection) -> str:
    """Return the epoch: the stored one and, on PostgreSQL, the cluster's identity and timeline too.

    A cluster restored to a point in time has a new timeline, so nobody has to remember to renew the epoch there.
    """
    own = stored(connection)
    return own if connection.dialect.name == "sqlite" else f"{own}{_cluster(connection)}"


def stored(connection: Connection) -> str:
    """Return the epoch that stands in the database itself, as its copies have it too; empty in a new one."""
    return _stored(connection, "epoch") or ""


def min_cursor(connection: Connection) -> int:
    """Return the oldest cursor the feed can still answer; older ones need a snapshot."""
    return int(_stored(connection, "min_cursor") or 0)


def head(connection: Connection) -> int:
    """Return the newest change number."""
    return int(connection.execute(select(counter.c.v).where(counter.c.name == "seq")).scalar_one())


def purge(database: Database, before: int) -> int:
    """Forget tombstones up to change number `before` and refuse cursors older than that; return how many went.

    Nothing calls this on a schedule: tombstones are few and small, and a hub keeps them until its keeper decides to
    send every seat that was away longer back to a snapshot.
    """
    with database.write() as connection:
        gone = connection.execute(feed.delete().where(feed.c.gone.is_(True), feed.c.seq <= before)).rowcount
        highest = max(before, min_cursor(connection)) if gone else min_cursor(connection)
        connection.execute(meta.update().where(meta.c.k == "min_cursor").values(v=str(highest)))
    return gone


def renew_after_restore(database: Database) -> str:
    """Begin a new epoch in a database that was put back from a backup, and return it."""
    with database.write() as connection:
        return renew(connection)


def _stored(connection: Connection, key: str) -> str | None:
    value = connection.execute(select(meta.c.v).where(meta.c.k == key)).scalar_one_or_none()
    return None if value is None else str(value)


def _cluster(connection: Connection) -> str:
    row = connection.execute(
        text("select s.system_identifier, c.timeline_id from pg_control_system() s, pg_control_checkpoint() c")
    ).one()
    return f".{row[0]}.{row[1]}"
