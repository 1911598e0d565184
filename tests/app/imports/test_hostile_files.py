"""Whatever bytes a file is made of, it is read or refused with a reason, never a trace."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Rejected
from app.imports import FieldMap, import_file, read_map
from app.imports.mapping import find_map
from app.imports.nouns import KINDS
from app.imports.remedies import sentence

ENDINGS = ("csv", "tsv", "txt", "xls", "xlsx", "json", "ndjson", "geojson", "xml")
CELL = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)  # fmt: skip
FIELDS = st.sampled_from(
    "id source_no no code name description address lon lat position reported_at closed_at state kind level unit_name "
    "limit_value limit_unit port grade 坐标 经度 #geometry type geometry properties".split()
)
MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tried(what: str, path: Path, plan: FieldMap) -> None:
    try:
        outcome = import_file(what, path, plan, None, path.with_name("rejects.csv"))
    except Rejected as no:
        assert no.code
        return
    assert outcome.read == outcome.fit + len(outcome.refusals)


@MANY
@given(data=st.binary(max_size=400), ending=st.sampled_from(ENDINGS))
def test_any_bytes(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(data)
    tried("cases", path, FieldMap(header=0))


@MANY
@given(
    text=st.text(max_size=300),
    code=st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-16-le"]),
    ending=st.sampled_from(ENDINGS),
)
def test_any_text(tmp_path: Path, text: str, code: str, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(text.encode(code, "ignore"))
    tried("units", path, FieldMap())


@MANY
@given(rows=st.lists(st.dictionaries(FIELDS, CELL, max_size=12), max_size=4), what=st.sampled_from(sorted(KINDS)))
def test_any_cells(tmp_path: Path, rows: list[dict[str, object]], what: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(rows), "utf-8")
    for plan in (FieldMap(whole=True, crs="bd09"), FieldMap(quoted=True)):
        tried(what, path, plan)
        if (rejects := path.with_name("rejects.csv")).is_file():
            tried(what, rejects, plan)
            rejects.unlink()


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 50_000, "[1e999999]", '[{"lon": 1' + "0" * 400 + ', "id": NaN}]', "[[1]]"]
)
def test_json_made_to_hurt(tmp_path: Path, text: str) -> None:
    for ending in ("json", "ndjson"):
        (tmp_path / f"x.{ending}").write_text(text, "utf-8")
        tried("places", tmp_path / f"x.{ending}", FieldMap())


def test_a_workbook_that_is_only_a_zip_and_a_quote_that_never_ends(tmp_path: Path) -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    (tmp_path / "a.xlsx").write_bytes(box.getvalue())
    (tmp_path / "b.csv").write_text('编号,内容\n1,"没有结束' + "长" * 300_000, "utf-8")
    for name in ("a.xlsx", "b.csv"):
        with pytest.raises(Rejected) as no:
            import_file("cases", tmp_path / name, read_map(find_map("12345")), None)
        assert no.value.code == "file.damaged"


def test_a_number_that_comes_twice_and_a_column_that_is_missing_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工单编号,来电时间\n1,2026-05-03\n", "utf-8")
    (tmp_path / "b.csv").write_text("工单编号,诉求内容\n1,甲\n1,乙\n2,丙\n", "utf-8")
    plan = read_map(find_map("12345"))
    (refusal,) = import_file("cases", tmp_path / "a.csv", plan, None).refusals
    said = sentence(refusal.place, refusal.column, refusal.code, refusal.detail, refusal.field)
    assert "第 2 行" in said and "诉求内容 description" in said and "[columns]" in said
    assert import_file("cases", tmp_path / "b.csv", plan, None).remarks == {"row.double_report": 1}
