"""The conversation: each command exactly once, each clash named field by field, nothing dropped."""

import threading
from typing import Any

from sqlalchemy import select

from app.hub import audit, epoch
from app.hub.tables import operation


def rows_of(reply: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        dict(zip(b["columns"], row, strict=True)) for b in reply["changes"] if b["kind"] == kind for row in b["rows"]
    ]


def test_a_case_goes_from_report_to_close_and_every_step_stands_there_once(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    walk = [
        report,
        seat.command("case.accept", case_id, {"state": "reported"}),
        seat.command("case.file", case_id, {"state": "accepted"}, matter_id="event-0102"),
        seat.command("case.dispatch", case_id, {"state": "filed", "unit_id": ""}, unit_id="u1", unit_name="城管局"),
    ]
    reply = seat.exchange(*walk)
    assert [r["outcome"] for r in reply["receipts"]] == ["applied"] * 4
    case = rows_of(reply, "case")[-1]
    assert (case["state"], case["unit_id"], case["matter_name"]) == ("dispatched", "u1", "暴露垃圾")
    assert case["case_no"] == "2026112200001"
    assert [s["action"] for s in rows_of(reply, "case_step")] == ["report", "accept", "file", "dispatch"]
    assert all(r["ack_seq"] <= reply["cursor"] for r in reply["receipts"])
    assert max(s["seq"] for s in rows_of(reply, "case_step")) < case["seq"] == reply["receipts"][0]["ack_seq"]


def test_a_lost_reply_is_repeated_without_harm(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    urge = seat.command("case.note", case_id, note="已电话联系")
    first = seat.post(report, urge).json()
    again = seat.post(report, urge).json()
    assert again["receipts"] == first["receipts"]
    seat.exchange()
    steps = seat.get(f"/api/v1/cases/{case_id}/steps").json()["items"]
    assert [s["action"] for s in steps] == ["report", "note"]


def test_the_same_commands_posted_by_eight_hands_at_once_are_applied_once(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    commands = [report, *(seat.command("case.urge", case_id) for _ in range(5))]
    commands[1]["kind"] = "case.note"
    commands[1]["args"] = {"note": "一"}
    answers: list[dict[str, Any]] = []
    hands = [threading.Thread(target=lambda: answers.append(seat.post(*commands).json())) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert all(a["receipts"] == answers[0]["receipts"] for a in answers) and len(answers) == 8
    with hall.database.read() as connection:
        logged = connection.execute(select(operation.c.n).order_by(operation.c.n)).scalars().all()
    assert list(logged) == [1, 2, 3, 4, 5, 6]


def test_a_gap_says_which_number_is_expected_and_applies_nothing(hall: Any) -> None:
    seat = hall.seat()
    _, first = seat.report()
    _, second = seat.report()
    answer = seat.post(second)
    assert answer.status_code == 409 and answer.json()["code"] == "commands.gap" and answer.json()["expect"] == 1
    assert [r["outcome"] for r in seat.exchange(first, second)["receipts"]] == ["applied", "applied"]


def test_a_number_used_already_by_another_command_is_not_dropped_silently(hall: Any) -> None:
    seat = hall.seat()
    seat.exchange(seat.report()[1])
    seat.n = 0  # a new profile under the old seat number
    _, fresh = seat.report()
    answer = seat.post(fresh)
    assert answer.json()["code"] == "commands.gap" and answer.json()["expect"] == 2
    fresh["n"] = 2
    assert seat.exchange(fresh)["receipts"][0]["outcome"] == "applied"


def test_two_seats_on_one_case_clash_on_the_field_that_differs(hall: Any) -> None:
    wang, li = hall.seat("01", "wang"), hall.seat("02", "li")
    case_id, report = wang.report()
    accept = wang.command("case.accept", case_id, {"state": "reported"})
    wang.exchange(report, accept, wang.command("case.file", case_id, {"state": "accepted"}, matter_id="event-0102"))
    seen = {"state": "filed", "unit_id": ""}
    wang.exchange(wang.command("case.dispatch", case_id, seen, unit_id="u1", unit_name="城管局"))
    reply = li.exchange(li.command("case.dispatch", case_id, seen, unit_id="u2", unit_name="水务局"))
    receipt = reply["receipts"][0]
    assert receipt["outcome"] == "conflict"
    assert receipt["conflicts"]["unit_id"] == ["", "u1", "u2"]
    assert rows_of(reply, "case")[-1]["unit_id"] == "u1"


def test_two_seats_that_want_the_same_are_both_content_and_it_happens_once(hall: Any) -> None:
    wang, zhao = hall.seat("01", "wang"), hall.seat("02", "zhao")
    case_id, report = wang.report()
    wang.exchange(report)
    wang.exchange(wang.command("case.accept", case_id, {"state": "reported"}))
    receipt = zhao.exchange(zhao.command("case.accept", case_id, {"state": "reported"}))["receipts"][0]
    assert receipt["outcome"] == "merged"
    actions = [s["action"] for s in wang.get(f"/api/v1/cases/{case_id}/steps").json()["items"]]
    assert actions == ["report", "accept"]


def test_a_rule_that_says_no_is_news_and_the_row_of_commands_goes_on(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    close = seat.command("case.close", case_id, {"state": "reported"})
    note = seat.command("case.note", case_id, note="继续")
    receipts = seat.exchange(report, close, note)["receipts"]
    assert [(r["outcome"], r["code"]) for r in receipts] == [
        ("applied", ""),
        ("refused", "case.wrong_state"),
        ("applied", ""),
    ]


def test_a_seat_cannot_lend_itself_a_post(hall: Any) -> None:
    zhao = hall.seat("03", "zhao")
    case_id, report = zhao.report()
    zhao.exchange(report, zhao.command("case.accept", case_id, {"state": "reported"}))
    file = zhao.command("case.file", case_id, {"state": "accepted"}, matter_id="event-0102")
    file["by"] = dict(file["by"], role="duty_officer")
    assert zhao.exchange(file)["receipts"][0]["code"] == "role.forbidden"
    stranger = zhao.command("case.note", case_id, note="x")
    stranger["by"] = dict(stranger["by"], operator_id="somebody", role="duty_officer")
    assert zhao.exchange(stranger)["receipts"][0]["code"] == "operator.unknown"


def test_what_the_officer_before_did_offline_still_goes_out_under_his_name(hall: Any) -> None:
    wang = hall.seat("05", "wang")
    case_id, report = wang.report()
    hall.clock.forward(minutes=5)
    zhao = hall.seat("05", "zhao")
    assert zhao.exchange(report)["receipts"][0]["outcome"] == "applied"
    step = zhao.get(f"/api/v1/cases/{case_id}/steps").json()["items"][0]
    assert step["operator_id"] == wang.actor["operator_id"] and step["operator"] == "值班员wang"


def test_a_seat_whose_clock_runs_ahead_acts_now_and_not_tomorrow(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    report["at"] = "2031-01-01T00:00:00Z"
    seat.exchange(report)
    assert seat.get(f"/api/v1/cases/{case_id}").json()["reported_at"] == "2026-11-22T02:00:00.000Z"


def test_a_camera_that_was_looked_at_is_a_fact_that_changes_no_record_and_clashes_with_nothing(hall: Any) -> None:
    seat = hall.seat()
    before = seat.exchange()["cursor"]
    looked = seat.command("camera.view", "cam-1", {"name": "从前的名字"}, why="巡查")
    reply = seat.exchange(looked)
    assert reply["receipts"][0]["outcome"] == "applied"
    assert (reply["cursor"], reply["changes"]) == (before, [])
    with hall.database.read() as connection:
        last = audit.rows(connection, 0, 1_000)[-1]
    assert (last["what"], last["target"], last["operator_id"]) == ("camera.view", "cam-1", seat.actor["operator_id"])
    assert seat.exchange(seat.command("camera.view", "cam-9"))["receipts"][0]["code"] == "camera.unknown"
    assert seat.exchange(seat.command("oven.bake", "x"))["receipts"][0]["code"] == "command.unknown"


def test_a_restored_hub_tells_the_seat_to_begin_anew_and_where_its_numbers_stand(hall: Any) -> None:
    seat = hall.seat()
    seat.exchange(*(seat.report()[1] for _ in range(3)))
    with hall.database.write() as connection:
        fresh = epoch.renew(connection)
    answer = seat.post()
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "epoch.changed" and problem["last_n"] == 3 and problem["epoch"].startswith(fresh)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_cursor_ahead_of_the_hub_is_another_life_too(hall: Any) -> None:
    seat = hall.seat()
    answer = seat.post(cursor=10_000, epoch="")
    assert answer.status_code == 409 and answer.json()["code"] == "epoch.changed"


def test_a_cursor_older_than_the_tombstones_is_sent_to_the_snapshot(hall: Any) -> None:
    from app.hub import feed

    seat = hall.seat()
    seat.exchange(*(seat.report()[1] for _ in range(3)))
    with hall.database.write() as connection:
        feed.remove(connection, "matter", ["event-0102"])
    gone = [b["gone"] for b in seat.exchange()["changes"] if b["kind"] == "matter"]
    assert gone == [["event-0102"]]
    assert epoch.purge(hall.database, seat.cursor) == 1
    assert seat.post(cursor=1).json()["code"] == "cursor.too_old" and seat.post(cursor=1).status_code == 410
    assert seat.post(cursor=0).status_code == 200


def test_pages_follow_each_other_until_there_is_no_more(hall: Any) -> None:
    seat = hall.seat()
    seat.exchange(*(seat.report()[1] for _ in range(30)))
    cursor, ids = 0, []
    while True:
        reply = seat.post(cursor=cursor, limit=7).json()
        ids += [row["id"] for row in rows_of(reply, "case")]
        assert reply["cursor"] > cursor
        cursor = reply["cursor"]
        if not reply["more"]:
            break
    assert len(ids) == len(set(ids)) == 30


def test_a_command_id_belongs_to_the_seat_that_sent_it(hall: Any) -> None:
    wang, li = hall.seat("01", "wang"), hall.seat("02", "li")
    _, report = wang.report()
    wang.exchange(report)
    stolen = li.command("case.note", "x", note="x")
    stolen["id"] = report["id"]
    answer = li.post(stolen)
    assert answer.status_code == 409 and answer.json()["code"] == "command.foreign"
