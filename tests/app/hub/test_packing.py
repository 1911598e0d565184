"""The line is thin at night: what the hub answers travels packed, and means the same as the plain answer."""

import gzip
import sys
from typing import Any

import pytest
import requests

from app.hub.loading import load
from tests.fakes.hub import cases

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What is packed does not depend on where it was kept.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANGES = 1_000
PLAIN = "identity"


def _ask(seat: Any, method: str, path: str, accept: str, **more: Any) -> tuple[requests.Response, bytes]:
    """Return an answer and its bytes as they came over the wire."""
    headers = {"Accept-Encoding": accept}
    answer = seat.http.request(method, f"{seat.url}{path}", headers=headers, stream=True, timeout=30, **more)
    return answer, answer.raw.read(decode_content=False)


def _catch_up(seat: Any, accept: str) -> tuple[requests.Response, bytes]:
    body = {"seat": seat.no, "epoch": seat.epoch, "cursor": 0, "limit": 5_000, "commands": []}
    return _ask(seat, "POST", "/api/v1/exchange", accept, json=body)


@pytest.fixture
def seat(hall: Any) -> Any:
    load(hall.database, "case", cases(CHANGES))
    return hall.seat()


def test_catching_up_takes_less_than_a_hundred_bytes_a_change_and_says_the_same(seat: Any) -> None:
    plain, whole = _catch_up(seat, PLAIN)
    assert "Content-Encoding" not in plain.headers and len(whole) > 200 * CHANGES
    for accept, unpack in (("gzip, deflate, zstd", zstd.decompress), ("gzip, deflate", gzip.decompress)):
        packed, sent = _catch_up(seat, accept)
        assert len(sent) < 100 * CHANGES and packed.headers["Content-Length"] == str(len(sent))
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert unpack(sent).partition(b'"changes"')[2] == whole.partition(b'"changes"')[2]
    assert _catch_up(seat, "zstd")[0].headers["Content-Encoding"] == "zstd"
    assert _catch_up(seat, "gzip, zstd;q=0")[0].headers["Content-Encoding"] == "gzip"


def test_what_the_seat_asks_with_takes_zstd(database_url: str) -> None:
    assert "zstd" in requests.Session().headers["Accept-Encoding"]


def test_a_list_and_the_audit_book_travel_packed(hall: Any, seat: Any) -> None:
    answer, sent = _ask(seat, "GET", "/api/v1/cases?limit=200", "zstd")
    assert answer.headers["Content-Encoding"] == "zstd" and "文三路".encode() in zstd.decompress(sent)
    again = seat.get("/api/v1/cases?limit=200", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and answer.headers["ETag"].startswith('W/"')
    admin = hall.seat("A", "admin")
    book, lines = _ask(admin, "GET", "/api/v1/audit/export", "zstd")
    assert book.headers["Content-Encoding"] == "zstd"
    unpacked = zstd.ZstdDecompressor().decompress(lines)
    assert unpacked == _ask(admin, "GET", "/api/v1/audit/export", PLAIN)[1] and unpacked.count(b"sign_in") == 2


def test_a_few_bytes_go_as_they_are(seat: Any) -> None:
    while seat.exchange()["more"]:
        pass
    answer = seat.post()
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers


def test_events_and_the_plain_snapshot_are_left_alone(seat: Any) -> None:
    road = f"{seat.url}/api/v1/stream?since=0"
    with seat.http.get(road, headers={"Accept-Encoding": "zstd, gzip"}, stream=True, timeout=30) as stream:
        assert "Content-Encoding" not in stream.headers
        assert next(line for line in stream.iter_lines() if line.startswith(b"data: "))
    answer, sent = _ask(seat, "GET", "/api/v1/snapshot", "gzip")
    assert "Content-Encoding" not in answer.headers and sent.startswith(b"SQLite format 3\x00")
