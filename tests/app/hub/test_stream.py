"""The stream: a committed change is pushed at once to every seat that waits, in the same words for all."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from app.domain.unit import Unit
from app.hub import feed
from app.hub.loading import load
from app.hub.serve import HubServer
from app.hub.settings import HubSettings

SEATS = 43


class Ear:
    """One seat's open stream."""

    def __init__(self, seat: Any, since: int, epoch: str = "", **headers: str) -> None:
        path = f"{seat.url}/api/v1/stream?since={since}&epoch={epoch}"
        self.answer = seat.http.get(path, stream=True, timeout=30, headers=headers)
        assert self.answer.status_code == 200, self.answer.text
        self.lines: Iterator[str] = self.answer.iter_lines(chunk_size=1, decode_unicode=True)

    def next_line(self, start: str) -> str:
        for line in self.lines:
            if line.startswith(start):
                return line
        raise AssertionError(f"the stream ended before {start!r}")

    def next_reply(self) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(self.next_line("data: ")[6:])
        return reply


def test_a_change_is_pushed_with_its_rows_and_its_cursor(hall: Any) -> None:
    seat, other = hall.seat("01", "wang"), hall.seat("02", "li")
    cursor = seat.exchange()["cursor"]
    ear = Ear(seat, cursor, seat.epoch)
    case_id, report = other.report("路面塌陷")
    other.exchange(report)
    assert int(ear.next_line("id: ")[4:]) > cursor
    reply = ear.next_reply()
    kinds = {block["kind"]: block for block in reply["changes"]}
    row = dict(zip(kinds["case"]["columns"], kinds["case"]["rows"][0], strict=True))
    assert (row["id"], row["description"]) == (case_id, "路面塌陷") and reply["epoch"] == seat.epoch


def test_silence_is_filled_with_pings(hall: Any) -> None:
    seat = hall.seat()
    ear = Ear(seat, seat.exchange()["cursor"])
    assert ear.next_line(": ping") == ear.next_line(": ping")


def test_after_a_broken_line_the_stream_goes_on_from_the_last_event(hall: Any) -> None:
    seat = hall.seat()
    cursor = seat.exchange()["cursor"]
    seat.exchange(seat.report("甲")[1])
    middle = seat.cursor
    seat.exchange(seat.report("乙")[1])
    ear = Ear(seat, cursor, **{"Last-Event-ID": str(middle)})
    told = json.dumps(ear.next_reply(), ensure_ascii=False)
    assert "乙" in told and "甲" not in told


def test_forty_three_seats_each_get_each_change_once_and_in_order(hall: Any) -> None:
    writer = hall.seat("W", "li")
    start = writer.exchange()["cursor"]
    seats = [hall.seat("S", "wang")] * SEATS
    ears = [Ear(replace(seat, http=_same_token(seat)), start) for seat in seats]
    heard: list[list[str]] = [[] for _ in ears]

    def listen(place: int) -> None:
        while len(heard[place]) < 20:
            for block in ears[place].next_reply()["changes"]:
                if block["kind"] == "unit":
                    heard[place] += [row[0] for row in block["rows"]]

    hands = [threading.Thread(target=listen, args=(place,)) for place in range(SEATS)]
    for hand in hands:
        hand.start()
    for turn in range(20):
        with hall.database.write() as connection:
            feed.write(connection, [Unit(id=f"u{turn:02d}", code="", name="单位")])
        hall.server.house.announcer.announce()
    for hand in hands:
        hand.join(20)
    assert heard == [[f"u{turn:02d}" for turn in range(20)]] * SEATS


def _same_token(seat: Any) -> requests.Session:
    session = requests.Session()
    session.headers.update(seat.http.headers)
    return session


def test_a_load_by_another_program_is_noticed(hall: Any) -> None:
    seat = hall.seat()
    ear = Ear(seat, seat.exchange()["cursor"])
    load(hall.database, "unit", [Unit(id="u", code="", name="水务局")])  # no announcement in this process
    assert "水务局" in json.dumps(ear.next_reply(), ensure_ascii=False)


def test_who_signed_out_hears_no_more(hall: Any) -> None:
    seat = hall.seat()
    ear = Ear(replace(seat, http=_same_token(seat)), seat.exchange()["cursor"])
    seat.http.post(f"{seat.url}/api/v1/sign-out", timeout=30)
    ear.next_line("event: problem")
    assert json.loads(ear.next_line("data: ")[6:])["code"] == "token.invalid"


def test_who_was_taken_over_is_told_on_the_open_line(hall: Any) -> None:
    old = hall.seat("07", "wang")
    ear = Ear(old, old.exchange()["cursor"])
    new = hall.seat("07", "zhao", signed_in=False)
    assert new.sign_in(takeover=True).status_code == 200
    ear.next_line("event: problem")
    assert json.loads(ear.next_line("data: ")[6:])["code"] == "token.taken_over"
    assert old.post().json()["code"] == "token.taken_over"


def test_two_hub_processes_on_one_postgresql_wake_each_other(postgres: Any, tmp_path: Path, hall_people: Any) -> None:
    url = postgres.database()
    quiet = {"db_url": url, "watch_s": 60.0, "ping_s": 60.0}  # so that only LISTEN can have told
    with (
        HubServer(HubSettings(data_dir=tmp_path / "a", **quiet)) as one,
        HubServer(HubSettings(data_dir=tmp_path / "b", **quiet)) as two,
    ):
        hall_people(one.house.database)
        here, there = hall_people.seat(one.url, "01", "wang"), hall_people.seat(two.url, "02", "li")
        cursor = there.exchange()["cursor"]
        ear = Ear(there, cursor)
        here.exchange(here.report("积水")[1])
        assert "积水" in json.dumps(ear.next_reply(), ensure_ascii=False)


def test_the_hub_stops_soon_though_streams_are_open(hall: Any) -> None:
    import time

    seat = hall.seat()
    ears = [Ear(replace(seat, http=_same_token(seat)), 0) for _ in range(5)]
    begun = time.monotonic()
    hall.server.stop()
    assert time.monotonic() - begun < 10.0
    assert not hall.server._thread.is_alive()
    for ear in ears:
        assert list(ear.lines)[-1:] != ["never"]  # each line ends rather than hangs
