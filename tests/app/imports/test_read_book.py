"""A keeper reads a spreadsheet as entries of a book before anything is written: what it says, and what is wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.books import decide
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.responsibility import Responsibility
from app.domain.rules import Rules
from app.domain.unit import Unit
from app.domain.verdict import Decision
from app.imports.books import BOOKS, read_book
from app.imports.ground import Ground
from app.imports.remedies import sentence

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEEPER = Actor(operator_id="k", name="某", role=Role.SYS_ADMIN, seat="1")
LITTER = Matter(id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容", name="暴露垃圾")
LINE = Responsibility(id="by-hand", matter_id="event-0102", area_code="610602001", unit_id="u1", unit_name="区环卫中心")


class Shelf:
    """What a seat keeps."""

    def all(self, kind: str) -> list[Any]:
        units = [Unit(id="u1", code="A1", name="区环境卫生中心", short="区环卫")]
        return {"matter": [LITTER], "unit": units, "responsibility": [LINE], "area": []}[kind]


GROUND = Ground.of_books(Shelf(), NOW)


def sheet(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_matters_of_a_spreadsheet_are_what_the_keeper_can_send(tmp_path: Path) -> None:
    file = sheet(
        tmp_path / "事项.xlsx",
        ["事项字典"],
        ["部件/事件", "大类编码", "大类", "小类编码", "小类", "关键词", "时限", "时限单位", "默认责任单位", "备注"],
        ["事件", "01", "市容", "02", "暴露垃圾", "垃圾、乱倒", None, None, "A1", "旧"],
        ["事件", "01", "市容", "02", "暴露垃圾", "垃圾，渣土", None, None, "区环卫", "新"],
        ["部件", "01", "公用", "16", "路灯", None, 2, "工作日", None, None],
        ["部件", "01", "公用", "17", "地灯", None, "很久", "工作日", None, None],
        ["什么", "01", "公用", "18", "景观灯", None, 2, "工作日", None, None],
        ["部件", "01", "公用", "19", "立杆", None, 2, "工作日", "某公司", None],
    )
    read = read_book(file, "matter", None, GROUND)
    assert read.unknown == ("备注",) and read.doubled == 1 and read.places == (4, 5)
    litter, lamp = read.rows
    assert (litter["id"], litter["keywords"], litter["unit_id"]) == ("event-0102", ["垃圾", "渣土"], "u1")
    assert "limit_value" not in litter and "sop" not in litter and lamp["limit_value"] == 2.0
    for row, current in ((litter, LITTER), (lamp, None)):
        told = {name: value for name, value in row.items() if name != "id"}
        command = Command(kind="matter.write", target=row["id"], by=KEEPER, at=NOW, args={"row": told})
        assert isinstance(decide(current, command, Rules()), Decision)
    assert [(r.place, r.column, r.code) for r in read.rejects] == [
        (6, "时限", "field.invalid"),
        (7, "部件/事件", "field.invalid"),
        (8, "默认责任单位", "unit.unknown"),
    ]
    said = sentence(6, "时限", "field.invalid", read.rejects[0].detail, read.rejects[0].field)
    assert said.startswith("第 6 行“时限”：") and "很久" in said and said.endswith("请写大于 0 的数字")


def test_a_mended_file_of_refused_rows_is_read_again(tmp_path: Path) -> None:
    rows = [["小类", "单元网格", "责任单位"], ["暴露垃圾", "610602001", "区环卫"], ["暴露垃圾", "610602002", "环卫"]]
    read = read_book(sheet(tmp_path / "r.xlsx", *rows), "responsibility", None, GROUND)
    assert [row["id"] for row in read.rows] == ["by-hand"]  # the line written by hand, not a second one beside it
    read.write_rejects(tmp_path / "r.csv")
    mended = (tmp_path / "r.csv").read_text("utf-8-sig").replace(",环卫", ",A1")
    (tmp_path / "r.csv").write_text(mended, "utf-8-sig")
    again = read_book(tmp_path / "r.csv", "responsibility", None, GROUND)
    assert [(row["area_code"], row["unit_id"]) for row in again.rows] == [("610602002", "u1")] and not again.rejects


def test_rulings_and_days_off(tmp_path: Path) -> None:
    rows = [
        ["小类", "经度", "纬度", "责任单位", "裁定依据"],
        ["暴露垃圾", 109.49, 36.59, "A1", "会议纪要〔2026〕3号"],
        ["", "", "", "A1", "无对象"],
    ]
    read = read_book(sheet(tmp_path / "裁定.xlsx", *rows), "ruling", None, GROUND)
    assert read.rows[0]["matter_name"] == "暴露垃圾" and read.rows[0]["lon"] == 109.49
    assert [(r.place, r.code, r.column) for r in read.rejects] == [(3, "field.missing", "小类")]
    leave = sheet(
        tmp_path / "放假.xlsx",
        ["日期", "结束日期", "类型", "名称"],
        [datetime(2026, 10, 1), "2026年10月7日", "放假", "国庆节"],
        ["2026/10/10", None, "上班", "调休"],
        ["2026/10/11", "2026/10/1", "放假", ""],
        ["2026/10/12", "", "也许", ""],
    )
    days = read_book(leave, "calendar")
    assert len(days.rows) == 8 and days.rows[0] == {"id": "2026-10-01", "work": False, "name": "国庆节"}
    assert days.rows[7] == {"id": "2026-10-10", "work": True, "name": "调休"}
    assert [(r.place, r.field) for r in days.rejects] == [(4, "until"), (5, "work")]


@pytest.mark.parametrize("kind", sorted(BOOKS))
def test_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, kind: str) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(Rejected) as no:
        read_book(tmp_path / "x.pdf", kind)
    assert no.value.code == "file.format"
