"""What to do about a row that was not taken, in one sentence: by the reason and, where it matters, the field."""

from app.imports.fields import ALIASES
from app.text import N_, _
from app.words import refusal as why

_BY_FIELD: dict[tuple[str, str], str] = {
    ("field.missing", "lon"): N_("请填经度和纬度两列，或“坐标”一列，例如 109.490000,36.585000"),
    ("field.invalid", "state"): N_("请改成本系统的状态名称，或在对照文件 [values.state] 里写明对应"),
    ("field.invalid", "source"): N_("请改成本系统的来源名称，或在对照文件 [values.source] 里写明对应"),
    ("field.invalid", "limit_value"): N_("请写大于 0 的数字"),
    ("field.invalid", "limit_unit"): N_("请改成：分钟、小时、紧急工作时、天、工作时 或 工作日"),
    ("field.invalid", "kind"): N_("请写 部件 或 事件"),
    ("field.invalid", "work"): N_("请写 放假 或 上班"),
    ("field.invalid", "until"): N_("结束日期应不早于开始日期，且不超过 60 天"),
    ("field.invalid", "floor"): N_("请写 0 到 100 之间的百分数"),
    ("field.invalid", "port"): N_("请改成 0 至 65535 的整数"),
    ("field.invalid", "valid_to"): N_("失效日期不能早于生效日期，请改正"),
    ("field.invalid", "geometry"): N_("请用 GeoJSON 的 Polygon 或 MultiPolygon"),
}
_BY_CODE: dict[str, str] = {
    "field.missing": N_("请补填这一列；若在别的列里，请在对照文件 [columns] 里指明"),
    "field.invalid": N_("请改正这一格，或在对照文件 [values] 里写明对应"),
    "value.time": N_("请写成 2026-05-03 08:00；若是月日颠倒，请在对照文件里写 date_order"),
    "unit.unknown": N_("请改成单位名录里的全称、简称或编码，或先把该单位加进名录"),
    "matter.unknown": N_("请改成事项字典里的小类名称或编码，或先把该事项加进字典"),
    "row.broken": N_("请检查这一行的引号、括号和逗号"),
    "row.double": N_("同一文件里有两行说的是同一条，请只留一行"),
    "record.invalid": N_("请按原因改正这一行"),
}


def remedy(code: str, field: str = "") -> str:
    """Return what to do, in the operator's language; empty where nothing can be advised."""
    said = _BY_FIELD.get((code, field)) or _BY_CODE.get(code, "")
    return _(said) if said else ""


REMARKS: dict[str, str] = {
    "impossible_times": N_("时间先后矛盾，照收并标注存疑"),
    "unknown_matter": N_("事项不认识，照收并标注存疑"),
    "outside_district": N_("位置在辖区外，照收并标注存疑"),
    "position.swapped": N_("经纬度写反，已改正"),
    "position.none": N_("经纬度不可能，按没有位置收"),
    "text.nul": N_("文字里有 NUL，已去掉"),
    "text.control": N_("文字里有控制字符，已去掉"),
    "text.half": N_("文字里有半个字符，已去掉"),
    "text.unreadable": N_("文字里有读不出的字节"),
    "text.cut": N_("文字太长，已截断"),
    "row.double": N_("同一编号在文件里出现多次，以最后一行为准"),
    "row.double_report": N_("同一编号在文件里出现多次，只收第一行"),
    "case.changed_here": N_("席位已经办理过，没有改动"),
}
"""What was mended or doubted in rows that were taken."""


def remark(code: str) -> str:
    """Return what a remark means, in the operator's language."""
    return _(REMARKS[code]) if code in REMARKS else code


def sentence(place: int, column: str, code: str, detail: str, field: str = "") -> str:
    """Return a refused row as a sentence: row, column, reason, what stands there, and what to do."""
    where = (
        _("第 {row} 行“{column}”").format(row=place, column=column) if column else _("第 {row} 行").format(row=place)
    )
    said = detail.removeprefix(field).strip() if field else detail
    if code == "field.missing":
        said = ""
    if field and not column:
        said = " ".join((*ALIASES.get(field, ())[:1], field))  # the column that is not there
    advice, reason = remedy(code, field), why(code)
    if advice:  # the advice here is the better one: it knows that this is a file
        reason = reason.partition("；")[0].partition("; ")[0]
    told = f"{where}：{reason}" + (f"（{said}）" if said else "")
    return f"{told}。{advice}" if advice else told
