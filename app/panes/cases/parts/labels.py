"""What the fields of a case are called on the screen, and how their values read."""

from typing import Any

from app.panes.cases.parts.plain import one_line
from app.text import N_, _
from app.words import word

LABELS = {
    "state": N_("状态"),
    "unit_id": N_("责任单位"),
    "matter_id": N_("案件类别"),
    "limit": N_("处置时限"),
    "limit_value": N_("处置时限"),
    "close_type": N_("结案类型"),
    "grade": N_("等级"),
    "address": N_("地点"),
    "description": N_("描述"),
    "phone": N_("对方电话"),
    "result": N_("通话结果"),
    "note": N_("说明"),
    "claimed_by": N_("认领席位"),
}
_BOOKS = ("state", "grade", "close_type")


def label_of(name: str) -> str:
    """The name of a field; one nobody has named is shown as it is."""
    return _(LABELS[name]) if name in LABELS else name


def value_words(name: str, value: Any, names: dict[str, str]) -> str:
    """A field's value in words; `names` gives the names of units and matters by id."""
    if value in (None, ""):
        return "—"
    if name in _BOOKS:
        return word(name, str(value))
    return one_line(names.get(str(value), str(value)), 80)
