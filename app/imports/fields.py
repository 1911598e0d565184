"""One row of a file seen through its mapping: cells by the hall's names, cleaned; usual column names are understood."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.imports import values
from app.imports.mapping import FieldMap
from app.imports.tables import Row

ALIASES: dict[str, tuple[str, ...]] = {
    "source_no": ("工单编号", "案卷号", "编号", "CASE_ENQUIRY_ID", "service_request_id", "id"),
    "no": ("编号", "序号", "设备编号", "国标编码", "id", "ID"),
    "code": ("编码", "编号", "代码", "adcode", "id", "ID"),
    "name": ("名称", "设备名称", "点位名称", "单位名称", "NAME"),
    "description": ("诉求内容", "问题描述", "描述", "内容", "CASE_TITLE"),
    "address": ("地址", "位置", "事发地址", "Location"),
    "lon": ("经度", "lng", "longitude", "LONGITUDE", "long", "x"),
    "lat": ("纬度", "latitude", "LATITUDE", "y"),
    "reported_at": ("上报时间", "来电时间", "OPEN_DT", "requested_datetime"),
    "closed_at": ("结案时间", "办结时间", "CLOSED_DT"),
    "dispose_due_at": ("处置时限", "截止时间", "TARGET_DT", "expected_datetime"),
    "kind": ("类型", "类别", "kind"),
    "phone": ("电话", "联系电话"),
    "reporter": ("诉求人", "来电人"),
    "reporter_phone": ("联系方式", "来电号码"),
    "big_name": ("大类", "一级分类", "二级分类"),
    "host": ("IP", "ip", "地址"),
    "port": ("端口",),
    "level": ("level", "级别"),
    "parent": ("parent.adcode", "上级编码"),
    "unit_name": ("责任单位", "承办单位", "Department"),
}


@dataclass(frozen=True, slots=True)
class Fields:
    """One row seen through the mapping."""

    row: Row
    plan: FieldMap

    def raw(self, name: str) -> Any:
        """Return the cell of a field: by the mapping, else by its own or a usual name, else the mapping's default."""
        cells = self.row.cells
        columns = self.plan.columns.get(name) or self._usual(name)
        found = [cells[column] for column in columns if cells.get(column) not in (None, "")]
        value = found[0] if len(found) == 1 else " ".join(values.text(each) for each in found) if found else None
        translated = self.plan.values.get(name, {}).get(values.text(value)) if value is not None else None
        return translated if translated is not None else value if value is not None else self.plan.defaults.get(name)

    def _usual(self, name: str) -> tuple[str, ...]:
        """The column a field usually stands in; a nested object is no cell."""
        cells = self.row.cells
        usual = (name, *ALIASES.get(name, ()))
        return tuple(c for c in usual if c in cells and not isinstance(cells[c], dict))[:1]

    def text(self, name: str, limit: int = 400) -> str:
        """Return a field as text."""
        return values.text(self.raw(name), limit)

    def needed(self, name: str, limit: int = 400) -> str:
        """Return a field as text. Raises Rejected("field.missing") naming it."""
        found = self.text(name, limit)
        if not found:
            raise Rejected("field.missing", name)
        return found

    def time(self, name: str) -> datetime | None:
        """Return a field as a moment. Raises Rejected("value.time")."""
        return values.moment(self.raw(name), self.plan.timezone, self.plan.date_order)

    def spot(self) -> tuple[float, float] | None:
        """Return where it is, from lon and lat or a point geometry."""
        geometry = self.row.cells.get("#geometry")
        if isinstance(geometry, dict) and geometry.get("type") == "Point":
            lon, lat = (*geometry.get("coordinates", ()), None, None)[:2]
            return values.position(lon, lat, self.plan.crs)
        return values.position(self.raw("lon"), self.raw("lat"), self.plan.crs)

    def needed_spot(self) -> tuple[float, float]:
        """Return where it is. Raises Rejected("field.missing")."""
        found = self.spot()
        if found is None:
            raise Rejected("field.missing", "lon, lat")
        return found

    def id(self, kind: str, number: str) -> str:
        """Return the id that the same row always gets."""
        return stable_id("import", kind, self.plan.source, number)
