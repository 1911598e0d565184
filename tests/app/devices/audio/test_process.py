"""The engine lives no longer than its console, and keeps the beat while the console is busy."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.devices.speakers import Call, Happened, ReceiptState
from tests.fakes.street import played, save_wav, speech, targets

PARENT = """
import sys, time
from pathlib import Path
from app.devices.audio import VoiceService
from app.devices.speakers import Call, Target

if __name__ == "__main__":
    folder, clip, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    voice = VoiceService(folder, lambda event: print(event.kind, flush=True))
    voice.start()
    voice.begin(Call("c", "phrase", (Target("s0", "127.0.0.1", port),), chime=False, clip=clip))
    print("pid", voice._process.pid, flush=True)
    time.sleep(60)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_killing_the_console_silences_the_street_within_a_second(street, tmp_path: Path):
    farm = street(1)
    clip = save_wav(tmp_path / "long.wav", speech(20.0, 8000), 8000)
    script = tmp_path / "console.py"
    script.write_text(PARENT)
    console = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path), str(clip), str(targets(farm)[0].port)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert console.stdout is not None
    pid = 0
    for line in console.stdout:
        pid = int(line.split()[1]) if line.startswith("pid") else pid
        if "call.on_air" in line:
            break
    os.kill(console.pid, signal.SIGKILL)
    killed = time.monotonic()
    console.wait()
    console.stdout.close()
    heard = played(farm, "s0")[0]
    stream = next(iter(farm.speakers["s0"]._streams.values()))
    assert stream.last_at - killed < 1.0, "the street went on talking"
    assert heard.size < 2 * 8000
    while alive(pid):
        assert time.monotonic() - killed < 15.0, "the engine outlived its console"


@pytest.mark.expects_errors
def test_a_dead_engine_is_told_and_replaced(voice, street, told, tmp_path: Path):
    farm = street(1)
    os.kill(voice._process.pid, signal.SIGKILL)
    told.wait(Happened.LOST)
    told.events.clear()
    told.until(lambda e: e.kind in (Happened.READY, Happened.NO_REALTIME))
    clip = save_wav(tmp_path / "after.wav", speech(0.4, 8000), 8000)
    voice.begin(Call("after", "phrase", targets(farm), chime=False, clip=clip))
    assert told.receipts("after")["s0"].state == ReceiptState.DELIVERED


def test_a_busy_console_does_not_disturb_the_beat(voice, street, told, tmp_path: Path):
    farm = street(1)
    clip = save_wav(tmp_path / "beat.wav", speech(1.5, 8000), 8000)
    voice.begin(Call("beat", "phrase", targets(farm), chime=False, clip=clip))
    told.wait(Happened.ON_AIR, "beat")
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        sorted(range(20000), key=lambda n: -n)
    receipt = told.receipts("beat")["s0"]
    assert receipt.state == ReceiptState.DELIVERED and receipt.sent == 75


def test_without_realtime_right_the_engine_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from app.devices.audio import process

    def refuse(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    assert process.take_realtime() == "Operation not permitted"
