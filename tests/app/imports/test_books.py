"""The books of the desk come from a spreadsheet and go back into one: matters, and who answers for what and where."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from app.documents.export import Mark, export
from app.domain.operator import Role
from app.domain.unit import Unit
from app.hub import accounts
from app.hub.loading import load
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.imports import FieldMap, import_file
from app.imports.ground import Ground
from app.protocol.rest import RestDoor

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MARK = Mark("1", "某", NOW)
AUTO = FieldMap(header=0, quoted=True)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[RestDoor]:
    with HubServer(HubSettings(data_dir=tmp_path / "hub")) as server:
        accounts.create(server.house.database, "admin", "某", Role.SYS_ADMIN, "only-for-this-7")
        load(server.house.database, "unit", [Unit(id="u1", code="A1", name="区环境卫生中心", short="区环卫")])
        door = RestDoor(server.url)
        door.sign_in("1", "admin", "only-for-this-7")
        yield door
        door.close()


def sheet(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_matters_come_from_a_spreadsheet_and_go_back_into_one(door: RestDoor, tmp_path: Path) -> None:
    file = sheet(
        tmp_path / "事项.xlsx",
        [
            ["事项字典（2026版）"],
            [
                "部件/事件",
                "大类编码",
                "大类",
                "小类编码",
                "小类",
                "立案条件",
                "时限",
                "时限单位",
                "生效日期",
                "失效日期",
            ],
            ["事件", "01", "市容环境", "02", "暴露垃圾", "超过0.5平方米", 4, "工作时", datetime(2026, 1, 1), None],
            ["部件", "01", "公用设施", "16", "路灯", "=不亮", "1工作日", "工作日", "2026年1月1日", "2026/12/31"],
            ["事件", "01", "市容环境", "03", "渣土", "", 4, "世纪", "", ""],
        ],
    )
    first = import_file("matters", file, AUTO, door)
    assert (first.changed, [(r.place, r.detail) for r in first.refusals]) == (2, [(5, "limit_unit 世纪")])
    assert import_file("matters", file, AUTO, door).changed == 0
    found = {matter["id"]: matter for matter in door.read("matters")}
    litter, lamp = found["event-0102"], found["part-0116"]
    assert (litter["limit_value"], litter["limit_unit"], litter["filing_cond"]) == (4.0, "work_hour", "超过0.5平方米")
    assert (lamp["valid_from"], lamp["valid_to"], lamp["kind"]) == ("2026-01-01", "2026-12-31", "part")
    door.put_records(
        "matter", [{k: v for k, v in litter.items() if k != "seq"} | {"keywords": ["垃圾"], "unit_id": "u1"}]
    )
    for form in ("xlsx", "csv"):
        export("matters", door.read("matters"), tmp_path / f"out.{form}", form, MARK)
        assert import_file("matters", tmp_path / f"out.{form}", AUTO, door).changed == 0
    head = ["部件/事件", "大类编码", "小类编码", "小类", "启用"]
    off, on = (
        sheet(tmp_path / f"{word}.xlsx", [head, ["事件", "01", "02", "暴露垃圾", word]]) for word in ("否", "是")
    )
    assert [import_file("matters", file, AUTO, door).changed for file in (off, off, on)] == [1, 0, 1]
    again = {matter["id"]: matter for matter in door.read("matters")}["event-0102"]
    assert (again["keywords"], again["unit_id"], again["enabled"]) == (["垃圾"], "u1", True)


def test_the_responsibility_list_names_what_the_hall_does_not_have(door: RestDoor, tmp_path: Path) -> None:
    sheet(tmp_path / "m.xlsx", [["部件/事件", "大类编码", "小类编码", "小类"], ["事件", "01", "02", "暴露垃圾"]])
    import_file("matters", tmp_path / "m.xlsx", AUTO, door)
    rows = [
        ["小类", "单元网格", "责任单位", "依据", "生效日期"],
        ["暴露垃圾", "610602001", "区环卫", "三定方案", "2026-01-01"],
        ["", "", "A1", "兜底", ""],
        ["不存在的小类", "", "区环卫", "", ""],
        ["暴露垃圾", "", "不存在的单位", "", ""],
    ]
    ground = Ground.of(door.read("matters"), (), NOW, door.read("units"))
    first = import_file("responsibilities", sheet(tmp_path / "r.xlsx", rows), AUTO, door, None, ground)
    assert [(r.place, r.code, r.detail) for r in first.refusals] == [
        (4, "matter.unknown", "不存在的小类"),
        (5, "unit.unknown", "不存在的单位"),
    ]
    assert sorted((r["matter_id"], r["area_code"], r["unit_id"]) for r in door.read("responsibilities")) == [
        ("", "", "u1"),
        ("event-0102", "610602001", "u1"),
    ]
    export("responsibilities", door.read("responsibilities"), tmp_path / "out.xlsx", "xlsx", MARK)
    again = import_file("responsibilities", tmp_path / "out.xlsx", AUTO, door, None, ground)
    assert (again.changed, again.known, again.refusals) == (0, 2, [])


def test_orders_of_a_hotline_say_what_they_are(door: RestDoor, tmp_path: Path) -> None:
    from app.imports.mapping import find_map, read_map

    file = tmp_path / "工单.csv"
    file.write_bytes(
        "工单编号,来电时间,诉求类型,诉求内容,三级分类,是否保密,坐标,紧急\n"
        'G1,2026-05-03 08:00,投诉,噪声扰民,不认识的分类,是,"109.49,36.59",否\n'
        "G2,2026-05-03 24:00,求助,路灯不亮,,否,,是\n".encode("gb18030")
    )
    outcome = import_file("cases", file, read_map(find_map("12345")), door)
    assert (outcome.changed, outcome.remarks) == (2, {"unknown_matter": 1})
    found = {case["source_no"]: case for case in door.read("cases")}
    assert (found["G1"]["order_type"], found["G1"]["confidential"], found["G1"]["flags"]) == (
        "complaint",
        True,
        ["unknown_matter"],
    )
    assert (found["G2"]["reported_at"], found["G2"]["order_type"]) == ("2026-05-03T16:00:00.000Z", "help")
    assert found["G1"]["lon"] is not None and found["G2"]["urgent"] is True


def test_rulings_of_another_hall_come_in_once(door: RestDoor, tmp_path: Path) -> None:
    sheet(tmp_path / "m.xlsx", [["部件/事件", "大类编码", "小类编码", "小类"], ["事件", "01", "02", "暴露垃圾"]])
    import_file("matters", tmp_path / "m.xlsx", AUTO, door)
    ground = Ground.of(door.read("matters"), (), NOW, door.read("units"))
    head = ["小类", "单元网格", "责任单位", "裁定依据", "裁定时间"]
    rows: list[list[object]] = [[*head], ["暴露垃圾", "610602001", "区环卫", "纪要3号", "2026-05-03"]]
    outcomes = [import_file("rulings", sheet(tmp_path / "r.xlsx", rows), AUTO, door, None, ground) for _ in range(2)]
    assert [(o.changed, o.known) for o in outcomes] == [(1, 0), (0, 1)]
    (ruling,) = door.read("rulings")
    assert (ruling["unit_id"], ruling["matter_id"], ruling["basis"]) == ("u1", "event-0102", "纪要3号")


def test_an_old_workbook_comes_in_twice_and_its_mended_rows_once(door: RestDoor, tmp_path: Path) -> None:
    file, rejects = Path(__file__).parent / "biff7_cp936.xls", tmp_path / "rejects.csv"
    plan = FieldMap(header=0, whole=True, source="patrol")
    outcomes = [import_file("cases", file, plan, door, rejects) for _ in range(2)]
    assert [(o.changed, o.known, len(o.refusals)) for o in outcomes] == [(3, 0, 2), (0, 3, 2)]
    mended = rejects.read_text("utf-8-sig").replace("去年", "2025-12-31 08:00").replace("null", "井盖丢失")
    rejects.write_text(mended, "utf-8-sig")
    outcomes = [import_file("cases", rejects, plan, door) for _ in range(2)]
    assert [(o.changed, o.known, len(o.refusals)) for o in outcomes] == [(2, 0, 0), (0, 2, 0)]
    assert len(list(door.read("cases"))) == 5
