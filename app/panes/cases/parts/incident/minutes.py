"""The minutes of a conference in words: what it was about, who sat there, what each said, what was concluded."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.case import Case, Holding
from app.panes.cases.parts.plain import inert, one_line
from app.text import _, local_time


def minutes_head(case: Case, turns: Iterable[Holding]) -> tuple[str, str]:
    """The subject of the minutes and what was conferred about; the rest is told by the form."""
    units = " → ".join(one_line(turn.unit_name, 30) for turn in turns if turn.unit_name) or "—"
    subject = _("“{matter}”（{no}）会商纪要").format(
        matter=one_line(case.matter_name, 40) or _("未分类"), no=case.case_no or _("待编号")
    )
    reported = f"{local_time(case.reported_at, 'date')}" if case.reported_at else "—"
    body = _("{reported} 上报的“{matter}”案件（{no}），位于{place}。{what}\n流转 {transfers} 次：{units}。").format(
        reported=reported,
        matter=one_line(case.matter_name, 40) or _("未分类"),
        no=case.case_no or _("待编号"),
        place=one_line(case.address or case.area_name, 80) or _("地点不详"),
        what=one_line(inert(case.description), 200).rstrip("。.") + _("。"),
        transfers=case.transfers,
        units=units,
    )
    return subject, body


def minutes_body(values: Mapping[str, Any], unit_names: Mapping[str, str]) -> str:
    """Put the minutes together from what the form says."""
    lines = [str(values.get("letter_body", "")).strip()]
    seats = [one for one in values.get("attended") or () if isinstance(one, Mapping)]
    if seats:
        lines.append(_("参会单位：{units}").format(units=_("、").join(str(one.get("unit_name", "")) for one in seats)))
        lines += [
            _("{unit}：{said}").format(unit=one.get("unit_name", ""), said=inert(str(one["said"])))
            for one in seats
            if one.get("said")
        ]
    lines.append(_("会商结论：{note}").format(note=inert(str(values.get("note", "")))))
    if values.get("ruling") and values.get("ruling_unit_id"):
        unit = unit_names.get(str(values["ruling_unit_id"]), "")
        basis = inert(str(values.get("ruling_basis", "")))
        lines.append(_("权属裁定：由{unit}负责。依据：{basis}").format(unit=unit, basis=basis))
    return "\n".join(line for line in lines if line)
