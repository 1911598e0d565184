"""What the book room asks: to write the changed fields of one record, or to retire a ruling."""

from typing import Any

from app.dispatch import Dispatch, Sent
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.records import to_row

Answer = Sent | Rejected


def write(dispatch: Dispatch, command: Command) -> Answer:
    """Hand in a change of a book."""
    return dispatch.submit(command)


def change(kind: str, target: str, row: dict[str, Any], seen: Any, by: Actor, at: Any) -> Command:
    """Make the command that sets these fields; it relies on them still being as they were `seen` (None: a new one).

    The fields are guarded as the keeper saw them when the form was opened, not as they are when it is sent.
    """
    before = to_row(seen) if seen is not None else {}
    expect = {name: before[name] for name in row if name in before}
    return Command(kind=f"{kind}.write", target=target, by=by, at=at, args={"row": row}, expect=expect)


def retire(dispatch: Dispatch, ruling_id: str) -> Answer:
    """End a ruling: it is proposed no more."""
    return dispatch.ask("ruling.retire", ruling_id)
