"""How the form proposes: matter, grade and type of order from the words, never over what the operator chose."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.domain.intake import Proposals, find_codes, propose
from app.domain.matter import Matter
from app.domain.rules import Rules
from app.panes.cases.parts.intake.layout import IntakeLayout
from app.panes.cases.parts.picker import Choice
from app.text import _


class ProposingForm(IntakeLayout):
    """`codes_found(codes)` when codes stand in the words that have not been looked up yet."""

    codes_found = Signal(object)

    def __init__(self, matters: Sequence[Matter], choices: Sequence[Choice], rules: Rules) -> None:
        super().__init__(choices)
        self._matters, self._choices, self._rules = matters, choices, rules
        self._names = {choice.id: choice.name for choice in choices}
        self._found = Proposals()
        self.codes_seen: set[str] = set()

    @property
    def is_urgent(self) -> bool:
        """Whether this is a report of five fields."""
        return self.urgent_button.isChecked()

    @property
    def part_class(self) -> str:
        """The class of the part this is about, from its code; empty without one."""
        return ""

    def propose(self) -> None:
        """Words and codes lead to matter, grade and type; what the operator chose stays."""
        said = self.text.read()["description"]
        codes = find_codes(f"{said}\n{self.address.read()['address']}")
        part_class = next((code.part_class for code in codes if code.part_class), self.part_class)
        self._found = propose(said, self._matters, self._rules, part_class=part_class)
        clear = self._found.clear
        self.matter.picker.set_choices(self._ranked(), clear.matter_id if clear else "")
        self.grade.chips.propose(str(self._found.grade.grade))
        self.order.chips.propose(self._found.order_type)
        self.show_why()
        fresh = [code for code in codes if code.text not in self.codes_seen]
        self.codes_seen |= {code.text for code in fresh}
        if fresh:
            self.codes_found.emit(tuple(fresh))

    def _ranked(self) -> list[Choice]:
        first = [proposal.matter_id for proposal in self._found.matters]
        return sorted(self._choices, key=lambda choice: first.index(choice.id) if choice.id in first else len(first))

    def take_proposal(self, matter_id: str) -> None:
        self.matter.picker.set_value(matter_id, by_hand=True)

    def show_why(self) -> None:
        chosen, best = self.matter.picker.value, next(iter(self._found.matters), None)
        proposal = next((found for found in self._found.matters if found.matter_id == chosen), None)
        if self.matter.picker.by_hand:
            why = _("由您选定")
        elif proposal is not None:
            name, because = self._names.get(chosen, proposal.name), _("、").join(proposal.words)
            why = (
                _("因文字中有“{word}”，建议“{name}”").format(word=because, name=name)
                if because
                else _("按部件编码建议")
            )
        elif best is not None:
            why = _("“{word}”可能是几类，请选一个").format(word=_("、").join(best.words))
        else:
            why = _("还没有建议，可留空由立案时确定")
        self.proposals.reason.say(why)
        self.proposals.show_proposals(self._found.matters, self._names, chosen)
        grave = _("、").join(self._found.grade.words)
        hint = _("因“{word}”").format(word=grave) if grave else ""
        if grave and not self.is_urgent:
            hint += _("，按 Alt+U 转为紧急信息")
        self.grade_why.say("" if self.grade.chips.by_hand and self.is_urgent else hint)
        self.show_state()

    def show_state(self) -> None:
        missing = [] if self.matter.picker.value else [_("类别")]
        missing += [] if self.grade.chips.value else [_("等级")]
        said = _("还没有{what}：可以先登记，立案前必须选定").format(what=_("、").join(missing)) if missing else ""
        self.state.say(said)
