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
    "reason_code": N_("原因"),
    "unit_ids": N_("协办单位"),
    "into": N_("并入案件"),
    "letter": N_("函件"),
    "letter_subject": N_("标题"),
    "letter_body": N_("正文"),
    "letter_hours": N_("限期回复（小时）"),
    "ruling": N_("权属裁定"),
    "ruling_basis": N_("裁定依据"),
    "ruling_unit_id": N_("归谁负责"),
    "answered_by": N_("接听人"),
    "stage": N_("报送阶段"),
    "to": N_("报送对象"),
    "visit": N_("回访"),
    "response": N_("是否联系"),
    "solved": N_("是否解决"),
    "satisfied": N_("是否满意"),
    "five": N_("五要素"),
    "asked": N_("待审批"),
    "claimed_by": N_("认领席位"),
    "title": N_("事件名称"),
    "lead": N_("重大事件"),
    "tied_to": N_("关联重大事件"),
    "incident": N_("重大事件"),
    "attended": N_("参会单位"),
}
_BOOKS = ("state", "grade", "close_type", "asked", "incident")


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
