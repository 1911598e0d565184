"""The same list in every encoding that systems write, and in several at once."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import WriteOnlyCell

from app.domain.errors import Rejected
from app.imports import import_file
from app.imports.mapping import FieldMap
from app.imports.tables import read_rows

TEXT = "编号,内容\r\n1,延河路井盖丢失\r\n2,“雪天”路滑\r\n"
ROWS = [{"编号": "1", "内容": "延河路井盖丢失"}, {"编号": "2", "内容": "“雪天”路滑"}]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encoding_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode(name))
    assert [row.cells for row in read_rows(tmp_path / "a.csv", FieldMap())] == ROWS


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_mark_of_the_file_is_believed_before_the_mapping(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode(name))
    assert [row.cells for row in read_rows(tmp_path / "a.csv", FieldMap(encoding="gb18030"))] == ROWS


def test_a_named_encoding_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("編號,內容\n1,路燈\n".encode("big5"))
    assert [row.cells for row in read_rows(tmp_path / "a.csv", FieldMap(encoding="big5"))] == [
        {"編號": "1", "內容": "路燈"}
    ]


def test_files_glued_together_are_one_list(tmp_path: Path) -> None:
    glued = TEXT.encode("utf-8-sig") + TEXT.encode("utf-8-sig") + "编号,内容\n3,垃圾\n".encode("gb18030")
    (tmp_path / "a.csv").write_bytes(glued)
    assert [row.cells for row in read_rows(tmp_path / "a.csv", FieldMap())] == [
        *ROWS,
        *ROWS,
        {"编号": "3", "内容": "垃圾"},
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["编号", "内容"], ["1", 'a,b;c|d\te "f"\n第二行']])
    (tmp_path / "a.csv").write_text(out.getvalue(), "utf-8", newline="")
    (row,) = read_rows(tmp_path / "a.csv", FieldMap())
    assert row.cells == {"编号": "1", "内容": 'a,b;c|d\te "f"\n第二行'}


def test_a_workbook_under_an_old_name_and_over_several_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for n in (1, 2):
        sheet = book.create_sheet()
        sheet.append(["编号", "内容"])
        text = WriteOnlyCell(sheet, value=f"=第{n}件")
        text.data_type = "s"
        sheet.append([n, text])
    book.create_sheet("说明").append(["这是说明"])
    book.save(tmp_path / "real.xlsx")
    (tmp_path / "real.xlsx").rename(tmp_path / "a.xls")
    found = [row.cells for row in read_rows(tmp_path / "a.xls", FieldMap())]
    assert found == [{"编号": 1, "内容": "=第1件"}, {"编号": 2, "内容": "=第2件"}]
    with pytest.raises(Rejected) as no:
        list(read_rows(tmp_path / "a.xls", FieldMap(sheet="不存在")))
    assert no.value.detail == "sheet 不存在"


def test_a_table_under_a_workbook_s_name_is_read_and_a_broken_old_workbook_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(TEXT.replace(",", "\t").encode("gb18030"))
    assert [row.cells for row in read_rows(tmp_path / "a.xls", FieldMap())] == ROWS
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with pytest.raises(Rejected) as no:
        list(read_rows(tmp_path / "b.xls", FieldMap()))
    assert no.value.code == "file.damaged"


def test_xml_rows_are_read_and_a_document_with_entities_refused(tmp_path: Path) -> None:
    inner = "<request><service_request_id>7</service_request_id><description>a &lt;b&gt;</description></request>"
    told = f'<?xml version="1.0" encoding="gb2312"?><service_requests>{inner}</service_requests>'
    (tmp_path / "a.xml").write_bytes(told.encode("gb18030"))
    assert [row.cells for row in read_rows(tmp_path / "a.xml", FieldMap())] == [
        {"service_request_id": "7", "description": "a <b>"}
    ]
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x><y>&a;</y></x>'
    (tmp_path / "b.xml").write_text(bomb, "utf-8")
    with pytest.raises(Rejected) as no:
        list(read_rows(tmp_path / "b.xml", FieldMap()))
    assert no.value.code == "file.damaged"


def test_a_file_that_says_its_own_delimiter_and_sets_its_names_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('sep=;\n编 号;"上报\n时间";Open DT\n1;2026-05-03;x\n', "utf-8")
    for header in (1, 0):
        rows = list(read_rows(tmp_path / "a.csv", FieldMap(header=header)))
        assert [(row.place, row.cells) for row in rows] == [
            (3, {"编号": "1", "上报时间": "2026-05-03", "Open DT": "x"})
        ]
    plan = FieldMap(
        columns={"source_no": ("编 号",), "description": ("Open DT",)}, usual={"reported_at": ("上报 时间",)}
    )
    outcome = import_file("cases", tmp_path / "a.csv", plan, None)
    assert (outcome.fit, outcome.refusals) == (1, [])
