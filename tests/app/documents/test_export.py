"""What is taken out of the hall opens again elsewhere, does nothing by itself, and says who took it."""

import csv
import errno
import json
import resource
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.export import FORMATS, Mark, Shape, export
from app.documents.safety import inert, masked_name, masked_phone
from app.documents.tables import TABLES, TITLES
from app.documents.writers import Face, XlsxWriter
from app.domain.case import Case
from app.domain.errors import Rejected
from app.domain.records import columns, to_row

AT = datetime(2026, 11, 22, 1, 30, 5, tzinfo=UTC)
MARK = Mark("12", "王某", AT)
HOSTILE = ['=HYPERLINK("http://x","点我")', "+cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3+cmd", "\t=1+1", "＝1+1", "  =1+1"]


def case(n: int, **more: object) -> dict[str, object]:
    told = {
        "description": f'第{n}件：路灯不亮\n第二行，含"引号"',
        "reporter": "张女士",
        "reporter_phone": "13800005678",
    }
    noun = Case(
        id=str(n),
        case_no=f"2026{n:07d}",
        source="hotline",
        state="handling",
        reported_at=AT,
        lon=109.49,
        **{**told, **more},
    )
    return to_row(noun)


def test_cases_open_again_in_excel_with_chinese_headings_and_local_times(tmp_path: Path) -> None:
    out = tmp_path / "cases.xlsx"
    mark = Mark("12", "王某", AT, "本席缓存", AT - timedelta(minutes=12))
    assert export("cases", (case(n) for n in range(3)), out, "xlsx", mark) == 3
    sheet = openpyxl.load_workbook(out).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0][0], rows[1][0]) == (
        "案件清单",
        mark.text(),
    ) and "席位 12 · 王某 · 2026-11-22 09:30:05" in mark.text()
    assert rows[2][0] == "数据来源：本席缓存，截至 2026-11-22 09:18:05（导出时已 12 分钟）"
    head = dict(zip(rows[3], rows[4], strict=True))
    assert (head["来源"], head["状态"], head["经度"]) == ("12345热线", "处置中", 109.49)
    assert head["上报时间"] == datetime(2026, 11, 22, 9, 30, 5)
    assert (head["诉求人"], head["联系电话"]) == ("张**", "138****5678")
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("A5", "$4:$4", "$A:$A")
    across = sum(column.width for column in sheet.column_dimensions.values())
    assert across / sheet.page_setup.fitToWidth < 220  # all of it on one page's width nobody could read
    assert sheet.auto_filter.ref.startswith("A4:") and sheet.auto_filter.ref.endswith("7")
    told = sheet["H5"]
    assert "\n" in told.value and told.alignment.wrap_text  # else the first of two lines is not seen
    assert "王某" in sheet.oddFooter.left.text and "案件清单" in sheet.oddHeader.center.text
    assert sheet.column_dimensions["H"].width == 60  # 问题描述


def test_those_who_may_see_who_called_see_it_but_never_what_was_told_in_confidence(tmp_path: Path) -> None:
    rows = [case(1, description="请回电 13800005678"), case(2, confidential=True)]
    for reveal in (False, True):
        shape = Shape(fields=("reporter", "reporter_phone", "description"), reveal=reveal)
        export("cases", rows, tmp_path / "c.csv", "csv", MARK, shape)
        told = list(csv.reader((tmp_path / "c.csv").read_text("utf-8-sig").splitlines()))[1]
        assert (told == ["张女士", "13800005678", "请回电 13800005678"]) is reveal
        assert (tmp_path / "c.csv").read_text("utf-8-sig").count("保密，保密".replace("，", ",")) == 1


def test_a_numbered_list_under_its_own_title_with_chosen_columns(tmp_path: Path) -> None:
    shape = Shape("十大专项：占道经营 [第3批]", ("address", "case_no", "address"), numbered=True)
    export("cases", (case(n, address=f"{n}号") for n in range(1, 4)), tmp_path / "l.xlsx", "xlsx", MARK, shape)
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "十大专项：占道经营 [第3批]" and sheet.title == "十大专项：占道经营  第3批"
    assert [tuple(row[:3]) for row in rows[2:]] == [
        ("序号", "地址", "案卷号"), (1, "1号", "20260000001"), (2, "2号", "20260000002"), (3, "3号", "20260000003")
    ]  # fmt: skip
    with pytest.raises(Rejected) as no:
        export("cases", [], tmp_path / "x.csv", "csv", MARK, Shape(fields=("addres",)))
    assert no.value.detail == "addres"


@pytest.mark.parametrize("what", sorted(set(TABLES) - {"audit"}))
def test_every_list_can_be_taken_out_in_every_form(tmp_path: Path, what: str) -> None:
    kinds = {"orders": "case", "queue": "case", "responsibilities": "responsibility"}
    kind = kinds.get(what, what.removesuffix("s"))
    assert {c.field for c in TABLES[what]} <= {*columns(kind), "n"}
    for form in FORMATS:
        assert export(what, [], tmp_path / f"x.{form}", form, MARK) == 0
    assert what in TITLES


def test_csv_opens_in_excel_and_in_programs(tmp_path: Path) -> None:
    out = tmp_path / "cases.csv"
    export("cases", [case(1)], out, "csv", MARK)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "案卷号" and rows[1][0] == "20260000001"
    assert rows[1][rows[0].index("问题描述")].endswith('第二行，含"引号"')
    assert rows[-1] == [f"# {MARK.text()}"]


def test_ndjson_has_the_hall_s_field_names_and_a_zone_in_every_time(tmp_path: Path) -> None:
    out = tmp_path / "cases.ndjson"
    export("cases", [case(1)], out, "ndjson", MARK)
    first, mark = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert first["reported_at"] == "2026-11-22T09:30:05+08:00"
    assert "王某" in mark["#watermark"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_text_is_only_text(tmp_path: Path, text: str, form: str) -> None:
    out = tmp_path / f"x.{form}"
    export("cases", [case(1, description=text, address=text, reporter=text)], out, form, Mark(text, text, AT))
    if form == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        values = [cell.value for cell in cells if isinstance(cell.value, str)]
    else:
        with out.open(encoding="utf-8-sig", newline="") as file:
            values = [value for row in csv.reader(file) for value in row]
    assert not [value for value in values if value.lstrip(" \u3000\t").startswith(("=", "+", "@", "-", "＝"))]
    assert any(text.strip() in value for value in values)


@given(st.text(max_size=60))
def test_no_text_begins_a_formula(text: str) -> None:
    safe = inert(text)
    first = safe.lstrip(" \u3000")
    assert not first.startswith(("=", "@")) and "\x00" not in safe
    bare = safe[1:] if safe.startswith("'") else safe
    assert bare == "".join(c for c in text if inert(c))  # one apostrophe taken away gives the text back


def test_a_confidential_caller_is_not_named(tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    export("cases", [case(1, confidential=True, description="请回电 13800005678")], out, "csv", MARK)
    text = out.read_text("utf-8-sig")
    assert "张" not in text and "13800005678" not in text and "138****5678" in text and "保密" in text


def test_masks_keep_as_little_as_needed() -> None:
    assert [masked_phone(p) for p in ("13800005678", "0911-0000001", "12", "")] == [
        "138****5678",
        "**********01",
        "*",
        "",
    ]
    assert [masked_name(n) for n in ("王某", "张", "")] == ["王*", "张", ""]


def test_orders_are_what_has_been_dispatched(tmp_path: Path) -> None:
    rows = [case(1), case(2, unit_name="环卫中心", dispatched_at=AT, limit_value=4.0, limit_unit="work_hour")]
    assert export("orders", rows, tmp_path / "o.csv", "csv", MARK) == 1
    assert "4.0,工作时" in (tmp_path / "o.csv").read_text("utf-8-sig")


def test_broadcasts_count_their_receipts_and_audit_keeps_its_chain(tmp_path: Path) -> None:
    receipts = {"a": {"state": "delivered"}, "b": {"state": "delivered"}, "c": {"state": "failed"}}
    told = {
        "mode": "phrase",
        "priority": "live",
        "text": "雪天路滑",
        "receipts": receipts,
        "speaker_ids": ["a", "b", "c"],
    }
    export("broadcasts", [told | {"started_at": "2026-11-22T01:30:05.000Z"}], tmp_path / "b.csv", "csv", MARK)
    assert "已送达 2，失败 1" in (tmp_path / "b.csv").read_text("utf-8-sig")
    entry = {
        "n": 1,
        "at": "2026-11-22T01:30:05.000Z",
        "what": "case.dispatch",
        "detail": {"电话": "13800005678"},
        "hash": "ab",
    }
    export("audit", [entry], tmp_path / "a.ndjson", "ndjson", MARK)
    first = json.loads((tmp_path / "a.ndjson").read_text("utf-8").splitlines()[0])
    assert (first["hash"], "13800005678" in first["detail"]) == ("ab", False)


def test_an_export_that_breaks_off_leaves_no_half_file(tmp_path: Path) -> None:
    def rows() -> object:
        yield case(1)
        raise ConnectionError("the hub went away")

    for form in ("csv", "xlsx", "ndjson"):
        with pytest.raises(ConnectionError):
            export("cases", rows(), tmp_path / f"x.{form}", form, MARK)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing_and_a_stopped_workbook_is_not_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, whole[1]))
    try:
        for form in ("xlsx", "csv"):
            with pytest.raises(OSError) as full:
                export("cases", (case(n) for n in range(50_000)), tmp_path / f"x.{form}", form, MARK)
            assert full.value.errno == errno.EFBIG
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)

    def stopped() -> Iterator[dict[str, object]]:
        yield from (case(n) for n in range(3_000))
        assert list(spool.iterdir()), "the rows wait here"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export("cases", stopped(), tmp_path / "x.xlsx", "xlsx", MARK)
    assert list(tmp_path.rglob("*")) == [spool]


def test_a_list_of_one_moment_says_so(tmp_path: Path) -> None:
    mark = replace(MARK, whole=True)
    export("cases", [case(1)], tmp_path / "x.csv", "csv", mark)
    assert "这一刻的全部内容，此后的变动不在其中" in (tmp_path / "x.csv").read_text("utf-8-sig")
    export("cases", [case(1)], tmp_path / "x.csv", "csv", MARK)
    assert "这一刻" not in (tmp_path / "x.csv").read_text("utf-8-sig")


def test_a_full_sheet_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents.writers.SHEET_ROWS", 3)
    with XlsxWriter(tmp_path / "x.xlsx", TABLES["orders"][:1], Face("单/据", ("m",))) as writer:
        for n in range(7):
            writer.write([str(n)])
    assert [sheet.max_row for sheet in openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets] == [6, 6, 4]


def test_large_lists_are_streamed(tmp_path: Path) -> None:
    import tracemalloc

    row = case(1)
    tracemalloc.start()
    assert export("cases", (row for _ in range(5_000)), tmp_path / "l.csv", "csv", MARK) == 5_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


def test_what_nobody_can_export_is_refused(tmp_path: Path) -> None:
    for what, form in (("secrets", "csv"), ("cases", "exe")):
        with pytest.raises(Rejected):
            export(what, [], tmp_path / "x", form, MARK)


def test_no_mark_turns_the_rest_of_a_line_round() -> None:
    assert inert("前\u202e后\u2067x\u2069") == "前后x" and inert("\u202e=1+1") == "'=1+1"
