"""How a speaker counts and orders what comes."""

import numpy as np

from app.devices.drivers.rtp.codec import RtpPacket
from app.devices.drivers.rtp.g711 import to_alaw
from app.devices.drivers.rtp.receiver import JitterBuffer, Stream


def packet(sequence: int, level: int = 1000) -> RtpPacket:
    return RtpPacket(8, sequence & 0xFFFF, sequence * 160, 1, to_alaw(np.full(160, level, np.int16)))


def test_loss_is_counted_across_the_turn_of_the_counter():
    stream = Stream(1)
    for sequence in range(65500, 65600):
        if sequence % 10:
            stream.take(packet(sequence), sequence * 0.02)
    report = stream.report(2)
    assert report.lost == 9 and report.highest == 65599 and report.jitter == 0


def test_late_ones_are_put_in_order_and_lost_ones_fade():
    buffer, stream = JitterBuffer(0.05), Stream(1)
    for sequence, level in ((10, 1000), (12, 3000), (11, 2000), (14, 5000)):
        buffer.put(stream.take(packet(sequence, level), 0.0), packet(sequence, level), 0.0)
    assert buffer.due(0.01) == []
    out = buffer.due(0.1)
    means = [float(np.mean(frame)) for frame in out]
    assert len(out) == 5 and means[0] < means[1] < means[2] == means[3] < means[4]


def test_a_pause_is_not_filled():
    buffer = JitterBuffer(0.0)
    buffer.put(1, packet(1), 0.0)
    assert len(buffer.due(1.0)) == 1
    buffer.put(500, packet(500), 2.0)
    assert len(buffer.due(3.0)) == 1


def test_an_unknown_codec_is_silence_not_a_crash():
    buffer = JitterBuffer(0.0)
    buffer.put(1, RtpPacket(9, 1, 0, 1, b"xx"), 0.0)
    assert buffer.due(1.0) == []
