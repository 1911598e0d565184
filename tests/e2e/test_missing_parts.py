"""What a machine or a street may lack: the room concerned says so and what to do, everything else goes on."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtMultimedia import QMediaDevices

from app.demo.city import City
from app.words import word
from tests.e2e.conftest import Seat, Street
from tests.e2e.test_bad_days import begin_a_case, register
from tests.fakes.hub import PASSWORD, RunningHub

Door = Callable[..., Seat]
ROOT = Path(__file__).resolve().parents[2]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        yield int(silent.getsockname()[1])


def tile_of(seat: Seat, name: str) -> str:
    """The state word of a camera's tile; empty where it is not shown."""
    grid = seat.pane("wall").view.grid
    return next((t.accessibleDescription() for t in grid.tiles if name in t.accessibleName()), "")


def note_of(seat: Seat, name: str) -> str:
    grid = seat.pane("wall").view.grid
    return next((t.face.note for t in grid.tiles if name in t.accessibleName()), "")


def test_without_libvlc_and_chinese_fonts_the_console_says_so_in_words_that_can_be_read(
    hub: RunningHub, city: City, street: Street, tmp_path: Path
) -> None:
    (tmp_path / "fonts").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(FONTS.format(fonts=tmp_path / "fonts", cache=tmp_path / "cache"))
    bare = {"FONTCONFIG_FILE": str(config), "PYTHON_VLC_LIB_PATH": str(tmp_path / "libvlc.so.5")}
    asked = [sys.executable, "-m", "tests.e2e.bare_machine", hub.url, str(tmp_path / "seat"), PASSWORD]
    ran = subprocess.run(asked, env=os.environ | bare, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr[-2000:]
    seen = json.loads(ran.stdout.splitlines()[-1])
    told = "\n".join(seen["told"])
    assert "libvlc5" in told and "vlc-plugin-base" in told
    assert "No Chinese font" in told and "fonts-noto-cjk" in told
    assert seen["dark"] and "player.missing" in seen["reasons"]
    assert seen["form"] and seen["link"] == "live", "everything else works"


def test_without_an_audio_device_the_room_says_so_and_a_phrase_is_still_heard(
    sit_down: Door, street: Street, city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    assert not QMediaDevices.audioInputs(), "this machine's sound is not what the story is about"
    seat = sit_down()
    broadcast = seat.pane("broadcast")
    assert "没有可用的麦克风" in broadcast.view.compose.talk.name.text()
    assert not broadcast.view.compose.talk.button.isEnabled()
    seat.window._context.selection.choose_speakers((city.speakers[0].id,))
    assert seat.window.press("F5")
    seat.until(lambda: broadcast.view.compose.mode == "phrase")
    assert "预案语音" in broadcast.view.notice.text()
    seat.until(lambda: broadcast.view.compose.send.isEnabled())
    begin_a_case(seat)
    register(seat)
    assert not broadcast.desk.calls, "Ctrl+Enter belongs to the form it is pressed in"
    broadcast.speaking.play_phrase()
    seat.until(lambda: broadcast.has_receipts, 60)


def test_cameras_that_are_silent_or_refuse_say_so_within_five_seconds_and_the_others_play(
    sit_down: Door, hub: RunningHub, street: Street, city: City, black_hole: int
) -> None:
    mute, hole, locked, *others = city.cameras[:6]
    street.farm.fault(mute.no, "silence")
    street.farm.fault(locked.no, "password")
    nowhere = f"rtsp://127.0.0.1:{black_hole}/x"
    known = next(c for c in street.furnished(city).cameras if c.id == hole.id)
    hub.load("camera", [replace(known, url_main=nowhere, url_sub=nowhere)])
    seat = sit_down()
    wall = seat.pane("wall")
    seat.until(lambda: any(wall.wall.cameras))
    for index, camera in enumerate(city.cameras[:6]):
        wall.show_camera(camera.id, index)
    seat.until(lambda: [tile_of(seat, c.name) for c in (mute, hole)] == [word("tile", "no_signal")] * 2, 5)
    assert note_of(seat, mute.name) == note_of(seat, hole.name) == "摄像机没有应答"
    seat.until(lambda: all(tile_of(seat, c.name) == word("tile", "live") for c in others))
    seat.until(lambda: tile_of(seat, locked.name) == word("tile", "wrong_password"))
    assert note_of(seat, locked.name) == "请核对本席位的摄像机口令"
    street.farm.fault(mute.no, "")
    street.farm.fault(locked.no, "")
    wall.view.grid.choose(wall.wall.where(locked.id))
    wall.try_again()
    seat.until(lambda: [tile_of(seat, c.name) for c in (mute, locked)] == [word("tile", "live")] * 2, 20)
    assert tile_of(seat, hole.name) == word("tile", "no_signal")
