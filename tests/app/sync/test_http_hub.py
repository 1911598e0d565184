"""The line to the hub: downloads and uploads that go on where they broke, and strangers that are not believed."""

import hashlib
import http.server
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.errors import Rejected, Unavailable
from app.domain.media import Media
from app.protocol import Request
from app.sync import HttpHub
from tests.fakes.cable import Cable
from tests.fakes.hub import PASSWORD, RunningHub, cases


@pytest.fixture
def line(hub: RunningHub, cable: Cable) -> Iterator[HttpHub]:
    far = HttpHub(cable.url)
    far.sign_in("01", "li", PASSWORD)
    yield far
    far.close()


def test_a_broken_download_goes_on_where_it_broke(hub: RunningHub, cable: Cable, line: HttpHub, tmp_path: Path) -> None:
    hub.load("case", cases(20_000))
    heads: list[bytes] = []
    cable.on_request = heads.append
    dest = tmp_path / "snapshot.db"
    seen: list[tuple[int, int]] = []

    cable.break_next_answer(after_bytes=100_000)
    with pytest.raises(Unavailable):
        line.snapshot(dest)
    have = (tmp_path / "snapshot.db.part").stat().st_size
    assert 90_000 < have < 100_000
    info = line.snapshot(dest, lambda have, total: seen.append((have, total)))
    assert f"range: bytes={have}-".encode() in heads[-1].lower()
    assert (
        info.rows
        == hub.rows('SELECT count(*) FROM "case"')[0][0] + hub.rows("SELECT count(*) FROM operator_public")[0][0]
    )
    with sqlite3.connect(dest) as copy:
        assert copy.execute('SELECT count(*) FROM "case"').fetchone() == (20_000,)
    copy.close()
    assert seen[-1][0] == seen[-1][1]
    assert not (tmp_path / "snapshot.db.part").exists()


def test_a_half_snapshot_of_another_time_is_not_glued_to_a_new_one(
    hub: RunningHub, line: HttpHub, tmp_path: Path
) -> None:
    (tmp_path / "snapshot.db.part").write_bytes(b"\x28\xb5\x2f\xfd old bytes")
    (tmp_path / "snapshot.db.part.json").write_text(json.dumps({"tag": '"another"'}))
    assert line.snapshot(tmp_path / "snapshot.db").rows >= 20


def test_a_broken_upload_goes_on_where_it_broke(hub: RunningHub, line: HttpHub, tmp_path: Path) -> None:
    data = b"".join(hashlib.sha256(str(i).encode()).digest() for i in range(40_000))
    path = tmp_path / "recording.wav"
    path.write_bytes(data)
    record = Media(
        id="m1",
        owner_kind="broadcast",
        owner_id="b1",
        name="录音",
        mime="audio/wav",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        taken_at=datetime.now(UTC),
    )
    (hub.folder / "media").mkdir(exist_ok=True)
    (hub.folder / "media" / "m1.part").write_bytes(data[:500_000])
    line.put_media(record, path)
    assert (hub.folder / "media" / "m1").read_bytes() == data
    line.put_media(record, path)
    line.get_media("m1", tmp_path / "back.wav")
    assert (tmp_path / "back.wav").read_bytes() == data
    with pytest.raises(Rejected, match=r"media\.unknown"):
        line.get_media("none", tmp_path / "none")


def test_closing_ends_a_blocked_wait_at_once(hub: RunningHub, line: HttpHub) -> None:
    heard, ended = threading.Event(), threading.Event()

    def listen() -> None:
        try:
            for _ in line.stream(0, ""):
                heard.set()
        except Unavailable as why:
            assert why.code == "line.closed"
            ended.set()

    ear = threading.Thread(target=listen)
    ear.start()
    assert heard.wait(5.0)
    line.close()
    ear.join(1.0)
    assert ended.is_set()
    with pytest.raises(Unavailable):
        line.exchange(Request(seat="01", epoch="", cursor=0))


@contextmanager
def stranger(status: int, body: bytes, kind: str = "text/html") -> Iterator[str]:
    """Some other web server that lives at the address."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>router</html>", "hub.nonsense"),
        (200, b"[]", "hub.nonsense"),
        (200, b'{"epoch": "e"}', "hub.nonsense"),
        (404, b"<html>no</html>", "hub.nonsense"),
        (502, b"bad gateway", "hub.trouble"),
        (503, json.dumps({"code": "database.away"}).encode(), "database.away"),
    ],
)
def test_answers_of_strangers_are_named_and_not_believed(status: int, body: bytes, code: str) -> None:
    with stranger(status, body) as url:
        far = HttpHub(url)
        with pytest.raises(Unavailable) as away:
            far.exchange(Request(seat="01", epoch="", cursor=0))
        assert away.value.code == code
        far.close()
