"""What somebody asked for: an intent with an id of its own, which may be repeated without harm."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.ids import new_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person in a role at a seat. The seat number is what others see first."""

    seat: str
    operator_id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One intent, such as `case.dispatch`.

    `kind` is `<noun>.<operation>`; `target` the id of the noun; `expect` the guarded fields as the operator saw them,
    so that a clash with another seat is found field by field and never by anybody's clock.
    """

    kind: str
    target: str
    by: Actor
    at: datetime
    args: dict[str, Any] = field(default_factory=dict)
    expect: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    v: int = 1

    @property
    def noun(self) -> str:
        """The noun this command is about: `case`, `broadcast`, `media` …"""
        return self.kind.partition(".")[0]

    @property
    def operation(self) -> str:
        """The operation asked of the noun: `dispatch`, `start` …"""
        return self.kind.partition(".")[2]
