"""The RTSP dialect as bytes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.drivers.rtsp.codec import auth, sdp
from app.devices.drivers.rtsp.codec.messages import Malformed, Message, Packet, Splitter, packet, request, response
from app.devices.drivers.rtsp.codec.parameter_sets import picture_size
from app.devices.drivers.rtsp.codec.rtp import Depacketiser, Packetiser, nal_units


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_a_stream_cut_anywhere_gives_the_same_messages(cuts: list[int]) -> None:
    stream = (
        response(200, "OK", "1", {"Session": "a"}, b"v=0\r\n") + packet(0, b"\x80abc") + request("OPTIONS", "*", 2, {})
    )
    splitter, found, at = Splitter(), [], 0
    for cut in [*cuts, len(stream)]:
        found += splitter.feed(stream[at : at + cut])
        at += cut
    found += splitter.feed(stream[at:])
    first, second, third = found
    assert isinstance(first, Message) and first.status == 200 and first.body == b"v=0\r\n"
    assert second == Packet(0, b"\x80abc")
    assert isinstance(third, Message) and third.method == "OPTIONS"


@pytest.mark.parametrize(
    "junk", [b"GET / HTTP/1.1\r\n\r\n", b"x" * 20_000, b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n"]
)
def test_bytes_that_are_no_rtsp_are_refused(junk: bytes) -> None:
    with pytest.raises(Malformed):
        list(Splitter().feed(junk))


def test_the_digest_of_rfc_2617_comes_out() -> None:
    asked = auth.challenge(
        ['Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"']
    )
    assert asked is not None
    fields = {
        "username": "Mufasa",
        "realm": asked.fields["realm"],
        "nonce": asked.fields["nonce"],
        "uri": "/dir/index.html",
    }
    got = auth.digest(asked, fields, "GET", "Circle Of Life", ("00000001", "0a4f113b", "auth"))
    assert got == "6629fae49393a05397450978507c4ef1"


@pytest.mark.parametrize(
    "demand",
    ['Digest realm="r", nonce="n"', 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"', 'Basic realm="r"'],
)
def test_the_right_password_is_accepted_and_a_wrong_one_is_not(demand: str) -> None:
    asked = auth.challenge([demand])
    assert asked is not None
    header = auth.answer(asked, "DESCRIBE", "rtsp://a/1", "admin", "秘密:1")
    assert auth.accepts(header, asked, "DESCRIBE", "admin", "秘密:1")
    assert not auth.accepts(header, asked, "DESCRIBE", "admin", "other")


def test_digest_is_preferred_to_sending_the_password_itself() -> None:
    asked = auth.challenge(['Basic realm="r"', 'Digest realm="r", nonce="n"'])
    assert asked is not None and asked.scheme == "digest"
    assert auth.challenge(["Negotiate", 'Digest realm="r", nonce="n", algorithm=MD5-sess']) is None


SPS = bytes.fromhex("6742c01e95b014016ec0440000fa40003a9823c58ba8")


def test_a_description_names_track_codec_and_parameter_sets() -> None:
    text = sdp.describe("人民路口", "H264", (SPS, b"\x68\xce\x3c\x80"), 15)
    audio = "m=audio 0 RTP/AVP 8\r\na=control:trackID=9\r\n"
    track = sdp.video_track(text.replace("m=video", audio + "m=video"), "rtsp://h/001/sub/")
    assert track is not None
    assert track.control == "rtsp://h/001/sub/trackID=1"
    assert (track.codec, track.payload, track.parameter_sets[0]) == ("H264", 96, SPS)
    assert sdp.video_track(audio, "rtsp://h/") is None


def test_h265_parameter_sets_are_read() -> None:
    nal = base64.b64encode(b"\x40\x01abc").decode()
    sets = f"sprop-vps={nal}; sprop-sps={nal};sprop-pps={nal}"
    text = f"v=0\nm=video 0 RTP/AVP 97\na=rtpmap:97 H265/90000\na=fmtp:97 {sets}\n"
    track = sdp.video_track(text, "rtsp://h/x")
    assert track is not None and track.codec == "H265" and len(track.parameter_sets) == 3


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6), st.integers(0, 0xFFFF))
def test_pictures_survive_the_way_through_packets(sizes: list[int], sequence: int) -> None:
    nals = [b"\x65" + bytes(size % 251 + 1 for _ in range(size)) for size in sizes]
    got = Depacketiser("H264")
    units = [unit for data in Packetiser(1, sequence).packets(nals, 3000) for unit in got.feed(data)]
    assert len(units) == 1 and units[0].key and units[0].ticks == 3000 and got.lost == 0
    assert nal_units(units[0].data)[1:] == nals


def test_a_lost_packet_is_counted_and_spoils_only_its_own_picture() -> None:
    sender, got = Packetiser(1), Depacketiser("H264", (SPS,))
    first, second, third = (sender.packets([b"\x41" + b"\x55" * 4000], 3000 * at) for at in (1, 2, 3))
    units = [unit for data in [*first, second[0], *second[2:], *third] for unit in got.feed(data)]
    assert got.lost == 1
    assert [unit.ticks for unit in units if len(unit.data) > 4000] == [3000, 9000]


def test_a_key_picture_without_parameter_sets_gets_those_of_the_description() -> None:
    got = Depacketiser("H264", (SPS, b"\x68\x01"))
    (unit,) = (unit for data in Packetiser(1).packets([b"\x65\x11"], 0) for unit in got.feed(data))
    assert [nal[0] & 31 for nal in nal_units(unit.data)] == [9, 7, 8, 5]


def test_the_clock_of_rtp_goes_on_after_its_wrap() -> None:
    got = Depacketiser("H264")
    sender = Packetiser(1)
    ticks = [
        unit.ticks
        for at in (0xFFFF_FF00, 0x1_0000_0100)
        for d in sender.packets([b"\x41a"], at)
        for unit in got.feed(d)
    ]
    assert ticks == [0xFFFF_FF00, 0x1_0000_0100]


def test_h265_fragments_become_one_unit() -> None:
    got = Depacketiser("H265")
    head = b"\x80\x60\x00\x01\x00\x00\x00\x05\x00\x00\x00\x01"
    parts = [b"\x62\x01\x93" + b"a" * 9, b"\x62\x01\x53" + b"b" * 9]
    list(got.feed(head + parts[0]))
    (unit,) = got.feed(b"\x80\xe0\x00\x02" + head[4:] + parts[1])
    assert unit.key and nal_units(unit.data)[1] == b"\x26\x01" + b"a" * 9 + b"b" * 9


@given(st.binary(max_size=60))
def test_no_packet_breaks_the_reader(data: bytes) -> None:
    for codec in ("H264", "H265"):
        list(Depacketiser(codec).feed(b"\x80" + data))
    picture_size("H264", (b"\x67" + data,))
    picture_size("H265", (b"\x42\x01" + data,))
