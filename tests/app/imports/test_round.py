"""What comes in may be mended, come in again, go out and come back: nothing twice, nothing undone, nothing altered."""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.documents.export import Mark, export
from app.domain.area import Area
from app.domain.errors import Rejected
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.records import from_row, to_row
from app.hub import accounts
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.imports import FieldMap, import_file, read_map
from app.imports.ground import Ground
from app.imports.mapping import find_map, map_names
from app.imports.verdicts import compare
from app.imports.work import Outcome
from app.protocol.rest import RestDoor

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SQUARE = ((109.4, 36.5), (109.6, 36.5), (109.6, 36.7), (109.4, 36.7), (109.4, 36.5))
GROUND = Ground.of(
    [to_row(Matter(id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容", name="暴露垃圾"))],
    [{**to_row(Area(id="610602", level=1, name="区")), "rings": [SQUARE]}],
    NOW,
)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[RestDoor]:
    with HubServer(HubSettings(data_dir=tmp_path / "hub")) as server:
        accounts.create(server.house.database, "admin", "某", Role.SYS_ADMIN, "only-for-this-7")
        door = RestDoor(server.url)
        door.sign_in("1", "admin", "only-for-this-7")
        yield door
        door.close()


def ours(name: str) -> FieldMap:
    return read_map(find_map(name))


def by_number(door: RestDoor) -> dict[str, dict[str, object]]:
    return {str(case["source_no"]): case for case in door.read("cases")}


def test_every_mapping_that_comes_with_the_program_can_be_read() -> None:
    assert {"boston311", "open311", "szcg", "12345", "hall"} <= set(map_names())
    for name in map_names():
        assert read_map(find_map(name)).columns or read_map(find_map(name)).usual
    with pytest.raises(Rejected) as no:
        find_map("bosten")
    assert no.value.code == "map.unknown" and "boston311" in no.value.detail


def test_a_list_of_the_digital_city_platform_is_kept_and_what_is_doubtful_flagged(
    door: RestDoor, tmp_path: Path
) -> None:
    file = tmp_path / "案卷.csv"
    head = (
        "案卷号,问题来源,案卷状态,问题类型,小类名称,问题描述,位置描述,主责部门,经度,纬度,"
        "上报时间,立案时间,处置截止时间,处置完成时间,结案时间"
    )
    rows = [
        "2026001,信息采集,处置中,事件,暴露垃圾,楼下垃圾,延河路,区环卫,109.5,36.6,2026/5/3 08:00,45780.5,2026-05-04,,",
        "2026002,热线举报,已结案,事件,占道经营,摆摊,枣园,城管局,36.6,109.5,"
        "2026-05-03 08:00,,2026-05-04 24:00,2026-05-04 23:59,2026-05-03 07:00",
        "2026003,智能抓拍,待受理,部件,{},路灯不亮,null,-,120.1,30.2,2026年5月3日 8:00,,,,9999-12-31",
        "2026004,电视台,处置中,事件,暴露垃圾,来源不认识,,,0,0,2026-05-03 08:00,,,,",
        "2026005,信息采集,处置中,事件,暴露垃圾,时间不对,,,,,去年,,,,",
    ]
    file.write_bytes("\r\n".join([head, *rows]).encode("gb18030"))
    outcome = import_file("cases", file, ours("szcg"), door, tmp_path / "r.csv", GROUND)
    assert (outcome.read, outcome.fit, outcome.changed) == (5, 3, 3)
    assert [(r.place, r.code, r.detail) for r in outcome.refusals] == [
        (5, "field.invalid", "source 电视台"),
        (6, "value.time", "reported_at 去年"),
    ]
    assert outcome.remarks == {
        "position.swapped": 1, "unknown_matter": 1, "impossible_times": 2, "outside_district": 1
    }  # fmt: skip
    found = by_number(door)
    lamp, stall, litter = found["2026003"], found["2026002"], found["2026001"]
    assert (litter["matter_id"], litter["clock"], litter["dispose_due_at"]) == (
        "event-0102",
        "dispose",
        "2026-05-03T16:00:00.000Z",
    )
    assert litter["flags"] == ["impossible_times"]  # filed a year before it was reported
    assert (stall["lon"], stall["lat"], stall["matter_name"]) == (109.5, 36.6, "占道经营")
    assert stall["flags"] == ["unknown_matter", "impossible_times"] and stall["close_type"] == "normal"
    assert (stall["closed_at"], stall["dispose_due_at"]) == ("2026-05-02T23:00:00.000Z", "2026-05-04T16:00:00.000Z")
    assert (lamp["flags"], lamp["address"], lamp["unit_name"], lamp["kind"]) == (["outside_district"], "", "", "part")


def test_refused_rows_are_mended_in_their_own_file_and_come_in_with_the_same_mapping(
    door: RestDoor, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'encoding = "gb18030"\nheader = 2\ndelimiter = ";"\nas = "records"\nsource = "hotline"\n'
        '[columns]\nsource_no = "号"\nreported_at = "时间"\ndescription = "内容"\n',
        "utf-8",
    )
    file, rejects = tmp_path / "a.csv", tmp_path / "a.rejects.csv"
    rows = ["1;2026-05-03 08:00;好的", '2;不知道;=1+1 与"引号"', "3;2026-05-03;'原有撇号", "4;没有;-3"]
    text = "\n".join(["工单清单;;", "号;时间;内容", *rows, ""])
    file.write_bytes(text.encode("gb18030"))
    plan = read_map(mapping)
    first = import_file("cases", file, plan, door, rejects)
    assert (first.changed, len(first.refusals)) == (2, 2)
    mended = rejects.read_text("utf-8-sig").replace("不知道", "2026-05-04 09:00").replace("没有", "2026-05-04 10:00")
    assert "'=1+1" in mended  # nothing in it runs when a spreadsheet opens it
    rejects.write_text(mended, "utf-8-sig")
    second = import_file("cases", rejects, plan, door)
    assert (second.changed, second.refusals) == (2, [])
    assert {n: c["description"] for n, c in by_number(door).items()} == {
        "1": "好的", "2": '=1+1 与"引号"', "3": "'原有撇号", "4": "-3"
    }  # fmt: skip
    assert import_file("cases", rejects, plan, door).changed == 0


@pytest.mark.parametrize(
    ("mapping", "code", "named"),
    [
        ('[columns]\nsource_no = "工单编号"\ndescripton = "内容"\n', "map.field", "descripton"),
        ('[columns]\nsource_no = "工单编号"\ndescription = "诉求"\n', "map.column", "description = 诉求"),
        ('[defaults]\ncolour = "red"\n', "map.field", "colour"),
        ('[values.statte]\na = "b"\n', "map.field", "statte"),
        ('as = "record"\n', "map.invalid", "as record"),
        ('[verdict]\ncolumn = "x"\n', "map.invalid", "verdict.late"),
    ],
)
def test_a_wrong_name_in_a_mapping_is_named(tmp_path: Path, mapping: str, code: str, named: str) -> None:
    (tmp_path / "m.toml").write_text(mapping, "utf-8")
    (tmp_path / "a.csv").write_text("工单编号,内容\n1,路灯\n", "utf-8")
    with pytest.raises(Rejected) as no:
        import_file("cases", tmp_path / "a.csv", read_map(tmp_path / "m.toml"), None)
    assert no.value.code == code and named in no.value.detail
    if code == "map.column":
        assert "工单编号, 内容" in no.value.detail


def test_a_file_brought_in_again_does_not_undo_what_was_done_here(door: RestDoor, tmp_path: Path) -> None:
    file, plan = tmp_path / "a.csv", FieldMap(whole=True, source="hotline")
    file.write_text("编号,上报时间,内容\n1,2026-05-03,路灯\n2,2026-05-03,井盖\n", "utf-8")
    import_file("cases", file, plan, door)
    worked_on = dict(by_number(door)["1"]) | {"version": 3, "state": "accepted", "address": "延河路"}
    worked_on.pop("seq")
    door.put_records("case", [worked_on])
    file.write_text(
        "编号,上报时间,内容,结案时间\n1,2026-05-03,路灯,2026-05-04\n2,2026-05-03,井盖,2026-05-04\n", "utf-8"
    )
    again = import_file("cases", file, plan, door)
    assert (again.changed, again.known, again.remarks) == (1, 1, {"case.changed_here": 1})
    assert {n: c["state"] for n, c in by_number(door).items()} == {"1": "accepted", "2": "closed"}
    cameras = tmp_path / "c.csv"
    cameras.write_text("编号,名称,经度,纬度\n1,桥头,109.5,36.6\n", "utf-8")
    import_file("cameras", cameras, FieldMap(source="v"), door)
    (camera,) = door.read("cameras")
    camera.pop("seq")
    door.put_records("camera", [camera | {"ptz_url": "http://10.0.0.9/", "restricted": True}])
    cameras.write_text("编号,名称,经度,纬度\n1,新桥头,109.5,36.6\n", "utf-8")
    assert import_file("cameras", cameras, FieldMap(source="v"), door).changed == 1
    (camera,) = door.read("cameras")
    assert (camera["name"], camera["ptz_url"], camera["restricted"]) == ("新桥头", "http://10.0.0.9/", True)


HOSTILE = {
    "1": "<script>alert('x')</script>\n<b>第二行</b>\t制表",
    "2": '\'; DROP TABLE "case"; --',
    "3": '=HYPERLINK("http://x.invalid","点我")',
    "4": "+1 @SUM(A1) |calc",
    "5": "\u202e\u200f从右到左\u2066混排\u2069",
    "6": "长" * 8000,
    "7": "'=已有撇号",
    "8": "𠮷野家 👨‍👩‍👧 ﷽ é",
    "9": "-3",
    "10": "# 井号开头",
    "11": "''两个撇号",
}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_text_comes_back_as_it_went_in(door: RestDoor, tmp_path: Path, form: str) -> None:
    file = tmp_path / "in.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = [[n, "2026-05-03 08:00", text] for n, text in HOSTILE.items()]
        csv.writer(opened).writerows([["编号", "上报时间", "内容"], *rows, ["12", "2026-05-03", "空\x00字符\x07"]])
    plan = FieldMap(whole=True, source="hotline")
    first = import_file("cases", file, plan, door)
    assert (first.changed, first.remarks) == (12, {"text.nul": 1, "text.control": 1})
    before = by_number(door)
    assert {n: c["description"] for n, c in before.items()} == HOSTILE | {"12": "空字符"}
    export("cases", door.read("cases"), tmp_path / f"out.{form}", form, Mark("1", "某", NOW))
    back: list[dict[str, object]] = []

    class Elsewhere:
        """Another hub, empty: what it is given is looked at."""

        def read(self, collection: str, **filters: object) -> Iterator[dict[str, object]]:
            return iter(())

        def put_records(self, kind: str, rows: list[dict[str, object]], file: str = "", load: str = "") -> int:
            back.extend(rows)
            return len(rows)

        def intake(self, reports: list[dict[str, object]]) -> dict[str, object]:
            raise AssertionError("whole cases are no reports")

    outcome = import_file("cases", tmp_path / f"out.{form}", ours("hall"), Elsewhere())
    assert (outcome.changed, outcome.refusals) == (12, [])
    told = {n: c["description"] for n, c in before.items()}
    # A mark that would turn the rest of a line round in somebody's editor stays behind; nothing else does.
    told["5"] = "\u200f从右到左混排"
    assert {c["source_no"]: c["description"] for c in back} == told
    assert {c["id"] for c in back} == {c["id"] for c in before.values()}
    assert import_file("cases", tmp_path / f"out.{form}", ours("hall"), door).changed == 0
    assert by_number(door) == before


def judged(outcome: Outcome) -> dict[str, str]:
    late = compare(ours("boston311"), outcome.verdicts, outcome.judged.values())
    return {each.source_no: each.ours for each in (*late.differences, *late.silent)}


def test_our_overdue_set_is_the_other_city_s(door: RestDoor) -> None:
    """Invented cases in the shape of Boston's: winter and summer time, open and closed, one without a verdict."""
    sample, plan = HERE / "city_sample.csv", ours("boston311")
    first = import_file("cases", sample, plan, door)
    again = import_file("cases", sample, plan, door)
    assert (first.changed, first.refusals, again.changed, again.known) == (12, [], 0, 12)
    kept = list(door.read("cases"))
    found = compare(plan, first.verdicts, kept)
    assert (found.cases, found.late_theirs, found.late_ours, found.differences) == (12, 5, 6, [])
    assert [each.source_no for each in found.silent] == ["900000000012"]
    assert found.lights == sum(from_row("case", row).is_open for row in kept) == 4


def test_our_overdue_set_is_the_real_city_s_where_its_files_are_at_hand(door: RestDoor) -> None:
    """The city's own files are not ours to ship: HALL_SHARED_DATA names the folder, or they lie beside the project."""
    folder = Path(os.environ.get("HALL_SHARED_DATA") or HERE.parents[3] / "shared" / "data") / "cases/boston311_2015"
    plan, verdicts = ours("boston311"), {}
    for file in sorted(folder.glob("*.csv")):
        first, again = import_file("cases", file, plan, door), import_file("cases", file, plan, door)
        assert (first.refusals, first.changed, again.changed) == ([], first.read, 0), file.name
        verdicts |= first.verdicts
    if verdicts:
        found = compare(plan, verdicts, door.read("cases"))
        assert found.cases == len(verdicts) and found.differences == []
        assert found.late_ours == found.late_theirs + len(found.silent)
        assert found.late_theirs > 0


def test_a_verdict_that_differs_is_named_with_its_times() -> None:
    plan = ours("boston311")
    outcome = import_file("cases", HERE / "city_sample.csv", plan, None)
    assert judged(outcome) == {"900000000012": "late"}
    (wrong,) = [key for key, row in outcome.judged.items() if row["source_no"] == "900000000001"]
    outcome.verdicts[wrong] = "OVERDUE"
    found = compare(plan, outcome.verdicts, outcome.judged.values())
    assert [(d.source_no, d.theirs, d.ours) for d in found.differences] == [("900000000001", "OVERDUE", "on_time")]
    due = found.differences[0].due_at
    assert due is not None and due - found.as_of < timedelta(0)
