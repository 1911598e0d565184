"""Who looks at a case: told at once, told again to whoever comes later, and forgotten when it is not said again."""

import json
from collections.abc import Iterator
from typing import Any

from app.domain.command import Actor
from app.hub.announcer import Announcer
from app.hub.connection import Database
from app.hub.watching import Watching

WANG, LI = Actor("01", "w", "王某", "duty_officer"), Actor("02", "l", "李某", "dispatcher")


def events(told: bytes) -> list[Any]:
    lines = told.decode().splitlines()
    return [list(json.loads(line[6:]).values()) for line in lines if line.startswith("data: ")]


def lines_of(seat: Any) -> Iterator[str]:
    answer = seat.get(f"/api/v1/stream?since={seat.exchange()['cursor']}", stream=True)
    assert answer.status_code == 200
    return iter(answer.iter_lines(chunk_size=1, decode_unicode=True))


def next_watching(lines: Iterator[str]) -> Any:
    for line in lines:
        if line == "event: watching":
            return json.loads(next(lines)[6:])
    raise AssertionError("the stream ended")


def look(seat: Any, case_id: str) -> Any:
    return seat.http.put(f"{seat.url}/api/v1/watching", json={"case_id": case_id}, timeout=30)


def test_the_others_hear_who_looks_and_who_has_gone(hall: Any) -> None:
    wang, li = hall.seat("01", "wang"), hall.seat("02", "li")
    lines = lines_of(li)
    assert look(wang, "c-1").status_code == 204
    assert next_watching(lines) == {"case_id": "c-1", "seats": [["01", "值班员wang"]]}
    look(li, "c-1")
    assert next_watching(lines)["seats"] == [["01", "值班员wang"], ["02", "值班员li"]]
    look(wang, "c-2")
    assert [next_watching(lines) for _ in range(2)] == [
        {"case_id": "c-1", "seats": [["02", "值班员li"]]},
        {"case_id": "c-2", "seats": [["01", "值班员wang"]]},
    ]
    wang.http.post(f"{wang.url}/api/v1/sign-out", timeout=30)
    assert next_watching(lines) == {"case_id": "c-2", "seats": []}


def test_whoever_comes_later_hears_the_present_state_first(hall: Any) -> None:
    wang, li = hall.seat("01", "wang"), hall.seat("02", "li")
    look(wang, "c-9")
    assert next_watching(lines_of(li)) == {"case_id": "c-9", "seats": [["01", "值班员wang"]]}


def test_rows_and_whispers_travel_on_one_line_and_neither_hides_the_other(hall: Any) -> None:
    wang, li = hall.seat("01", "wang"), hall.seat("02", "li")
    lines = lines_of(li)
    for turn in range(5):
        case_id, report = wang.report(f"第{turn}件")
        wang.exchange(report)
        assert any(case_id in line for line in lines if line.startswith("data: "))
        look(wang, case_id)
        assert case_id in [next_watching(lines)["case_id"] for _ in range(1 if turn == 0 else 2)]


def test_a_seat_says_only_what_it_may_look_at_as_text(hall: Any) -> None:
    wang = hall.seat("01", "wang")
    assert look(wang, "x" * 65).status_code == 422 and look(wang, "a\x00b").status_code == 422
    assert wang.http.put(f"{wang.url}/api/v1/watching", json={"seat": "02"}, timeout=30).status_code == 422


def test_a_look_that_is_not_said_again_is_forgotten_after_a_minute(database: Database) -> None:
    clock = [0.0]
    watching = Watching(database, Announcer(database), lambda: clock[0])
    woken: list[int] = []
    watching.start(lambda: woken.append(1))
    watching.look(WANG, "c-1")
    clock[0] = 30.0
    watching.look(WANG, "c-1")  # said again: nobody needs to hear
    watching.look(LI, "c-1")
    clock[0] = 70.0
    watching.sweep()
    assert len(woken) == 2 and events(watching.present()[1]) == [["c-1", [["01", "王某"], ["02", "李某"]]]]
    watching.look(LI, "c-1")
    clock[0] = 91.0
    watching.sweep()
    assert events(watching.after(2)[1]) == [["c-1", [["02", "李某"]]]] and len(woken) == 3
