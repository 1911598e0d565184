"""Files of other systems come in once, however often they are sent, and what is wrong with a row is said."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from app.domain.errors import Rejected
from app.domain.geo import distance_m, wgs84_to_gcj02
from app.imports import FieldMap, import_file, read_map
from app.protocol.rest import RestDoor

HEAD = "工单编号,来电时间,诉求内容,地址,经度,纬度"


def hotline_file(path: Path) -> Path:
    """Two systems glued together: half the lines GB 18030, half UTF-8, one broken, one without text, one at 0/0."""
    lon, lat = wgs84_to_gcj02(109.49, 36.59)
    rows = [
        (HEAD, "utf-8"),
        (f"YH001,2026-11-01 08:10:00,延河路路灯不亮，请维修,延河路12号,{lon},{lat}", "gb18030"),
        ("YH002,2026年11月2日 9:05,七里铺垃圾堆放,七里铺,0,0", "utf-8"),
        ("YH003,昨天,时间写错了,枣园,,", "gb18030"),
        ("YH004,2026/11/3 10:00,null,枣园,null,null", "utf-8"),
        ('YH005,20261103101500,"井盖丢失\n还有第二行",桥沟,109.50,36.60', "utf-8"),
    ]
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(line.encode(code) for line, code in rows) + b"\r\n")
    return path


def test_a_mixed_file_comes_in_once_and_its_refusals_are_listed(desk: RestDoor, tmp_path: Path) -> None:
    file, rejects = hotline_file(tmp_path / "hotline.csv"), tmp_path / "rejects.csv"
    plan = FieldMap(crs="gcj02", source="hotline")
    first = import_file("cases", file, plan, desk, rejects)
    assert (first.read, first.changed, first.known) == (5, 3, 0)
    assert [(r.place, r.code) for r in first.refusals] == [(4, "value.time"), (5, "field.missing")]
    again = import_file("cases", file, plan, desk, rejects)
    assert (again.changed, again.known, len(again.refusals)) == (0, 3, 2)
    found = {case["source_no"]: case for case in desk.read("cases", source="hotline")}
    lamp = found["YH001"]
    assert lamp["description"] == "延河路路灯不亮，请维修"
    assert lamp["reported_at"] == "2026-11-01T00:10:00.000Z"
    assert distance_m(lamp["lon"], lamp["lat"], 109.49, 36.59) < 0.1
    assert found["YH002"]["lon"] is None
    with rejects.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["工单编号"] for row in rows] == ["YH003", "YH004"]
    assert rows[0]["#detail"] == "reported_at 昨天"


def test_an_archive_comes_in_with_its_own_times_and_states(admin: RestDoor, tmp_path: Path) -> None:
    mapping = tmp_path / "boston.toml"
    mapping.write_text(
        'timezone = "America/New_York"\ndate_order = "mdy"\nas = "records"\nsource = "internet"\n'
        '[columns]\nsource_no = "ID"\nreported_at = "OPEN"\ndispose_due_at = "TARGET"\nclosed_at = "CLOSED"\n'
        'description = ["TITLE", "REASON"]\n',
        "utf-8",
    )
    file = tmp_path / "old.csv"
    file.write_text(
        "ID,OPEN,TARGET,CLOSED,TITLE,REASON\n"
        "1,07/01/2015 09:00:00 AM,07/03/2015 09:00:00 AM,07/02/2015 09:00:00 AM,Pothole,Street\n"
        "2,07/01/2015 09:00:00 AM,07/03/2015 09:00:00 AM,07/09/2015 09:00:00 AM,Lamp,Street\n"
        "3,07/01/2015 09:00:00 AM,,06/01/2015 09:00:00 AM,Lamp,Street\n",
        "utf-8",
    )
    outcome = import_file("cases", file, read_map(mapping), admin)
    assert (outcome.changed, outcome.refusals, outcome.remarks["impossible_times"]) == (3, [], 1)
    assert import_file("cases", file, read_map(mapping), admin).changed == 0
    found = {case["source_no"]: case for case in admin.read("cases", source="internet")}
    assert (found["1"]["close_type"], found["2"]["close_type"]) == ("normal", "overtime")
    assert found["1"]["reported_at"] == "2015-07-01T13:00:00.000Z"
    assert found["1"]["description"] == "Pothole Street"
    assert (found["3"]["flags"], found["3"]["closed_at"]) == (["impossible_times"], "2015-06-01T13:00:00.000Z")


def test_cameras_come_from_xlsx_without_their_passwords(admin: RestDoor, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["设备编号", "设备名称", "经度", "纬度", "url_main", "类型"])
    sheet.append([1001, "延河路口", 109.49, 36.59, "rtsp://admin:secret@10.0.0.8:554/main", "球机"])
    sheet.append([1002, "Kichi Zībī Mīkan / Wellington", "109.50", "36.60", "", "枪机"])
    sheet.append([1003, "没有位置", None, "null", "", "枪机"])
    book.save(tmp_path / "cameras.xlsx")
    plan = FieldMap(source="platform")
    outcome = import_file("cameras", tmp_path / "cameras.xlsx", plan, admin)
    assert (outcome.changed, [r.code for r in outcome.refusals]) == (2, ["field.missing"])
    assert import_file("cameras", tmp_path / "cameras.xlsx", plan, admin).changed == 0
    found = {camera["no"]: camera for camera in admin.read("cameras")}
    assert found["1001"]["url_main"] == "rtsp://10.0.0.8:554/main"
    assert (found["1001"]["kind"], found["1002"]["name"]) == ("dome", "Kichi Zībī Mīkan / Wellington")
    assert found["1001"]["pinyin"] == "yhlk"


@pytest.mark.parametrize("ending", ["json", "ndjson", "geojson"])
def test_places_come_from_every_json(admin: RestDoor, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"places.{ending}"
    cells = {"编码": f"P-{ending}", "名称": "东关市场", "类型": "market"}
    point = {"type": "Point", "coordinates": [109.49, 36.59]}
    if ending == "geojson":
        told: object = {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": cells, "geometry": point}],
        }
        file.write_text(json.dumps(told), "utf-8")
    elif ending == "json":
        file.write_text(
            json.dumps({"data": [cells | {"lng": 109.49, "latitude": "36.59"}]}, ensure_ascii=False), "gb18030"
        )
    else:
        file.write_text(json.dumps(cells | {"lon": 109.49, "lat": 36.59}) + "\nnot json\n", "utf-8")
    outcome = import_file("places", file, FieldMap(source="assets"), admin)
    assert outcome.changed == 1
    assert len(outcome.refusals) == (1 if ending == "ndjson" else 0)
    found = [p for p in admin.read("places") if p["code"] == f"P-{ending}"]
    assert [(p["name"], p["kind"], p["lon"]) for p in found] == [("东关市场", "market", 109.49)]


def test_boundaries_in_gcj02_land_where_they_are(admin: RestDoor, tmp_path: Path) -> None:
    ring = [
        wgs84_to_gcj02(x, y) for x, y in ((109.4, 36.5), (109.6, 36.5), (109.6, 36.7), (109.4, 36.7), (109.4, 36.5))
    ]
    feature = {
        "type": "Feature",
        "properties": {"adcode": 610690, "name": "示范区", "level": "district", "parent": {"adcode": 610600}},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }
    file = tmp_path / "b.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    assert import_file("boundaries", file, FieldMap(crs="gcj02"), admin).changed == 1
    area = next(a for a in admin.read("areas") if a["id"] == "610690")
    assert (area["level"], area["parent"]) == (1, "610600")
    assert distance_m(*area["rings"][0][0], 109.4, 36.5) < 0.1


def test_a_row_the_hub_refuses_does_not_take_the_others_along(admin: RestDoor, tmp_path: Path) -> None:
    def area(code: str, corners: int) -> dict[str, object]:
        ring = [[109 + n * 1e-5, 36 + (n % 7) * 1e-4] for n in range(corners)]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        return {"type": "Feature", "properties": {"code": code, "name": "界"}, "geometry": geometry}

    file = tmp_path / "areas.geojson"
    areas = [area("610693", 5), area("610694", 340_000), area("610695", 5)]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": areas}), "utf-8")
    outcome = import_file("boundaries", file, FieldMap(), admin)
    assert (outcome.changed, [(r.place, r.code) for r in outcome.refusals]) == (2, [(2, "record.invalid")])


def test_half_characters_are_left_out(admin: RestDoor, tmp_path: Path) -> None:
    (tmp_path / "u.ndjson").write_text(json.dumps({"名称": "环\ud800卫所"}), "utf-8")
    assert import_file("units", tmp_path / "u.ndjson", FieldMap(source="a"), admin).changed == 1
    assert "环卫所" in {unit["name"] for unit in admin.read("units")}


def test_files_that_are_not_what_they_say_are_named(admin: RestDoor, tmp_path: Path) -> None:
    for name, data in (("a.xlsx", b"not a zip"), ("b.json", b"{"), ("c.pdf", b"%PDF")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Rejected) as no:
            import_file("units", tmp_path / name, FieldMap(), admin)
        assert no.value.code in ("file.damaged", "file.format")


@pytest.mark.parametrize(
    "wrong",
    [
        'crs = "mars"',
        'timezone = "Nowhere/City"',
        "colums = 1",
        "[columns",
        "columns = 3",
        'encoding = "klingon"',
        "header = 0",
    ],
)
def test_a_mapping_with_a_mistake_is_refused_with_its_name(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "map.toml").write_text(wrong, "utf-8")
    with pytest.raises(Rejected) as no:
        read_map(tmp_path / "map.toml")
    assert no.value.code == "map.invalid"
