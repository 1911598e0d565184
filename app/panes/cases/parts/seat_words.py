"""Who did something to a case, in words: the seat and the person."""

from app.domain.case import Step
from app.domain.operator import sits_in_the_hall
from app.panes.cases.parts.plain import one_line
from app.text import _
from app.words import word


def who(step: Step) -> str:
    """The seat and the person of a step: 12 号席 王某; what came in by itself is called as its source."""
    name = one_line(word("source", step.operator), 20)
    return (
        _("{seat} 号席 {name}").format(seat=step.seat, name=name) if step.seat and sits_in_the_hall(step.role) else name
    )
