"""The lists that may be taken out, in the operator's words, from plain rows of the store or the hub."""

import json
from collections.abc import Callable
from typing import Any

from app.documents.columns import Column, Row, coded, plain, timed, told, yes
from app.documents.directories import DIRECTORIES
from app.documents.safety import masked_name, masked_phone, masked_phones
from app.text import N_, _
from app.words import word


def _reporter(row: Row) -> str:
    return _("保密") if row.get("confidential") else masked_name(str(row.get("reporter") or ""))


def _reporter_phone(row: Row) -> str:
    return _("保密") if row.get("confidential") else masked_phone(str(row.get("reporter_phone") or ""))


def _flags(row: Row) -> str:
    return "，".join(word("flag", str(code)) for code in _loaded(row.get("flags")) or ())


def _whole(field: str) -> Callable[[Row], str]:
    """For those who may see who called; what was told in confidence stays so even for them."""
    return lambda row: _("保密") if row.get("confidential") else str(row.get(field) or "")


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value


def _count_of(field: str, title: str) -> Column:
    return Column(field, title, lambda row: len(_loaded(row.get(field)) or ()))


def _receipts(row: Row) -> str:
    """How many speakers ended in each state: 已送达 12，失败 1."""
    counts: dict[str, int] = {}
    for receipt in (_loaded(row.get("receipts")) or {}).values():
        state = str(receipt.get("state", "")) if isinstance(receipt, dict) else str(receipt)
        counts[state] = counts.get(state, 0) + 1
    return "，".join(f"{word('receipt', state)} {count}" for state, count in sorted(counts.items()))


def _detail(row: Row) -> str:
    return masked_phones(json.dumps(_loaded(row.get("detail")) or {}, ensure_ascii=False, sort_keys=True))


CASES = (
    plain("case_no", N_("案卷号")),
    coded("source", N_("来源"), "source"),
    plain("source_no", N_("来源编号")),
    coded("state", N_("状态"), "state"),
    coded("kind", N_("部件/事件"), "kind"),
    plain("matter_name", N_("小类")),
    coded("grade", N_("分级"), "grade"),
    told("description", N_("问题描述")),
    told("address", N_("地址")),
    plain("area_name", N_("所属区域")),
    plain("area_code", N_("网格编码")),
    plain("lon", N_("经度")),
    plain("lat", N_("纬度")),
    plain("unit_name", N_("责任单位")),
    Column("reporter", N_("诉求人"), _reporter, _whole("reporter")),
    Column("reporter_phone", N_("联系电话"), _reporter_phone, _whole("reporter_phone")),
    timed("reported_at", N_("上报时间")),
    timed("filed_at", N_("立案时间")),
    timed("dispatched_at", N_("派遣时间")),
    timed("signed_at", N_("签收时间")),
    timed("dispose_due_at", N_("处置截止")),
    timed("handled_at", N_("办结时间")),
    timed("closed_at", N_("结案时间")),
    coded("close_type", N_("结案类型"), "close_type"),
    plain("returns", N_("回退次数")),
    plain("urges", N_("催办次数")),
    plain("reworks", N_("返工次数")),
    yes("supervised", N_("督办")),
    told("result", N_("处置结果")),
    Column("flags", N_("存疑"), _flags),
    plain("id", N_("内部编号")),
)

ORDERS = (
    plain("case_no", N_("案卷号")),
    plain("unit_name", N_("责任单位")),
    plain("matter_name", N_("小类")),
    told("description", N_("任务内容")),
    told("address", N_("地址")),
    coded("state", N_("状态"), "state"),
    timed("dispatched_at", N_("派遣时间")),
    plain("limit_value", N_("时限")),
    coded("limit_unit", N_("时限单位"), "limit_unit"),
    timed("signed_at", N_("签收时间")),
    timed("dispose_due_at", N_("处置截止")),
    timed("handled_at", N_("办结时间")),
    plain("returns", N_("回退次数")),
    plain("urges", N_("催办次数")),
    plain("extends", N_("延期次数")),
    yes("supervised", N_("督办")),
)

BROADCASTS = (
    timed("started_at", N_("开始时间")),
    timed("ended_at", N_("结束时间")),
    coded("mode", N_("方式"), "broadcast_mode"),
    coded("priority", N_("优先级"), "priority"),
    told("text", N_("内容")),
    _count_of("speaker_ids", N_("音柱数")),
    Column("receipts", N_("回执"), _receipts),
    plain("seat", N_("席位")),
    plain("operator", N_("操作员")),
    plain("why", N_("结束原因")),
    yes("drill", N_("演练")),
    plain("sha256", N_("录音校验")),
)

AUDIT = (
    plain("n", N_("序号")),
    timed("at", N_("时间")),
    plain("what", N_("操作")),
    plain("seat", N_("席位")),
    plain("operator_id", N_("操作员编号")),
    plain("target", N_("对象")),
    Column("detail", N_("详情"), _detail),
    plain("previous", N_("上一条校验")),
    plain("hash", N_("本条校验")),
)

QUEUE = (plain("n", N_("序号")), *CASES)
"""The queue as it stands on a screen: its rows carry their own numbers, `n`."""

TABLES: dict[str, tuple[Column, ...]] = {
    "cases": CASES,
    "queue": QUEUE,
    "orders": ORDERS,
    "broadcasts": BROADCASTS,
    "audit": AUDIT,
    **DIRECTORIES,
}
"""What may be exported. An order is a case in the hands of a unit: 任务派遣单."""

TITLES: dict[str, str] = {
    "cases": N_("案件清单"),
    "queue": N_("案件清单"),
    "orders": N_("任务派遣单"),
    "broadcasts": N_("广播记录"),
    "audit": N_("审计记录"),
    "cameras": N_("视频点位"),
    "speakers": N_("音柱"),
    "units": N_("责任单位"),
    "places": N_("地点"),
    "matters": N_("事项字典"),
    "responsibilities": N_("责任清单"),
    "rulings": N_("权属裁定"),
    "algorithms": N_("算法"),
    "letters": N_("函件"),
}
"""What each list is called on its first line."""


def belongs(what: str, row: Row) -> bool:
    """Whether a row has its place in the list: orders are only what has been dispatched."""
    return what != "orders" or bool(row.get("dispatched_at") and row.get("unit_name"))
