"""Workbooks of every age and make: old binary ones, open documents, pages called .xls, merged cells, zip bombs."""

import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.domain.errors import Rejected
from app.imports import FieldMap, import_file, read_map
from app.imports.mapping import find_map
from app.imports.tables import read_rows

HERE = Path(__file__).parent
AUTO = FieldMap(header=0)
ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 ><office:body><office:spreadsheet><table:table table:name="案卷">%s</table:table></office:spreadsheet></office:body>
</office:document-content>"""
OFFICE_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>
<Row><Cell><Data ss:Type="String">编号</Data></Cell><Cell><Data ss:Type="String">地址</Data></Cell>
<Cell><Data ss:Type="String">内容</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">7</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">路灯 &lt;b&gt;</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
PAGE = """<html><head><meta charset="gb2312"><style>td{color:red}</style></head><body>
<table><tr><td>案卷清单</td></tr></table>
<table border=1><tr><th>编号<th>街道<th>内容</tr>
<tr><td>1<td rowspan="2">枣园<td>垃圾&nbsp;堆放<br>第二行
<tr><td>2<td>路灯不亮
<tr><td>3<td>桥沟<td><script>alert(1)</script>井盖</table></body></html>"""


@pytest.mark.parametrize("name", ["biff8_1904.xls", "biff7_cp936.xls"])
def test_old_binary_workbooks_whatever_their_code_page_and_their_first_day(name: str) -> None:
    """Written by LibreOffice Calc (days counted from 1904) and by Gnumeric (Excel 95, code page 936)."""
    rows = list(read_rows(HERE / name, AUTO))
    assert [row.place for row in rows] == [3, 4, 5, 6, 7]
    assert rows[0].cells["问题描述"] == "楼下垃圾" and rows[0].cells["上报时间"] == datetime(2026, 5, 3, 8)
    assert rows[1].cells["上报时间"] == "2026年5月3日 9:05" and rows[1].cells["问题描述"] == 2  # what a formula came to
    outcome = import_file("cases", HERE / name, FieldMap(header=0, whole=True, source="patrol"), None)
    assert (outcome.fit, [(r.place, r.column, r.code) for r in outcome.refusals]) == (
        3,
        [(5, "问题描述", "field.missing"), (7, "上报时间", "value.time")],
    )
    assert outcome.remarks["position.swapped"] == 1


def test_an_old_workbook_by_another_name_and_one_with_a_password(tmp_path: Path) -> None:
    old = (HERE / "biff8_1904.xls").read_bytes()
    (tmp_path / "wps.et").write_bytes(old)
    (tmp_path / "wrong.xlsx").write_bytes(old)
    assert all(len(list(read_rows(tmp_path / name, AUTO))) == 5 for name in ("wps.et", "wrong.xlsx"))
    (tmp_path / "locked.xlsx").write_bytes(old[:512] + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(Rejected) as no:
        list(read_rows(tmp_path / "locked.xlsx", AUTO))
    assert no.value.code == "file.locked"


def ods(path: Path, *rows: str, manifest: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr("content.xml", ODS % "".join(rows))
        box.writestr("META-INF/manifest.xml", manifest or '<manifest:manifest xmlns:manifest="urn:x"/>')
    return path


def line(*cells: str, **row: int) -> str:
    told = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in row.items())
    return f"<table:table-row{told}>{''.join(cells)}</table:table-row>"


def cell(text: str, **more: object) -> str:
    told = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<table:table-cell office:value-type="string"{told}><text:p>{text}</text:p></table:table-cell>'


def test_an_open_document(tmp_path: Path) -> None:
    number = '<table:table-cell office:value-type="float" office:value="7.5"><text:p>7,50</text:p></table:table-cell>'
    moment = '<table:table-cell office:value-type="date" office:date-value="2026-05-03T08:00:00"/>'
    path = ods(
        tmp_path / "a.ods",
        line(cell("编号"), cell("街道"), cell("时间"), cell("内容")),
        line(cell("1"), cell("枣园", number_rows_spanned=2), moment, cell("路灯")),
        line(number, "<table:covered-table-cell/>", cell("不详"), cell("井盖")),
        line("<table:table-cell/>", number_rows_repeated=2),
        line(cell("甲", number_columns_repeated=2)),
        line('<table:table-cell table:number-columns-repeated="16380"/>', number_rows_repeated=1_048_570),
    )
    rows = [(row.place, *row.cells.values()) for row in read_rows(path, AUTO)]
    assert rows == [
        (2, "1", "枣园", "2026-05-03T08:00:00", "路灯"),
        (3, 7.5, "枣园", "不详", "井盖"),
        (6, "甲", "甲", None, None),
    ]
    bomb = ods(tmp_path / "b.ods", line(cell("x", number_columns_repeated=16_000), number_rows_repeated=1_000_000))
    locked = ods(tmp_path / "c.ods", manifest="<manifest><encryption-data/></manifest>")
    for file, code in ((bomb, "file.too_large"), (locked, "file.locked")):
        with pytest.raises(Rejected) as no:
            list(read_rows(file, AUTO))
        assert no.value.code == code


def test_a_page_and_an_xml_table_that_are_called_workbooks(tmp_path: Path) -> None:
    (tmp_path / "page.xls").write_bytes(PAGE.encode("gb18030"))
    rows = [row.cells for row in read_rows(tmp_path / "page.xls", AUTO)]
    assert [(row["编号"], row["街道"], row["内容"]) for row in rows] == [
        ("1", "枣园", "垃圾 堆放\n第二行"),
        ("2", "枣园", "路灯不亮"),
        ("3", "桥沟", "井盖"),
    ]
    (tmp_path / "table.xls").write_text(OFFICE_2003, "utf-8")
    assert [row.cells for row in read_rows(tmp_path / "table.xls", AUTO)] == [
        {"编号": "7", "地址": "", "内容": "路灯 <b>"}
    ]


def test_merged_cells_two_headers_two_columns_of_one_name_and_a_format_to_the_last_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book["Sheet"]
    for row in (
        ["案卷一览"],
        ["编号", "街道", "坐标", None, "备注", "备注"],
        [None, None, "经度", "纬度", None, None],
        ["1", "枣园", 109.5, 36.6, "甲", "乙"],
        ["2", None, 109.6, 36.6, None, None],
        ["3", "桥沟", 109.6, 36.6, None, "丙"],
    ):
        page.append(row)
    for merged in ("A1:F1", "C2:D2", "A2:A3", "B2:B3", "E2:E3", "F2:F3", "B4:B5"):
        page.merge_cells(merged)
    page.cell(1_048_576, 16_384).number_format = "0.00"
    book.save(tmp_path / "m.xlsx")
    before = time.monotonic()
    rows = list(read_rows(tmp_path / "m.xlsx", AUTO))
    assert time.monotonic() - before < 20
    assert [row.place for row in rows] == [4, 5, 6]
    assert list(rows[0].cells) == ["编号", "街道", "经度", "纬度", "备注", "备注 (2)"]
    assert [row.cells["街道"] for row in rows] == ["枣园", "枣园", "桥沟"]
    assert [(row.cells["备注"], row.cells["备注 (2)"]) for row in rows] == [("甲", "乙"), (None, None), (None, "丙")]


def sheet_of(tmp_path: Path, parts: dict[str, bytes]) -> Path:
    """A workbook of which some parts are of our own making."""
    openpyxl.Workbook().save(tmp_path / "plain.xlsx")
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        for part in plain.infolist():
            box.writestr(part.filename, parts.get(part.filename) or plain.read(part))
    return path


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def test_a_workbook_whose_writer_names_its_rows_otherwise_and_has_a_long_tail(tmp_path: Path) -> None:
    """As the Open XML SDK writes them: a prefix before every name; links by the hundred thousand after the rows."""
    row = b'<x:row r="%d"><x:c r="A%d" t="inlineStr"><x:is><x:t>%d</x:t></x:is></x:c></x:row>'
    rows = b"".join(row % (k, k, k) for k in range(1, 2_001))
    links = b"<x:hyperlinks>" + b'<x:hyperlink ref="A1" location="here"/>' * 250_000 + b"</x:hyperlinks>"
    sheet = (SHEET % rows).replace(b"<worksheet xmlns", b"<x:worksheet xmlns:x").replace(b"sheetData>", b"x:sheetData>")
    sheet = sheet.replace(b"</x:sheetData>", b"</x:sheetData>" + links).replace(b"</worksheet", b"</x:worksheet")
    sheet = sheet.replace(b"</x:x:", b"</x:").replace(b"<x:x:", b"<x:")
    path = sheet_of(tmp_path, {"xl/worksheets/sheet1.xml": sheet})
    assert sum(1 for _ in read_rows(path, FieldMap())) == 1_999


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b" " * (40 << 20) + b"</t></is></c></row>",
        b'<row r="1">' + b"<c/>" * (3 << 20) + b"</row>",
        b'<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>',
        b'<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>',
    ],
    ids=["one text", "one row", "far right", "far down"],
)
def test_small_files_that_would_fill_the_memory_are_refused(tmp_path: Path, rows: bytes) -> None:
    path = sheet_of(tmp_path, {"xl/worksheets/sheet1.xml": SHEET % rows})
    assert path.stat().st_size < 200_000
    with pytest.raises(Rejected) as no:
        import_file("cases", path, read_map(find_map("szcg")), None)
    assert no.value.code == "file.too_large"


def test_a_part_with_entities_and_one_that_is_cut(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 60_000 + b'">]>'
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"&b;" * 500 + b"</t></is></c></row>"
    for sheet in (laughs + SHEET % row, (SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row>')[:-40]):
        with pytest.raises(Rejected) as no:
            list(read_rows(sheet_of(tmp_path, {"xl/worksheets/sheet1.xml": sheet}), AUTO))
        assert no.value.code == "file.damaged"
