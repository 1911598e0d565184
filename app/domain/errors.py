"""The two faults that are not ours: a rule said no, or the world is down."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Rejected(Exception):
    """A rule said no: show why. `code` is stable (`case.closed`); the sentence is `app.words.refusal(code)`.

    Not frozen: Python itself writes the traceback into an exception that is raised.
    """

    code: str
    detail: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class Unavailable(Exception):
    """The world is down: show it quietly, say the remedy, and retry."""

    def __init__(self, what: str, remedy: str = "", code: str = "unavailable") -> None:
        super().__init__(f"{what}. {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy
        self.code = code
