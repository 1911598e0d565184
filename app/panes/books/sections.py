"""Which fields each book has, how a record's values stand in them, and which columns a change sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.case.flow import ORDER_TYPES
from app.domain.letter import POWER_OF
from app.domain.operator import Role
from app.domain.reasons import DEFAULT_REASONS, read_reasons, written
from app.domain.rules import DEFAULT_CHAINS, DEFAULT_REPORT_LIMITS, DEFAULT_STAND_INS, DEFAULT_STEP_LIMITS, Ruleset
from app.domain.workcalendar import WorkCalendar
from app.panes.books.queries import STAND_INS, Entry, Known
from app.text import N_, _
from app.words import word

GRADES = ("1", "2", "3", "4")
APPROVERS = (Role.DISPATCHER, Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.ACCEPTOR, Role.SUPERVISOR)
STANDING_IN = (Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.DISPATCHER)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form. `label` is a marked sentence or, with `book`, a code of that book of words.

    `sort` names the control; `source` what it offers. `once` fields can only be set in a new record.
    """

    name: str
    label: str
    sort: str = "text"
    source: str = ""
    hint: str = ""
    needed: bool = False
    once: bool = False
    book: str = ""


_VALID = (
    FieldSpec("valid_from", N_("生效日期"), "date", hint=N_("年-月-日；留空为一直有效")),
    FieldSpec("valid_to", N_("失效日期"), "date", hint=N_("年-月-日；留空为一直有效")),
    FieldSpec("enabled", N_("启用"), "bool"),
)
MATTER = (
    FieldSpec("kind", N_("部件、事件"), "choice", "kind", needed=True, once=True),
    FieldSpec("big_code", N_("大类代码"), "text", hint=N_("两位数字"), needed=True, once=True),
    FieldSpec("small_code", N_("小类代码"), "text", hint=N_("两位数字"), needed=True, once=True),
    FieldSpec("big_name", N_("大类名称"), needed=True),
    FieldSpec("name", N_("小类名称"), needed=True),
    FieldSpec("name_en", N_("英文名称")),
    FieldSpec("limit", N_("处置时限"), "limit", needed=True),
    FieldSpec("unit_id", N_("默认责任单位"), "pick", "unit"),
    FieldSpec("keywords", N_("关键词"), "lines", hint=N_("每行一个；受理时据此建议类别")),
    FieldSpec("filing_cond", N_("立案条件"), "para"),
    FieldSpec("closing_cond", N_("结案条件"), "para"),
    FieldSpec("sop", N_("处置步骤"), "lines", hint=N_("每行一步；处置时逐条打钩")),
    FieldSpec("standard", N_("依据标准")),
    *_VALID,
)
RESPONSIBILITY = (
    FieldSpec("matter_id", N_("类别"), "pick", "matter", hint=N_("留空为全部类别")),
    FieldSpec("area_code", N_("范围"), "pick", "area", hint=N_("留空为全区")),
    FieldSpec("unit_id", N_("责任单位"), "pick", "unit", needed=True),
    FieldSpec("assist_unit_ids", N_("协办单位"), "names", "unit", hint=N_("每行一个单位名称")),
    FieldSpec("basis", N_("依据"), "para", hint=N_("文件、三定方案或会议纪要")),
    *_VALID,
)
RULING = (
    FieldSpec("matter_name", N_("类别")),
    FieldSpec("unit_name", N_("责任单位")),
    FieldSpec("basis", N_("裁定依据"), "para"),
    FieldSpec("ground", N_("适用范围")),
    FieldSpec("decided", N_("裁定人与时间")),
    FieldSpec("valid_from", N_("生效日期"), "date"),
    FieldSpec("valid_to", N_("失效日期"), "date"),
)
ALGORITHM = (
    FieldSpec("id", N_("算法编号"), needed=True, once=True),
    FieldSpec("name", N_("算法名称"), needed=True),
    FieldSpec("kind", N_("算法类型")),
    FieldSpec("matter_id", N_("对应类别"), "pick", "matter"),
    FieldSpec("floor", N_("准确率下限"), "percent", hint=N_("低于此值时提请降级或停用"), needed=True),
    FieldSpec("enabled", N_("启用"), "bool"),
)
_BOOKS = {"matter": MATTER, "responsibility": RESPONSIBILITY, "ruling": RULING, "algorithm": ALGORITHM}
_SECTIONS: dict[str, tuple[FieldSpec, ...]] = {
    "work_time": (
        FieldSpec("calendar/intervals", N_("工作时段"), "spans", hint=N_("例如 08:30-12:00 14:00-18:00"), needed=True),
        FieldSpec("calendar/weekdays", N_("工作日"), "weekdays"),
    ),
    "holidays": (FieldSpec("calendar/days", N_("节假日与调休"), "days"),),
    "step_limits": tuple(
        FieldSpec(f"step_limits/{step}", step, "limit", book="clock", needed=True) for step in DEFAULT_STEP_LIMITS
    ),
    "order_limits": tuple(
        FieldSpec(f"order_limits/{order}", order, "limit", book="order_type", hint=N_("留空为按类别"))
        for order in sorted(ORDER_TYPES)
    ),
    "report_limits": tuple(
        FieldSpec(f"report_limits/{grade}", grade, "pair", book="grade", needed=True) for grade in GRADES
    ),
    "warnings": (
        FieldSpec("warn_share", N_("预警：剩余时限不足"), "percent", needed=True),
        FieldSpec("warn_minutes", N_("预警：剩余分钟不足"), "number", needed=True),
        FieldSpec("quiet_hours", N_("广播静音时段"), "span", hint=N_("例如 22:00-06:00"), needed=True),
        FieldSpec("bounces", N_("第几次转手提请会商"), "whole", needed=True),
        FieldSpec("precision_floor", N_("算法准确率下限（默认）"), "percent", needed=True),
        FieldSpec("outbox_days", N_("备份过的操作在席位再留几天"), "number", needed=True),
    ),
    "grade_words": tuple(
        FieldSpec(f"grade_words/{grade}", grade, "lines", book="grade", hint=N_("每行一个词；出现即建议此等级"))
        for grade in GRADES[:3]
    ),
    "letters": (
        FieldSpec("letter_numbers/prefix", N_("发文机关代字")),
        *(
            FieldSpec(f"letter_numbers/{kind}", kind, book="letter", hint=N_("例如 {prefix}督〔{year}〕{n}号"))
            for kind in sorted(POWER_OF)
        ),
    ),
    "reasons": tuple(
        FieldSpec(f"reasons/{group}", group, "lines", book="reason_list", hint=N_("每行一个：代码 名称 / 英文名称"))
        for group in DEFAULT_REASONS
    ),
    STAND_INS: tuple(FieldSpec(f"stand_ins/{role}", role, "roles", book="role") for role in STANDING_IN),
}


def fields_of(entry: Entry) -> tuple[FieldSpec, ...]:
    """Return the fields of an entry's form, in order."""
    if entry.section.startswith("chain."):
        name = entry.section.removeprefix("chain.")
        return (FieldSpec(f"chains/{name}", N_("依次审批"), "chain"),)
    return _SECTIONS[entry.section] if entry.section else _BOOKS[entry.kind]


def label_of(spec: FieldSpec) -> str:
    """What a field is called."""
    return word(spec.book, spec.label) if spec.book else _(spec.label)


def values_of(entry: Entry, known: Known, say_ground: Any = None) -> dict[str, Any]:
    """Return what stands in each field now; an empty dictionary for a new record."""
    if entry.record is None:
        return {"enabled": True}
    if entry.kind == "ruleset":
        return {spec.name: ruleset_value(entry.record, spec.name) for spec in fields_of(entry)}
    record = entry.record
    values = {spec.name: getattr(record, spec.name, None) for spec in fields_of(entry)}
    if entry.kind == "matter":
        values["limit"] = (record.limit_value, record.limit_unit)
    if entry.kind == "ruling":
        values |= say_ground(record) if say_ground else {}
    return values


def row_of(entry: Entry, changed: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """Return the columns a change sets; parts of one column of the ruleset go together."""
    row: dict[str, Any] = {}
    for name, value in changed.items():
        column, _slash, part = name.partition("/")
        if part:
            row[column] = _with(row.get(column, _column(entry.record, column)), part, value)
        elif name == "limit":
            row["limit_value"], row["limit_unit"] = value
        else:
            row[name] = list(value) if isinstance(value, tuple) else value
    if "unit_id" in row and entry.kind == "responsibility":
        row["unit_name"] = known.units.get(row["unit_id"], "")
    return row


def spec_of_column(specs: tuple[FieldSpec, ...], fault: str) -> str:
    """Return the field a refusal is about, by the column or words the rule named; empty where none is."""
    names = [spec.name for spec in specs]
    alias = {"limit_value": "limit", "limit_unit": "limit"}.get(fault, fault)
    if alias in names:
        return alias
    return next((name for name in names if name.partition("/")[2] and name.partition("/")[2] in fault.split()), "")


def _column(ruleset: Ruleset | None, column: str) -> dict[str, Any]:
    return dict(getattr(ruleset, column)) if ruleset is not None else {}


def _with(whole: Mapping[str, Any], part: str, value: Any) -> dict[str, Any]:
    """A column with one part set; an empty optional part is left out."""
    kept = {name: old for name, old in whole.items() if name != part}
    if value is None or value == "":
        return kept
    return kept | {part: list(value) if isinstance(value, tuple) else value}


def ruleset_value(ruleset: Ruleset, name: str) -> Any:
    """Return what a field of the ruleset says, the usual where the city says nothing."""
    column, _slash, part = name.partition("/")
    if not part:
        return getattr(ruleset, column)
    if column == "calendar":
        calendar = WorkCalendar.from_data(ruleset.calendar)
        return {
            "intervals": tuple((f"{a:%H:%M}", f"{b:%H:%M}") for a, b in calendar.intervals),
            "weekdays": calendar.weekdays,
            "days": dict(calendar.days),
        }[part]
    if column == "reasons":
        return tuple(written(reason) for reason in read_reasons(ruleset.reasons)[part])
    usual = _USUAL.get(column, {}).get(part)
    given = getattr(ruleset, column).get(part, usual)
    return tuple(given) if isinstance(given, list | frozenset) else given


_USUAL: dict[str, Mapping[str, Any]] = {
    "step_limits": DEFAULT_STEP_LIMITS,
    "report_limits": DEFAULT_REPORT_LIMITS,
    "chains": DEFAULT_CHAINS,
    "stand_ins": DEFAULT_STAND_INS,
}
