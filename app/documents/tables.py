"""The columns of each list that may be taken out, in the operator's words, from plain rows of the store or the hub."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents.safety import masked_name, masked_phone, masked_text
from app.domain.clock import HALL_ZONE, from_text
from app.text import N_, _
from app.words import word

Row = Mapping[str, Any]
Cell = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it is called by in ndjson, its title, and how its cell is found in a row."""

    field: str
    title: str
    cell: Callable[[Row], Cell]

    @property
    def heading(self) -> str:
        """The title in the operator's language."""
        return _(self.title)


def _plain(field: str, title: str) -> Column:
    return Column(field, title, lambda row: row.get(field))


def _coded(field: str, title: str, book: str) -> Column:
    return Column(field, title, lambda row: word(book, str(row[field])) if row.get(field) else "")


def _time(field: str, title: str) -> Column:
    return Column(field, title, lambda row: moment(row.get(field)))


def _text(field: str, title: str) -> Column:
    return Column(field, title, lambda row: masked_text(str(row.get(field) or "")))


def moment(value: Any) -> datetime | None:
    """Return a time of a row as the hall reads it: Asia/Shanghai, without a zone, to the second."""
    if not value:
        return None
    found = value if isinstance(value, datetime) else from_text(str(value))
    return found.astimezone(HALL_ZONE).replace(tzinfo=None, microsecond=0)


def _reporter(row: Row) -> str:
    return _("保密") if row.get("confidential") else masked_name(str(row.get("reporter") or ""))


def _reporter_phone(row: Row) -> str:
    return _("保密") if row.get("confidential") else masked_phone(str(row.get("reporter_phone") or ""))


def _yes(field: str, title: str) -> Column:
    return Column(field, title, lambda row: _("是") if row.get(field) else "")


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
    return masked_text(json.dumps(_loaded(row.get("detail")) or {}, ensure_ascii=False, sort_keys=True))


CASES = (
    _plain("case_no", N_("案卷号")),
    _coded("source", N_("来源"), "source"),
    _plain("source_no", N_("来源编号")),
    _coded("state", N_("状态"), "state"),
    _coded("kind", N_("部件/事件"), "kind"),
    _plain("matter_name", N_("小类")),
    _coded("grade", N_("分级"), "grade"),
    _text("description", N_("问题描述")),
    _plain("address", N_("地址")),
    _plain("area_name", N_("所属区域")),
    _plain("area_code", N_("网格编码")),
    _plain("lon", N_("经度")),
    _plain("lat", N_("纬度")),
    _plain("unit_name", N_("责任单位")),
    Column("reporter", N_("诉求人"), _reporter),
    Column("reporter_phone", N_("联系电话"), _reporter_phone),
    _time("reported_at", N_("上报时间")),
    _time("filed_at", N_("立案时间")),
    _time("dispatched_at", N_("派遣时间")),
    _time("signed_at", N_("签收时间")),
    _time("dispose_due_at", N_("处置截止")),
    _time("handled_at", N_("办结时间")),
    _time("closed_at", N_("结案时间")),
    _coded("close_type", N_("结案类型"), "close_type"),
    _plain("returns", N_("回退次数")),
    _plain("urges", N_("催办次数")),
    _plain("reworks", N_("返工次数")),
    _yes("supervised", N_("督办")),
    _plain("result", N_("处置结果")),
    _plain("id", N_("内部编号")),
)

ORDERS = (
    _plain("case_no", N_("案卷号")),
    _plain("unit_name", N_("责任单位")),
    _plain("matter_name", N_("小类")),
    _text("description", N_("任务内容")),
    _plain("address", N_("地址")),
    _coded("state", N_("状态"), "state"),
    _time("dispatched_at", N_("派遣时间")),
    _plain("limit_value", N_("时限")),
    _coded("limit_unit", N_("时限单位"), "limit_unit"),
    _time("signed_at", N_("签收时间")),
    _time("dispose_due_at", N_("处置截止")),
    _time("handled_at", N_("办结时间")),
    _plain("returns", N_("回退次数")),
    _plain("urges", N_("催办次数")),
    _plain("extends", N_("延期次数")),
    _yes("supervised", N_("督办")),
)

BROADCASTS = (
    _time("started_at", N_("开始时间")),
    _time("ended_at", N_("结束时间")),
    _coded("mode", N_("方式"), "broadcast_mode"),
    _coded("priority", N_("优先级"), "priority"),
    _text("text", N_("内容")),
    _count_of("speaker_ids", N_("音柱数")),
    Column("receipts", N_("回执"), _receipts),
    _plain("seat", N_("席位")),
    _plain("operator", N_("操作员")),
    _plain("why", N_("结束原因")),
    _yes("drill", N_("演练")),
    _plain("sha256", N_("录音校验")),
)

AUDIT = (
    _plain("n", N_("序号")),
    _time("at", N_("时间")),
    _plain("what", N_("操作")),
    _plain("seat", N_("席位")),
    _plain("operator_id", N_("操作员编号")),
    _plain("target", N_("对象")),
    Column("detail", N_("详情"), _detail),
    _plain("previous", N_("上一条校验")),
    _plain("hash", N_("本条校验")),
)

TABLES: dict[str, tuple[Column, ...]] = {"cases": CASES, "orders": ORDERS, "broadcasts": BROADCASTS, "audit": AUDIT}
"""What may be exported. An order is a case in the hands of a unit: 任务派遣单."""


def belongs(what: str, row: Row) -> bool:
    """Whether a row has its place in the list: orders are only what has been dispatched."""
    return what != "orders" or bool(row.get("dispatched_at") and row.get("unit_name"))
