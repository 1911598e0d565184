"""Signing in: one live session a seat, wrong passwords limited, nothing secret kept or told."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.hub import accounts, audit, first_start
from app.hub.connection import Database
from app.hub.tables import account, token


def test_a_seat_signs_in_and_out(hall: Any) -> None:
    seat = hall.seat("01", "wang")
    body = seat.sign_in(takeover=True).json()
    assert body["actor"] == {
        "seat": "01",
        "operator_id": seat.actor["operator_id"],
        "name": "值班员wang",
        "role": "duty_officer",
    }
    assert body["expires_at"] == "2026-11-22T14:00:00.000Z" and body["epoch"] and body["last_n"] == 0
    assert seat.http.post(f"{seat.url}/api/v1/sign-out", timeout=30).status_code == 204
    assert seat.post().json()["code"] == "token.invalid"


def test_neither_password_nor_token_lies_in_the_database(hall: Any) -> None:
    seat = hall.seat()
    secret = seat.http.headers["Authorization"].split()[1]
    with hall.database.read() as connection:
        hashes = connection.execute(select(token.c.hash)).scalars().all()
        passwords = connection.execute(select(account.c.password)).scalars().all()
    assert secret not in hashes and all(len(h) == 64 for h in hashes)
    assert all(p.startswith("$argon2id$") for p in passwords)


def test_a_token_runs_out(hall: Any) -> None:
    seat = hall.seat()
    hall.clock.forward(hours=12, minutes=1)
    assert seat.post().json()["code"] == "token.expired"
    assert seat.sign_in().status_code == 200
    assert seat.post().status_code == 200


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(hall: Any) -> None:
    seat = hall.seat("01", "wang", signed_in=False)
    codes = [seat.sign_in("wrong password").json()["code"] for _ in range(5)]
    assert codes == ["sign_in.wrong"] * 5
    locked = seat.sign_in()
    assert locked.status_code == 423 and locked.json()["code"] == "account.locked"
    assert locked.json()["until"] == "2026-11-22T02:15:00.000Z"
    hall.clock.forward(minutes=15, seconds=1)
    assert seat.sign_in().status_code == 200


def test_a_right_password_between_clears_the_count(hall: Any) -> None:
    seat = hall.seat("01", "wang", signed_in=False)
    for _ in range(2):
        for _ in range(4):
            assert seat.sign_in("wrong password").status_code == 401
        assert seat.sign_in(takeover=True).status_code == 200


def test_an_address_that_guesses_many_names_is_stopped_and_names_are_not_given_away(hall: Any) -> None:
    sessions = hall.server.house.sessions
    sessions._settings = replace(hall.server.house.settings, address_failures=3)
    seat = hall.seat("01", "nobody", signed_in=False)
    assert [seat.sign_in().json()["code"] for _ in range(3)] == ["sign_in.wrong"] * 3
    stopped = hall.seat("01", "wang", signed_in=False).sign_in()
    assert stopped.status_code == 429 and stopped.json()["code"] == "address.limited"
    assert int(stopped.headers["Retry-After"]) > 0


def test_a_seat_that_is_taken_names_who_sits_there_and_may_be_taken_over(hall: Any) -> None:
    wang = hall.seat("09", "wang")
    zhao = hall.seat("09", "zhao", signed_in=False)
    refused = zhao.sign_in()
    assert refused.status_code == 409
    assert refused.json()["code"] == "seat.taken" and refused.json()["operator"] == "值班员wang"
    assert refused.json()["since"] == "2026-11-22T02:00:00.000Z"
    assert zhao.sign_in(takeover=True).status_code == 200
    assert wang.post().json()["code"] == "token.taken_over"
    with hall.database.read() as connection:
        told = [row["what"] for row in audit.rows(connection, 0, 100)]
    assert told[-2:] == ["seat.takeover", "sign_in"]


def test_a_console_that_crashed_gets_its_seat_back_at_once_and_its_older_session_ends(hall: Any) -> None:
    before = hall.seat("09", "wang")
    after = hall.seat("09", "wang", signed_in=False)
    assert after.sign_in("a wrong password").json()["code"] == "sign_in.wrong"
    assert before.post().status_code == 200, "a wrong password ends nobody's session"
    assert after.sign_in().status_code == 200
    assert before.post().json()["code"] == "token.taken_over"
    assert after.post().status_code == 200
    with hall.database.read() as connection:
        told = [(row["what"], row["seat"], row["target"]) for row in audit.rows(connection, 0, 100)]
    assert told[-2:] == [("seat.return", "09", after.actor["operator_id"]), ("sign_in", "09", "")]
    assert hall.seat("09", "zhao", signed_in=False).sign_in().json()["code"] == "seat.taken"


def test_a_seat_left_silent_is_free_again(hall: Any) -> None:
    hall.seat("09", "wang")
    hall.clock.forward(seconds=46)
    assert hall.seat("09", "zhao", signed_in=False).sign_in().status_code == 200


def test_a_seat_that_works_stays_taken(hall: Any) -> None:
    wang = hall.seat("09", "wang")
    for _ in range(4):
        hall.clock.forward(seconds=30)
        wang.exchange()
    assert hall.seat("09", "zhao", signed_in=False).sign_in().json()["code"] == "seat.taken"


def test_an_operator_sits_only_where_he_is_permitted(hall: Any) -> None:
    accounts.create(hall.database, "chen", "陈", "acceptor", "correct horse battery", ["11", "12"])
    refused = hall.seat("13", "chen", signed_in=False).sign_in()
    assert refused.status_code == 403 and refused.json()["code"] == "seat.not_permitted"
    assert hall.seat("12", "chen", signed_in=False).sign_in().status_code == 200


def test_other_seats_see_who_sits_where(hall: Any) -> None:
    wang, li = hall.seat("01", "wang"), hall.seat("02", "li")
    people = {p["name"]: p["seat"] for p in li.get("/api/v1/operators").json()["items"]}
    assert people["值班员wang"] == "01" and people["值班员li"] == "02" and people["值班员zhao"] == ""
    wang.http.post(f"{wang.url}/api/v1/sign-out", timeout=30)
    assert {p["name"]: p["seat"] for p in li.get("/api/v1/operators").json()["items"]}["值班员wang"] == ""


def test_the_first_start_makes_an_administrator_nobody_could_guess(
    database: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(first_start.PASSWORD_VARIABLE, raising=False)
    shown = first_start.ensure_admin(database)
    assert shown is not None and len(shown) >= 16
    assert first_start.ensure_admin(database) is None  # once only
    with database.read() as connection:
        admin = accounts.find(connection, "admin")
    assert admin is not None and admin.role == "sys_admin" and accounts.password_fits(admin, shown)


def test_a_password_from_a_file_is_taken_and_not_shown(database: Database, tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("from a sealed envelope\n")
    assert first_start.ensure_admin(database, tmp_path / "secret") is None
    with database.read() as connection:
        assert accounts.password_fits(accounts.find(connection, "admin"), "from a sealed envelope")
