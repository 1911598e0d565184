"""Letters are numbered like cases: by the hub, in commit order, by the hall's own form, without gaps."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import text

from app.domain.clock import to_text
from app.domain.rules import Ruleset
from app.hub.loading import load

FORMS = {"prefix": "宝城管", "supervision": "{prefix}督〔{year}〕{n}号", "urge": "{prefix}催{year}-{n}"}


def letter(seat: Any, letter_id: str, kind: str = "supervision", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = seat.command(
        "letter.issue", letter_id, kind=kind, body="请于今日内处置。", unit_id="u-1", **more
    )
    return found


def numbers(seat: Any, **filters: str) -> dict[str, str]:
    return {item["id"]: item["no"] for item in seat.get("/api/v1/letters", params=filters).json()["items"]}


def test_a_letter_gets_the_number_of_its_kind_and_year_in_the_halls_own_form(hall: Any) -> None:
    load(hall.database, "ruleset", [Ruleset(letter_numbers=FORMS)])
    seat = hall.seat("01", "wang")
    told = seat.exchange(letter(seat, "l1"), letter(seat, "l2"), letter(seat, "l3", "urge"))["receipts"]
    assert [receipt["outcome"] for receipt in told] == ["applied"] * 3
    assert numbers(seat) == {"l1": "宝城管督〔2026〕1号", "l2": "宝城管督〔2026〕2号", "l3": "宝城管催2026-1"}
    assert numbers(seat, kind="urge") == {"l3": "宝城管催2026-1"}
    assert numbers(seat, no="宝城管督〔2026〕2号") == {"l2": "宝城管督〔2026〕2号"}
    hall.clock.forward(days=45)
    assert seat.sign_in(takeover=True).ok
    seat.exchange(letter(seat, "l4"))
    assert numbers(seat)["l4"] == "宝城管督〔2027〕1号"


def test_a_hall_without_a_form_has_plain_numbers_and_a_strange_form_is_only_text(hall: Any) -> None:
    seat = hall.seat("01", "wang")
    seat.exchange(letter(seat, "l1"), letter(seat, "l2", "conference"))
    assert numbers(seat) == {"l1": "督〔2026〕1号", "l2": "会〔2026〕1号"}
    load(hall.database, "ruleset", [Ruleset(letter_numbers={"supervision": "{n.__class__}{0}{year:>9}-{n}"})])
    seat.exchange(letter(seat, "l3"))
    assert numbers(seat)["l3"] == "{n.__class__}{0}{year:>9}-2"


def test_a_letter_that_comes_with_an_operation_carries_both_numbers(hall: Any) -> None:
    """The case is new in the same batch: the seat did not know its number when the letter was written."""
    seat = hall.seat("01", "wang")
    case_id, report = seat.report()
    written = {"id": "l9", "body": "请限期处置", "reply_hours": 24}
    commands = [
        report,
        seat.command("case.accept", case_id),
        seat.command("case.file", case_id, matter_id="event-0102"),
        seat.command("case.dispatch", case_id, unit_id="u-1", unit_name="环卫中心"),
        seat.command("case.supervise", case_id, note="多次投诉", letter=written),
    ]
    told = seat.exchange(*commands)["receipts"]
    assert [receipt["outcome"] for receipt in told] == ["applied"] * 5, told
    (found,) = seat.get("/api/v1/letters").json()["items"]
    case = seat.get(f"/api/v1/cases/{case_id}").json()
    assert (found["no"], found["case_no"], found["case_id"]) == ("督〔2026〕1号", case["case_no"], case_id)
    assert found["unit_name"] == "环卫中心" and case["case_no"]


def test_a_refused_letter_takes_no_number(hall: Any) -> None:
    seat = hall.seat("01", "wang")
    refused = seat.command("letter.issue", "l1", kind="supervision")
    told = seat.exchange(refused, letter(seat, "l2"))["receipts"]
    assert [receipt["code"] for receipt in told] == ["field.missing", ""]
    assert numbers(seat) == {"l2": "督〔2026〕1号"}


def test_a_paper_under_an_id_in_use_is_refused_and_the_seat_goes_on(hall: Any) -> None:
    seat = hall.seat("01", "wang")
    first, (case_id, report) = letter(seat, "l1"), seat.report()
    told = seat.exchange(
        first,
        report,
        seat.command("case.accept", case_id),
        seat.command("case.file", case_id, matter_id="event-0102"),
        seat.command("case.dispatch", case_id, unit_id="u-1", unit_name="环卫中心"),
        seat.command("case.urge", case_id, note="催", letter={"id": "l1", "body": "别的信"}),
        seat.command("case.urge", case_id, note="催", letter={"id": "l2", "body": "新的信"}),
        seat.command("case.urge", case_id, note="催", letter={"id": "l2", "body": "同批同号"}),
        seat.command("case.note", case_id, note="照常"),
    )["receipts"]
    assert [receipt["code"] for receipt in told] == ["", "", "", "", "", "letter.exists", "", "letter.exists", ""]
    assert seat.get("/api/v1/letters/l1").json()["body"] == "请于今日内处置。"
    assert seat.get("/api/v1/letters/l2").json()["body"] == "新的信"
    assert seat.get(f"/api/v1/cases/{case_id}").json()["urges"] == 1


def test_letters_and_cases_from_eight_seats_at_once_are_numbered_without_gap_or_deadlock(hall: Any) -> None:
    """Half of the seats report first and write a letter second, the others the other way round."""
    seats = [hall.seat(f"{k:02d}", "wang") for k in range(1, 9)]
    start = threading.Barrier(8)

    def work(place: int) -> list[str]:
        seat, outcomes = seats[place], []
        start.wait(30)
        for turn in range(6):
            made = [seat.report()[1], letter(seat, f"l{place}-{turn}"), letter(seat, f"u{place}-{turn}", "urge")]
            if place % 2:
                made.reverse()
                for n, command in enumerate(sorted(one["n"] for one in made)):
                    made[n]["n"] = command
            outcomes += [receipt["outcome"] for receipt in seat.exchange(*made)["receipts"]]
        return outcomes

    with ThreadPoolExecutor(8) as hands:
        told = [outcome for outcomes in hands.map(work, range(8)) for outcome in outcomes]
    assert told == ["applied"] * 8 * 6 * 3
    given = numbers(seats[0], limit="1000")
    for sign, start_of in (("督", "l"), ("催", "u")):
        mine = sorted(int(no.split("〕")[1][:-1]) for i, no in given.items() if i.startswith(start_of))
        assert mine == list(range(1, 49)), sign
    with hall.database.read() as connection:
        last = connection.execute(text("select v from hub_counter where name = 'letter.urge.2026'")).scalar()
    assert last == 48


def test_a_case_knows_how_often_it_was_reported_before(hall: Any) -> None:
    seat = hall.seat("01", "wang")

    def report(repeats: int, **args: Any) -> None:
        case_id, command = seat.report("垃圾堆积")
        command["args"] |= args
        command["at"] = to_text(hall.clock.now())
        seat.exchange(command)
        assert seat.get(f"/api/v1/cases/{case_id}").json()["repeats"] == repeats, args

    here = {"matter_id": "event-0102", "lon": 109.4900, "lat": 36.5850}
    report(0, **here)
    report(1, **{**here, "lat": 36.5857})  # 78 m
    report(0, **{**here, "lat": 36.6000})  # 1.7 km
    report(0, lon=here["lon"], lat=here["lat"])  # nobody said what it is
    report(0, reporter_phone="13800000000")
    report(1, reporter_phone="13800000000", lon=109.5, lat=36.9)
    report(4, reporter_phone="13800000000", **here)
    report(0, source="ai", camera_id="cam-1", **here)  # a camera that sees the same corner all day says nothing new
    report(3, **here)
    hall.clock.forward(days=91)
    assert seat.sign_in(takeover=True).ok
    report(0, reporter_phone="13800000000", **here)


def test_two_reports_of_one_batch_count_each_other_once(hall: Any) -> None:
    seat = hall.seat("01", "wang")
    made = [seat.report() for _ in range(3)]
    for _, command in made:
        command["args"] |= {"reporter_phone": "13900000000"}
    seat.exchange(*(command for _, command in made))
    assert [seat.get(f"/api/v1/cases/{i}").json()["repeats"] for i, _ in made] == [0, 1, 2]
