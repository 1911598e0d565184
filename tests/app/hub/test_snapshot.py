"""The snapshot: one file that is a single moment of the hub, fetched in pieces if need be, continued by the feed."""

import hashlib
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.case import Case, Step
from app.domain.unit import Unit
from app.hub import epoch, feed
from app.hub.loading import load


def read(path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def fetch(seat: Any, path: Path, **headers: str) -> Any:
    answer = seat.get("/api/v1/snapshot", headers={"Accept-Encoding": "identity", **headers})
    path.write_bytes(answer.content)
    return answer


def test_an_empty_seat_gets_one_file_and_goes_on_with_the_feed(hall: Any, tmp_path: Path) -> None:
    seat, file = hall.seat(), tmp_path / "s.db"
    case_id, report = seat.report("垃圾")
    seat.exchange(report)
    answer = fetch(seat, file)
    assert read(file, 'select id, description from "case"') == [(case_id, "垃圾")]
    assert read(file, "select action from case_step") == [("report",)]
    assert read(file, "select name from matter") == [("暴露垃圾",)]
    facts = dict(read(file, "select k, v from meta"))
    cursor = int(answer.headers["X-Cursor"])
    assert (facts["epoch"], facts["cursor"]) == (answer.headers["X-Epoch"], cursor)
    assert answer.headers["X-Sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert read(file, 'select max(seq) from "case"')[0][0] <= cursor == seat.cursor
    seat.exchange(seat.command("case.accept", case_id, {"state": "reported"}))
    later = seat.post(cursor=cursor).json()
    assert [row[0] for b in later["changes"] if b["kind"] == "case" for row in b["rows"]] == [case_id]


def test_a_broken_download_goes_on_where_it_stopped_plain_and_packed(hall: Any, tmp_path: Path) -> None:
    seat = hall.seat()
    load(hall.database, "unit", [Unit(id=f"u{i}", code=str(i), name="单位") for i in range(3_000)])
    for encoding in ("identity", "zstd"):
        whole = _raw(seat, encoding)
        first = _raw(seat, encoding, Range="bytes=0-9999")
        tag = whole[1]["ETag"]
        rest = _raw(seat, encoding, Range="bytes=10000-", **{"If-Range": tag})
        assert (first[2], rest[2]) == (206, 206)
        assert first[0] + rest[0] == whole[0]
        stale = _raw(seat, encoding, Range="bytes=10000-", **{"If-Range": '"another"'})
        assert stale[2] == 200 and stale[0] == whole[0]
    assert "zstd" in tag


def _raw(seat: Any, encoding: str, **headers: str) -> tuple[bytes, Any, int]:
    answer = seat.get("/api/v1/snapshot", headers={"Accept-Encoding": encoding, **headers}, stream=True)
    return answer.raw.read(decode_content=False), answer.headers, answer.status_code


def test_a_packed_snapshot_unpacks_to_the_plain_one(hall: Any, tmp_path: Path) -> None:
    seat = hall.seat()
    packed = seat.get("/api/v1/snapshot", headers={"Accept-Encoding": "zstd"})
    assert packed.headers["Content-Encoding"] == "zstd"
    assert hashlib.sha256(packed.content).hexdigest() == packed.headers["X-Sha256"]


def test_a_snapshot_taken_while_writers_write_is_one_moment(hall: Any, tmp_path: Path) -> None:
    """Each transaction writes a pair; a snapshot never holds half of one, and its cursor fits its rows."""
    stop = threading.Event()

    def write(hand: int) -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            pair = [Unit(id=f"{hand}-{side}", code=str(turn), name="一对") for side in "ab"]
            with hall.database.write() as connection:
                feed.write(connection, pair)

    hands = [threading.Thread(target=write, args=(hand,)) for hand in range(3)]
    for hand in hands:
        hand.start()
    seat = hall.seat()
    try:
        for turn in range(8):
            hall.server.house.snapshots._latest = None
            file = tmp_path / f"{turn}.db"
            cursor = int(fetch(seat, file).headers["X-Cursor"])
            codes = dict(read(file, "select id, code from unit"))
            assert all(codes[f"{h}-a"] == codes[f"{h}-b"] for h in range(3) if f"{h}-a" in codes)
            newest = read(file, "select max(seq) from unit")[0][0] or 0
            assert newest <= cursor
    finally:
        stop.set()
        for hand in hands:
            hand.join()


def test_the_file_is_built_once_and_again_after_an_hour_or_a_new_epoch(hall: Any, tmp_path: Path) -> None:
    seat, snapshots = hall.seat(), hall.server.house.snapshots
    first = snapshots.latest()
    seat.exchange(seat.report()[1])
    assert snapshots.latest() is first
    with hall.database.write() as connection:
        epoch.renew(connection)
    second = snapshots.latest()
    assert second.epoch != first.epoch and second.cursor > first.cursor


def test_steps_of_closed_cases_from_long_ago_stay_at_the_hub(hall: Any, tmp_path: Path) -> None:
    now = hall.clock.now()
    old = now - timedelta(days=90)
    load(hall.database, "case", [Case(id="open", state="filed"), Case(id="shut", state="closed")])
    steps = [("s1", "open", old), ("s2", "shut", old), ("s3", "shut", now - timedelta(days=2))]
    load(hall.database, "case_step", [Step(id=i, case_id=c, action="note", at=at) for i, c, at in steps])
    seat, file = hall.seat(), tmp_path / "s.db"
    fetch(seat, file)
    assert sorted(read(file, "select id from case_step")) == [("s1",), ("s3",)]
    assert len(read(file, 'select id from "case"')) == 2


def test_nobody_gets_a_snapshot_without_signing_in(hall: Any) -> None:
    answer = hall.seat(signed_in=False).get("/api/v1/snapshot")
    assert answer.status_code == 401 and answer.json()["code"] == "token.missing"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_snapshot_far_behind_is_built_anew(hall: Any) -> None:
    snapshots = hall.server.house.snapshots
    snapshots._settings = replace(hall.server.house.settings, snapshot_lag=10)
    first = snapshots.latest()
    load(hall.database, "unit", [Unit(id=f"u{i}", code=str(i), name="单位") for i in range(10)])
    assert snapshots.latest() is first
    load(hall.database, "unit", [Unit(id="one more", code="", name="单位")])
    assert snapshots.latest().cursor == first.cursor + 11


def test_forty_three_empty_seats_at_once_get_one_build_and_the_hub_goes_on_answering(hall: Any) -> None:
    load(hall.database, "unit", [Unit(id=f"u{i}", code=str(i), name="单位") for i in range(5_000)])
    seat, tags = hall.seat(), []
    hands = [threading.Thread(target=lambda: tags.append(_raw(seat, "zstd")[1]["ETag"])) for _ in range(43)]
    for hand in hands:
        hand.start()
    assert seat.post().status_code == 200
    for hand in hands:
        hand.join()
    assert len(tags) == 43 and len(set(tags)) == 1
