"""Media: uploads go on after a broken line, files are what their SHA-256 says, and a full disk says so."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DATA = bytes(range(256)) * 4_000
SHA = hashlib.sha256(DATA).hexdigest()


def put(seat: Any, media_id: str, data: bytes, sha: str = SHA, **headers: str) -> Any:
    headers |= {"X-Content-SHA256": sha}
    return seat.http.put(f"{seat.url}/api/v1/media/{media_id}", data=data, headers=headers, timeout=30)


def piece(first: int, data: bytes, total: int = len(DATA)) -> dict[str, str]:
    return {"Content-Range": f"bytes {first}-{first + len(data) - 1}/{total}"}


def test_a_file_goes_up_and_comes_down_whole_or_in_part(hall: Any) -> None:
    seat = hall.seat()
    up = put(seat, "m1", DATA)
    assert up.status_code == 201 and up.json() == {
        "id": "m1",
        "size": len(DATA),
        "received": len(DATA),
        "complete": True,
    }
    assert seat.get("/api/v1/media/m1").content == DATA
    part = seat.get("/api/v1/media/m1", headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206 and part.content == DATA[1000:2000]
    beyond = seat.get("/api/v1/media/m1", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416 and beyond.json()["code"] == "range.invalid"
    assert put(seat, "m1", DATA).status_code == 201  # sent again: harmless


def test_an_empty_file_is_a_file(hall: Any) -> None:
    seat = hall.seat()
    assert put(seat, "m0", b"", hashlib.sha256(b"").hexdigest()).status_code == 201
    assert seat.get("/api/v1/media/m0").content == b""


def test_an_upload_goes_on_where_it_broke_off(hall: Any) -> None:
    seat = hall.seat()
    first, rest = DATA[:400_000], DATA[400_000:]
    assert put(seat, "m2", first, **piece(0, first)).status_code == 202
    state = seat.http.head(f"{seat.url}/api/v1/media/m2", timeout=30)
    assert state.headers["Upload-Offset"] == "400000" and state.headers["Upload-Complete"] == "?0"
    wrong = put(seat, "m2", rest, **piece(500_000, rest[:100_000]))
    assert wrong.status_code == 409 and wrong.json()["received"] == 400_000
    assert seat.get("/api/v1/media/m2").status_code == 404  # half a file is no file
    assert put(seat, "m2", rest, **piece(400_000, rest)).status_code == 201
    assert seat.get("/api/v1/media/m2").content == DATA


def test_bytes_that_are_not_what_was_announced_are_thrown_away(hall: Any) -> None:
    seat = hall.seat()
    bad = put(seat, "m3", DATA[:-1] + b"?")
    assert bad.status_code == 409 and bad.json()["code"] == "media.mismatch" and bad.json()["received"] == 0
    assert put(seat, "m3", DATA).status_code == 201


def test_too_large_and_a_full_disk_are_said_clearly(hall: Any) -> None:
    seat, store = hall.seat(), hall.server.house.media
    store._settings = replace(hall.server.house.settings, media_limit=1_000)
    big = put(seat, "m4", DATA)
    assert big.status_code == 413 and big.json()["limit"] == 1_000
    store._settings = replace(hall.server.house.settings, disk_reserve=1 << 60)
    full = put(seat, "m4", DATA)
    assert full.status_code == 507 and full.json()["code"] == "disk.full"


def test_a_name_cannot_leave_the_folder_and_a_page_cannot_run(hall: Any) -> None:
    seat = hall.seat()
    for name in ("..%2F..%2Fhub.db", ".hidden", "a%00b", "x" * 65):
        assert put(seat, name, DATA).status_code in (404, 422), name
    assert put(seat, "m5.part", DATA).status_code == 404
    assert put(seat, "page", DATA).status_code == 201
    down = seat.get("/api/v1/media/page")
    assert down.headers["Content-Type"] == "application/octet-stream"
    assert down.headers["Content-Disposition"] == "attachment" and down.headers["X-Content-Type-Options"] == "nosniff"
