"""Typed notices inside one seat: who published does not know who listens."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.domain.command import Command
from app.protocol import Receipt, Session

N = TypeVar("N")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordsChanged:
    """These records of a kind are no longer what they were; an empty set means "any of them"."""

    kind: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How the seat stands with the hub. `state` is live, catching_up, offline or refused; `as_of` is when the cache was
    last known to be equal to the hub; `pending` counts own commands that the hub has not settled."""

    state: str = "offline"
    since: datetime | None = None
    as_of: datetime | None = None
    pending: int = 0
    code: str = ""
    detail: str = ""
    progress: float | None = None


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link is now like this."""

    link: Link


@dataclass(frozen=True, slots=True)
class CommandSettled:
    """The hub has answered one of the seat's own commands."""

    receipt: Receipt
    command: Command


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The hub has taken what was typed while it was away: the seat has a session now."""

    session: Session


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A camera or speaker is in another state."""

    kind: str
    id: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class VoiceChanged:
    """The voice engine reports something of a call."""

    event: Any


@dataclass(frozen=True, slots=True)
class WatchingChanged:
    """Who else looks at a case now, as (seat, name); nobody where `seats` is empty. Offline nobody knows: empty too."""

    case_id: str
    seats: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the operator should read. `level` is info, warning or alarm; the sentence is found by `code`."""

    level: str
    code: str
    detail: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class Bus:
    """Hands each notice to those who asked for its type, in the publisher's own thread, in order of asking."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handlers: dict[type, tuple[Callable[[Any], None], ...]] = {}

    def subscribe(self, notice: type[N], handler: Callable[[N], None]) -> Callable[[], None]:
        """Call `handler` for each notice of this type; the function returned ends that."""
        with self._lock:
            self._handlers[notice] = (*self._handlers.get(notice, ()), handler)

        def end() -> None:
            with self._lock:
                kept = tuple(h for h in self._handlers.get(notice, ()) if h is not handler)
                self._handlers[notice] = kept

        return end

    def publish(self, notice: object) -> None:
        """Tell everybody. A listener that fails is logged and does not keep the others from hearing (edge)."""
        for handler in self._handlers.get(type(notice), ()):
            try:
                handler(notice)
            except Exception:
                _log.exception("a listener of %s failed", type(notice).__name__)
