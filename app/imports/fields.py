"""One row of a file seen through its mapping: cells by the hall's names, cleaned; usual column names are understood."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.imports import values
from app.imports.headers import plain_name
from app.imports.mapping import FieldMap
from app.imports.moments import moment
from app.imports.positions import Box, pair, spot
from app.imports.tables import Row

ALIASES: dict[str, tuple[str, ...]] = {
    "source_no": ("工单编号", "案卷号", "编号", "CASE_ENQUIRY_ID", "service_request_id", "id"),
    "no": ("编号", "序号", "设备编号", "国标编码", "id", "ID"),
    "code": ("编码", "编号", "代码", "adcode", "id", "ID"),
    "name": ("名称", "设备名称", "点位名称", "单位名称", "算法名称", "小类", "小类名称", "NAME"),
    "description": ("诉求内容", "问题描述", "描述", "内容", "CASE_TITLE"),
    "address": ("地址", "位置", "事发地址", "Location"),
    "lon": ("经度", "lng", "longitude", "LONGITUDE", "long", "x"),
    "lat": ("纬度", "latitude", "LATITUDE", "y"),
    "position": ("坐标", "经纬度"),
    "reported_at": ("上报时间", "来电时间", "OPEN_DT", "requested_datetime"),
    "closed_at": ("结案时间", "办结时间", "CLOSED_DT"),
    "dispose_due_at": ("处置时限", "截止时间", "TARGET_DT", "expected_datetime"),
    "kind": ("部件/事件", "类型", "类别", "算法类型"),
    "phone": ("电话", "联系电话"),
    "reporter": ("诉求人", "来电人"),
    "reporter_phone": ("联系方式", "来电号码"),
    "big_name": ("大类", "一级分类", "二级分类"),
    "host": ("IP", "ip", "地址"),
    "port": ("端口",),
    "level": ("level", "级别"),
    "parent": ("parent.adcode", "上级编码"),
    "matter_name": ("小类", "事项", "事项名称", "类别"),
    "area_code": ("网格编码", "单元网格"),
    "basis": ("依据", "责任依据", "裁定依据"),
    "valid_from": ("生效日期",),
    "valid_to": ("失效日期",),
    "enabled": ("启用", "是否启用"),
    "big_code": ("大类编码",),
    "small_code": ("小类编码",),
    "filing_cond": ("立案条件",),
    "closing_cond": ("结案条件",),
    "limit_value": ("时限", "处置时限"),
    "limit_unit": ("时限单位",),
    "record_id": ("内部编号",),
    "id": ("算法编号",),
    "unit_name": ("责任单位", "默认责任单位", "承办单位", "Department"),
    "matter_id": ("类别编码", "小类编号"),
    "assist_units": ("协办单位",),
    "keywords": ("关键词",),
    "name_en": ("英文名称",),
    "standard": ("依据标准",),
    "sop": ("处置步骤",),
    "radius_m": ("半径", "半径（米）"),
    "part_code": ("部件编码", "部件标识码"),
    "decided_by": ("裁定人",),
    "decided_at": ("裁定时间",),
    "floor": ("准确率下限",),
    "date": ("日期", "开始日期", "起始日期"),
    "until": ("结束日期", "截止日期", "至"),
    "work": ("是否上班", "类型", "班休", "性质"),
}

# Which columns of the record a field of the file speaks of, where they are not called the same.
_SPOKEN: dict[str, tuple[str, ...]] = {
    "unit_name": ("unit_id", "unit_name"),
    "assist_units": ("assist_unit_ids",),
    "matter_name": ("matter_id", "matter_name"),
    "position": ("lon", "lat"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of one file are read: the mapping, where positions are expected, which columns each field has."""

    plan: FieldMap
    home: Box | None = None
    headers: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def fields(self, row: Row) -> "Fields":
        """Return a row seen through the mapping; the columns of a field are found once for each header."""
        return Fields(row, self, self.headers.setdefault(tuple(row.cells), {}))

    def columns_of(self, name: str, cells: dict[str, Any]) -> tuple[str, ...]:
        """By the mapping, else the columns a field usually stands in; a nested object is no cell."""
        if name in self.plan.columns:
            return tuple(c if c in cells else plain_name(c) for c in self.plan.columns[name])
        usual = dict.fromkeys((*self.plan.usual.get(name, ()), name, *ALIASES.get(name, ())))
        usual |= dict.fromkeys(map(plain_name, self.plan.usual.get(name, ())))
        return tuple(c for c in usual if c in cells and not isinstance(cells[c], dict))


@dataclass(frozen=True, slots=True)
class Fields:
    """One row seen through the mapping; `remarks` are the codes of what was mended or left out in it."""

    row: Row
    reading: Reading
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def plan(self) -> FieldMap:
        """The mapping."""
        return self.reading.plan

    def raw(self, name: str) -> Any:
        """Return the cell of a field: by the mapping, else by its own or a usual name, else the mapping's default."""
        columns = self.columns_of(name)
        value = self._cell(columns[0]) if len(columns) == 1 else self._of_several(name, columns)
        if told := self.plan.values.get(name):
            value = told.get(values.text(value), value)
        if value is None or (name in self.plan.defaults and values.text(value) == ""):
            return self.plan.defaults.get(name)
        return value

    def _cell(self, column: str) -> Any:
        """What stands in a column, without the apostrophe that protects a text from a spreadsheet."""
        value = self.row.cells.get(column)
        return value[1:] if self.row.quoted and isinstance(value, str) and value.startswith("'") else value

    def columns_of(self, name: str) -> tuple[str, ...]:
        """Return the columns of the file a field is taken from, none where the file does not speak of it."""
        columns = self.columns.get(name)
        if columns is None:
            columns = self.columns.setdefault(name, self.reading.columns_of(name, self.row.cells))
        return columns

    def _of_several(self, name: str, columns: tuple[str, ...]) -> Any:
        """What the mapping names together is joined; of usual columns the first that says something counts."""
        cells = [self._cell(column) for column in columns]
        if name in self.plan.columns:
            return " ".join(filter(None, map(values.prose, cells))) or None
        return next((cell for cell in cells if values.text(cell, 1)), None)

    def says(self, name: str) -> bool:
        """Whether something stands in the row for a field."""
        return values.text(self.raw(name), 1) != ""

    def spoken(self, names: Iterable[str]) -> set[str]:
        """Return the columns of the record that the row says something about."""
        return {column for name in names if self.says(name) for column in _SPOKEN.get(name, (name,))}

    def text(self, name: str, limit: int = 400) -> str:
        """Return a field as one line of text."""
        return values.text(self.raw(name), limit)

    def prose(self, name: str, limit: int = 8000) -> str:
        """Return a field as a text of several lines, and remark what it lost on its way."""
        value = self.raw(name)
        self.remarks.extend(values.losses(value, limit))
        return values.prose(value, limit)

    def needed(self, name: str, limit: int = 400) -> str:
        """Return a field as text. Raises Rejected("field.missing") naming it."""
        found = self.text(name, limit)
        if not found:
            raise Rejected("field.missing", name)
        return found

    def time(self, name: str) -> datetime | None:
        """Return a field as a moment. Raises Rejected("value.time") naming the field and what stands there."""
        try:
            return moment(self.raw(name), self.plan.timezone, self.plan.date_order)
        except Rejected as no:
            raise Rejected(no.code, f"{name} {no.detail}") from no

    def spot(self) -> tuple[float, float] | None:
        """Return where it is, from a point geometry, lon and lat, or both in one cell."""
        lon, lat = self._cells()
        found = spot(lon, lat, self.plan.crs, *([self.reading.home] if self.reading.home else []))
        if found.remark:
            self.remarks.append(found.remark)
        return found.at

    def _cells(self) -> tuple[Any, Any]:
        geometry = self.geometry()
        if geometry and geometry.get("type") == "Point":
            lon, lat = (*geometry.get("coordinates", ()), None, None)[:2]
            return lon, lat
        lon, lat = self.raw("lon"), self.raw("lat")
        return (pair(self.raw("position")) or (None, None)) if lon is None and lat is None else (lon, lat)

    def geometry(self) -> dict[str, Any] | None:
        """Return the shape that came with the row; in a mended file of refused rows it is a text."""
        shape = self.row.cells.get("#geometry")
        if isinstance(shape, str) and shape.startswith("{"):
            try:
                shape = json.loads(shape)
            except ValueError as wrong:
                raise Rejected("field.invalid", "geometry") from wrong
        return shape if isinstance(shape, dict) else None

    def needed_spot(self) -> tuple[float, float]:
        """Return where it is. Raises Rejected("field.missing")."""
        found = self.spot()
        if found is None:
            raise Rejected("field.missing", "lon, lat")
        return found

    def id(self, kind: str, number: str) -> str:
        """Return the id that the same row always gets."""
        return stable_id("import", kind, self.plan.source, number)
