"""Builds the fields a form asks for by name."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.workcalendar import LIMIT_UNITS
from app.panes.cases.parts.acting.answers import VisitField
from app.panes.cases.parts.acting.call_words import RESULTS
from app.panes.cases.parts.acting.composed_fields import FiveField, TickField
from app.panes.cases.parts.acting.form_stock import LETTER_KINDS, FormStock
from app.panes.cases.parts.acting.labels import label_of
from app.panes.cases.parts.acting.picks_field import PicksField
from app.panes.cases.parts.acting.reason_field import DigitField, reason_field
from app.panes.cases.parts.acting.twin_field import TwinField
from app.panes.cases.parts.fields import ChoiceField, Field, LimitField, LineField, NoteField, NumberField, PickField
from app.panes.cases.parts.incident.attending import AttendField
from app.panes.cases.parts.incident.lead_field import LeadField
from app.text import _
from app.words import books, limit, word


def field(name: str, operation: str, stock: FormStock) -> Field:
    """Build one field; a name nobody has thought of becomes a line of text."""
    build = _SHOP.get(name)
    return build(operation, stock) if build is not None else LineField(name, label_of(name))


def _unit(operation: str, stock: FormStock) -> Field:
    hint = _("名称、简称或拼音首字母")
    moved = operation == "redispatch"
    units = [choice for choice in stock.units if not (moved and choice.id == stock.case.unit_id)]
    proposed = stock.unit_proposed if stock.unit_proposed != stock.case.unit_id or not moved else ""
    return PickField("unit_id", hint, units, proposed)


def _units(operation: str, stock: FormStock) -> Field:
    with_it = {stock.case.unit_id, *stock.case.assist_units}
    others = [choice for choice in stock.units if choice.id not in with_it]
    why = _("责任清单列为协办")
    first = [replace(choice, remark=why) for choice in others if choice.id in stock.assist_proposed]
    rest = [choice for choice in others if choice.id not in stock.assist_proposed]
    return PicksField("unit_ids", _("名称、简称或拼音首字母；可选几个"), [*first, *rest], [one.id for one in first])


def _helper(operation: str, stock: FormStock) -> Field:
    first = next((helper.id for helper in stock.helpers if helper.id not in stock.case.assists_done), "")
    return PickField("unit_id", _("协办单位"), stock.helpers, first, lines=3)


def _reason(operation: str, stock: FormStock) -> Field:
    return reason_field(stock.reasons_for(operation))


def _matter(operation: str, stock: FormStock) -> Field:
    return PickField("matter_id", _("类别名称或关键词"), stock.matters, stock.case.matter_id)


def _limit(operation: str, stock: FormStock) -> Field:
    units = [(unit, word("limit_unit", unit)) for unit in LIMIT_UNITS]
    request = stock.case.request
    value, unit = stock.limit_value, stock.limit_unit
    usual = _("按类别：{limit}").format(limit=limit(value, unit))
    if operation == "approve" and request.get("unit"):
        unit = str(request["unit"])
        usual = _("按申请：{limit}").format(limit=limit(float(request["value"]), unit))
    return LimitField(usual, units, unit)


def _close_type(operation: str, stock: FormStock) -> Field:
    kinds = [(code, _(text)) for code, text in books()["close_type"].items()]
    return ChoiceField("close_type", _("结案类型"), [("", _("按时限自动判定")), *kinds])


def _grade(operation: str, stock: FormStock) -> Field:
    return ChoiceField("grade", _("等级"), [(code, _(text)) for code, text in books()["grade"].items()])


def _stage(operation: str, stock: FormStock) -> Field:
    return ChoiceField("stage", _("报送阶段"), [(code, _(text)) for code, text in books()["stage"].items()])


def _reward(operation: str, stock: FormStock) -> Field:
    kinds = [(code, _(text)) for code, text in books()["reward"].items()]
    return ChoiceField("to", _("举报奖励"), [*kinds, ("none", _("不奖励"))])


def _phone(operation: str, stock: FormStock) -> Field:
    first = stock.phones[0].id if stock.phones and stock.case.unit_id else ""
    return PickField("phone", _("电话、单位或拼音首字母"), stock.phones, first, lines=3, free=True)


def _result(operation: str, stock: FormStock) -> Field:
    return DigitField("result", _("通话结果"), [(code, _(text)) for code, text in RESULTS.items()], "answered")


def _letter(operation: str, stock: FormStock) -> Field:
    kind = LETTER_KINDS[operation]
    subject, body = stock.letters.get(operation, ("", ""))
    hours = NumberField("letter_hours", _("小时；空着表示不限"), 0.5, 8760)
    minutes = kind == "minutes"
    text = _("会商事由") if minutes else _("正文")
    below = [
        (_("标题"), LineField("letter_subject", _("标题"))),
        (text, NoteField("letter_body", text, lines=3 if minutes else 5)),
        *([] if minutes else [(_("限期回复（小时）"), hours)]),
    ]
    said = (
        _("同时形成{letter}（编号由中心平台给出），可以打印")
        if minutes
        else _("同时发出{letter}（编号由中心平台给出）")
    )
    said = said.format(letter=word("letter", kind))
    made = TickField("letter", said, below)
    made.write({"letter_subject": subject, "letter_body": body})
    return made


def _keep_ruling(operation: str, stock: FormStock) -> Field:
    basis = LineField("ruling_basis", _("裁定依据，例如权属证明、会议纪要"))
    return TickField("ruling", _("记为权属裁定，今后同一地点或部件照此建议"), [(_("依据"), basis)])


def _hold_ruling(operation: str, stock: FormStock) -> Field:
    unit = PickField("ruling_unit_id", _("名称、简称或拼音首字母"), stock.units, stock.unit_proposed, lines=3)
    basis = LineField("ruling_basis", _("裁定依据，例如权属证明、会议纪要"))
    said = _("形成权属裁定，今后同一地点或部件照此建议")
    return TickField("ruling", said, [(_("归谁负责"), unit), (_("依据"), basis)], ticked=True)


def _lead(operation: str, stock: FormStock) -> Field:
    return LeadField(stock.incidents)


def _attended(operation: str, stock: FormStock) -> Field:
    return AttendField(stock.attending, stock.units)


def _into(operation: str, stock: FormStock) -> Field:
    return TwinField(stock.twins)


_SHOP: dict[str, Callable[[str, FormStock], Field]] = {
    "unit_id": _unit,
    "unit_ids": _units,
    "helper": _helper,
    "reason_code": _reason,
    "matter_id": _matter,
    "limit": _limit,
    "close_type": _close_type,
    "grade": _grade,
    "stage": _stage,
    "reward": _reward,
    "phone": _phone,
    "result": _result,
    "letter": _letter,
    "keep_ruling": _keep_ruling,
    "hold_ruling": _hold_ruling,
    "into": _into,
    "lead": _lead,
    "attended": _attended,
    "title": lambda operation, stock: LineField("title", _("何处何事，如：东关街路面塌陷")),
    "visit": lambda operation, stock: VisitField(),
    "five": lambda operation, stock: FiveField(),
    "description": lambda operation, stock: NoteField("description", _("描述"), lines=4),
}
