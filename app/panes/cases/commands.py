"""What the case room asks: one function per intent, each answered with Sent or the reason why not."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.dispatch import Dispatch, Sent
from app.domain.command import Command
from app.domain.errors import Rejected

Answer = Sent | Rejected


def operate(dispatch: Dispatch, case_id: str, operation: str, args: dict[str, Any]) -> Answer:
    """Carry out an operation of the table on a case; empty arguments are left out."""
    return dispatch.ask(f"case.{operation}", case_id, _said(args))


def report(dispatch: Dispatch, args: dict[str, Any]) -> Answer:
    """Register a new case; its id is in the answer."""
    return dispatch.ask("case.report", "", _said(args))


def call_note(dispatch: Dispatch, case_id: str, phone: str, result: str, note: str) -> Answer:
    """Log a phone call about a case: whom, with what result, what was said."""
    return dispatch.ask("case.call_note", case_id, _said({"phone": phone, "result": result, "note": note}))


def attach(dispatch: Dispatch, case_id: str, media_ids: tuple[str, ...]) -> Answer:
    """Put pictures that are already kept into a case."""
    return dispatch.ask("case.attach", case_id, {"media_ids": list(media_ids)})


def ask_again(dispatch: Dispatch, refused: Command) -> Answer:
    """Ask for the same thing once more, against the case as it is now."""
    return dispatch.ask(refused.kind, refused.target, dict(refused.args))


def put_aside(dispatch: Dispatch, command_id: str, drop_followers: bool = False) -> None:
    """A person has decided about what did not go through: its mark goes; what waits behind it goes on or is dropped."""
    dispatch.look_at(command_id, drop_followers)


def decide_many(dispatch: Dispatch, decided: Sequence[tuple[Command, Command | None]]) -> list[Answer | None]:
    """Put refused or clashing actions aside, each after what is asked in its place; None answers where nothing is.

    What is asked anew is judged alone and written in one piece; where it is refused, the old one stays as it was.
    Any thread may ask.
    """
    answers = iter(dispatch.submit_batch([again for _old, again in decided if again is not None]))
    found = [None if again is None else next(answers) for _old, again in decided]
    for (old, _again), answer in zip(decided, found, strict=True):
        if not isinstance(answer, Rejected):
            put_aside(dispatch, old.id)
    return found


def operate_all(
    dispatch: Dispatch,
    case_ids: Iterable[str],
    operation: str,
    args: dict[str, Any],
    hold_s: float,
    go_on: Callable[[int], bool] = lambda _judged: True,
) -> list[Answer]:
    """Carry out one operation on several cases; they can be taken back for `hold_s` seconds.

    `go_on` hears how many were judged and may end it there: no answer, nothing done. Any thread may ask.
    """
    return dispatch.ask_batch(f"case.{operation}", case_ids, _said(args), hold_s, go_on)


def take_back(dispatch: Dispatch, command_ids: Iterable[str]) -> tuple[str, ...]:
    """Take back what has not left the seat; returns the ids that really were."""
    return dispatch.withdraw(command_ids)


def _said(args: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if value not in ("", None, ())}
