"""What is chosen by its digit, which leads on to the words beside it: the city's own reasons, what a call gave."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from app.domain.reasons import Reason
from app.panes.cases.parts.fields import Field
from app.panes.cases.parts.intake.chips import Chips
from app.panes.cases.parts.plain import one_line
from app.text import LANGUAGES, _, language
from app.words import word


def spoken(reason: Reason) -> str:
    """A reason in the operator's language."""
    own = reason.name_en if language() != LANGUAGES[0] and reason.name_en else reason.name
    return one_line(own, 40)


def reason_line(group: str, reason: Reason) -> str:
    """A reason with its list: 回退：不属于本单位职责."""
    return _("{what}：{why}").format(what=word("reason_list", group), why=spoken(reason))


def reason_options(lists: Mapping[str, Sequence[Reason]]) -> list[tuple[str | int, str]]:
    """Every reason of every list as a filter offers it: `return.not_ours`, 回退：不属于本单位职责."""
    return [
        (f"{group}.{reason.code}", reason_line(group, reason)) for group, reasons in lists.items() for reason in reasons
    ]


class DigitField(Field):
    """One of a few in sight: a digit takes one and leads on, the arrows move, Enter sends; `usual` is proposed."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]], usual: str = "") -> None:
        self.chips = Chips(label, choices)
        super().__init__(name, self.chips)
        # Qt: of a fixed height a row takes what fits one width; here the lines that do not fit make it higher.
        policy = self.chips.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.MinimumExpanding)
        self.chips.setSizePolicy(policy)
        self.chips.propose(usual)
        self.chips.changed.connect(self.changed)
        self.chips.decided.connect(self.decided)

    def read(self) -> dict[str, Any]:
        return {self.name: self.chips.value}

    def write(self, values: dict[str, Any]) -> None:
        if values.get(self.name):
            self.chips.choose(str(values[self.name]))

    def complain(self, wrong: bool) -> None:
        self.chips.complain(wrong)


def reason_field(reasons: Sequence[Reason]) -> Field:
    """The city's own reasons side by side; none is chosen at first."""
    return DigitField("reason_code", _("原因"), [(reason.code, spoken(reason)) for reason in reasons])
