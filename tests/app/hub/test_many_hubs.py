"""Several hub processes on one PostgreSQL are one hub: numbers, receipts, seats, locks and news are shared."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select, text

from app.domain.matter import Matter
from app.domain.unit import Unit
from app.hub import accounts, epoch, feed
from app.hub.connection import Database
from app.hub.loading import load
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.hub.tables import RECORDS
from app.hub.tidemark import Tidemark

PASSWORD = "correct horse battery"
DEADLINE_S = 30.0


class Twins:
    """Two `hall hub` processes that share a database and a data folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = open_database(url)
        load(self.database, "matter", [_matter()])
        self._processes = [_hub(url, folder) for _ in range(2)]
        self.urls = [_address(process) for process in self._processes]

    def account(self, login: str) -> None:
        accounts.create(self.database, login, f"值班员{login}", "duty_officer", PASSWORD)

    def close(self) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(30)
            finally:
                process.kill()
        self.database.close()


def _matter(**more: Any) -> Matter:
    told = {"kind": "event", "big_code": "01", "small_code": "02", "big_name": "市容环境", "name": "暴露垃圾"}
    return Matter(id="event-0102", **{**told, **more})


def _hub(url: str, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "app", "hub", "--db", url, "--data", str(folder), "--listen", "127.0.0.1:0"]
    environment = {**os.environ, "HALL_ADMIN_PASSWORD": PASSWORD}
    return subprocess.Popen(
        [*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return str(json.loads(process.stdout.readline())["url"])


@pytest.fixture(scope="module")
def twins(postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    pair = Twins(postgres.database(), tmp_path_factory.mktemp("hubs"))
    for login in ("wang", "li", "zhao", "chen", "qian"):
        pair.account(login)
    yield pair
    pair.close()


@pytest.fixture
def sit(twins: Twins, hall_people: Any) -> Callable[..., Any]:
    def sit_down(hub: int, no: str, user: str) -> Any:
        return hall_people.seat(twins.urls[hub], no, user)

    return sit_down


def elsewhere(seat: Any, url: str) -> Any:
    """The same seat with the same token, talking to the other hub."""
    session = requests.Session()
    session.headers.update(seat.http.headers)
    return replace(seat, url=url, http=session)


def asks(url: str, no: str, user: str, password: str = PASSWORD, **more: Any) -> requests.Response:
    body = {"seat": no, "user": user, "password": password, **more}
    return requests.post(f"{url}/api/v1/sign-in", json=body, timeout=30)


def test_a_seat_taken_at_one_hub_is_taken_at_the_other(twins: Twins, sit: Any) -> None:
    two = twins.urls[1]
    wang = sit(0, "T1", "wang")
    refused = asks(two, "T1", "li")
    assert refused.status_code == 409 and refused.json()["operator"] == "值班员wang"
    assert asks(two, "T1", "li", takeover=True).status_code == 200
    assert wang.post().json()["code"] == "token.taken_over"
    with ThreadPoolExecutor(8) as hands:  # eight people run for one chair
        codes = list(hands.map(lambda k: asks(twins.urls[k % 2], "T2", ("wang", "li")[k % 2]).status_code, range(8)))
    with twins.database.read() as connection:
        held = connection.execute(text("select count(*) from hub_token where seat = 'T2' and ended_at = ''")).scalar()
    assert held == 1 and set(codes) <= {200, 409} and 200 in codes


def test_a_seat_taken_over_at_one_hub_hears_it_on_its_stream_at_the_other(twins: Twins, sit: Any) -> None:
    wang = sit(0, "T3", "wang")
    cursor = wang.exchange()["cursor"]
    answer = wang.get(f"/api/v1/stream?since={cursor}", stream=True)
    lines = answer.iter_lines(chunk_size=1, decode_unicode=True)
    assert next(lines).startswith("retry")
    assert asks(twins.urls[1], "T3", "li", takeover=True).status_code == 200
    told = [line for line in lines if line.startswith(("event: problem", "data: "))]
    assert json.loads(told[-1][6:])["code"] == "token.taken_over"


def test_wrong_passwords_at_both_hubs_are_counted_together(twins: Twins) -> None:
    one, two = twins.urls
    for url in (one, two, one, two):
        assert asks(url, "T4", "zhao", "wrong password").status_code == 401
    assert asks(two, "T4", "zhao", "wrong password").json()["tries_left"] == 0
    assert asks(one, "T4", "zhao").status_code == asks(two, "T4", "zhao").status_code == 423


def test_guesses_side_by_side_lock_the_account_and_none_opens_it_again(twins: Twins) -> None:
    """Twelve guesses are on their way before the first is judged."""
    with ThreadPoolExecutor(12) as hands:
        answers = list(hands.map(lambda k: asks(twins.urls[k % 2], "T5", "chen", "wrong password"), range(12)))
    codes = [answer.json()["code"] for answer in answers]
    assert codes.count("sign_in.wrong") == 5 and codes.count("account.locked") == 7
    assert {asks(url, "T5", "chen").status_code for url in twins.urls} == {423}


def test_a_batch_that_reaches_both_hubs_at_once_is_applied_once(twins: Twins, sit: Any) -> None:
    seat = sit(0, "T6", "wang")
    twin = elsewhere(seat, twins.urls[1])
    for _ in range(10):
        case_id, report = seat.report("同一批指令到达两台枢纽")
        notes = [seat.command("case.note", case_id, note=f"第{k}条") for k in range(3)]
        with ThreadPoolExecutor(2) as hands:
            answers = [hands.submit(hub.post, report, *notes) for hub in (seat, twin)]
        first, second = (answer.result().json() for answer in answers)
        assert first["receipts"] == second["receipts"] and len(first["receipts"]) == 4
        assert {receipt["outcome"] for receipt in first["receipts"]} == {"applied"}
        assert len(seat.get(f"/api/v1/cases/{case_id}/steps").json()["items"]) == 4
    assert asks(twins.urls[1], "T6", "wang").json()["last_n"] == 40


def test_the_same_report_brought_to_both_hubs_is_one_case(twins: Twins, sit: Any) -> None:
    seat = sit(0, "T7", "wang")
    twin = elsewhere(seat, twins.urls[1])

    def bring(k: int) -> Any:
        hub = (seat, twin)[k % 2]
        report = {"source": "hotline", "source_no": f"N-{k // 4}", "description": "积水"}
        return requests.post(f"{hub.url}/api/v1/intake", json=report, headers=dict(hub.http.headers), timeout=30)

    with ThreadPoolExecutor(8) as hands:
        told = [answer.json() for answer in hands.map(bring, range(24))]
    assert {row["outcome"] for row in told} == {"created", "duplicate"}
    assert len({row["case_id"] for row in told}) == 6
    numbers = [row["case_no"] for row in seat.get("/api/v1/cases?source=hotline").json()["items"]]
    assert len(numbers) == len(set(numbers)) == 6


def test_a_rule_changed_at_one_hub_is_the_rule_at_the_other(twins: Twins, sit: Any) -> None:
    seat, keeper = sit(1, "T8", "wang"), sit(0, "T9", "admin")
    case_id, report = seat.report("规则变更")
    told = seat.exchange(report, seat.command("case.accept", case_id, {"state": "reported"}))["receipts"]
    assert [receipt["outcome"] for receipt in told] == ["applied", "applied"]
    told = keeper.exchange(keeper.command("ruleset.write", "default", row={"powers": {"duty_officer": ["note"]}}))
    assert told["receipts"][0]["outcome"] == "applied", told["receipts"]
    refused = seat.exchange(seat.command("case.file", case_id, matter_id="event-0102"))["receipts"][0]
    assert refused["code"] == "role.forbidden"
    keeper.exchange(keeper.command("ruleset.write", "default", row={"powers": {}}))
    keeper.exchange(keeper.command("matter.write", "event-0102", row={"name": "暴露垃圾（新名）"}))
    filed = seat.exchange(seat.command("case.file", case_id, matter_id="event-0102"))["receipts"][0]
    assert filed["outcome"] == "applied"
    assert seat.get(f"/api/v1/cases/{case_id}").json()["matter_name"] == "暴露垃圾（新名）"


def test_letters_written_at_both_hubs_are_numbered_without_gap(twins: Twins, sit: Any) -> None:
    seats = [sit(k % 2, f"L{k}", ("wang", "li", "qian")[k % 3]) for k in range(6)]

    def write(seat: Any) -> None:
        for turn in range(8):
            args = {"kind": "urge", "body": "请尽快处置", "unit_id": "u-1"}
            told = seat.exchange(seat.command("letter.issue", f"{seat.no}-{turn}", **args))["receipts"]
            assert told[0]["outcome"] == "applied", told

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(write, seats))
    given = [item["no"] for item in seats[0].get("/api/v1/letters?kind=urge&limit=1000").json()["items"]]
    assert sorted(int(no.split("〕")[1][:-1]) for no in given) == list(range(1, 49))


def test_who_looks_at_a_case_is_known_at_both_hubs(twins: Twins, sit: Any) -> None:
    looking, other = sit(0, "T10", "wang"), sit(1, "T11", "li")
    case_id, report = looking.report("谁在看")
    looking.exchange(report)
    cursor = other.exchange()["cursor"]
    answer = other.get(f"/api/v1/stream?since={cursor}", stream=True)
    lines = answer.iter_lines(chunk_size=1, decode_unicode=True)
    assert next(lines).startswith("retry")
    for looked, seats in ((case_id, [["T10", "值班员wang"]]), ("", [])):
        said = looking.http.put(f"{looking.url}/api/v1/watching", json={"case_id": looked}, timeout=30)
        assert said.status_code == 204
        assert next_watching(lines, case_id) == seats


def next_watching(lines: Iterator[str], case_id: str) -> Any:
    for line in lines:
        if line == "event: watching":
            told = json.loads(next(lines)[6:])
            if told["case_id"] == case_id:
                return told["seats"]
    raise AssertionError("the stream ended")


def test_a_lower_number_that_commits_later_is_never_skipped(postgres: Any) -> None:
    """The reader comes while the lower number is still open: it must see neither, then both in order."""
    url = postgres.database()
    one, two = open_database(url), Database(url)
    later = threading.Thread(target=_write_unit, args=(two, "higher"))
    with one.write() as connection:
        (lower,) = feed.write(connection, [Unit(id="lower", code="", name="先取号，后提交")]).values()
        later.start()
        _until_somebody_waits_for_a_lock(two)
        with two.read() as reader:
            assert feed.page(reader, 0, 100).blocks == ()
    later.join(DEADLINE_S)
    with two.read() as reader:
        page = feed.page(reader, 0, 100)
    assert [row[:2] for row in page.blocks[0].rows] == [("lower", lower), ("higher", lower + 1)]
    for database in (one, two):
        database.close()


def test_control_a_sequence_would_have_lost_the_lower_number(postgres: Any) -> None:
    one, two = Database(url := postgres.database()), Database(url)
    with one.write() as connection:
        connection.execute(text("create table plain (seq bigserial, name text)"))
    with one.write() as connection:
        connection.execute(text("insert into plain (name) values ('lower')"))
        with two.write() as other:
            other.execute(text("insert into plain (name) values ('higher')"))
        with two.read() as reader:
            cursor = reader.execute(text("select max(seq) from plain")).scalar()
    with two.read() as reader:
        missed = reader.execute(text("select name from plain where seq > :c"), {"c": cursor}).scalars().all()
    assert cursor == 2 and missed == []  # "lower" is there, and nobody will ever be told
    for database in (one, two):
        database.close()


def _write_unit(database: Database, unit_id: str) -> None:
    with database.write() as connection:
        feed.write(connection, [Unit(id=unit_id, code="", name="后取号")])


def _until_somebody_waits_for_a_lock(database: Database) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        with database.read() as connection:
            if connection.execute(text(waiting)).scalar():
                return
        time.sleep(0.01)
    raise AssertionError("the second writer did not wait")


def test_readers_at_both_hubs_miss_nothing_while_eight_seats_write_at_both(twins: Twins, sit: Any) -> None:
    seats = [sit(k % 2, f"W{k}", ("wang", "li", "qian")[k % 3]) for k in range(8)]
    start = seats[0].exchange()["cursor"]
    done = threading.Event()

    def work(seat: Any) -> list[str]:
        made = []
        for turn in range(15):
            case_id, report = seat.report(f"第{turn}件")
            seat.exchange(report, seat.command("case.note", case_id, note="在办"))
            made.append(case_id)
        return made

    def follow(seat: Any) -> tuple[dict[str, int], list[int]]:
        seat = elsewhere(seat, seat.url)
        seen: dict[str, int] = {}
        cursors = [start]
        while True:
            last_round = done.is_set()
            reply = seat.post(cursor=cursors[-1], limit=7).json()
            for block in reply["changes"]:
                seen |= {row[0]: row[1] for row in block["rows"]}
            if last_round and reply["cursor"] == cursors[-1]:
                return seen, cursors
            cursors.append(reply["cursor"])

    with ThreadPoolExecutor(10) as hands:
        readers = [hands.submit(follow, seats[k]) for k in range(2)]
        made = [case_id for batch in hands.map(work, seats) for case_id in batch]
        done.set()
        found = [reader.result() for reader in readers]
    with twins.database.read() as connection:
        table = RECORDS["case"]
        there = {row.id: row.seq for row in connection.execute(select(table.c.id, table.c.seq))}
    for seen, cursors in found:
        assert cursors == sorted(cursors)
        assert {case_id: seen.get(case_id) for case_id in made} == {case_id: there[case_id] for case_id in made}


def test_hubs_that_share_a_folder_build_one_snapshot_between_them(
    postgres: Any, tmp_path: Path, hall_people: Any
) -> None:
    url = postgres.database()
    shared = HubSettings(data_dir=tmp_path, db_url=url)
    with HubServer(shared) as one, HubServer(shared) as two:
        hall_people(one.house.database)
        here, there = hall_people.seat(one.url, "01", "wang"), hall_people.seat(two.url, "02", "li")
        first, second = here.get("/api/v1/snapshot"), there.get("/api/v1/snapshot")
        assert first.headers["ETag"] == second.headers["ETag"] and first.content == second.content
        assert len(list(shared.snapshot_dir.glob("*.db"))) == 1
    with HubServer(shared) as later:
        third = hall_people.seat(later.url, "03", "zhao").get("/api/v1/snapshot")
    assert third.headers["ETag"] == first.headers["ETag"]
    assert not list(tmp_path.rglob("*.part*"))


class Meanwhile:
    """The database as a starting hub reads it, while another hub commits and moves the mark right after."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._mark = database, Tidemark(folder)

    @contextmanager
    def read(self) -> Iterator[Any]:
        with self._database.read() as connection:
            yield connection
        _write_unit(self._database, "u")
        with self._database.read() as connection:
            self._mark.keep(epoch.current(connection), epoch.head(connection))

    def write(self) -> Any:
        return self._database.write()


def test_a_hub_that_starts_while_another_works_takes_nobodys_past_for_a_backup(postgres: Any, tmp_path: Path) -> None:
    database = open_database(postgres.database())
    busy: Any = Meanwhile(database, tmp_path)
    assert [Tidemark(tmp_path).check(busy) for _ in range(3)] == [False] * 3
    database.close()
