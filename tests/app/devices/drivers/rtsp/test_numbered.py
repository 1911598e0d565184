"""Numbered pictures keep their number through coder and decoder."""

import av
import numpy as np

from app.devices.drivers.rtsp.codec.rtp import START
from app.devices.drivers.rtsp.simulator.camera import CameraState, SimCamera
from app.devices.drivers.rtsp.simulator.numbered import NumberedPainter, number_of
from app.devices.drivers.rtsp.simulator.painter import ScenePainter
from app.devices.drivers.rtsp.simulator.source import SUB, encode_clip


def test_each_picture_of_a_clip_can_be_told_from_the_next() -> None:
    painter = NumberedPainter(ScenePainter(CameraState(SimCamera("001", "clip")), SUB, step_s=1 / SUB.fps))
    clip, _ = encode_clip(SUB, painter, 2)
    decoder, read = av.CodecContext.create("h264", "r"), []
    for nals in clip:
        for frame in decoder.decode(av.Packet(START + START.join(nals))):
            rows = np.ascontiguousarray(frame.to_ndarray(format="bgra"))
            read.append(number_of(rows.reshape(-1).data, frame.height, frame.width * 4))
    assert read == list(range(2 * SUB.fps))
