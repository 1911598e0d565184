"""What the triage bench asks: one function per intent; a stack is triaged as one."""

from collections.abc import Iterable

from app.dispatch import Dispatch, Sent
from app.domain.capture import Stack
from app.domain.errors import Rejected

Answer = Sent | Rejected
Answers = tuple[Answer, ...]
HOLD_S = 6.0
"""A decision about a capture stays at the seat for so long and can be taken back."""


def accept(dispatch: Dispatch, stack: Stack) -> Answers:
    """Take the surest capture as a case and put the others of its stack into it."""
    head = stack.head
    taken = tuple(dispatch.ask_batch("case.accept", (head.id,), {}, HOLD_S))
    if first_refusal(taken) is not None:
        return taken
    return (*taken, *_into(dispatch, head.id, (case.id for case in stack.cases if case.id != head.id)))


def reject(dispatch: Dispatch, stack: Stack, code: str, note: str) -> Answers:
    """Decline every capture of a stack for one reason; `note` says it in words."""
    args = {"note": note, "reason_code": code}
    return tuple(dispatch.ask_batch("case.decline", (case.id for case in stack.cases), args, HOLD_S))


def merge(dispatch: Dispatch, stack: Stack, into: str) -> Answers:
    """Put every capture of a stack into an open case."""
    return _into(dispatch, into, (case.id for case in stack.cases))


def undo(dispatch: Dispatch, answers: Answers) -> bool:
    """Take a decision back where all of it is still at this seat; False where some of it has left."""
    ids = {answer.command.id for answer in answers if isinstance(answer, Sent)}
    return bool(ids) and set(dispatch.withdraw(ids)) == ids


def propose(dispatch: Dispatch, algorithm_id: str, to: str, note: str) -> Answer:
    """Propose to the shift leader that an algorithm be listened to less, with the figures."""
    return dispatch.ask("algorithm.propose", algorithm_id, {"to": to, "note": note})


def settle(dispatch: Dispatch, algorithm_id: str, to: str, note: str) -> Answer:
    """Decide how much an algorithm is listened to."""
    return dispatch.ask("algorithm.settle", algorithm_id, {"to": to, "note": note})


def first_refusal(answers: Iterable[Answer]) -> Rejected | None:
    """Return the first reason why not, or None where all of it was sent."""
    return next((answer for answer in answers if isinstance(answer, Rejected)), None)


def _into(dispatch: Dispatch, into: str, case_ids: Iterable[str]) -> Answers:
    return tuple(dispatch.ask_batch("case.merge", case_ids, {"into": into}, HOLD_S))
