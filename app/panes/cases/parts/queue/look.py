"""How the queue looks: its order, its columns, and how high a row stands; remembered for each operator."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.store import CaseQuery
from app.text import N_, _
from widgets.record_list import Column

ORDERS: Mapping[str, str] = {
    "due": N_("时限"),
    "new": N_("上报时间"),
    "updated": N_("最近变化"),
    "grade": N_("等级"),
    "case_no": N_("案卷号"),
    "unit": N_("责任单位"),
    "source": N_("来源"),
    "place": N_("地点"),
    "matter": N_("案件类别"),
    "state": N_("状态"),
}  # These begin with the highest; and what is over has neither time left nor an order by what it was about.
_FALLING = frozenset({"new", "updated", "case_no"})
_OPEN_ONLY = frozenset({"due", "matter"})
_COLUMNS = (
    Column("number", N_("案卷号"), 9.2, rank=3, sort="case_no"),
    Column("title", N_("案件"), 12, share=5, rank=0, sort="matter"),
    Column("place", N_("地点"), 8, share=3, rank=1, sort="place"),
    Column("unit", N_("单位"), 6.5, share=1, rank=2, sort="unit"),
    Column("source", N_("来源"), 6.4, rank=4, sort="source"),
    Column("source_no", N_("来源编号"), 8.5, rank=6),
    Column("grade", N_("等级"), 3.4, rank=7, sort="grade"),
    Column("order_type", N_("诉求类型"), 4.4, rank=8),
    Column("reported", N_("上报时间"), 6.6, rank=5, sort="new"),
    Column("updated", N_("最近变化"), 6.6, rank=9, sort="updated"),
    Column("due", N_("到期时间"), 6.6, rank=10, sort="due"),
    Column("claimed", N_("认领席位"), 5.0, rank=11),
)
COLUMN_NAMES: Mapping[str, str] = {column.id: column.title for column in _COLUMNS}
FIRST_COLUMNS = ("number", "title", "place", "unit", "source", "source_no")


def falls(query: CaseQuery) -> bool:
    """Whether a query's rows begin with the highest of what they are ordered by."""
    return (query.order in _FALLING) != query.reverse


@dataclass(frozen=True, slots=True)
class Look:
    """`reverse` turns an order round; `late_first` keeps what is overdue on top in any order."""

    order: str = "due"
    reverse: bool = False
    late_first: bool = True
    compact: bool = True
    columns: tuple[str, ...] = FIRST_COLUMNS

    def over(self, query: CaseQuery) -> CaseQuery:
        """Order a query, as far as it can be: a search of all cases there are comes with the newest first."""
        past = query.scope != "open" and (query.text or self.order in _OPEN_ONLY)
        order = "new" if past else self.order
        return replace(query, order=order, reverse=self.reverse, late_first=self.late_first)

    def ordered_by(self, order: str) -> "Look":
        """Another order; the same one again is turned round."""
        return replace(self, order=order, reverse=order == self.order and not self.reverse)

    def with_column(self, column: str, shown: bool) -> "Look":
        """Show or leave out a column, in the order they are offered; what the case is about always stands."""
        wanted = {*self.columns, column} if shown else {*self.columns} - {column}
        return replace(self, columns=tuple(name for name in COLUMN_NAMES if name in wanted or name == "title"))

    def lanes(self) -> tuple[Column, ...]:
        """The columns chosen, titled in the operator's language; the one the list goes by stays longest."""
        return tuple(
            replace(column, title=_(column.title), rank=0 if column.sort == self.order else column.rank)
            for column in _COLUMNS
            if column.id in self.columns
        )

    def save(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "order": self.order,
            "reverse": self.reverse,
            "late_first": self.late_first,
            "compact": self.compact,
            "columns": list(self.columns),
        }


def restored_look(saved: Any) -> Look:
    """Take back what `save` gave; what no longer fits is as it comes."""
    if not isinstance(saved, dict):
        return Look()
    columns = saved.get("columns")
    named = [name for name in columns if name in COLUMN_NAMES] if isinstance(columns, list) else []
    order = str(saved.get("order", "due"))
    look = Look(
        order if order in ORDERS else "due",
        bool(saved.get("reverse", False)),
        bool(saved.get("late_first", True)),
        bool(saved.get("compact", True)),
        tuple(named) or FIRST_COLUMNS,
    )
    return look.with_column("title", True)
