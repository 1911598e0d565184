"""Limits on wrong passwords: an account locks after a few, an address is slowed after many."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.clock import from_text, to_text
from app.domain.errors import Rejected
from app.hub import audit
from app.hub.accounts import Account
from app.hub.settings import HubSettings
from app.hub.tables import account, address


def check_account(found: Account, now: datetime) -> None:
    """Raise Rejected("account.locked") with the time it opens again."""
    if found.locked_until > to_text(now):
        raise Rejected("account.locked", found.login, {"until": found.locked_until})


def check_still_open(connection: Connection, found: Account, now: datetime) -> None:
    """Hold the account's row and raise Rejected("account.locked") where it was locked while the password was checked.

    Without it, guesses that run side by side, at one hub or at several, would each find the account still open.
    """
    held = select(account.c.locked_until).where(account.c.id == found.id).with_for_update()
    until = str(connection.execute(held).scalar_one())
    if until > to_text(now):
        raise Rejected("account.locked", found.login, {"until": until})


def check_unknown(connection: Connection, settings: HubSettings, login: str, now: datetime) -> None:
    """Raise Rejected("account.locked") for a name nobody has just as for one somebody has: neither is given away."""
    found = select(address.c.failures, address.c.first_at).where(address.c.address == _name_key(login))
    row = connection.execute(found).one_or_none()
    if row is not None and row.failures >= settings.failures_to_lock and row.first_at > _window(settings, now):
        until = from_text(row.first_at) + timedelta(seconds=settings.failure_window_s)
        raise Rejected("account.locked", login, {"until": to_text(until)})


def check_address(connection: Connection, settings: HubSettings, source: str, now: datetime) -> None:
    """Raise Rejected("address.limited") where too many wrong passwords came from one address lately."""
    if _address_failures(connection, settings, source, now) >= settings.address_failures:
        raise Rejected("address.limited", source, {"retry_after_s": settings.failure_window_s})


def note_failure(
    connection: Connection, settings: HubSettings, found: Account | None, login: str, source: str, now: datetime
) -> dict[str, Any]:
    """Count a wrong password, and lock the account when it was one too many; returns `tries_left`, once locked `until`.

    A name nobody has is counted too, so that the answers to both are alike.
    Raises Rejected("account.locked") where another guess locked the account in the meantime: it stays locked.
    """
    if found is not None:
        check_still_open(connection, found, now)
    _count_address(connection, settings, source, now)
    if found is None:
        failures = _count_address(connection, settings, _name_key(login), now)
        until = now + timedelta(seconds=settings.failure_window_s)
    else:
        failures = _count(connection, settings, found.id, now)
        until = now + timedelta(seconds=settings.lock_s)
    left = max(0, settings.failures_to_lock - failures)
    return {"tries_left": left} if left else {"tries_left": 0, "until": to_text(until)}


def forget(connection: Connection, found: Account) -> None:
    """Clear the count of an account after a right password."""
    connection.execute(update(account).where(account.c.id == found.id).values(failures=0, locked_until=""))


def _count_address(connection: Connection, settings: HubSettings, source: str, now: datetime) -> int:
    """Count in one statement, so that guesses at several hubs at once are each counted."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    fresh = make(address).values(address=source, failures=1, first_at=to_text(now))
    is_old = address.c.first_at <= _window(settings, now)
    counted = fresh.on_conflict_do_update(
        index_elements=["address"],
        set_={
            "failures": case((is_old, 1), else_=address.c.failures + 1),
            "first_at": case((is_old, to_text(now)), else_=address.c.first_at),
        },
    ).returning(address.c.failures)
    return int(connection.execute(counted).scalar_one())


def _name_key(login: str) -> str:
    return "name:" + hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()[:32]


def _count(connection: Connection, settings: HubSettings, account_id: str, now: datetime) -> int:
    held = select(account.c.failures, account.c.failed_at).where(account.c.id == account_id).with_for_update()
    before, failed_at = connection.execute(held).one()
    failures = 1 + (before if failed_at > _window(settings, now) else 0)
    locks = failures >= settings.failures_to_lock
    values = {
        "failures": 0 if locks else failures,
        "failed_at": to_text(now),
        "locked_until": to_text(now + timedelta(seconds=settings.lock_s)) if locks else "",
    }
    connection.execute(update(account).where(account.c.id == account_id).values(values))
    audit.write(
        connection, [audit.Entry(what="account.locked" if locks else "sign_in.wrong", at=now, target=account_id)]
    )
    return failures


def _address_failures(connection: Connection, settings: HubSettings, source: str, now: datetime) -> int:
    counted = select(address.c.failures).where(address.c.address == source, address.c.first_at > _window(settings, now))
    return int(connection.execute(counted).scalar_one_or_none() or 0)


def _window(settings: HubSettings, now: datetime) -> str:
    return to_text(now - timedelta(seconds=settings.failure_window_s))
