"""The hub in the foreground: its first evening, its second, and what it says when it cannot start."""

import re
import socket
from pathlib import Path

import requests

from app.protocol.rest import RestDoor
from tests.fakes.terminal import Running, hall

_AT = r"hub at (http://127\.0\.0\.1:\d+)"


def test_the_first_start_shows_one_password_and_the_second_none(tmp_path: Path) -> None:
    with Running("hub", "--data", tmp_path / "new", "--listen", "127.0.0.1:0") as first:
        url = first.wait_for(_AT)[1]
        assert requests.get(f"{url}/readyz", timeout=5).status_code == 200
        shown = re.findall(r"password (\S+)", first.printed)
        assert len(shown) == 1 and len(shown[0]) >= 16
        door = RestDoor(url)
        assert door.sign_in("90", "admin", shown[0]).role == "sys_admin"
        door.close()
        first.interrupt()
        assert first.end() == 0
    assert "Traceback" not in first.printed
    with Running("hub", "--data", tmp_path / "new", "--listen", "127.0.0.1:0") as second:
        second.wait_for(_AT)
        assert "password" not in second.printed
        second.interrupt()
        assert second.end() == 0


def test_an_address_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    for wrong in ("nowhere", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:①"):
        ran = hall("hub", "--data", tmp_path / "hub", "--listen", wrong)
        assert ran.code == 2 and "--listen" in ran.err, ran
    assert not (tmp_path / "hub").exists(), "nothing is begun before the words are understood"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Running("hub", "--data", tmp_path / "hub", "--listen", f"127.0.0.1:{port}") as late:
            assert late.end(20) == 1
        assert f"127.0.0.1:{port}" in late.printed and "[hub.address]" in late.printed


def test_a_database_that_does_not_open_is_a_sentence(tmp_path: Path) -> None:
    with Running(
        "hub", "--data", tmp_path / "hub", "--db", f"sqlite:///{tmp_path}", "--listen", "127.0.0.1:0"
    ) as broken:
        assert broken.end(20) == 1
    assert "[database.away]" in broken.printed and "Traceback" not in broken.printed, broken.printed
