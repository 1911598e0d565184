"""Chooses the major incident that a case is tied to; the closest one stands there already."""

from collections.abc import Sequence
from typing import Any

from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.fields import Field, PickField
from app.text import _

MOST_LINES = 4


class LeadField(PickField):
    """Says `into`, under a name of its own: what is tied is not merged."""

    def __init__(self, incidents: Sequence[Choice]) -> None:
        nobody = _("现在没有重大事件；请值班长先把主案列为重大事件")
        hint = _("重大事件名称、案卷号或地点") if incidents else nobody
        first = incidents[0].id if incidents else ""
        super().__init__("lead", hint, incidents, first, lines=max(1, min(MOST_LINES, len(incidents))))

    def read(self) -> dict[str, Any]:
        return {"into": self.picker.value}

    def write(self, values: dict[str, Any]) -> None:
        if values.get("into"):
            self.picker.set_value(str(values["into"]), by_hand=True)

    def part(self, name: str) -> Field | None:
        return self if name in ("into", "lead") else None
