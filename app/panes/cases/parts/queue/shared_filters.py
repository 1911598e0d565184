"""Filters the hall shares, between the record that travels and the filter an operator sees."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from app.domain.shared_filter import SharedFilter
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.queue.saved_filters import LONGEST_NAME, Owner, SavedFilter, understood
from app.text import _

MOST_SHARED = 60
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def shared_of(records: Iterable[SharedFilter], waiting: Collection[str]) -> list[SavedFilter]:
    """Return what the hall shares now, the oldest first; what a newer console shares and this one cannot read is left
    out. `waiting` are the ids of which the hub has not heard yet."""
    found = sorted((r for r in records if r.enabled), key=lambda r: (r.shared_at or _LONG_AGO, r.id))
    made = [_filter_of(record, record.id in waiting) for record in found]
    return [one for one in made if one is not None]


def told(found: SavedFilter) -> dict[str, Any]:
    """Return a filter as the arguments of `shared_filter.share` and `shared_filter.change`."""
    ask = {name: list(value) if isinstance(value, tuple) else value for name, value in found.ask.items()}
    return {"name": found.name, "ask": ask, "mine": found.mine}


def owner_words(found: SavedFilter) -> str:
    """Say whose a shared filter is: 全厅共享 · 03 号席 李; "" for any other."""
    if found.owner is None:
        return ""
    name = one_line(found.owner.name, 20)
    who = _("{seat} 号席 {name}").format(seat=one_line(found.owner.seat, 8), name=name) if found.owner.seat else name
    waiting = _("尚未送达中心") if found.owner.waiting else ""
    return " · ".join(part for part in (_("全厅共享"), who, waiting) if part)


def _filter_of(record: SharedFilter, waiting: bool) -> SavedFilter | None:
    ask = understood(record.ask)
    if ask is None or not record.name.strip():
        return None
    owner = Owner(record.owner_id, record.owner, record.seat, waiting)
    return SavedFilter(record.id, record.name.strip()[:LONGEST_NAME], ask, mine=record.mine, owner=owner)
