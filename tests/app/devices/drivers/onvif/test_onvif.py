"""A head that is asked to move, moves the picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.devices.drivers.onvif import OnvifHead, codec
from app.devices.video import StreamAddress, VideoService
from app.domain.errors import Rejected, Unavailable


def test_what_is_written_can_be_read() -> None:
    asked = codec.read(codec.request(codec.continuous_move("p<1>", 0.5, -1, 0.25)))
    assert asked.name == "ContinuousMove" and asked.texts["ProfileToken"] == "p<1>"
    assert (asked.number("PanTilt", "x"), asked.number("PanTilt", "y"), asked.number("Zoom", "x")) == (0.5, -1, 0.25)


@pytest.mark.parametrize("junk", [b"", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', b"\xff\xfe"])
def test_what_is_no_soap_is_refused(junk: bytes) -> None:
    with pytest.raises(codec.NotSoap):
        codec.read(junk)


def test_a_token_proves_the_password_and_grows_old() -> None:
    data = codec.request(codec.stop("p"), "admin", "right")
    assert codec.authorised(data, "admin", "right")
    assert not codec.authorised(data, "admin", "wrong")
    assert not codec.authorised(data, "admin", "right", datetime.now(UTC) + timedelta(hours=1))


def test_the_head_turns_the_picture_and_stops(farm, until) -> None:
    video = VideoService()
    try:
        player = video.open(StreamAddress(farm.url("001")))
        until(lambda: player.state.word == "live")
        head = OnvifHead(farm.farm.heads.url("001"))
        neck = farm.farm.cameras.states["001"].head
        ground = slice(340 * 2560, 350 * 2560)
        before = bytes(player.snapshot().data[ground])
        head.move(1.0, 0.0, 0.0)
        until(lambda: neck.pan > 0.3)
        head.stop()
        place = neck.pan
        until(
            lambda: (
                sum(a != b for a, b in zip(bytes(player.snapshot().data[ground])[::9], before[::9], strict=True)) > 800
            )
        )
        neck.settle()
        assert neck.pan == place
        head.goto_preset("2")
        assert (neck.pan, neck.zoom) == (0.0, 1.0)
        assert head.presets()["2"] == "正中"
    finally:
        video.stop()


def test_refusals_and_silence_are_told_apart(farm) -> None:
    with pytest.raises(Rejected):
        OnvifHead(farm.farm.heads.url("001")).goto_preset("99")
    with pytest.raises(Rejected):
        OnvifHead(farm.farm.heads.url("003")).stop()
    with pytest.raises(Unavailable):
        OnvifHead("http://127.0.0.1:1/onvif").stop()
