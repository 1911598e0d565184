"""The keeper of the books writes rules and matters: at once they are what the hub judges by, and all is audited."""

from typing import Any

import pytest

from app.hub import audit


@pytest.fixture
def keeper(hall: Any) -> Any:
    return hall.seat("A", "admin")


def test_a_rule_written_is_the_rule_for_the_next_command_of_the_same_batch(hall: Any, keeper: Any) -> None:
    seat = hall.seat("01", "wang")
    case_id, report = seat.report()
    seat.exchange(report, seat.command("case.accept", case_id))
    write = keeper.command("ruleset.write", "default", row={"step_limits": {"accept": [5, "minute"]}})
    other, mine = keeper.report("管理员代录")
    told = keeper.exchange(write, mine)["receipts"]
    assert [receipt["outcome"] for receipt in told] == ["applied", "applied"], told
    case = keeper.get(f"/api/v1/cases/{other}").json()
    assert (case["reported_at"], case["due_at"]) == ("2026-11-22T02:00:00.000Z", "2026-11-22T02:05:00.000Z")


def test_a_matter_written_can_be_filed_at_once_and_one_put_out_of_use_no_more(hall: Any, keeper: Any) -> None:
    seat = hall.seat("01", "wang")
    case_id, report = seat.report()
    seat.exchange(report, seat.command("case.accept", case_id))
    row = {"kind": "event", "big_code": "09", "small_code": "77", "big_name": "其他", "name": "占道经营"}
    assert keeper.exchange(keeper.command("matter.write", "event-0977", row=row))["receipts"][0]["outcome"] == "applied"
    filed = seat.exchange(seat.command("case.file", case_id, matter_id="event-0977"))["receipts"][0]
    assert filed["outcome"] == "applied" and seat.get(f"/api/v1/cases/{case_id}").json()["matter_name"] == "占道经营"
    keeper.exchange(keeper.command("matter.write", "event-0977", {"enabled": True}, row={"enabled": False}))
    second, report = seat.report()
    told = seat.exchange(
        report, seat.command("case.accept", second), seat.command("case.file", second, matter_id="event-0977")
    )["receipts"]
    assert [receipt["outcome"] for receipt in told] == ["applied", "applied", "refused"]
    assert told[-1]["code"] == "matter.unknown"


def test_only_the_keeper_writes_and_nonsense_is_refused_by_name(hall: Any, keeper: Any) -> None:
    seat = hall.seat("01", "wang")
    refused = seat.exchange(seat.command("matter.write", "event-0102", row={"name": "别的"}))["receipts"][0]
    assert refused["code"] == "role.forbidden"
    for kind, row in (
        ("ruleset", {"quiet_hours": ["late", "early"]}),
        ("ruleset", {"colour": "red"}),
        ("matter", {"limit_value": -1}),
        ("responsibility", {"unit_id": ""}),
        ("algorithm", {"floor": 7}),
    ):
        told = keeper.exchange(keeper.command(f"{kind}.write", "x" if kind != "ruleset" else "default", row=row))
        assert told["receipts"][0]["outcome"] == "refused", (kind, row)
    answer = keeper.http.put(
        f"{keeper.url}/api/v1/records/ruleset",
        json={"rows": [{"id": "default", "quiet_hours": ["25:00", "x"]}]},
        timeout=30,
    )
    assert answer.status_code == 400 and answer.json()["code"] == "record.invalid"
    case_id, report = seat.report()
    assert seat.exchange(report)["receipts"][0]["outcome"] == "applied" and case_id


def test_two_keepers_at_one_field_clash_and_at_two_fields_do_not(hall: Any, keeper: Any) -> None:
    second = hall.seat("B", "admin")
    name = keeper.command("matter.write", "event-0102", {"name": "暴露垃圾"}, row={"name": "甲"})
    keeper.exchange(name)
    clash = second.exchange(second.command("matter.write", "event-0102", {"name": "暴露垃圾"}, row={"name": "乙"}))
    assert clash["receipts"][0]["outcome"] == "conflict"
    beside = second.command("matter.write", "event-0102", {"limit_value": 1.0}, row={"limit_value": 4.0})
    assert second.exchange(beside)["receipts"][0]["outcome"] == "applied"
    matter = second.get("/api/v1/matters/event-0102").json()
    assert (matter["name"], matter["limit_value"]) == ("甲", 4.0)


def test_the_new_books_are_read_filtered_searched_and_audited(hall: Any, keeper: Any) -> None:
    seat = hall.seat("01", "wang")
    line = {
        "matter_id": "event-0102",
        "area_code": "610602001",
        "unit_id": "u-1",
        "unit_name": "环卫中心",
        "basis": "清单",
    }
    keeper.exchange(
        keeper.command("responsibility.write", "r-1", row=line),
        keeper.command("algorithm.write", "a-1", row={"name": "垃圾暴露识别", "matter_id": "event-0102"}),
    )
    told = seat.exchange(
        seat.command(
            "ruling.record", "k-1", unit_id="u-2", basis="协调会纪要", matter_id="event-0102", lon=109.5, lat=36.6
        ),
        seat.command("algorithm.propose", "a-1", to="lowered", note="误报多"),
        seat.command("letter.issue", "l-1", kind="urge", body="请尽快", unit_id="u-1"),
        seat.command("letter.reply", "l-1", reply="已安排"),
        seat.command("ruling.retire", "k-1"),
    )["receipts"]
    assert [receipt["outcome"] for receipt in told] == ["applied"] * 5, told

    def ids(path: str, **filters: str) -> list[str]:
        return [item["id"] for item in seat.get(f"/api/v1/{path}", params=filters).json()["items"]]

    assert ids("responsibilities", unit_id="u-1", area_code="610602001") == ["r-1"]
    assert ids("responsibilities", unit_id="u-9") == [] and ids("responsibilities", q="清单") == ["r-1"]
    assert ids("rulings", enabled="false", matter_id="event-0102") == ["k-1"] and ids("rulings", q="纪要") == ["k-1"]
    assert ids("algorithms", proposed="lowered") == ["a-1"] and ids("algorithms", q="垃圾") == ["a-1"]
    assert ids("letters", kind="urge", issued_at_from="2026-11-22T00:00:00.000Z") == ["l-1"]
    assert seat.get("/api/v1/letters/l-1").json()["reply"] == "已安排"
    with hall.database.read() as connection:
        written = {row["what"]: row["target"] for row in audit.rows(connection, 0, 100)}
    wanted = (
        "responsibility.write algorithm.write ruling.record algorithm.propose letter.issue letter.reply ruling.retire"
    )
    assert set(wanted.split()) <= written.keys() and audit.verify(hall.database) is None
