"""What an operator may rely on at a tile: real camera simulator, real libvlc."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.devices.video import StreamAddress, VideoService
from app.devices.video.libvlc import LibVlc

Until = Callable[..., float]


@pytest.fixture
def video() -> Iterator[VideoService]:
    service = VideoService()
    assert service.unavailable is None
    yield service
    service.stop()


def test_a_tile_shows_a_moving_picture(farm, video: VideoService, until: Until) -> None:
    player = video.open(StreamAddress(farm.url("001")), 640, 360)
    until(lambda: player.state.word == "live")
    first = player.snapshot()
    assert first is not None and (first.width, first.height) == (640, 360)
    clock = slice(14 * first.stride, 36 * first.stride)
    until(lambda: player.snapshot().data[clock] != first.data[clock])
    assert player.state.age_s < 3


def test_a_camera_that_stops_sending_is_stale_and_comes_back_alone(farm, video: VideoService, until: Until) -> None:
    player = video.open(StreamAddress(farm.url("001")))
    until(lambda: player.state.word == "live")
    farm.fault("001", "stall")
    assert until(lambda: player.state.word == "stale", 5) < 4
    assert player.frame() is not None
    until(lambda: player.state.age_s > 2.5)
    assert player.state.word == "stale"
    farm.fault("001", "")
    until(lambda: player.state.word == "live")


def test_a_camera_that_repeats_one_picture_is_stale_within_five_seconds(
    farm, video: VideoService, until: Until
) -> None:
    players = [video.open(StreamAddress(farm.url(no))) for no in ("001", "003", "004")]
    until(lambda: all(player.state.word == "live" for player in players))
    for no in ("001", "003", "004"):
        farm.fault(no, "freeze")
    took = until(lambda: all(player.state.word == "stale" for player in players), 5)
    assert all(player.state.detail == "picture.frozen" for player in players)
    assert all(player.state.age_s > took - 1.2 for player in players)
    for no in ("001", "003", "004"):
        farm.fault(no, "")
    until(lambda: all(player.state.word == "live" for player in players))


def test_a_wrong_password_is_said_at_once_and_tried_once_a_minute(farm, video: VideoService, until: Until) -> None:
    wrong = video.open(StreamAddress(farm.url("002"), "admin", "wrong"))
    right = video.open(StreamAddress(farm.url("002"), "admin", "watch-2026"))
    assert until(lambda: wrong.state.word == "wrong_password") < 1
    until(lambda: right.state.word == "live")
    assert wrong.stream.status.failures == 1
    assert "watch-2026" not in repr(right.stream.address)


@pytest.mark.parametrize(
    ("fault", "code"), [("missing", "rtsp.not_found"), ("reject", "rtsp.busy"), ("silence", "rtsp.timeout")]
)
def test_a_camera_that_gives_no_picture_says_why(
    farm, video: VideoService, until: Until, fault: str, code: str
) -> None:
    farm.fault("003", fault)
    player = video.open(StreamAddress(farm.url("003")))
    until(lambda: player.state.word == "no_signal", 4)
    assert player.state.detail == code
    farm.fault("003", "")
    until(lambda: player.state.word == "live")


def test_a_cut_connection_is_seen_at_once_and_mended(farm, video: VideoService, until: Until) -> None:
    player = video.open(StreamAddress(farm.url("001")))
    until(lambda: player.state.word == "live")
    farm.fault("001", "drop")
    assert until(lambda: player.state.word == "no_signal", 1) < 0.5
    assert player.frame() is not None
    until(lambda: player.state.word == "live")
    assert player.stream.status.connections == 2


def test_closing_never_waits_whatever_the_camera_does(farm, video: VideoService, until: Until) -> None:
    farm.fault("003", "silence")
    players = [video.open(StreamAddress(farm.url(no))) for no in ("001", "003", "004")]
    until(lambda: players[0].state.word == players[2].state.word == "live")
    farm.fault("004", "stall")
    begun = time.monotonic()
    for player in players:
        player.close()
    assert time.monotonic() - begun < 3
    until(lambda: not farm.farm.cameras.watched(), 2)


def test_the_last_seconds_can_be_played_by_anyone(farm, video: VideoService, until: Until, tmp_path) -> None:
    player = video.open(StreamAddress(farm.url("004")))
    until(lambda: player.state.word == "live")
    until(lambda: player.counters[0] > 45)
    clip = tmp_path / "clip.ts"
    clip.write_bytes(player.recent(10))
    probe = subprocess.run(
        ["ffmpeg", "-v", "error", "-xerror", "-i", clip, "-f", "null", "-"], capture_output=True, text=True, timeout=20
    )
    assert (probe.returncode, probe.stderr) == (0, "")


def test_without_libvlc_the_console_says_what_to_install(farm, until: Until) -> None:
    service = VideoService(libvlc=LibVlc(("--no-such-option-anywhere",)))
    try:
        assert service.unavailable is not None and "libvlc5" in service.unavailable.remedy
        player = service.open(StreamAddress(farm.url("001")))
        until(lambda: player.state.detail == "player.missing")
        assert player.state.word == "no_signal" and player.frame() is None
    finally:
        service.stop()


def test_nothing_is_left_behind(farm, until: Until) -> None:
    def devices() -> set[str]:
        return {thread.name for thread in threading.enumerate() if thread.name.startswith("device")}

    service = VideoService()
    player = service.open(StreamAddress(farm.url("001")))
    until(lambda: player.state.word == "live")
    service.stop()
    assert not devices()


@pytest.mark.parametrize("address", ["", "rtsp://", "http://127.0.0.1/x", "rtsp://[::1", "rtsp://127.0.0.1:99999/x"])
def test_an_address_that_is_none_is_named(video: VideoService, until: Until, address: str) -> None:
    player = video.open(StreamAddress(address))
    until(lambda: player.state.detail == "rtsp.bad_address")
