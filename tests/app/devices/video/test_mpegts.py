"""Transport stream that others can read."""

import io
import itertools
from fractions import Fraction

import av
import numpy as np

from app.devices.drivers.rtsp.codec.parameter_sets import picture_size
from app.devices.drivers.rtsp.codec.rtp import START
from app.devices.drivers.rtsp.simulator.source import Encoder, Profile
from app.devices.video.mpegts import PACKET, TsMuxer, crc32
from app.devices.video.ring import Ring

SMALL = Profile("small", 320, 176, 10, 200_000)


def coded(count: int) -> list[tuple[bytes, bool]]:
    encoder = Encoder(SMALL)
    rows = np.arange(176, dtype=np.uint8)[:, None] + np.zeros((1, 320), np.uint8)
    chroma = np.full((88, 160), 128, np.uint8)
    return [
        (START + START.join(encoder.encode((np.roll(rows, at, 0), chroma, chroma), at % 5 == 0)), at % 5 == 0)
        for at in range(count)
    ]


def test_another_reader_finds_every_picture_at_its_time() -> None:
    muxer = TsMuxer("H264")
    data = b"".join(muxer.mux(unit, at * 9000, key) for at, (unit, key) in enumerate(coded(20)))
    assert len(data) % PACKET == 0 and set(data[::PACKET]) == {0x47}
    with av.open(io.BytesIO(data), format="mpegts") as file:
        times = [frame.pts * frame.time_base for frame in file.decode(video=0)]
    assert len(times) == 20
    assert {round((b - a) * 10) for a, b in itertools.pairwise(times)} == {Fraction(1)}


def test_a_jump_of_the_cameras_clock_does_not_reach_the_decoder() -> None:
    muxer = TsMuxer("H264")
    units = coded(6)
    ticks = [0, 9000, 18000, 9_000_000_000, 9_000_009_000, 5]
    data = b"".join(muxer.mux(unit, at, key) for at, (unit, key) in zip(ticks, units, strict=True))
    with av.open(io.BytesIO(data), format="mpegts") as file:
        stamps = [packet.pts for packet in file.demux(video=0) if packet.pts is not None]
    assert max(b - a for a, b in itertools.pairwise(stamps)) <= 9000
    assert stamps == sorted(stamps)


def test_the_checksum_is_that_of_the_standard() -> None:
    assert (
        crc32(bytes.fromhex("00b00d0001c100000001e100")) == int.from_bytes(bytes.fromhex("e8f95e7d"), "big")
        or crc32(b"123456789") == 0x0376E6E7
    )


def test_the_visible_size_is_read_from_the_stream() -> None:
    encoder = Encoder(Profile("odd", 1920, 1080, 10, 900_000))
    plane = np.zeros((1080, 1920), np.uint8)
    encoder.encode((plane, plane[:540, :960], plane[:540, :960]), True)
    assert picture_size("H264", encoder.parameter_sets) == (1920, 1080)


def test_the_ring_gives_the_last_seconds_from_a_key_frame_on() -> None:
    ring = Ring(seconds=10)
    for second in range(30):
        ring.add(b"K%02d" % second, True, float(second))
        ring.add(b"p%02d" % second, False, second + 0.5)
    assert ring.recent(2, 29.5).startswith(b"K27") and ring.recent(2, 29.5).endswith(b"p29")
    assert ring.recent(99, 29.5)[:3] in (b"K19", b"K18")
    ring.add(b"p", False, 30.0)
    ring.clear()
    ring.add(b"p", False, 31.0)
    assert ring.recent(9) == b""
