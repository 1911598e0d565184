"""The directories that may be taken out: cameras, speakers, units, places, and the books of the desk.

No address of a device is in them: a list travels further than the network it was made in.
"""

from app.documents.columns import Column, coded, named, plain, several, timed, told, yes, yes_no
from app.text import N_

_CAMERAS = (
    plain("no", N_("编号")),
    plain("name", N_("名称")),
    coded("kind", N_("类型"), "camera_kind"),
    yes("ptz", N_("云台")),
    plain("lon", N_("经度")),
    plain("lat", N_("纬度")),
    plain("area_code", N_("网格编码")),
    plain("group", N_("分组")),
    yes("restricted", N_("限制查看")),
    yes("enabled", N_("启用")),
)

_SPEAKERS = (
    plain("no", N_("编号")),
    plain("name", N_("名称")),
    plain("lon", N_("经度")),
    plain("lat", N_("纬度")),
    plain("area_code", N_("网格编码")),
    plain("volume", N_("音量")),
    yes("enabled", N_("启用")),
)

_UNITS = (
    plain("code", N_("编码")),
    plain("name", N_("名称")),
    plain("short", N_("简称")),
    plain("phone", N_("联系电话")),
    plain("area_code", N_("网格编码")),
    plain("lon", N_("经度")),
    plain("lat", N_("纬度")),
)

_PLACES = (
    plain("code", N_("编码")),
    plain("name", N_("名称")),
    coded("kind", N_("类型"), "place_kind"),
    plain("address", N_("地址")),
    plain("area_code", N_("网格编码")),
    plain("lon", N_("经度")),
    plain("lat", N_("纬度")),
)

# The books of the desk: taken out, changed in an office program and brought in again, they must say the same.
_VALIDITY = (
    plain("valid_from", N_("生效日期")),
    plain("valid_to", N_("失效日期")),
    yes_no("enabled", N_("启用")),
)

_MATTERS = (
    coded("kind", N_("部件/事件"), "kind"),
    plain("big_code", N_("大类编码")),
    plain("big_name", N_("大类")),
    plain("small_code", N_("小类编码")),
    plain("name", N_("小类")),
    plain("name_en", N_("英文名称")),
    plain("filing_cond", N_("立案条件")),
    plain("closing_cond", N_("结案条件")),
    plain("limit_value", N_("时限")),
    coded("limit_unit", N_("时限单位"), "limit_unit"),
    named("unit_id", N_("责任单位"), "unit_name"),
    several("keywords", N_("关键词")),
    several("sop", N_("处置步骤"), "\n"),
    plain("standard", N_("依据标准")),
    *_VALIDITY,
    plain("id", N_("内部编号")),
)

_RESPONSIBILITIES = (
    named("matter_id", N_("小类"), "matter_name"),
    plain("area_code", N_("网格编码")),
    plain("unit_name", N_("责任单位")),
    several("assist_unit_ids", N_("协办单位"), said="assist_units"),
    plain("basis", N_("依据")),
    *_VALIDITY,
    plain("id", N_("内部编号")),
)

_RULINGS = (
    timed("decided_at", N_("裁定时间")),
    plain("matter_name", N_("小类")),
    plain("area_code", N_("网格编码")),
    plain("part_code", N_("部件编码")),
    plain("lon", N_("经度")),
    plain("lat", N_("纬度")),
    plain("radius_m", N_("半径（米）")),
    plain("unit_name", N_("责任单位")),
    told("basis", N_("依据")),
    plain("decided_by", N_("裁定人")),
    *_VALIDITY,
    plain("id", N_("内部编号")),
)

_ALGORITHMS = (
    plain("id", N_("算法编号")),
    plain("name", N_("算法名称")),
    plain("kind", N_("算法类型")),
    named("matter_id", N_("小类"), "matter_name"),
    plain("floor", N_("准确率下限")),
    yes_no("enabled", N_("启用")),
)

_LETTERS = (
    plain("no", N_("函件编号")),
    coded("kind", N_("类型"), "letter"),
    plain("case_no", N_("案卷号")),
    plain("unit_name", N_("主送单位")),
    told("subject", N_("函件标题")),
    told("body", N_("正文")),
    plain("issued_by", N_("经办人")),
    timed("issued_at", N_("成文时间")),
    timed("reply_due_at", N_("回复期限")),
    timed("replied_at", N_("回复时间")),
    told("reply", N_("回复内容")),
)

DIRECTORIES: dict[str, tuple[Column, ...]] = {
    "cameras": _CAMERAS,
    "speakers": _SPEAKERS,
    "units": _UNITS,
    "places": _PLACES,
    "matters": _MATTERS,
    "responsibilities": _RESPONSIBILITIES,
    "rulings": _RULINGS,
    "algorithms": _ALGORITHMS,
    "letters": _LETTERS,
}
