"""The simulated camera is a real RTSP server to others."""

from __future__ import annotations

import subprocess

import pytest

from app.devices.camera_farm import FarmControl


def played(url: str, transport: str, seconds: float = 1.0) -> subprocess.CompletedProcess[str]:
    words = ["ffmpeg", "-v", "error", "-rtsp_transport", transport, "-i", url, "-t", str(seconds), "-f", "null", "-"]
    return subprocess.run(words, capture_output=True, text=True, timeout=20)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_plays_it(farm, transport: str) -> None:
    assert played(farm.url("001"), transport).returncode == 0


def test_ffmpeg_needs_the_password(farm) -> None:
    assert "401" in played(farm.url("002"), "tcp").stderr
    assert played(farm.url("002").replace("//", "//admin:watch-2026@"), "tcp").returncode == 0


def test_the_main_stream_is_full_high_definition(farm) -> None:
    words = [
        "ffprobe",
        "-v",
        "error",
        "-rtsp_transport",
        "tcp",
        "-show_entries",
        "stream=width,height",
        "-of",
        "csv=p=0",
    ]
    probe = subprocess.run([*words, farm.url("003", "main")], capture_output=True, text=True, timeout=20)
    assert probe.stdout.strip() == "1920,1080"


def test_faults_come_over_the_line(farm) -> None:
    control = FarmControl("127.0.0.1", farm.ports.control)
    control.fault("001", "missing")
    assert "404" in played(farm.url("001"), "tcp").stderr
    with pytest.raises(ValueError, match="tsunami"):
        control.fault("001", "tsunami")
    with pytest.raises(ValueError, match="999"):
        control.fault("999", "stall")
