"""Limits on wrong passwords: an account locks after a few, an address is slowed after many."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.hub import audit, feed
from app.hub.accounts import Account
from app.hub.settings import HubSettings
from app.hub.tables import account, address


def check_account(found: Account, now: datetime) -> None:
    """Raise Rejected("account.locked") with the time it opens again."""
    if found.locked_until > to_text(now):
        raise Rejected("account.locked", found.login, {"until": found.locked_until})


def check_address(connection: Connection, settings: HubSettings, source: str, now: datetime) -> None:
    """Raise Rejected("address.limited") where too many wrong passwords came from one address lately."""
    if _address_failures(connection, settings, source, now) >= settings.address_failures:
        raise Rejected("address.limited", source, {"retry_after_s": settings.failure_window_s})


def note_failure(
    connection: Connection, settings: HubSettings, found: Account | None, source: str, now: datetime
) -> None:
    """Count a wrong password, and lock the account when it was one too many."""
    before = _address_failures(connection, settings, source, now)
    counted = {"address": source, "failures": before + 1}
    if before:
        connection.execute(update(address).where(address.c.address == source).values(counted))
    else:
        connection.execute(feed.upsert(connection, address), counted | {"first_at": to_text(now)})
    if found is not None:
        _count(connection, settings, found.id, now)


def forget(connection: Connection, found: Account) -> None:
    """Clear the count of an account after a right password."""
    connection.execute(update(account).where(account.c.id == found.id).values(failures=0, locked_until=""))


def _count(connection: Connection, settings: HubSettings, account_id: str, now: datetime) -> None:
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


def _address_failures(connection: Connection, settings: HubSettings, source: str, now: datetime) -> int:
    counted = select(address.c.failures).where(address.c.address == source, address.c.first_at > _window(settings, now))
    return int(connection.execute(counted).scalar_one_or_none() or 0)


def _window(settings: HubSettings, now: datetime) -> str:
    return to_text(now - timedelta(seconds=settings.failure_window_s))
