"""Why a case is declined, returned, voided, suspended or extended: short lists each city words for itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OTHER = "other"
"""The code that says nothing by itself: whoever takes it must say it in words."""

GROUP_OF: Mapping[str, str] = {
    "decline": "decline",
    "verify_deny": "decline",
    "not_file": "not_file",
    "return": "return",
    "request_return": "return",
    "void": "void",
    "request_void": "void",
    "suspend": "suspend",
    "request_suspend": "suspend",
    "defer": "suspend",
    "request_extend": "extend",
}
"""Operation -> the list its reason is taken from."""

_CODE_RE = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, and the city's words for it in Chinese and English."""

    code: str
    name: str
    name_en: str = ""


def _list(*lines: tuple[str, str, str]) -> tuple[Reason, ...]:
    return tuple(Reason(*line) for line in (*lines, (OTHER, "其他", "Other")))


DEFAULT_REASONS: Mapping[str, tuple[Reason, ...]] = {
    "decline": _list(
        ("out_of_scope", "不属于受理范围", "Out of scope"),
        ("outside_district", "不在辖区内", "Outside the district"),
        ("not_found", "现场未发现", "Not found on site"),
        ("handled", "已处理完毕", "Already dealt with"),
        ("duplicate", "重复上报", "Reported already"),
        ("unclear", "要素不全且联系不上", "Too vague, reporter not reached"),
        ("legal_way", "应走诉讼、仲裁等途径", "A matter for court or arbitration"),
    ),
    "not_file": _list(
        ("below_condition", "不符合立案条件", "Does not meet the filing condition"),
        ("not_found", "现场未发现", "Not found on site"),
        ("handled", "已处理完毕", "Already dealt with"),
        ("duplicate", "重复上报", "Reported already"),
    ),
    "return": _list(
        ("not_ours", "不属于本单位职责", "Not this unit's duty"),
        ("not_our_area", "不在本单位管辖范围", "Outside this unit's area"),
        ("wrong_owner", "权属另有单位", "Owned by somebody else"),
        ("wrong_matter", "类别派错", "Wrong matter"),
        ("wrong_place", "位置不准，找不到现场", "Place not found"),
        ("needs_several", "需多部门联合处置", "Takes several units"),
    ),
    "void": _list(
        ("duplicate", "重复案件", "Duplicate"),
        ("mistaken", "误报、错登", "Registered by mistake"),
        ("test", "测试、演练数据", "Test or drill"),
        ("withdrawn", "诉求人撤回", "Withdrawn by the reporter"),
    ),
    "suspend": _list(
        ("season", "季节、气温不宜施工", "Not the season for the work"),
        ("engineering", "须列入工程计划", "Has to be planned as works"),
        ("funds", "资金未落实", "No funds yet"),
        ("no_owner", "权属不清，待确认", "Owner not settled"),
        ("demolition", "待征收拆迁", "Waits for demolition"),
        ("legal", "涉诉、待法律程序", "Waits for legal proceedings"),
        ("policy", "待上级政策明确", "Waits for a ruling from above"),
    ),
    "extend": _list(
        ("weather", "天气原因", "Weather"),
        ("material", "待材料、设备", "Waits for material or equipment"),
        ("workload", "工程量大", "More work than the limit allows"),
        ("cooperation", "待其他单位配合", "Waits for another unit"),
        ("permit", "待审批、协调", "Waits for a permit"),
        ("crowd", "需避开人流、噪声管控时段", "Has to avoid rush or quiet hours"),
    ),
}


def read_reasons(given: Mapping[str, Any]) -> dict[str, tuple[Reason, ...]]:
    """Lay a city's lists over the usual ones: `{"return": ["not_ours 不属于本单位职责 / Not ours", …]}`.

    A line is a code, the words and, behind a stroke, the English; the three may also come as a list. A list given
    replaces the usual one whole; an empty one means that no reason is asked for. Raises ValueError or TypeError for an
    unknown list, a code that is none or comes twice, or a reason without a name.
    """
    lists = dict(DEFAULT_REASONS)
    for group, lines in given.items():
        if group not in DEFAULT_REASONS:
            raise ValueError(f"reasons: {group}")
        lists[group] = tuple(_reason(group, line) for line in lines)
        if len({reason.code for reason in lists[group]}) < len(lists[group]):
            raise ValueError(f"reasons of {group} name a code twice")
    return lists


def _reason(group: str, line: Any) -> Reason:
    if isinstance(line, str):
        code, _space, said = line.strip().partition(" ")
        line = (code, *said.split(" / ", 1))
    code, name, *rest = (str(part).strip() for part in (*line, "")[: max(2, len(line))])
    if not _CODE_RE.fullmatch(code) or not name:
        raise ValueError(f"reason of {group} : {code} {name}")
    return Reason(code, name, rest[0] if rest else "")


def written(reason: Reason) -> str:
    """Return a reason as the line a keeper of the rules writes: `not_ours 不属于本单位职责 / Not ours`."""
    return f"{reason.code} {reason.name}" + (f" / {reason.name_en}" if reason.name_en else "")


def reason_of(lists: Mapping[str, tuple[Reason, ...]], operation: str, code: str) -> Reason | None:
    """Return the reason of an operation by its code; None for one the city's list does not hold."""
    return next((reason for reason in lists.get(GROUP_OF.get(operation, ""), ()) if reason.code == code), None)
