"""Requests, replies and receipts: `exchange(cursor, commands) -> (cursor, changes, receipts)`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from app.domain.command import Actor, Command
from app.domain.media import Media

PAGE_LIVE = 500
PAGE_BOOTSTRAP = 5_000


class Outcome(StrEnum):
    """What became of a command at the hub."""

    APPLIED = "applied"
    MERGED = "merged"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class NumberedCommand:
    """A command with its number in the seat's own row of intents; the hub applies them in this order."""

    n: int
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The outcome of one command. `conflicts` maps a field to (expected, found, asked); `ack_seq` is the change number
    after which the seat may forget its own preview of it."""

    command_id: str
    n: int
    outcome: str
    ack_seq: int = 0
    code: str = ""
    detail: str = ""
    conflicts: dict[str, tuple[Any, Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """Changed rows of one kind. `columns` starts with `id`, `seq`; one that says the usual in every row is left out.

    `gone` holds the ids that are no more.
    """

    kind: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a seat says: where it has got to, and what it wants done."""

    seat: str
    epoch: str
    cursor: int
    commands: tuple[NumberedCommand, ...] = ()
    limit: int = PAGE_LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the hub answers; everything in one reply is written in one transaction by the seat.

    `backed_up` is the last of the seat's own numbers that the hub's newest verified backup holds, 0 where it is not
    said.
    """

    epoch: str
    cursor: int
    now: datetime
    changes: tuple[Block, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    more: bool = False
    backed_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in seat."""

    token: str
    expires_at: datetime
    actor: Actor
    hall_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotInfo:
    """What a downloaded snapshot stands for."""

    epoch: str
    cursor: int
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who looks at a case now, as (seat, name): said in the stream beside the changes, and no record."""

    case_id: str
    seats: tuple[tuple[str, str], ...]


Progress = Callable[[int, int], None]


class Hub(Protocol):
    """The far end, as the seat sees it. Every call may raise `Unavailable` (try later) or `Rejected` (do not)."""

    def sign_in(self, seat: str, user: str, password: str, takeover: bool = False) -> Session:
        """Open a session. Rejected: sign_in.wrong, account.locked, seat.taken …"""
        ...

    def resume(self, session: Session) -> None:
        """Speak with a session that was opened before."""
        ...

    def sign_out(self) -> None:
        """End the session; never raises for a hub that is away."""
        ...

    def exchange(self, request: Request) -> Reply:
        """Send commands, take changes. Rejected: epoch.changed (facts epoch, last_n), cursor.too_old, token.expired."""
        ...

    def snapshot(self, dest: Path, progress: Progress | None = None) -> SnapshotInfo:
        """Download a consistent SQLite file to `dest`, going on where an earlier try broke off."""
        ...

    def stream(self, cursor: int, epoch: str) -> Iterator[Reply | Watchers | None]:
        """Yield changes as they happen and who looks at what, None for each ping; ends or raises with the line."""
        ...

    def watching(self, case_id: str) -> None:
        """Say which case this seat looks at, "" for none; it is forgotten when it is not said again within a minute."""
        ...

    def put_media(self, media: Media, path: Path) -> None:
        """Upload the bytes of a media record, going on where an earlier try broke off."""
        ...

    def get_media(self, media_id: str, dest: Path) -> None:
        """Download the bytes of a media record and check them."""
        ...

    def close(self) -> None:
        """End every wait at once, from any thread."""
        ...
