"""What the book room asks: to write the changed fields of one record, to begin a new version, to retire a ruling."""

from datetime import datetime
from typing import Any

from app.dispatch import Dispatch, Sent
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.matter import stem_of
from app.domain.records import to_row

Answer = Sent | Rejected
NEXT = "@next"
"""What the id of a version still being written ends in."""


def write(dispatch: Dispatch, command: Command) -> Answer:
    """Hand in a change of a book."""
    return dispatch.submit(command)


def change(kind: str, target: str, row: dict[str, Any], seen: Any, by: Actor, at: datetime) -> Command:
    """Make the command that sets these fields; it relies on them still being as they were `seen` (None: a new one).

    The fields are guarded as the keeper saw them when the form was opened, not as they are when it is sent.
    """
    before = to_row(seen) if seen is not None else {}
    expect = {name: before[name] for name in row if name in before}
    return Command(kind=f"{kind}.write", target=target, by=by, at=at, args={"row": row}, expect=expect)


def succeed(kind: str, target: str, row: dict[str, Any], seen: Any, by: Actor, at: datetime) -> Command:
    """Make the command that ends a matter the day before `row["valid_from"]` and begins its next version then."""
    told = {name: value for name, value in row.items() if name != "valid_from"}
    args = {"from": row.get("valid_from", ""), "row": told}
    return Command(kind=f"{kind}.succeed", target=target, by=by, at=at, args=args, expect={"valid_to": seen.valid_to})


def made_by(command: Command) -> str:
    """Return the id of the record a command makes."""
    day = command.args.get("from")
    return f"{stem_of(command.target)}@{day}" if command.operation == "succeed" else command.target


def retire(dispatch: Dispatch, ruling_id: str) -> Answer:
    """End a ruling: it is proposed no more."""
    return dispatch.ask("ruling.retire", ruling_id)
