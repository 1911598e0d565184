"""Files of other systems in, lists of ours out: once however often, and a reject file for what was wrong."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from app.domain.broadcast import Broadcast
from tests.fakes.hub import RunningHub
from tests.fakes.terminal import hall

CASES = "编号,时间,内容,地址\nA1,2026-11-01 08:10:00,路灯不亮,延河路\nA2,昨天,时间写错,枣园\n"
CAMERAS = "编码,名称,X,Y\n001,延河桥头,109.49,36.59\n002,没有位置,不知道,\n"
MAPS = {
    "cases": 'source = "hotline"\n[columns]\nsource_no = "编号"\nreported_at = "时间"\n'
    'description = "内容"\naddress = "地址"\n',
    "cameras": 'crs = "gcj02"\n[columns]\nno = "编码"\nname = "名称"\nlon = "X"\nlat = "Y"\n',
}


@pytest.mark.parametrize(("what", "text"), [("cases", CASES), ("cameras", CAMERAS)], ids=["cases", "cameras"])
def test_a_file_comes_in_once_and_its_refusals_are_written_down(
    hub: RunningHub, password: Path, tmp_path: Path, what: str, text: str
) -> None:
    file, mapping, rejects = tmp_path / "in.csv", tmp_path / "map.toml", tmp_path / "in.csv.rejects.csv"
    file.write_text(text, "utf-8")
    mapping.write_text(MAPS[what], "utf-8")
    user = {"cases": "li"}.get(what, "admin")
    words = ("import", what, file, "--map", mapping, "--hub", hub.url, "--user", user, "--password-file", password)
    ran = hall(*words, "--json")
    assert ran.code == 0, ran.err
    first = ran.json()
    assert (first["read"], first["changed"], first["known"], len(first["refused"])) == (2, 1, 0, 1)
    assert first["rejects"] == str(rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert row["#code"] == first["refused"][0]["code"] and ("昨天" in row.values() or "不知道" in row.values())
    again = hall(*words)
    assert again.code == 0 and "changed 0" in again.out and "known 1" in again.out
    assert str(rejects) in again.err and row["#code"] in again.err
    table = {"cases": "SELECT count(*) FROM \"case\" WHERE source = 'hotline' AND source_no != ''"}.get(
        what, "SELECT count(*) FROM camera"
    )
    assert hub.rows(table) == [(1,)]


def test_a_book_brought_in_remembers_which_file_changed_what_and_who_brought_it(
    hub: RunningHub, password: Path, tmp_path: Path
) -> None:
    words = ("import", "matters", tmp_path / "事项.csv", "--hub", hub.url, "--password-file", password)
    for limit in (4, 6, 6):
        (tmp_path / "事项.csv").write_text(
            f"部件/事件,大类编码,小类编码,小类,时限\n事件,01,02,暴露垃圾,{limit}\n", "utf-8"
        )
        assert hall(*words).code == 0
    sql = "SELECT entry_id, operator, \"values\" FROM book_change WHERE action = 'load' ORDER BY seq"
    told = [(entry, operator, json.loads(values)) for entry, operator, values in hub.rows(sql)]
    changed = next(values for entry, _, values in told if entry and values["limit_value"][0] is not None)
    assert changed["limit_value"] == [4.0, 6.0] and changed["@file"] == [None, "事项.csv"]
    assert [entry for entry, _, _ in told] == ["", "event-0102", "", "event-0102"], "the third time changes nothing"
    assert {operator for _, operator, _ in told} == {"管理员"}


def test_an_import_that_cannot_work_says_why(hub: RunningHub, password: Path, tmp_path: Path) -> None:
    door = ("--hub", hub.url, "--password-file", password)
    file, mapping = tmp_path / "in.csv", tmp_path / "map.toml"
    file.write_text(CASES, "utf-8")
    mapping.write_text('crs = "moon"\n', "utf-8")
    ran = hall("import", "cases", file, "--map", mapping, *door)
    assert ran.code == 1 and "[map.invalid" in ran.err
    assert hall("import", "moons", file, *door).code == 2
    assert hall("import", "cases", tmp_path / "none.csv", *door).code == 2
    assert hall("import", "cases", file, "--hub", hub.url).code == 2
    file.write_text(CAMERAS, "utf-8")
    mapping.write_text(MAPS["cameras"], "utf-8")
    ran = hall("import", "cameras", file, "--map", mapping, *door, "--user", "li")
    assert ran.code == 1 and "[role.forbidden" in ran.err


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
def test_lists_go_out_from_the_hub_and_from_a_seat(
    hub: RunningHub, profile: Path, password: Path, tmp_path: Path, form: str
) -> None:
    hub.load("broadcast", [Broadcast(id="b1", mode="speech", text="请绕行", speaker_ids=("s0",), state="ended")])
    assert hall("sync", "--profile", profile).code == 0
    door, seat = ("--hub", hub.url, "--password-file", password), ("--profile", profile)
    for what, source, rows in (
        ("cases", door, 6), ("cases", seat, 6), ("broadcasts", door, 1), ("broadcasts", seat, 1), ("audit", door, None),
    ):  # fmt: skip
        out = tmp_path / f"{what}-{source[0].strip('-')}.{form}"
        ran = hall("export", what, "--out", out, *source, "--json")
        assert ran.code == 0, ran.err
        told = ran.json()
        assert told["file"] == str(out) and (told["rows"] == rows if rows is not None else told["rows"] > 3)
        assert _lines(out) >= told["rows"]
    assert "井盖" in _text(tmp_path / f"cases-profile.{form}") and "请绕行" in _text(
        tmp_path / f"broadcasts-hub.{form}"
    )
    ran = hall("export", "audit", "--out", tmp_path / f"x.{form}", *seat)
    assert ran.code == 1 and "[export.hub_only" in ran.err and not (tmp_path / f"x.{form}").exists()


def test_an_export_works_while_the_hub_is_away_and_says_where_it_cannot_write(
    hub: RunningHub, profile: Path, tmp_path: Path
) -> None:
    hub.stop()
    assert hall("export", "cases", "--out", tmp_path / "c.csv", "--profile", profile).code == 0
    (tmp_path / "file").write_text("")
    ran = hall("export", "cases", "--out", tmp_path / "file" / "c.csv", "--profile", profile)
    assert ran.code == 1 and ran.err.startswith("hall: ") and "[file.unusable]" in ran.err
    assert hall("export", "cases", "--out", tmp_path / "c.doc", "--profile", profile).code == 2
    assert hall("export", "cases", "--out", tmp_path / "c.csv").code == 2


def _text(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text("utf-8-sig")
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    return json.dumps(list(sheet.iter_rows(values_only=True)), ensure_ascii=False, default=str)


def _lines(path: Path) -> int:
    if path.suffix == ".xlsx":
        return sum(1 for _ in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows())
    return len(path.read_text("utf-8-sig").splitlines())
