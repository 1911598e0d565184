"""Other systems bring reports: each becomes one case, and a wrong one names its row and field."""

import threading
from typing import Any

from app.domain.area import Area
from app.hub.loading import load


def report(no: str, **more: Any) -> dict[str, Any]:
    return {"source": "hotline", "source_no": no, "description": "路灯不亮", "lon": 109.49, "lat": 36.6, **more}


def post(seat: Any, body: Any) -> Any:
    return seat.http.post(f"{seat.url}/api/v1/intake", json=body, timeout=30)


def test_a_report_becomes_a_case_once_however_often_it_is_sent(hall: Any) -> None:
    seat = hall.seat("90", "zhao")
    first, again = post(seat, report("A-1")), post(seat, report("A-1"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["outcome"], again.json()["outcome"]) == ("created", "duplicate")
    assert first.json()["case_id"] == again.json()["case_id"] and first.json()["case_no"] == again.json()["case_no"]
    case = seat.get(f"/api/v1/cases/{first.json()['case_id']}").json()
    assert (case["state"], case["source"], case["source_no"]) == ("reported", "hotline", "A-1")
    assert len(seat.get(f"/api/v1/cases/{case['id']}/steps").json()["items"]) == 1
    assert len(seat.get("/api/v1/cases?source_no=A-1").json()["items"]) == 1


def test_the_same_report_from_eight_hands_at_once_is_one_case(hall: Any) -> None:
    seat = hall.seat("90", "zhao")
    outcomes: list[str] = []

    def send() -> None:
        outcomes.append(post(seat, report("B")).json()["outcome"])

    hands = [threading.Thread(target=send) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcomes) == ["created", *["duplicate"] * 7]
    found = seat.get("/api/v1/cases?source_no=B").json()["items"]
    assert len(found) == 1 and len(seat.get(f"/api/v1/cases/{found[0]['id']}/steps").json()["items"]) == 1


def test_a_batch_answers_row_by_row_and_takes_what_is_right(hall: Any) -> None:
    seat = hall.seat("90", "zhao")
    rows = [
        report("C-1"),
        report("C-2", description=""),
        report("C-1"),
        report("C-3", lat=123.0),
        report("C-4", colour="red"),
        report("C-5", source="carrier pigeon"),
        report("C-6", description="a\x00b"),
        report("C-7"),
    ]
    told = post(seat, {"cases": rows}).json()
    assert (told["created"], told["duplicate"], told["refused"]) == (2, 1, 5)
    assert [r["outcome"][0] for r in told["results"]] == list("crdrrrrc")
    assert [r["row"] for r in told["results"]] == list(range(8))
    fields = [r["errors"][0]["field"] for r in told["results"] if r["errors"]]
    assert fields[:4] == ["description", "lat", "colour", "source"]
    assert post(seat, {"cases": rows}).json()["created"] == 0


def test_one_wrong_report_is_a_problem_that_names_the_field(hall: Any) -> None:
    answer = post(hall.seat("90", "zhao"), report("D", grade=9))
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "intake.invalid" and told["row"] == 0 and told["errors"][0]["field"] == "grade"


def test_the_audit_administrator_brings_no_reports(hall: Any) -> None:
    from app.hub import accounts

    accounts.create(hall.database, "audit", "审计", "audit_admin", "correct horse battery")
    answer = post(hall.seat("91", "audit"), report("E"))
    assert answer.status_code == 403 and answer.json()["code"] == "role.forbidden"


def test_a_new_case_reaches_the_seats_and_can_be_worked_on(hall: Any) -> None:
    intake, seat = hall.seat("90", "zhao"), hall.seat("01", "wang")
    seat.exchange()
    case_id = post(intake, report("F")).json()["case_id"]
    rows = [row for block in seat.exchange()["changes"] if block["kind"] == "case" for row in block["rows"]]
    assert [row[0] for row in rows] == [case_id]
    done = seat.exchange(seat.command("case.accept", case_id, {"state": "reported"}))["receipts"][0]
    assert done["outcome"] == "applied"


def test_what_cannot_be_true_is_kept_and_marked(hall: Any) -> None:
    square = (((109.0, 36.0), (110.0, 36.0), (110.0, 37.0), (109.0, 37.0), (109.0, 36.0)),)
    load(hall.database, "area", [Area(id="610602", level=1, name="宝塔区", rings=square)])
    seat = hall.seat("90", "zhao")

    def marks(no: str, **more: Any) -> tuple[list[str], dict[str, Any]]:
        told = post(seat, report(no, **more))
        assert told.status_code == 201, told.text
        case = seat.get(f"/api/v1/cases/{told.json()['case_id']}").json()
        return case["flags"], case

    assert marks("G-1", matter_id="event-0102")[0] == []
    flags, case = marks("G-2", lon=120.1, lat=30.2, matter_id="event-9999")
    assert set(flags) == {"outside_district", "unknown_matter"} and (case["lon"], case["lat"]) == (120.1, 30.2)
    assert marks("G-3", lon=0, lat=0)[0] == ["outside_district"]
    flags, case = marks("G-4", occurred_at="2031-01-01T00:00:00Z")
    assert flags == ["impossible_times"] and case["occurred_at"] == "2031-01-01T00:00:00.000Z"
    assert case["reported_at"] == "2026-11-22T02:00:00.000Z" and case["due_at"] == "2026-11-22T02:30:00.000Z"
    flags, case = marks("G-5", occurred_at="2026-11-22T01:00:00Z", reported_at="2026-11-21T20:00:00Z")
    assert flags == ["impossible_times"]
    flags, case = marks("G-6", occurred_at="2026-11-21T20:00:00Z", reported_at="2026-11-22T01:00:00Z")
    assert flags == [] and case["reported_at"] == "2026-11-22T01:00:00.000Z"
    assert case["occurred_at"] == "2026-11-21T20:00:00.000Z"
    case_id, typed = seat.report("席位自己登记的也一样")
    typed["args"] |= {"lon": 120.1, "lat": 30.2}
    assert seat.exchange(typed)["receipts"][0]["outcome"] == "applied"
    assert seat.get(f"/api/v1/cases/{case_id}").json()["flags"] == ["outside_district"]
    load(hall.database, "area", [Area(id="610602", level=1, name="宝塔区")])  # the outline is taken away again
    assert marks("G-7", lon=120.1, lat=30.2)[0] == []


def test_a_capture_an_urgent_report_and_an_order_say_all_they_know(hall: Any) -> None:
    seat = hall.seat("90", "zhao")
    capture = report("H-1", source="ai", algorithm="garbage", confidence=0.87, camera_id="cam-1", media_ids=["m-1"])
    five = {"time": "今晨", "place": "文三路口", "event": "塌陷", "casualties": "无", "actions": "已围挡"}
    urgent = report("H-2", urgent=True, five=five, grade=2, order_type="complaint", reporter_phone="13800000000")
    first, second = (post(seat, body).json()["case_id"] for body in (capture, urgent))
    case = seat.get(f"/api/v1/cases/{first}").json()
    assert (case["algorithm"], case["confidence"], case["camera_id"]) == ("garbage", 0.87, "cam-1")
    assert case["photos"] == 1
    case = seat.get(f"/api/v1/cases/{second}").json()
    assert case["urgent"] is True and case["five"] == five and case["order_type"] == "complaint"
    assert post(seat, report("H-3", source="hotline", reporter_phone="13800000000")).status_code == 201
    again = seat.get("/api/v1/cases?source_no=H-3").json()["items"][0]
    assert again["repeats"] == 1
    for wrong, field in (
        ({"confidence": 1.5}, "confidence"),
        ({"order_type": "gossip"}, "order_type"),
        ({"five": {"who": "x"}}, "five.who"),
        ({"five": {"time": "长" * 1_001}}, "five.time"),
        ({"urgent": "perhaps"}, "urgent"),
        ({"reported_at": "yesterday"}, "reported_at"),
    ):
        answer = post(seat, report("H-9", **wrong))
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"].startswith(field), answer.text


def test_a_capture_without_a_position_stands_where_its_camera_stands(hall: Any) -> None:
    seat = hall.seat("90", "zhao")
    capture = {"source": "ai", "source_no": "J-1", "description": "暴露垃圾", "camera_id": "cam-1"}
    case = seat.get(f"/api/v1/cases/{post(seat, capture).json()['case_id']}").json()
    assert (case["lon"], case["lat"]) == (120.1, 30.2)
    capture |= {"source_no": "J-2", "camera_id": "cam-unknown"}
    case = seat.get(f"/api/v1/cases/{post(seat, capture).json()['case_id']}").json()
    assert (case["lon"], case["camera_id"]) == (None, "cam-unknown")
