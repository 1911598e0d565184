"""Serving: a hub takes its own address, says so when it cannot, and its first start shows a password once."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from app.domain.errors import Unavailable
from app.hub.serve import HubServer
from app.hub.settings import HubSettings

ROOT = Path(__file__).parents[3]


def test_an_address_in_use_is_named(tmp_path: Path) -> None:
    with HubServer(HubSettings(data_dir=tmp_path / "a")) as first:
        port = int(first.url.rsplit(":", 1)[1])
        with pytest.raises(Unavailable) as told:
            HubServer(HubSettings(data_dir=tmp_path / "b", port=port))
    assert told.value.code == "hub.address" and str(port) in str(told.value)


def test_nothing_is_left_running_after_the_end(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with HubServer(HubSettings(data_dir=tmp_path)) as hub:
        assert requests.get(f"{hub.url}/readyz", timeout=30).status_code == 200
        begun = time.monotonic()
    assert time.monotonic() - begun < 10.0
    assert not [t for t in set(threading.enumerate()) - before if t.name.startswith("hub")]


def test_the_command_shows_the_first_password_once_and_it_opens_the_door(tmp_path: Path) -> None:
    shown = []
    for _ in range(2):
        command = [sys.executable, "-m", "app", "hub", "--data", str(tmp_path / "hub"), "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        lines, url = [], ""
        while not url:
            line = process.stderr.readline()
            assert line, f"the hub ended: {lines}"
            lines.append(line)
            if " at http" in line or "hub at" in line:
                url = "http" + line.split("http", 1)[1].split(";")[0].strip()
        passwords = [line.split("password ")[1].split()[0] for line in lines if "password " in line]
        if passwords:
            asked = {"seat": "A", "user": "admin", "password": passwords[0]}
            assert requests.post(f"{url}/api/v1/sign-in", json=asked, timeout=30).status_code == 200
        shown.append(len(passwords))
        process.terminate()
        process.wait(30)
        process.stderr.close()
    assert shown == [1, 0]
