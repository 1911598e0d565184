"""Replies as a hub would write them, for tests that need no hub."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.command import Actor, Command
from app.domain.records import kind_of, to_row
from app.protocol import Block, Receipt, Reply

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICER = Actor("01", "o-li", "李", "duty_officer")


def reply(
    *nouns: Any,
    cursor: int = 0,
    gone: dict[str, tuple[str, ...]] | None = None,
    receipts: Sequence[Receipt] = (),
    epoch: str = "e1",
    more: bool = False,
) -> Reply:
    """A reply that carries nouns, numbered up to `cursor` (their count where it is 0)."""
    last = cursor or len(nouns)
    rows: dict[str, list[dict[str, Any]]] = {}
    for seq, noun in enumerate(nouns, start=last - len(nouns) + 1):
        rows.setdefault(kind_of(noun), []).append({"id": "", "seq": seq} | to_row(noun))
    blocks = [
        Block(kind, tuple(found[0]), tuple(tuple(row.values()) for row in found), (gone or {}).get(kind, ()))
        for kind, found in rows.items()
    ]
    blocks += [Block(kind, ("id", "seq"), (), ids) for kind, ids in (gone or {}).items() if kind not in rows]
    return Reply(epoch=epoch, cursor=last, now=NOW, changes=tuple(blocks), receipts=tuple(receipts), more=more)


def ask(kind: str, target: str, by: Actor = OFFICER, at: datetime = NOW, **args: Any) -> Command:
    """A command of the duty officer; `expect` among the arguments guards fields."""
    expect = args.pop("expect", {})
    return Command(kind=kind, target=target, by=by, at=at, args=args, expect=expect)
