"""The seats' own row of numbers: up to which command the hub has settled what each seat asked."""

from sqlalchemy import Connection, select, update

from app.hub import feed
from app.hub.tables import seat, token


def lock(connection: Connection, no: str) -> int:
    """Hold a seat's row until the transaction ends and return its last settled number; a new seat begins at 0."""
    connection.execute(feed.insert_if_missing(connection, seat), {"no": no, "last_n": 0})
    return int(connection.execute(select(seat.c.last_n).where(seat.c.no == no).with_for_update()).scalar_one())


def last_n(connection: Connection, no: str) -> int:
    """Return a seat's last settled number without holding it."""
    return int(connection.execute(select(seat.c.last_n).where(seat.c.no == no)).scalar_one_or_none() or 0)


def settle(connection: Connection, no: str, n: int) -> None:
    """Move a seat's last settled number forward."""
    connection.execute(update(seat).where(seat.c.no == no).values(last_n=n))


def has_sat(connection: Connection, no: str, operator_id: str) -> bool:
    """Say whether an operator ever signed in at a seat."""
    found = select(token.c.id).where(token.c.seat == no, token.c.account_id == operator_id).limit(1)
    return connection.execute(found).first() is not None
