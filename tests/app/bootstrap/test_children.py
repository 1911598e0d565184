"""A child of the household cannot outlive it, and one that does not start is named."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.bootstrap.children import Child, shielded
from app.domain.errors import Unavailable


def test_a_child_tells_when_it_is_ready_and_ends_with_its_lifeline(tmp_path: Path) -> None:
    log = tmp_path / "hub.log"
    child = Child("hub", ["hub", "--data", str(tmp_path / "hub"), "--listen", "127.0.0.1:0"], log)
    child.start()
    try:
        facts = child.wait_ready(60)
        assert str(facts["url"]).startswith("http://127.0.0.1:")
    finally:
        child.stop()
    assert "did not stop" not in log.read_text("utf-8") and "Traceback" not in log.read_text("utf-8")


def test_a_child_that_cannot_start_is_named_with_its_log(tmp_path: Path) -> None:
    child = Child("hub", ["hub", "--listen", "nowhere"], tmp_path / "hub.log")
    child.start()
    with pytest.raises(Unavailable, match=r"hub did not start.*hub\.log") as why:
        child.wait_ready(60)
    child.stop()
    assert why.value.code == "hub.not_started" and "--listen" in (tmp_path / "hub.log").read_text("utf-8")


def test_ctrl_c_does_not_reach_what_was_started_behind_the_shield() -> None:
    words = [sys.executable, "-c", "import sys; print('up', flush=True); sys.stdin.read(); print('whole', flush=True)"]
    handler, heard = signal.getsignal(signal.SIGINT), threading.Event()
    signal.signal(signal.SIGINT, lambda *_: heard.set())
    try:
        with shielded():
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline() == b"up\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(b"", 10)[0] == b"whole\n"
        os.kill(os.getpid(), signal.SIGINT)
        assert heard.wait(5), "who started it hears Ctrl-C as before"
    finally:
        signal.signal(signal.SIGINT, handler)
