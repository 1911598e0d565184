"""A frozen camera is noticed, a quiet street at night is left alone: judged on pictures that went through a coder."""

from __future__ import annotations

import av
import numpy as np
import pytest

from app.devices.drivers.rtsp.codec.rtp import START
from app.devices.drivers.rtsp.simulator.camera import CameraState, SimCamera
from app.devices.drivers.rtsp.simulator.painter import ScenePainter, _joined, _stamp
from app.devices.drivers.rtsp.simulator.source import SUB, Encoder
from app.devices.video.stillness import StillnessWatch

FPS = SUB.fps


def watched(noise: float, clock: bool, seconds: int = 12, wakes_at: float = 99) -> list[tuple[float, bool]]:
    """(second, frozen) of a street where nothing moves, seen through coder and decoder."""
    painter = ScenePainter(CameraState(SimCamera("001", "", "night_market")), SUB, step_s=1 / FPS)
    encoder, decoder = Encoder(SUB), av.CodecContext.create("h264", "r")
    still, chance, watch = painter.picture(False), np.random.default_rng(1), StillnessWatch()
    verdicts, key_at, looked_at = [], -9.0, 0.0
    for number in range(seconds * FPS):
        now = number / FPS
        picture = tuple(plane.copy() for plane in still) if now < wakes_at else painter.picture(False)
        if clock:
            _stamp(picture, _joined(f"23:59:{int(now) % 60:02d}", 19), 12, 12)
        luma = picture[0] + chance.normal(0, noise, picture[0].shape) if noise else picture[0]
        nals = encoder.encode((np.clip(luma, 0, 255).astype(np.uint8), *picture[1:]))
        key_at = now if any(nal[0] & 31 == 5 for nal in nals) else key_at
        for frame in decoder.decode(av.Packet(START + START.join(nals))):
            if number % (FPS // 4) == 0:
                sample = frame.to_ndarray(format="gray")[:360:2, ::2]
                verdicts.append((now, watch.look(sample, now, key_at > looked_at - 0.35)))
                looked_at = now
    return verdicts


def test_a_repeated_picture_is_noticed_within_five_seconds() -> None:
    first = next(second for second, frozen in watched(0, clock=False) if frozen)
    assert 2.5 < first < 4.8


@pytest.mark.parametrize(("noise", "clock"), [(0, True), (0.7, False), (1.5, False), (3, False), (1.5, True)])
def test_a_still_street_with_a_clock_or_sensor_noise_is_not_called_frozen(noise: float, clock: bool) -> None:
    assert not any(frozen for _, frozen in watched(noise, clock))


def test_the_picture_counts_as_alive_again_as_soon_as_it_moves() -> None:
    verdicts = watched(0, clock=False, wakes_at=7)
    assert any(frozen for second, frozen in verdicts if second < 7)
    assert not any(frozen for second, frozen in verdicts if second > 8)
