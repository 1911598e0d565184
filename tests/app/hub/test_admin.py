"""What administrators do: bulk records, accounts, and an audit book in which nothing can be changed unseen."""

from typing import Any

import orjson
import pytest
from sqlalchemy import delete, update

from app.hub import audit
from app.hub.tables import audit as book


def test_records_are_put_in_bulk_and_nothing_twice(hall: Any) -> None:
    admin, seat = hall.seat("A", "admin"), hall.seat()
    seat.exchange()
    rows = [{"id": f"u{i}", "code": str(i), "name": f"单位{i}", "matters": ["event-0102"]} for i in range(50)]
    put = lambda: admin.http.put(f"{hall.url}/api/v1/records/unit", json={"rows": rows}, timeout=30).json()  # noqa: E731
    assert put() == {"received": 50, "changed": 50}
    assert put() == {"received": 50, "changed": 0}
    rows[7]["name"] = "水务局"
    assert put() == {"received": 50, "changed": 1}
    assert sum(len(b["rows"]) for b in seat.exchange()["changes"] if b["kind"] == "unit") == 50
    bad = admin.http.put(f"{hall.url}/api/v1/records/unit", json={"rows": [{"id": "x"}]}, timeout=30)
    assert bad.status_code == 400 and bad.json()["row"] == 0
    odd = admin.http.put(f"{hall.url}/api/v1/records/unit", json={"rows": [{**rows[0], "x": 1}]}, timeout=30)
    assert (odd.json()["field"], odd.json()["reason"]) == ("x", "unknown")
    for wrong in ({"lon": "east"}, {"enabled": 1}, {"phone": 110}, {"name": "a\x00"}, {"id": ""}):
        body = {"rows": [rows[0], {**rows[0], **wrong}]}
        told = admin.http.put(f"{hall.url}/api/v1/records/unit", json=body, timeout=30).json()
        assert (told["code"], told["row"], told["field"]) == ("record.invalid", 1, next(iter(wrong)))


def test_operators_may_not_do_what_administrators_do(hall: Any) -> None:
    seat = hall.seat()
    for method, path in (("PUT", "records/unit"), ("PUT", "accounts/x"), ("GET", "audit"), ("GET", "audit/verify")):
        body = {"rows": []} if "records" in path else {"name": "x", "role": "acceptor", "password": "12345678"}
        answer = seat.http.request(method, f"{hall.url}/api/v1/{path}", json=body, timeout=30)
        assert answer.status_code == 403 and answer.json()["code"] == "role.forbidden", path


def test_an_administrator_makes_an_account_that_can_sign_in(hall: Any) -> None:
    admin = hall.seat("A", "admin")
    body = {"name": "陈", "role": "acceptor", "password": "a long enough one", "seats": ["21"]}
    assert admin.http.put(f"{hall.url}/api/v1/accounts/chen", json=body, timeout=30).status_code == 200
    assert hall.seat("21", "chen", signed_in=False).sign_in("a long enough one").status_code == 200
    short = admin.http.put(f"{hall.url}/api/v1/accounts/chen", json=body | {"password": "short"}, timeout=30)
    assert short.status_code == 422 and "short" not in short.text.replace("string_too_short", "")
    odd = admin.http.put(f"{hall.url}/api/v1/accounts/chen", json=body | {"role": "king"}, timeout=30)
    assert odd.json()["code"] == "field.invalid"


def test_the_book_tells_who_did_what_and_holds(hall: Any) -> None:
    seat, admin = hall.seat(), hall.seat("A", "admin")
    case_id, report = seat.report()
    seat.exchange(report, seat.command("camera.view", "cam-1"), seat.command("case.close", case_id))
    told = admin.get("/api/v1/audit").json()["items"]
    mine = [(row["what"], row["target"], row["detail"].get("outcome")) for row in told if row["seat"] == "01"]
    assert mine == [
        ("sign_in", "", None),
        ("case.report", case_id, "applied"),
        ("camera.view", "cam-1", "applied"),
        ("case.close", case_id, "refused"),
    ]
    assert admin.get("/api/v1/audit/verify").json() == {"sound": True, "first_broken": None}
    lines = [orjson.loads(line) for line in admin.get("/api/v1/audit/export").content.splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert "井盖缺失" not in admin.get("/api/v1/audit/export").text  # ids only


@pytest.mark.parametrize("deed", ["change", "remove", "cut", "forge"])
def test_whoever_tampers_with_the_book_is_found(hall: Any, deed: str) -> None:
    seat = hall.seat()
    seat.exchange(*(seat.report()[1] for _ in range(6)))
    assert audit.verify(hall.database) is None
    with hall.database.write() as connection:
        last = audit.rows(connection, 0, 100)[-1]["n"]
        if deed == "change":
            connection.execute(update(book).where(book.c.n == 3).values(operator_id="somebody else"))
        elif deed == "remove":
            connection.execute(delete(book).where(book.c.n == 3))
        elif deed == "cut":
            connection.execute(delete(book).where(book.c.n == last))
        else:  # a change with its own hash made right still breaks the next one
            connection.execute(delete(book).where(book.c.n == 3))
            forged = audit._row(3, audit.Entry(what="sign_in", at=hall.clock.now()), audit.FIRST)
            connection.execute(book.insert(), forged)
    assert audit.verify(hall.database) == {"change": 3, "remove": 3, "cut": last, "forge": 3}[deed]
