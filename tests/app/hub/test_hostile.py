"""Hostile input: refused with the field named, and the hub goes on serving."""

import json
import logging
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def raw(seat: Any, path: str, body: bytes | str) -> requests.Response:
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": "application/json"}
    return seat.http.post(f"{seat.url}/api/v1/{path}", data=data, headers=headers, timeout=30)


def test_bodies_that_are_no_conversation(hall: Any) -> None:
    seat = hall.seat()
    good = json.dumps({"seat": "01", "epoch": "", "cursor": 0, "commands": []})
    for body in (
        "",
        "{",
        "[]",
        "null",
        "\xff",
        "[" * 100_000,
        '{"a":' * 5_000,
        '{"seat": NaN}',
        good[:-1] + ', "x": 1}',
    ):
        answer = raw(seat, "exchange", body)
        assert 400 <= answer.status_code < 500, (body[:40], answer.status_code)
        assert answer.headers["content-type"] == "application/problem+json"
    assert raw(seat, "exchange", good).status_code == 200


def test_values_no_database_keeps_are_refused_by_name(hall: Any) -> None:
    seat = hall.seat()
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    for value in ("\ud800", 1 << 70, deep, "x" * 30_000, [0] * 30_000):
        _, command = seat.report()
        command["args"]["note"] = value
        answer = raw(seat, "exchange", json.dumps({"seat": "01", "epoch": "", "cursor": 0, "commands": [command]}))
        assert answer.status_code == 422, str(value)[:40]
        assert answer.json()["errors"][0]["field"] == "commands.0.args", str(value)[:40]
        seat.n -= 1
    assert raw(seat, "exchange", '{"seat":"01","epoch":"","cursor":1e400,"commands":[]}').status_code == 422


def test_a_body_over_the_limit_is_cut_off_announced_or_not(hall: Any) -> None:
    seat = hall.seat()
    announced = raw(seat, "exchange", b" " * (5 * 1024 * 1024))
    assert announced.status_code == 413 and announced.json()["code"] == "body.too_large"

    def endless() -> Any:
        for _ in range(200):
            yield b" " * 65_536

    try:
        status = seat.http.post(f"{hall.url}/api/v1/exchange", data=endless(), timeout=30).status_code
    except requests.ConnectionError:
        status = 413  # the hub hung up while we were still talking
    assert status == 413
    assert seat.exchange()["receipts"] == []


def test_expect_and_args_full_of_nonsense_do_not_stop_the_row_of_commands(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    odd = [
        seat.command("case.accept", case_id, {"no_such_field": 1}),
        seat.command("case.accept", case_id, {"state": ["a", {"b": None}]}),
        seat.command("case.amend", case_id, {"lon": "east"}, lon="west", grade={"a": 1}),
        seat.command("case.dispatch", case_id, {"limit_value": "soon"}, limit_value=[], unit_id={}),
        seat.command("broadcast.start", "b1", speaker_ids="all", mode=3),
    ]
    last = seat.command("case.note", case_id, note="还在")
    outcomes = [r["outcome"] for r in seat.exchange(report, *odd, last)["receipts"]]
    assert outcomes[0] == outcomes[-1] == "applied" and set(outcomes[1:-1]) <= {"refused", "conflict", "merged"}


def test_neither_passwords_nor_people_reach_the_log(hall: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="hall")
    seat = hall.seat("01", "wang")
    hall.seat("02", "wang", signed_in=False).sign_in("a wrong secret")
    _, report = seat.report()
    report["args"] |= {"reporter": "某市民", "reporter_phone": "13800000000"}
    seat.exchange(report)
    seat.get("/api/v1/cases?q=13800000000")
    text = caplog.text
    assert "/api/v1/exchange 200" in text
    for secret in (
        "a wrong secret",
        "correct horse",
        "某市民",
        "13800000000",
        seat.http.headers["Authorization"].split()[1],
    ):
        assert secret not in text


def test_a_full_disk_is_said_clearly_and_nothing_half_is_left(hall: Any) -> None:
    """SQLite is held to its present size, which is what a full disk does to it."""
    seat = hall.seat()
    case_id, report = seat.report()
    report["args"]["description"] = "长" * 8_000
    notes = [seat.command("case.note", case_id, note="长" * 8_000) for _ in range(40)]
    with hall.database.write() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
        connection.exec_driver_sql(f"pragma max_page_count = {pages + 4}")
    full = seat.post(report, *notes)
    assert full.status_code == 507 and full.json()["code"] == "disk.full"
    with hall.database.write() as connection:
        connection.exec_driver_sql("pragma max_page_count = 1000000")
    assert len(seat.exchange(report, *notes)["receipts"]) == 41
